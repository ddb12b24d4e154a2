/** Shares that few units reach: intervals and tests of their difference that hold where the normal approximation does not. */
import { normalSurvival } from './distribution.ts';
import type { Interval } from './fixed.ts';
import { wilson } from './proportion.ts';
import { root } from './root.ts';
import type { Proportion } from './statistic.ts';

const FEWEST_NORMAL = 10;
const FEWEST_EXPECTED = 1;

/**
 * Which method suits two shares. `normal` (Welch, Fieller) with at least ten who did and ten who did not in both arms: Moore, McCabe &
 * Craig (2012), Introduction to the Practice of Statistics, 7th ed., section 8.2. `score` (the N − 1 chi-square test and the interval of
 * Miettinen & Nurminen) while at least one is expected in each cell when the arms do not differ, else `exact` (the test of Fisher & Irwin):
 * Campbell (2007), Statistics in Medicine 26:3661–3675.
 */
export function suited(control: Proportion, treatment: Proportion): 'normal' | 'score' | 'exact' {
  const cells = [control, treatment].flatMap(({ n, sum }) => [sum, n - sum]);
  if (Math.min(...cells) >= FEWEST_NORMAL) return 'normal';
  const all = control.n + treatment.n;
  const did = control.sum + treatment.sum;
  const expected = (Math.min(control.n, treatment.n) * Math.min(did, all - did)) / all;
  return expected >= FEWEST_EXPECTED ? 'score' : 'exact';
}

/**
 * Newcombe's hybrid score interval for the difference treatment − control; both arms have units.
 * With the Wilson limits (l, u) of each share: D − √((b − l_b)² + (u_a − a)²) to D + √((u_b − b)² + (a − l_a)²).
 * Source: Newcombe (1998), Statistics in Medicine 17:873–890, method 10.
 * @param z quantile of the standard normal, or the multiplier of a sequential method
 */
export function newcombe(control: Proportion, treatment: Proportion, z: number): Interval {
  const [a, b] = [wilson(control.sum, control.n, z)!, wilson(treatment.sum, treatment.n, z)!];
  const difference = b.value - a.value;
  return {
    low: difference - Math.hypot(b.value - b.low, a.high - a.value),
    high: difference + Math.hypot(b.high - b.value, a.value - a.low)
  };
}

/**
 * The interval of Miettinen & Nurminen: all differences δ that the score test does not reject.
 * Source: Miettinen & Nurminen (1985), Statistics in Medicine 4:213–226.
 * @param z quantile of the standard normal, or the multiplier of a sequential method
 */
export function miettinenNurminen(control: Proportion, treatment: Proportion, z: number): Interval {
  const difference = treatment.sum / treatment.n - control.sum / control.n;
  // From ½ where the test is certain to reject down to −½ at the observed difference, finite also where a variance vanishes.
  const rejects = (delta: number): number => {
    const far = (difference - delta) ** 2;
    return far === 0 ? -0.5 : far / (far + z ** 2 * scoreVariance(control, treatment, delta)) - 0.5;
  };
  return {
    low: difference <= -1 ? -1 : root(rejects, -1, difference),
    high: difference >= 1 ? 1 : root(rejects, 1, difference)
  };
}

/**
 * The score statistic for the difference: about standard normal when the true difference is `delta`. Its square at 0 is the N − 1
 * chi-square. Serves fixed and group-sequential tests alike; 0 where nothing or everything happened in both arms.
 */
export function scoreZ(control: Proportion, treatment: Proportion, delta = 0): number {
  const away = treatment.sum / treatment.n - control.sum / control.n - delta;
  return away === 0 ? 0 : away / Math.sqrt(scoreVariance(control, treatment, delta));
}

/** The variance of the difference were it `delta`, with the shares that are likeliest then. */
function scoreVariance(control: Proportion, treatment: Proportion, delta: number): number {
  const all = control.n + treatment.n;
  const a = likeliestControl(control, treatment, delta);
  const b = Math.min(1, Math.max(0, a + delta));
  return (((a * (1 - a)) / control.n + (b * (1 - b)) / treatment.n) * all) / (all - 1);
}

/** The control's share that makes the data likeliest when treatment is `delta` higher: the root of a cubic, by its cosines. */
function likeliestControl(control: Proportion, treatment: Proportion, delta: number): number {
  const all = control.n + treatment.n;
  const did = control.sum + treatment.sum;
  const l2 = (treatment.n + 2 * control.n) * delta - all - did;
  const l1 = (control.n * delta - all - 2 * control.sum) * delta + did;
  const l0 = control.sum * delta * (1 - delta);
  const third = l2 / (3 * all);
  const q = third ** 3 - (l1 * l2) / (6 * all ** 2) + l0 / (2 * all);
  const p = Math.sign(q || 1) * Math.sqrt(Math.max(0, third ** 2 - l1 / (3 * all)));
  const cosine = p === 0 ? 0 : Math.min(1, Math.max(-1, q / p ** 3));
  const share = 2 * p * Math.cos((Math.PI + Math.acos(cosine)) / 3) - third;
  return Math.min(Math.min(1, 1 - delta), Math.max(Math.max(0, -delta), share));
}

/** Relative difference within which two probabilities are equal but for rounding. */
const ALIKE = 1e-7;

/**
 * The exact test given how many did it in both arms together. `pValue`: two-sided by Irwin's rule, all outcomes that are no likelier
 * than the observed; never more false alarms than alpha. `midP`: twice the smaller side with the observed outcome counted half;
 * less cautious, may exceed alpha slightly.
 * Sources: Irwin (1935), Metron 12:83–94; Lancaster (1961), JASA 56:223–234.
 */
export function fisher(control: Proportion, treatment: Proportion): { pValue: number; midP: number } {
  const did = control.sum + treatment.sum;
  const [least, most] = [Math.max(0, did - control.n), Math.min(did, treatment.n)];
  // log P(x + 1)/P(x) of the hypergeometric distribution, summed.
  const logs = [0];
  for (let x = least; x < most; x++) {
    const ratio = ((did - x) * (treatment.n - x)) / ((x + 1) * (control.n - did + x + 1));
    logs.push(logs.at(-1)! + Math.log(ratio));
  }
  const highest = logs.reduce((a, b) => Math.max(a, b));
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = weights.reduce((a, b) => a + b);
  const place = treatment.sum - least;
  const observed = weights[place]!;
  const sum = (keep: (weight: number, index: number) => boolean) =>
    weights.reduce((so, weight, index) => (keep(weight, index) ? so + weight : so), 0) / total;
  const half = observed / total / 2;
  return {
    pValue: Math.min(
      1,
      sum((weight) => weight <= observed * (1 + ALIKE))
    ),
    midP: Math.min(
      1,
      2 *
        (half +
          Math.min(
            sum((_, index) => index < place),
            sum((_, index) => index > place)
          ))
    )
  };
}

export interface SharesCompared extends Interval {
  method: 'score' | 'exact';
  /** Treatment − control. */
  estimate: number;
  pValue: number;
}

/** Compares two shares where `suited` does not say normal: the interval by score in both cases, the p value by score or exact. */
export function compareShares(control: Proportion, treatment: Proportion, z: number): SharesCompared {
  const method = suited(control, treatment) === 'exact' ? 'exact' : 'score';
  return {
    method,
    estimate: treatment.sum / treatment.n - control.sum / control.n,
    ...miettinenNurminen(control, treatment, z),
    pValue:
      method === 'exact' ? fisher(control, treatment).pValue : 2 * normalSurvival(Math.abs(scoreZ(control, treatment)))
  };
}
