/** Control limits against sums of exact binomial chances, over-dispersion by hand, and the spread between units against a published one. */
import { describe, expect, test } from 'vitest';
import { cramersV } from '#statistics/association.ts';
import {
  ACTION,
  designEffect,
  dispersionOf,
  limitCounts,
  limitsAt,
  placeOf,
  WARNING
} from '#statistics/funnel-plot.ts';
import { between } from '#statistics/heterogeneity.ts';
import { chiSquareSurvival, normalCdf } from '#statistics/distribution.ts';
import { fc } from '../property.ts';

/** Chances of 0 to n of n, each by multiplying: (n over k) share^k (1 − share)^(n − k). */
const chances = (n: number, share: number): number[] =>
  Array.from({ length: n + 1 }, (_, count) => {
    let chance = 1;
    for (let k = 1; k <= count; k++) chance *= ((n - count + k) / k) * share;
    for (let k = 0; k < n - count; k++) chance *= 1 - share;
    return chance;
  });
const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);

const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
const size = fc.integer({ min: 1, max: 120 });
const level = fc.constantFrom(WARNING, ACTION);
const phi = fc.double({ min: 1, max: 4, noNaN: true });

describe('control limits', () => {
  test('lie where a sum of binomial chances passes the level, a part of an item along', () => {
    fc.assert(
      fc.property(size, share, level, phi, (n, theta, z, dispersion) => {
        const p = normalCdf(-z * Math.sqrt(dispersion));
        const chance = chances(n, theta);
        // Spiegelhalter's r and alpha, by summation.
        const upTo = (count: number) => sum(chance.slice(0, count + 1));
        const r = chance.findIndex((_, count) => upTo(count) > p);
        const { low, high } = limitCounts(n, theta, z, dispersion);
        expect(low).toBeCloseTo(r - (upTo(r) - p) / chance[r]!, 6);
        // The other side is the same of the rest.
        expect(high).toBeCloseTo(n - limitCounts(n, 1 - theta, z, dispersion).low, 9);
      })
    );
  });

  test('are passed by exactly what chance does no more often than the level', () => {
    fc.assert(
      fc.property(size, share, (n, theta) => {
        const chance = chances(n, theta);
        for (let count = 0; count <= n; count++) {
          const [below, above] = [sum(chance.slice(0, count + 1)), sum(chance.slice(count))];
          const place = placeOf({ n, count }, theta, 1);
          if (Math.min(Math.abs(below - 0.001), Math.abs(above - 0.001)) < 1e-9) continue;
          expect(place === 'below').toBe(below <= 0.001);
          expect(place === 'above').toBe(above <= 0.001);
          expect(place === 'within').toBe(below > 0.025 && above > 0.025);
        }
      }),
      { numRuns: 40 }
    );
  });

  test('are those of the normal distribution for very many, and stay between none and all for very wide', () => {
    const { low95, high95, low998, high998 } = limitsAt(1_000_000, 0.3, 1);
    const error = Math.sqrt((0.3 * 0.7) / 1_000_000);
    expect((0.3 - low95) / error).toBeCloseTo(WARNING, 2);
    expect((high95 - 0.3) / error).toBeCloseTo(WARNING, 2);
    expect((0.3 - low998) / error).toBeCloseTo(ACTION, 2);
    expect((high998 - 0.3) / error).toBeCloseTo(ACTION, 2);
    // φ four times the variance: twice as wide.
    expect((0.3 - limitsAt(1_000_000, 0.3, 4).low95) / error).toBeCloseTo(2 * WARNING, 1);
    expect(limitsAt(20, 0.5, 400)).toEqual({ n: 20, low95: 0, high95: 1, low998: 0, high998: 1 });
    // Nothing is a surprise where everybody does the same.
    for (const theta of [0, 1]) expect(placeOf({ n: 50, count: 50 * theta }, theta, 1)).toBe('within');
  });
});

test('over-dispersion is the mean of squared z-scores, the most extreme drawn in to the next', () => {
  // Of a hundred each around a half, with standard error a twentieth: z is -4, -1, 0, 1, 2 and 8; the ends become -1 and 2.
  const units = [30, 45, 50, 55, 60, 90].map((count) => ({ n: 100, count }));
  expect(dispersionOf(units, 0.5)).toBeCloseTo((1 + 1 + 0 + 1 + 4 + 4) / 6, 10);
  expect(dispersionOf(units.slice(0, 4), 0.5)).toBe(1);
  expect(
    dispersionOf(
      units.map(({ n }) => ({ n, count: 50 })),
      0.5
    )
  ).toBe(1);
});

test('a design effect is the size of clusters that are all alike, and 1 of clusters of one', () => {
  // Ten organisations of four items, five of which always and five never.
  const alike = { n: 40, count: 20, clusters: 10, nn: 160, cc: 80, nc: 80 };
  expect(designEffect([alike])).toBeCloseTo((10 / 9) * 4, 10);
  expect(designEffect([{ n: 10, count: 5, clusters: 10, nn: 10, cc: 5, nc: 5 }])).toBeCloseTo(10 / 9, 10);
  expect(designEffect([])).toBe(1);
});

test('the spread between trials of BCG against tuberculosis is as published', () => {
  /** Log relative risks and their variances: Colditz et al. (1994), JAMA 271:698–702, as in Viechtbauer (2010), J Stat Softw 36(3), dat.bcg. */
  const trials = [
    [4, 119, 11, 128],
    [6, 300, 29, 274],
    [3, 228, 11, 209],
    [62, 13536, 248, 12619],
    [33, 5036, 47, 5761],
    [180, 1361, 372, 1079],
    [8, 2537, 10, 619],
    [505, 87886, 499, 87892],
    [29, 7470, 45, 7232],
    [17, 1699, 65, 1600],
    [186, 50448, 141, 27197],
    [5, 2493, 3, 2338],
    [27, 16886, 29, 17825]
  ].map(([a = 0, b = 0, c = 0, d = 0]) => ({
    estimate: Math.log(a / (a + b)) - Math.log(c / (c + d)),
    standardError: Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
  }));
  const spread = between(trials)!;
  // metafor: rma(method = "PM") gives tau² 0.3181 and mean -0.7150; confint() by Q-profile 0.1197 to 1.1115.
  expect(spread.variance).toBeCloseTo(0.3181, 4);
  expect(spread.mean).toBeCloseTo(-0.715, 4);
  expect(spread.low).toBeCloseTo(0.1197, 4);
  expect(spread.high).toBeCloseTo(1.1115, 4);
  expect(between(trials.slice(0, 1))).toBeUndefined();
  expect(between(trials.map((one) => ({ ...one, estimate: 1 })))).toMatchObject({ variance: 0, low: 0, high: 0 });
});

test('the estimate of a spread lies in its interval, and is where Q is what is expected of it', () => {
  const units = fc.array(
    fc.record({
      estimate: fc.double({ min: -1, max: 1, noNaN: true }),
      standardError: fc.double({ min: 0.01, max: 1, noNaN: true })
    }),
    { minLength: 2, maxLength: 8 }
  );
  fc.assert(
    fc.property(units, (given) => {
      const { variance, mean, low, high } = between(given)!;
      expect(variance).toBeGreaterThanOrEqual(low - 1e-6);
      expect(variance).toBeLessThanOrEqual(high + 1e-6);
      const q = sum(given.map((one) => (one.estimate - mean) ** 2 / (one.standardError ** 2 + variance)));
      if (variance > 1e-6) expect(q).toBeCloseTo(given.length - 1, 3);
      else expect(q).toBeLessThan(given.length - 1 + 1e-2);
    })
  );
});

describe('association', () => {
  test('is nothing of what is divided alike, and entire of what tells the one from the other', () => {
    expect(
      cramersV([
        [10, 20],
        [20, 40]
      ])
    ).toMatchObject({ v: 0, low: 0, thin: false });
    const entire = cramersV([
      [500, 0],
      [0, 500]
    ])!;
    expect(entire.v).toBeCloseTo(1, 2);
    expect(
      cramersV([
        [3, 4],
        [0, 0]
      ])
    ).toBeUndefined();
    expect(
      cramersV([
        [1, 2],
        [3, 1]
      ])?.thin
    ).toBe(true);
  });

  test('has the interval of noncentral chi-square, a Poisson mixture', () => {
    const table = [
      [30, 50, 20],
      [45, 35, 20],
      [25, 25, 50]
    ];
    const { v, low, high } = cramersV(table)!;
    // By hand: every row is 100 of 300, so a third of each column (100, 110, 90) is expected.
    const columns = [100, 110, 90];
    const square = sum(
      table.flatMap((row) => row.map((count, at) => (count - columns[at]! / 3) ** 2 / (columns[at]! / 3)))
    );
    const corrected = 3 - 4 / 299;
    expect(v).toBeCloseTo(Math.sqrt((square / 300 - 4 / 299) / (corrected - 1)), 10);
    const above = (noncentrality: number) => {
      let [weight, chance] = [Math.exp(-noncentrality / 2), 0];
      for (let j = 0; j < 400; j++) {
        chance += weight * chiSquareSurvival(square, 4 + 2 * j);
        weight *= noncentrality / 2 / (j + 1);
      }
      return chance;
    };
    expect(above(low ** 2 * 300 * 2)).toBeCloseTo(0.025, 2);
    expect(above(high ** 2 * 300 * 2)).toBeCloseTo(0.975, 2);
    expect([low < v, v < high]).toEqual([true, true]);
  });
});
