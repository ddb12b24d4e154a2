import { describe, expect, test } from 'vitest';
import { tQuantile } from '#statistics/distribution.ts';
import { pooled } from '#statistics/pooling.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';
import { normalFrom } from './chance.ts';

/** Thirteen trials of the BCG vaccine (Colditz et al. 1994, JAMA 271:698–702): cases and others, vaccinated and not. */
const BCG = [
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
].map(([a, b, c, d]) => ({
  estimate: Math.log(a! / (a! + b!) / (c! / (c! + d!))),
  standardError: Math.sqrt(1 / a! - 1 / (a! + b!) + 1 / c! - 1 / (c! + d!))
}));

// Oracle: metafor's documentation prints for REML with test="knha": estimate −0.7145, se 0.1808, interval −1.1084 to −0.3206.
test('thirteen vaccine trials', () => {
  const { estimate, low, high, trials, spread } = pooled(BCG);
  expect(trials).toBe(13);
  expect(estimate).toBeCloseTo(-0.7145, 4);
  expect((high - low) / 2 / tQuantile(0.975, 12)).toBeCloseTo(0.1808, 4);
  expect(low).toBeCloseTo(-1.1084, 4);
  expect(high).toBeCloseTo(-0.3206, 4);
  expect(spread! ** 2).toBeCloseTo(0.3132, 4);
});

test('one trial stands for itself', () => {
  const { low, high, spread } = pooled([{ estimate: 2, standardError: 1 }]);
  expect([low, high]).toEqual([expect.closeTo(0.040036, 6), expect.closeTo(3.959964, 6)]);
  expect(spread).toBeUndefined();
});

// Oracle: by hand. Two that agree wholly: spread 0, weights 1, standard error √½, and Student's t with one degree is 12.706.
test('two that agree claim no more than their own errors allow', () => {
  const same = { estimate: 5, standardError: 1 };
  const { low, high } = pooled([same, same]);
  expect((high - low) / 2).toBeCloseTo(12.7062 * Math.SQRT1_2, 3);
});

const estimates = fc.array(
  fc.record({
    estimate: fc.double({ min: -50, max: 50, noNaN: true }),
    standardError: fc.double({ min: 0.05, max: 20, noNaN: true })
  }),
  { minLength: 1, maxLength: 8 }
);

describe('whatever the trials', () => {
  test('the estimate lies within the interval and between the trials, in any order and any unit', () => {
    fc.assert(
      fc.property(estimates, fc.double({ min: 0.01, max: 100, noNaN: true }), (trials, unit) => {
        const one = pooled(trials);
        const ends = trials.map(({ estimate }) => estimate);
        expect(one.low).toBeLessThan(one.estimate);
        expect(one.high).toBeGreaterThan(one.estimate);
        expect(one.estimate).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-9);
        expect(one.estimate).toBeLessThanOrEqual(Math.max(...ends) + 1e-9);
        const other = pooled(
          trials
            .map(({ estimate, standardError }) => ({ estimate: unit * estimate, standardError: unit * standardError }))
            .reverse()
        );
        const scale = unit * Math.max(1, ...ends.map(Math.abs), ...trials.map(({ standardError }) => standardError));
        expect(Math.abs(other.low - unit * one.low)).toBeLessThan(1e-3 * scale * 13);
        expect(Math.abs(other.estimate - unit * one.estimate)).toBeLessThan(1e-3 * scale);
      })
    );
  });

  test('more certainty asked, a wider interval given', () => {
    fc.assert(
      fc.property(estimates, (trials) => {
        const [usual, strict] = [pooled(trials), pooled(trials, 0.01)];
        expect(strict.low).toBeLessThan(usual.low);
        expect(strict.high).toBeGreaterThan(usual.high);
      })
    );
  });
});

// Oracle: 4,000 rounds with a known truth. The normal interval would hold it in 88% of the rounds with four trials that differ this much.
test('four trials that differ hold the truth in 95 of 100 rounds', () => {
  const normal = normalFrom(randomFrom(5));
  const rounds = 4_000;
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const trials = [0.5, 0.7, 0.9, 1.2].map((standardError) => ({
      estimate: 2 + normal() + standardError * normal(),
      standardError
    }));
    const { low, high } = pooled(trials);
    if (low <= 2 && high >= 2) held++;
  }
  expect(held / rounds).toBeGreaterThan(0.935);
});
