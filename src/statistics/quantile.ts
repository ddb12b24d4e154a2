/** A quantile of one arm, such as the 90th percentile of a waiting time, as a comparison sees it. */
import { normalQuantile } from './distribution.ts';
import type { Arm } from './effect.ts';

export interface Quantile {
  /** Values; where a unit has several, they are clustered. */
  n: number;
  /** The number of values for which the bounds were taken: at ν ± z √(ν (1 − ν) / nBounds). */
  nBounds: number;
  /** Which quantile, between 0 and 1. */
  level: number;
  value: number;
  lower: number;
  upper: number;
  /** Per unit, the number of values at or below the quantile (main) and the number of values (denominator). */
  clusters?: {
    n: number;
    sum: number;
    sumSquares: number;
    denominatorSum: number;
    denominatorSumSquares: number;
    sumProducts: number;
  };
}

const Z = -normalQuantile(0.025);

/** Not less than this per value, once there are a hundred: rounded measurements can make the bounds coincide. */
const FLOOR = 1e-5;

/**
 * The variance of one value as the width of the bounds tells it: (nBounds / n) (n − 1) ((upper − lower) / 2z)².
 * Clustered values: times the variance of the share below the quantile, as a ratio of sums over units, over that of independent values.
 * Source: Deng, Knoblich & Lu (2018), KDD, section 4.
 */
function quantileVariance({ n, nBounds, level, lower, upper, clusters }: Quantile): number {
  if (n <= 1) return 0;
  const variance = (nBounds / n) * (n - 1) * ((upper - lower) / (2 * Z)) ** 2;
  const raised = clusters ? (variance * shareVariance(clusters)) / ((level * (1 - level)) / n) : variance;
  return n < 100 ? raised : Math.max(raised, FLOOR);
}

/** The variance of Σ main / Σ denominator over units, by the delta method. */
function shareVariance(clusters: NonNullable<Quantile['clusters']>): number {
  const { n, sum, sumSquares, denominatorSum, denominatorSumSquares, sumProducts } = clusters;
  if (n <= 1 || denominatorSum <= 0) return 0;
  const share = sum / denominatorSum;
  const centred = (products: number, a: number, b: number) => (products - (a * b) / n) / (n - 1);
  const spread =
    centred(sumSquares, sum, sum) -
    2 * share * centred(sumProducts, sum, denominatorSum) +
    share ** 2 * centred(denominatorSumSquares, denominatorSum, denominatorSum);
  return spread / n / (denominatorSum / n) ** 2;
}

/** Whether there are values enough on either side for a normal approximation, and the bounds differ. */
export const isUsable = ({ n, level, lower, upper }: Quantile): boolean =>
  n > (Z ** 2 * level) / (1 - level) && n > (Z ** 2 * (1 - level)) / level && upper !== lower;

export const quantileArm = (quantile: Quantile): Arm => ({
  n: quantile.n,
  mean: quantile.value,
  variance: quantileVariance(quantile),
  before: { mean: 0, variance: 0, covariance: 0 }
});
