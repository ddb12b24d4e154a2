import { expect, test } from 'vitest';
import { randomFrom, sample, xoshiro } from '#statistics/random.ts';

// Oracle: the output of Blackman & Vigna's reference code from the state 1, 2, 3, 4, as in the tests of the Rust crate rand_xoshiro.
test('xoshiro128** gives the published numbers', () => {
  const next = xoshiro([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804
  ]);
});

test('the same seed gives the same numbers, another seed others, also beyond 32 bits', () => {
  const numbers = (seed: number) => Array.from({ length: 5 }, randomFrom(seed));
  expect(numbers(2026)).toEqual(numbers(2026));
  expect(numbers(2026)).not.toEqual(numbers(2027));
  expect(numbers(1)).not.toEqual(numbers(1 + 2 ** 32));
});

// Oracle: mean 1/2 and variance 1/12 of the uniform distribution, within four standard errors of 100,000 draws.
test('numbers are uniform between 0 and 1', () => {
  const random = randomFrom(1);
  const numbers = Array.from({ length: 100_000 }, random);
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const variance = numbers.reduce((sum, one) => sum + (one - 0.5) ** 2, 0) / numbers.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.0037);
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
  expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
});

// Oracle: each of the ten sets of two out of five has chance 1/10; chi-square with 9 degrees of freedom below its 0.9999 quantile.
test('each set of places is drawn as often', () => {
  const random = randomFrom(3);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 10_000; draw++) {
    const set = sample(5, 2, random).map(Number).join('');
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  expect(counts.size).toBe(10);
  expect([...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(33.7);
});
