/** How much a share changed between two samples of the same units, of which some may be in both. */
import type { Estimated, Stratum } from './prediction-powered.ts';
import { difference, type Share } from './proportion.ts';

/** A sample by which a share was estimated: its strata, and the post-stratified estimate from the labelled units alone. */
export interface Sampled {
  strata: readonly Stratum[];
  estimate: Estimated;
}

/** Units that were labelled in both samples: in which stratum of each (a name), what they said in each, and how many. */
export interface Twice {
  before: { stratum: string; y: 0 | 1 };
  after: { stratum: string; y: 0 | 1 };
  units: number;
}

/** Of fewer the covariance is not estimated, and taken as none. */
export const FEWEST_TWICE = 10;

/** What a labelled unit weighs in the estimate, and how far what it says lies from its stratum. */
function weighing({ strata }: Sampled): (name: string, y: 0 | 1) => { weight: number; residual: number } {
  const total = strata.reduce((sum, { units }) => sum + units, 0);
  return (name, y) => {
    const { units, labelled } = strata.find(({ names }) => names.includes(name))!;
    return { weight: units / total / labelled.n, residual: y - labelled.y / labelled.n };
  };
}

/**
 * The covariance of two post-stratified means whose samples overlap, given which units were labelled:
 * Σ over both (W₁/n₁)(W₂/n₂) e₁ e₂, less what the finite population takes off, N₁₂/(N₁ N₂) times the mean of e₁ e₂. Where the second
 * sample is drawn without looking at the first these are the same on average, and the covariance nil; of a panel it is what makes the
 * difference known better than either share.
 * Source: Tam (1984), The American Statistician 38:288–289; Qualité & Tillé (2008), Survey Methodology 34:173–181; with strata, the
 * residuals are those of the post-stratified mean (Särndal, Swensson & Wretman 1992, 7.6).
 * @param common how many units are in both populations
 */
export function covarianceBetween(before: Sampled, after: Sampled, twice: readonly Twice[], common: number): number {
  const units = twice.reduce((sum, one) => sum + one.units, 0);
  if (units < FEWEST_TWICE) return 0;
  const [was, is] = [weighing(before), weighing(after)];
  const size = ({ strata }: Sampled) => strata.reduce((sum, one) => sum + one.units, 0);
  let [weighed, plain] = [0, 0];
  for (const one of twice) {
    const [a, b] = [was(one.before.stratum, one.before.y), is(one.after.stratum, one.after.y)];
    weighed += one.units * a.weight * b.weight * a.residual * b.residual;
    plain += one.units * a.residual * b.residual;
  }
  return weighed - ((common / size(before) / size(after)) * plain) / units;
}

/** How much the share is more than it was, with a 95% interval (MOVER out of the intervals of both, and their correlation). */
export function changeBetween(before: Sampled, after: Sampled, twice: readonly Twice[], common: number): Share {
  const spread = before.estimate.standardError * after.estimate.standardError;
  const correlation = spread > 0 ? covarianceBetween(before, after, twice, common) / spread : 0;
  return difference(after.estimate, before.estimate, Math.min(1, Math.max(-1, correlation)));
}
