/** Arms for the tests, from the numbers of the units themselves. */
import type { AdjustedMean, AdjustedRatio, Mean, Proportion, Ratio } from '#statistics/statistic.ts';
import { fc } from '../property.ts';

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);

export const meanFrom = (y: readonly number[]): Mean => ({
  kind: 'mean',
  n: y.length,
  sum: y.reduce((sum, value) => sum + value, 0),
  sumSquares: dot(y, y)
});

export const adjustedFrom = (y: readonly number[], x: readonly number[]): AdjustedMean => ({
  kind: 'adjusted_mean',
  post: meanFrom(y),
  pre: meanFrom(x),
  sumProducts: dot(y, x)
});

export const ratioFrom = (m: readonly number[], d: readonly number[]): Ratio => ({
  kind: 'ratio',
  numerator: meanFrom(m),
  denominator: meanFrom(d),
  sumProducts: dot(m, d)
});

/** Numerator and denominator after, and numerator and denominator before. */
export const adjustedRatioFrom = (
  m1: readonly number[],
  d1: readonly number[],
  m0: readonly number[],
  d0: readonly number[]
): AdjustedRatio => ({
  kind: 'adjusted_ratio',
  post: ratioFrom(m1, d1),
  pre: ratioFrom(m0, d0),
  sumProducts: {
    numerators: dot(m1, m0),
    denominators: dot(d1, d0),
    postNumeratorPreDenominator: dot(m1, d0),
    postDenominatorPreNumerator: dot(d1, m0)
  }
});

export const proportion = (n: number, sum: number): Proportion => ({ kind: 'proportion', n, sum });

/** Some did it and some did not. */
export const anyProportion = fc
  .integer({ min: 2, max: 100_000 })
  .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((sum) => proportion(n, sum)));

const value = fc.integer({ min: -1000, max: 1000 }).map((whole) => whole / 10);

const spread = (column: readonly number[]): boolean => new Set(column).size > 1;

const anyMean = fc.array(value, { minLength: 3, maxLength: 30 }).filter(spread).map(meanFrom);

export const anyAdjusted = fc
  .array(fc.tuple(value, value), { minLength: 5, maxLength: 30 })
  .filter((units) => spread(units.map(([y]) => y)) && spread(units.map(([, x]) => x)))
  .map((units) =>
    adjustedFrom(
      units.map(([y]) => y),
      units.map(([, x]) => x)
    )
  );

const positive = fc.integer({ min: 1, max: 50 });

const anyRatio = fc
  .array(fc.tuple(positive, positive), { minLength: 5, maxLength: 30 })
  .filter((units) => spread(units.map(([m, d]) => m / d)))
  .map((units) =>
    ratioFrom(
      units.map(([m]) => m),
      units.map(([, d]) => d)
    )
  );

const anyAdjustedRatio = fc
  .array(fc.tuple(positive, positive, positive, positive), { minLength: 8, maxLength: 30 })
  .filter((units) => spread(units.map(([m, d]) => m / d)) && spread(units.map(([, , m, d]) => m / d)))
  .map((units) =>
    adjustedRatioFrom(
      units.map(([m]) => m),
      units.map(([, d]) => d),
      units.map(([, , m]) => m),
      units.map(([, , , d]) => d)
    )
  );

/** Two arms of one kind. */
export const anyPair = fc.oneof(
  fc.tuple(anyProportion, anyProportion),
  fc.tuple(anyMean, anyMean),
  fc.tuple(anyAdjusted, anyAdjusted),
  fc.tuple(anyRatio, anyRatio),
  fc.tuple(anyAdjustedRatio, anyAdjustedRatio)
);
