/** Evidence that may be looked at whenever one likes: e-values, of which the expectation is at most 1 when nothing is the matter. */
import gammaln from '@stdlib/math-base-special-gammaln';

/**
 * Which of many hypotheses to reject such that of those rejected at most a share alpha is expected to be true, however they depend on
 * each other: those with the k largest e-values, k the most for which the k-th is at least m / (k alpha).
 * Source: Wang & Ramdas (2022), JRSS B 84:822–852 (e-BH). Feed e-values at one moment, not the largest that each ever was.
 * @returns in the order given
 */
export function eBenjaminiHochberg(eValues: readonly number[], alpha: number): boolean[] {
  const order = eValues.map((_, index) => index).sort((a, b) => eValues[b]! - eValues[a]!);
  const reached = order.findLastIndex((index, rank) => eValues[index]! >= eValues.length / ((rank + 1) * alpha));
  const rejected = eValues.map(() => false);
  for (const index of order.slice(0, reached + 1)) rejected[index] = true;
  return rejected;
}

/**
 * How strongly the alternative keeps to the weights: of 100, 300, 1,000, 3,000 and 10,000 this one finds 51/49 and 52/48 about as soon
 * as the best (after 44,500 and 11,000 units at alpha 0.0005; a single planned look would need 46,700 and 11,700 for 80%), and 60/40 after 950.
 */
const CONCENTRATION = 1_000;

export interface SampleRatioEvidence {
  eValue: number;
  /** log of the e-value, also where that is Infinity. */
  logEValue: number;
  /** Holds at every look together: 1 / the largest e-value up to now, at most 1. */
  pValue: number;
}

/**
 * Whether the arms received units as their weights say, at every look anew: the likelihood of the counts averaged over shares from a
 * Dirichlet distribution around the weights, against the weights themselves. Arms of weight 0 are left out: whoever is there is another
 * matter. The chance that the p value ever comes below alpha while nothing is wrong is at most alpha.
 * Source: Lindon & Malek (2022), "Anytime-valid inference for multinomial count data", NeurIPS 35.
 * @param largestLog the largest logEValue at earlier looks
 */
export function sequentialSampleRatio(
  counts: readonly number[],
  weights: readonly number[],
  largestLog = 0
): SampleRatioEvidence {
  const weighed = counts.flatMap((count, arm) => ((weights[arm] ?? 0) > 0 ? [{ count, weight: weights[arm]! }] : []));
  const [all, whole] = weighed.reduce(([n, w], { count, weight }) => [n + count, w + weight], [0, 0]);
  let logEValue = -rising(CONCENTRATION, all);
  for (const { count, weight } of weighed) {
    const share = weight / whole;
    logEValue += rising(CONCENTRATION * share, count) - count * Math.log(share);
  }
  return { eValue: Math.exp(logEValue), logEValue, pValue: Math.min(1, Math.exp(-Math.max(logEValue, largestLog))) };
}

/** log Γ(a + n) − log Γ(a). */
const rising = (a: number, n: number): number => gammaln(a + n) - gammaln(a);
