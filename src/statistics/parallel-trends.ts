/** Before and after, beside others who were not approached: differences of differences, and whether the two went alike before. */
import { clusteredEffect, type Cluster } from './clusters.ts';
import { tQuantile, tTwoSided } from './distribution.ts';
import type { Interval } from './fixed.ts';

/** What is followed as a whole: rates in the periods before and in those after, as many for all. */
export interface Followed {
  /** Members, or another weight. */
  size: number;
  before: readonly number[];
  after: readonly number[];
}

export interface Difference extends Interval {
  estimate: number;
  pValue: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Slope by least squares, per period. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const squares = values.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
  return values.reduce((sum, value, place) => sum + (place - middle) * value, 0) / squares;
}

function compared(
  others: readonly Followed[],
  approached: readonly Followed[],
  of: (one: Followed) => number,
  alpha: number
): Difference | undefined {
  const clusters = (units: readonly Followed[]): Cluster[] =>
    units.map((one) => ({ size: one.size, sum: one.size * of(one) }));
  const effect = clusteredEffect(clusters(others), clusters(approached));
  if ('error' in effect) return undefined;
  const half = tQuantile(1 - alpha / 2, effect.degreesOfFreedom) * effect.standardError;
  return {
    estimate: effect.estimate,
    low: effect.estimate - half,
    high: effect.estimate + half,
    pValue: tTwoSided(effect.estimate / effect.standardError, effect.degreesOfFreedom)
  };
}

/**
 * How much more the approached changed than the others: means after less means before, units weighted by size, CR2 between units.
 * True only as far as the two would have changed alike, which nobody can see.
 * Source: Card & Krueger (1994), American Economic Review 84:772–793; the variance as in clusters.ts.
 * @returns undefined where fewer than two of a kind are followed, or nothing varies
 */
export const changedMore = (
  others: readonly Followed[],
  approached: readonly Followed[],
  alpha = 0.05
): Difference | undefined => compared(others, approached, ({ before, after }) => mean(after) - mean(before), alpha);

export interface TrendsBefore {
  /** By how much the approached rose faster before, per period. */
  slope: Difference;
  /** The same, carried on from the middle of before to the middle of after: what the effect would be if it did nothing. */
  carriedOn: Difference;
  /**
   * `different`: they did not go alike. `unclear`: a difference that cannot be ruled out would make up all of the effect. `alike`: it
   * would not.
   */
  verdict: 'different' | 'unclear' | 'alike';
}

/**
 * Whether the two went alike before, and whether one could have seen it: not finding a difference proves nothing where few are followed.
 * Source: Roth (2022), "Pretest with caution", American Economic Review: Insights 4:305–322.
 * @returns undefined with fewer than three periods before, or where changedMore is
 */
export function trendsBefore(
  others: readonly Followed[],
  approached: readonly Followed[],
  alpha = 0.05
): TrendsBefore | undefined {
  const first = approached[0];
  if (!first || first.before.length < 3) return undefined;
  const found = compared(others, approached, ({ before }) => slope(before), alpha);
  const effect = changedMore(others, approached, alpha);
  if (!found || !effect) return undefined;
  const distance = (first.before.length + first.after.length) / 2;
  const carriedOn = {
    ...found,
    estimate: found.estimate * distance,
    low: found.low * distance,
    high: found.high * distance
  };
  const differs = found.low > 0 || found.high < 0;
  const explains = effect.estimate >= 0 ? carriedOn.high >= effect.estimate : carriedOn.low <= effect.estimate;
  return { slope: found, carriedOn, verdict: differs ? 'different' : explains ? 'unclear' : 'alike' };
}
