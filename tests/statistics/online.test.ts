/** Discoveries in a stream of batches: against the definition, two procedures it contains, and how many of them are chance. */
import { describe, expect, test } from 'vitest';
import { normalSurvival } from '#statistics/distribution.ts';
import { benjaminiHochberg } from '#statistics/multiple.ts';
import { discoveries, portion, type Weighed } from '#statistics/online.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';
import { normalFrom } from './chance.ts';

const p = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.001, noNaN: true }));
const weight = fc.double({ min: 1e-4, max: 1, noNaN: true });
const batch = fc.array(fc.record({ p, weight }), { maxLength: 30 });
const found = (tests: readonly Weighed[], before: number) => discoveries(tests, before, 0.05).map((one) => one.found);
const count = (all: readonly boolean[]) => all.filter(Boolean).length;

/** By the definition: the most that can be found such that each of them is small enough for so many. */
function byDefinition(tests: readonly Weighed[], before: number): boolean[] {
  for (let more = tests.length; more > 0; more--) {
    const small = tests.map((one) => one.p <= 0.05 * one.weight * (before + more));
    if (count(small) >= more) return small;
  }
  return tests.map(() => false);
}

// Oracle: 0.4374901658 / n^1.6 is the sequence of the authors of SAFFRON; what is left after n terms lies between two integrals.
test('the portions of all tests there will ever be add up to one', () => {
  expect(portion(1)).toBe(0.4374901658);
  expect(portion(10) / portion(1)).toBeCloseTo(10 ** -1.6, 12);
  let sum = 0;
  for (let n = 1; n <= 200_000; n++) sum += portion(n);
  const rest = (n: number) => (0.4374901658 * n ** -0.6) / 0.6;
  expect(sum + rest(200_001)).toBeLessThanOrEqual(1 + 1e-9);
  expect(sum + rest(200_000)).toBeGreaterThanOrEqual(1 - 1e-9);
});

describe('discoveries', () => {
  test('are those of the definition', () => {
    fc.assert(
      fc.property(batch, fc.nat(20), (tests, before) => {
        // Exactly on a boundary rounding decides.
        const isClear = tests.every((one) =>
          tests.every((_, k) => Math.abs(one.p / (0.05 * one.weight * (before + k + 1)) - 1) > 1e-9)
        );
        fc.pre(isClear);
        expect(found(tests, before)).toEqual(byDefinition(tests, before));
        for (const [index, one] of discoveries(tests, before, 0.05).entries())
          expect(tests[index]!.p <= one.level).toBe(one.found);
      })
    );
  });

  test('of one batch with equal weights are Benjamini and Hochberg’s', () => {
    fc.assert(
      fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), (pValues) => {
        const adjusted = benjaminiHochberg(pValues);
        fc.pre(adjusted.every((one) => Math.abs(one - 0.05) > 1e-9));
        const tests = pValues.map((one) => ({ p: one, weight: 1 / pValues.length }));
        expect(found(tests, 0)).toEqual(adjusted.map((one) => one <= 0.05));
      })
    );
  });

  // By hand: α(n) = α β(n) (D + 1), with β = 0.2 for each of five.
  test('of batches of one are LOND’s', () => {
    let before = 0;
    const levels = [0.009, 0.03, 0.02, 0.5, 0.04].map((one) => {
      const [only] = discoveries([{ p: one, weight: 0.2 }], before, 0.05);
      if (only!.found) before++;
      return [only!.found, Number(only!.level.toFixed(6))];
    });
    expect(levels).toEqual([
      [true, 0.01],
      [false, 0.02],
      [true, 0.02],
      [false, 0.03],
      [false, 0.03]
    ]);
  });

  test('are no fewer when a p-value is smaller, or more was found before', () => {
    const factor = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(batch, fc.nat(10), fc.nat(29), factor, (tests, before, place, smaller) => {
        const other = tests.map((one, index) => (index === place ? { ...one, p: one.p * smaller } : one));
        expect(count(found(other, before))).toBeGreaterThanOrEqual(count(found(tests, before)));
        expect(count(found(tests, before + 1))).toBeGreaterThanOrEqual(count(found(tests, before)));
      })
    );
  });
});

/** Share of what was found in a year of weeks that is chance, and whether anything was found. */
function year(random: () => number, { real, alike }: { real: number; alike: number }) {
  const normal = normalFrom(random);
  let [all, chance] = [0, 0];
  const lasting = normal();
  for (let week = 1; week <= 52; week++) {
    const size = 1 + Math.floor(random() * 30);
    // Outliers of a week resemble each other, and those of other weeks too.
    const common = Math.sqrt(0.5) * (normal() + lasting);
    const tests = Array.from({ length: size }, () => {
      const isReal = random() < real;
      const z = Math.sqrt(alike) * common + Math.sqrt(1 - alike) * normal() + (isReal ? 5 : 0);
      return { isReal, p: normalSurvival(z), weight: portion(week) / size };
    });
    const which = found(tests, all);
    all += count(which);
    chance += count(which.map((one, index) => one && !tests[index]!.isReal));
  }
  return { share: all === 0 ? 0 : chance / all, isAny: all > 0 };
}

describe('of what is found in a year at most 5% is chance', () => {
  const YEARS = 300;
  for (const alike of [0, 0.5])
    for (const real of [0, 0.05])
      test(`where ${real * 100}% of the tests are real and outliers are alike for ${alike * 100}%`, () => {
        const random = randomFrom(11 + 100 * alike + 1000 * real);
        const years = Array.from({ length: YEARS }, () => year(random, { real, alike }));
        const mean = years.reduce((sum, { share }) => sum + share, 0) / YEARS;
        // Three standard errors of a share that is 5%.
        expect(mean).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / YEARS));
        // And what is there is found.
        if (real > 0) expect(count(years.map(({ isAny }) => isAny)) / YEARS).toBeGreaterThan(0.9);
      });
});
