/** Transitions against published examples of McNemar's mid-p test and exact sums of the binomial distribution. */
import { expect, test } from 'vitest';
import { normalSurvival } from '#statistics/distribution.ts';
import { wilson } from '#statistics/proportion.ts';
import { transitionShares, turned } from '#statistics/transitions.ts';
import { fc } from '../property.ts';

test('a row is shares of those who were there', () => {
  expect(
    transitionShares([
      [6, 4],
      [0, 0]
    ])
  ).toEqual([
    [wilson(6, 10), wilson(4, 10)],
    [undefined, undefined]
  ]);
});

test('as published', () => {
  // Source: Fagerland, Lydersen & Laake (2013): airway hyper-responsiveness before and after a transplantation, mid-p 0.039.
  expect(turned(1, 7)).toBeCloseTo(0.039, 3);
  expect(turned(7, 1)).toBe(turned(1, 7));
});

test('is the sum of the binomial distribution, in whole numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 150 }), (there, back) => {
      const [n, least] = [there + back, Math.min(there, back)];
      let [term, sum] = [1n, 1n];
      for (let count = 1; count <= least; count++) {
        term = (term * BigInt(n - count + 1)) / BigInt(count);
        sum += term;
      }
      const twice = there === back ? 2n ** BigInt(n + 1) - term : 4n * sum - 2n * term;
      const p = n === 0 ? 1 : Number((twice * 10n ** 15n) / 2n ** BigInt(n + 1)) / 1e15;
      expect(turned(there, back)).toBeCloseTo(p, 11);
    })
  );
});

test('of very many it is the normal test, and never more than 1', () => {
  expect(turned(500_000, 501_500)).toBeCloseTo(2 * normalSurvival(1500 / Math.sqrt(1_001_500)), 5);
  expect(turned(1, 1_000_000)).toBe(0);
  expect(turned(0, 0)).toBe(1);
});
