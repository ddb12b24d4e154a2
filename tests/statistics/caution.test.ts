import { expect, test } from 'vitest';
import { caution } from '#statistics/caution.ts';
import { effectOf } from '#statistics/effect.ts';
import { scoreZ } from '#statistics/small-counts.ts';
import type { Mean, Proportion } from '#statistics/statistic.ts';
import { fc } from '../property.ts';

const share = (sum: number, n: number): Proportion => ({ kind: 'proportion', n, sum });
const mean = (n: number, of: number, variance: number): Mean => ({
  kind: 'mean',
  n,
  sum: n * of,
  sumSquares: n * of ** 2 + (n - 1) * variance
});

// Oracle: by hand. Arms of 900 and 100 with variances 4 and 1: own 4/900 + 1/100 = 0.014444; together
// (899 × 4 + 99 × 1)/998 × (1/900 + 1/100) = 3.70240… × 0.0111111 = 0.0411378…
test('a small arm without spread of its own borrows that of the large one', () => {
  const together = ((899 * 4 + 99) / 998) * (1 / 900 + 1 / 100);
  expect(caution(mean(900, 1, 4), mean(100, 2, 1))).toBeCloseTo(Math.sqrt(together / (4 / 900 + 1 / 100)), 9);
  expect(caution(mean(900, 1, 1), mean(100, 2, 4))).toBe(1);
});

test('equal arms need none', () => expect(caution(mean(500, 1, 4), mean(500, 2, 1))).toBeCloseTo(1, 12));

// Oracle: the score test and Welch's, whichever is the more careful.
test('for shares it makes Welch’s test the more careful of itself and the score test', () => {
  const arm = fc
    .integer({ min: 20, max: 5_000 })
    .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((sum) => share(sum, n)));
  fc.assert(
    fc.property(arm, arm, (control, treatment) => {
      const effect = effectOf(control, treatment, 'absolute');
      if ('error' in effect) throw new Error(effect.error);
      const welch = effect.estimate / effect.standardError;
      const careful = Math.min(Math.abs(welch), Math.abs(scoreZ(control, treatment)));
      expect(Math.abs(welch) / caution(control, treatment)).toBeCloseTo(careful, 6);
    })
  );
});

test('without spread in an arm, or with different kinds, nothing may be said', () => {
  expect(caution(share(0, 100), share(5, 100))).toBe(Infinity);
  expect(caution(mean(5, 1, 0), mean(5, 2, 1))).toBe(Infinity);
  const ratio = { kind: 'ratio' as const, numerator: mean(9, 1, 1), denominator: mean(9, 2, 1), sumProducts: 20 };
  expect(caution(mean(9, 1, 1), ratio)).toBe(Infinity);
});
