/** Shares of units that are large and small, against what chance alone does around their common share. */
import gammaln from '@stdlib/math-base-special-gammaln';
import { logNormalSurvival } from './distribution.ts';

/** Two-sided 95% and 99.8%, in standard errors. */
export const WARNING = 1.959963984540054;
export const ACTION = 3.090232306167813;

const logChance = (count: number, n: number, share: number): number =>
  gammaln(n + 1) -
  gammaln(count + 1) -
  gammaln(n - count + 1) +
  count * Math.log(share) +
  (n - count) * Math.log1p(-share);

/**
 * The count (with a part of one) at or below which chance comes with probability P(Z < −z): exact binomial, interpolated
 * r − (F(r) − p) / (F(r) − F(r − 1)) with r the smallest count for which F(r) > p. Below 0 where even none of all is no surprise.
 * Source: Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24:1185–1202, appendix A.1.1.
 */
function lowerCount(n: number, share: number, z: number): number {
  if (share <= 0) return -1;
  if (share >= 1) return n - 1;
  // Everything as a part of p, which itself may be too small for a double.
  const logP = logNormalSurvival(z);
  const step = Math.max(1, Math.sqrt(n * share * (1 - share)));
  let count = Math.floor(n * share);
  // What lies further down adds nothing that counts.
  while (count > 0 && logChance(count, n, share) - logP > -40) count = Math.max(0, Math.floor(count - step));
  let chance = Math.exp(logChance(count, n, share) - logP);
  if (count === 0 && chance > 1) return 1 / chance - 1;
  let together = chance;
  while (together <= 1 && count < n) {
    chance *= ((n - count) / (count + 1)) * (share / (1 - share));
    count++;
    together += chance;
  }
  return count - (together - 1) / chance;
}

/** Counts of `n` that are no surprise lie between these two, and not on them. */
interface Limits {
  low: number;
  high: number;
}

/**
 * Control limits in items. The upper one is the mirror image of the lower one of the rest: the same formula at both sides would call
 * one item too few a surprise above. With `dispersion` φ at the level that belongs to z √φ, which is the multiplicative correction.
 * Source: as above, 2.4 and A.1.1.
 */
export function limitCounts(n: number, share: number, z: number, dispersion: number): Limits {
  const wider = z * Math.sqrt(dispersion);
  return { low: lowerCount(n, share, wider), high: n - lowerCount(n, 1 - share, wider) };
}

export interface Unit {
  n: number;
  count: number;
}

/** Fewer units than this tell nothing apart from the differences that are looked for. */
const FEWEST_UNITS = 5;

/**
 * How much more units spread than chance does: φ = Σ z² / I over winsorised z-scores, where the most extreme tenth at either end, and
 * at least one, is set to the next, so that a few that really differ do not excuse themselves. At least 1.
 * Source: Spiegelhalter (2005), section 3.2.
 */
export function dispersionOf(units: readonly Unit[], share: number): number {
  if (units.length < FEWEST_UNITS || share <= 0 || share >= 1) return 1;
  const z = units
    .map(({ n, count }) => (count / n - share) / Math.sqrt((share * (1 - share)) / n))
    .sort((a, b) => a - b);
  const drawnIn = Math.max(1, Math.floor(z.length / 10));
  const [low, high] = [z[drawnIn]!, z[z.length - 1 - drawnIn]!];
  return Math.max(1, z.reduce((sum, one) => sum + Math.min(high, Math.max(low, one)) ** 2, 0) / z.length);
}

/** Within the 95% limits, between these and the 99.8% limits, or beyond them. */
export const PLACES = ['within', 'edge', 'above', 'below'] as const;
export type Place = (typeof PLACES)[number];

export function placeOf({ n, count }: Unit, share: number, dispersion: number): Place {
  const action = limitCounts(n, share, ACTION, dispersion);
  if (count <= action.low) return 'below';
  if (count >= action.high) return 'above';
  const warning = limitCounts(n, share, WARNING, dispersion);
  return count <= warning.low || count >= warning.high ? 'edge' : 'within';
}

/** The limits as shares, as a chart draws them. */
export interface LimitsAt {
  n: number;
  low95: number;
  high95: number;
  low998: number;
  high998: number;
}

export function limitsAt(n: number, share: number, dispersion: number): LimitsAt {
  const part = (count: number) => Math.min(1, Math.max(0, count / n));
  const [warning, action] = [WARNING, ACTION].map((z) => limitCounts(n, share, z, dispersion)) as [Limits, Limits];
  return {
    n,
    low95: part(warning.low),
    high95: part(warning.high),
    low998: part(action.low),
    high998: part(action.high)
  };
}

/** Units of one cluster are alike: what of a count and its number is summed over clusters to know how much. */
export interface Clustered extends Unit {
  clusters: number;
  /** Sums over clusters of n², count² and n × count. */
  nn: number;
  cc: number;
  nc: number;
}

/**
 * How many times larger the variance of the shares is because items come in clusters (an organisation keeps to a channel): the
 * variance of a ratio of sums over clusters, within units, over the binomial one. At least 1.
 * Source: Kish (1965), Survey Sampling, 5.4 and 8.2; as effective size in intervals: Korn & Graubard (1998), Survey Methodology 24:193–201.
 */
export function designEffect(units: readonly Clustered[]): number {
  let [clustered, single] = [0, 0];
  for (const { n, count, clusters, nn, cc, nc } of units) {
    if (clusters < 2) continue;
    const share = count / n;
    clustered += (clusters / (clusters - 1)) * (cc - 2 * share * nc + share ** 2 * nn);
    single += n * share * (1 - share);
  }
  return single > 0 ? Math.max(1, clustered / single) : 1;
}
