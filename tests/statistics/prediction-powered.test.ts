/** Prediction-powered shares against the formula over single units, and what must hold whatever the predictions are. */
import { describe, expect, test } from 'vitest';
import { tQuantile } from '#statistics/distribution.ts';
import {
  collapse,
  foldOf,
  labelledFrom,
  predictionPowered,
  type Powered,
  type Stratum
} from '#statistics/prediction-powered.ts';
import { wilson } from '#statistics/proportion.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

type Unit = { y: 0 | 1; f: number };

const stratum = (name: string, units: number, mean: number, labelled: readonly Unit[]): Stratum => ({
  names: [name],
  units,
  predicted: units * mean,
  labelled: labelledFrom(labelled)
});
const all = (count: number, y: 0 | 1, f: number): Unit[] => Array.from({ length: count }, () => ({ y, f }));

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]) =>
  (average(values.map((value) => (value - average(values)) ** 2)) * values.length) / (values.length - 1);

/** Units with predictions that are twice as sure as they may be. */
function drawn(count: number, seed: number, often: number): Unit[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const f = Math.min(1, Math.max(0, often + random() - 0.5));
    return { y: random() < (often + f) / 2 ? 1 : 0, f };
  });
}

// Oracle: Angelopoulos, Duchi & Zrnic (2023), example 6.1, over single units; with Neyman's variance of strata of finite populations.
test('two strata as the formula has it, λ where the estimated variance is least', () => {
  const [a, b] = [drawn(60, 1, 0.3), drawn(40, 2, 0.6)];
  const found = predictionPowered([stratum('a', 900, 0.33, a), stratum('b', 300, 0.55, b)])!;
  const at = (lambda: number) => {
    const rest = (units: Unit[]) => units.map(({ y, f }) => y - lambda * f);
    return {
      value: 0.75 * (lambda * 0.33 + average(rest(a))) + 0.25 * (lambda * 0.55 + average(rest(b))),
      parts: [
        ((0.75 ** 2 * (1 - 60 / 900)) / 60) * varianceOf(rest(a)),
        ((0.25 ** 2 * (1 - 40 / 300)) / 40) * varianceOf(rest(b))
      ] as [number, number]
    };
  };
  for (const [estimate, lambda] of [
    [found.estimate, found.lambda],
    [found.alone, 0]
  ] as const) {
    const { value, parts } = at(lambda);
    expect(estimate.value).toBeCloseTo(value, 12);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(parts[0] + parts[1]), 12);
    expect(estimate.degreesOfFreedom).toBeCloseTo(
      (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / 59 + parts[1] ** 2 / 39),
      8
    );
  }
  const varianceAt = (lambda: number) => at(lambda).parts.reduce((x, y) => x + y);
  expect(found.lambda).toBeLessThan(0.99);
  for (const step of [-0.01, 0.01]) expect(varianceAt(found.lambda)).toBeLessThan(varianceAt(found.lambda + step));
  expect(found.n).toBe(100);
  expect(found.effective).toBeCloseTo(100 * (found.alone.standardError / found.estimate.standardError) ** 2, 9);
});

test('the interval is where the score test with this variance just rejects', () => {
  const { estimate } = predictionPowered([stratum('a', 9000, 0.1, drawn(80, 3, 0.1))])!;
  const size = (estimate.value * (1 - estimate.value)) / estimate.standardError ** 2;
  for (const end of [estimate.low, estimate.high])
    expect(Math.abs(estimate.value - end) / Math.sqrt((end * (1 - end)) / size)).toBeCloseTo(tQuantile(0.975, 79), 9);
});

describe('nothing is certain because few say the same', () => {
  test('one stratum: Wilson for none of n', () => {
    for (const y of [0, 1] as const) {
      const found = predictionPowered([stratum('a', 1e12, 0.4, [...all(10, y, 0.2), ...all(10, y, 0.6)])])!;
      const { low, high } = wilson(y * 20, 20, tQuantile(0.975, 19))!;
      expect(found.lambda).toBe(0);
      expect(found.estimate).toEqual(found.alone);
      expect(found.estimate.low).toBeCloseTo(low, 9);
      expect(found.estimate.high).toBeCloseTo(high, 9);
    }
  });

  test('one stratum of several counts a little', () => {
    const mixed = stratum('a', 1000, 0.5, [...all(10, 1, 0.5), ...all(10, 0, 0.5)]);
    const sure = predictionPowered([mixed, stratum('b', 1000, 0.5, all(20, 0, 0.5))])!.alone;
    // A unit in 21 of which a quarter (10.5 of 41) says yes.
    const other = 10.5 / 41 / 21;
    const gain = (0.25 * (1 - 0.02)) / 20;
    expect(sure.standardError ** 2).toBeCloseTo(gain * (20 / 19 / 4 + other * (1 - other)), 12);
  });
});

test('whom all units are labelled of is known', () => {
  const units = drawn(50, 4, 0.4);
  const { estimate, alone } = predictionPowered([stratum('a', 50, average(units.map(({ f }) => f)), units)])!;
  const truth = average(units.map(({ y }) => y));
  for (const { value, low, high } of [estimate, alone])
    expect([value, low, high]).toEqual([
      expect.closeTo(truth, 12),
      expect.closeTo(truth, 12),
      expect.closeTo(truth, 12)
    ]);
});

test('predictions that say nothing, or the contrary, are not relied on', () => {
  const y = drawn(50, 5, 0.4);
  for (const f of [() => 0.3, (unit: Unit) => 1 - unit.f]) {
    const found = predictionPowered([
      stratum(
        'a',
        5000,
        0.5,
        y.map((unit) => ({ y: unit.y, f: f(unit) }))
      )
    ])!;
    expect(found.lambda).toBe(0);
    expect(found.estimate).toEqual(found.alone);
    expect(found.effective).toBe(50);
  }
});

const unit = fc.record({ y: fc.constantFrom<0 | 1>(0, 1), f: fc.nat(100).map((percent) => percent / 100) });
const strata = (least: number) =>
  fc.array(
    fc.record({
      labelled: fc.array(unit, { minLength: least, maxLength: 12 }),
      others: fc.nat(500),
      mean: fc.double({ min: 0, max: 1, noNaN: true })
    }),
    { minLength: 1, maxLength: 8 }
  );
const made = (given: { labelled: Unit[]; others: number; mean: number }[]): Stratum[] =>
  given.map(({ labelled, others, mean }, index) => stratum(String(index), labelled.length + others, mean, labelled));

const isShare = ({ value, low, high }: Powered['estimate']) =>
  0 <= low && low <= value + 1e-12 && value <= high + 1e-12 && high <= 1;

test('always a share within its interval, alike in any order, and mirrored when yes and no change places', () => {
  fc.assert(
    fc.property(strata(2), (given) => {
      const found = predictionPowered(made(given))!;
      const backwards = predictionPowered(made(given).reverse())!;
      const mirrored = predictionPowered(
        made(
          given.map(({ labelled, others, mean }) => ({
            labelled: labelled.map(({ y, f }) => ({ y: y === 1 ? 0 : 1, f: 1 - f })),
            others,
            mean: 1 - mean
          }))
        )
      )!;
      for (const which of ['estimate', 'alone'] as const) {
        expect(isShare(found[which])).toBe(true);
        expect(backwards[which].high).toBeCloseTo(found[which].high, 6);
        expect(mirrored[which].low).toBeCloseTo(1 - found[which].high, 6);
      }
    })
  );
});

test('strata are taken together with neighbours until each has enough, by their numbers alone', () => {
  fc.assert(
    fc.property(strata(0), fc.integer({ min: 2, max: 15 }), (given, least) => {
      const before = made(given);
      const after = collapse(before, least);
      const sum = (of: Stratum[], value: (stratum: Stratum) => number) => of.reduce((so, one) => so + value(one), 0);
      expect(after.flatMap(({ names }) => names)).toEqual(before.flatMap(({ names }) => names));
      expect(after.length === 1 || after.every(({ labelled }) => labelled.n >= least)).toBe(true);
      for (const value of [(s: Stratum) => s.units, (s: Stratum) => s.predicted, (s: Stratum) => s.labelled.yf])
        expect(sum(after, value)).toBeCloseTo(sum(before, value), 6);
      const others = before.map((one) => ({ ...one, labelled: { ...one.labelled, y: 0, yf: 0 } }));
      expect(collapse(others, least).map(({ names }) => names)).toEqual(after.map(({ names }) => names));
    })
  );
  const sizes = (counts: number[]) =>
    collapse(counts.map((count, index) => stratum(String(index), 100, 0.5, all(count, 1, 0.5)))).map(
      ({ names }) => names
    );
  expect(sizes([5, 5])).toEqual([['0'], ['1']]);
  expect(sizes([9, 1, 6])).toEqual([['0'], ['1', '2']]);
  expect(sizes([1, 9, 0])).toEqual([['0', '1', '2']]);
});

test('there is no share of nothing, and none of which one unit was asked', () => {
  expect(predictionPowered([])).toBeUndefined();
  expect(predictionPowered([stratum('a', 100, 0.5, all(1, 1, 0.5))])).toBeUndefined();
  expect(collapse([])).toEqual([]);
});

test('folds are about as large, and a key stays in its own', () => {
  const folds = Array.from({ length: 5000 }, (_, index) => foldOf(`unit ${index}`, 5));
  for (const fold of [0, 1, 2, 3, 4])
    expect(Math.abs(folds.filter((own) => own === fold).length - 1000)).toBeLessThan(3 * Math.sqrt(5000 * 0.2 * 0.8));
  // Written down once: another hash would move every published figure a little.
  expect(['', 'a', '12345678', 'Brabant'].map((key) => foldOf(key, 5))).toEqual([3, 3, 1, 3]);
});
