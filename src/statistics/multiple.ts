/** Many tests at once: adjusted p-values, and an interval to go with one. */
import { normalQuantile } from './distribution.ts';
import type { Interval } from './fixed.ts';

/** Positions from the smallest to the largest p-value. */
const ascending = (pValues: readonly number[]): number[] =>
  pValues.map((_, position) => position).sort((a, b) => pValues[a]! - pValues[b]!);

/**
 * Adjusted p-values that control the chance of any false positive, under any dependence.
 * The running maximum of p₍ᵢ₎ (m − i + 1), at most 1; in the order of the input.
 * Source: Holm (1979), Scandinavian Journal of Statistics 6:65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  for (const [rank, position] of ascending(pValues).entries()) {
    highest = Math.max(highest, Math.min(1, pValues[position]! * (pValues.length - rank)));
    adjusted[position] = highest;
  }
  return adjusted;
}

/**
 * Adjusted p-values that control the share of false positives among the positives, for independent or positively dependent tests.
 * The running minimum, from the largest down, of p₍ᵢ₎ m / i, at most 1; in the order of the input.
 * Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289–300.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let lowest = 1;
  for (const [fromEnd, position] of ascending(pValues).reverse().entries()) {
    lowest = Math.min(lowest, pValues[position]! * (pValues.length / (pValues.length - fromEnd)));
    adjusted[position] = lowest;
  }
  return adjusted;
}

/** From here on a p-value says nothing any more. */
const NOTHING = 0.999999;

/**
 * The interval that the adjusted p-value would come from: D ± z(1 − α/2) |D / z(1 − p/2)|, never narrower than the interval itself.
 * So that a result which is no longer significant after adjustment does not show an interval without 0.
 * It has no simultaneous coverage; for that, take the interval at a smaller alpha.
 */
export function adjustedInterval(pAdjusted: number, estimate: number, interval: Interval, alpha: number): Interval {
  if (pAdjusted > NOTHING) return { low: -Infinity, high: Infinity };
  const half = Math.abs((normalQuantile(alpha / 2) * estimate) / normalQuantile(pAdjusted / 2));
  const wider = { low: estimate - half, high: estimate + half };
  return wider.low < interval.low && wider.high > interval.high ? wider : { low: interval.low, high: interval.high };
}
