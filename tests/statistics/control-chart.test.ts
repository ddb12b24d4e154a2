/** Control charts against least squares by other software, and against series in which nothing is the matter. */
import { describe, expect, test } from 'vitest';
import { LEAST_BASELINE, unusual, type Counted } from '#statistics/control-chart.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';
import { normalFrom } from './chance.ts';

const counts = (all: readonly number[]) =>
  all.map((count, place) => ({ place, value: { kind: 'count' as const, count } }));
const CALM = [22, 25, 19, 30, 27, 24, 31, 28, 26, 33, 29, 35, 30, 34];

describe('against numpy’s lstsq and scipy’s t and Poisson distributions', () => {
  test('counts that keep to chance: the line, its interval, and the larger of both chances', () => {
    const at = (count: number) => unusual(counts(CALM), { place: 14, value: { kind: 'count', count } })!;
    expect(at(36).expected).toBeCloseTo(34.60409993907683, 9);
    expect(at(36).low).toBeCloseTo(21.37142107423801, 6);
    expect(at(36).high).toBeCloseTo(50.96681749406237, 6);
    expect(at(36).dispersion).toBe(1);
    // Of 36 the exact chance is the larger one, far away that of Student's t.
    expect(at(36).p).toBeCloseTo(0.85718903009999, 9);
    expect(at(70).p).toBeCloseTo(0.001013844617539575, 9);
    expect(at(90).p / 4.213440425146296e-5).toBeCloseTo(1, 6);
  });

  test('counts that go up and down by themselves: hardly anything is known of where they go', () => {
    const wild = [100, 110, 125, 120, 140, 150, 140, 120, 110, 100, 95, 110, 130, 150, 160, 155];
    const found = unusual(counts(wild), { place: 16, value: { kind: 'count', count: 300 } })!;
    expect(found.p).toBeCloseTo(0.473779392953022, 6);
    expect(found.dispersion).toBeCloseTo(44.98867627021713, 6);
    expect(found.expected).toBeCloseTo(140.2869265503164, 6);
    expect(found.high).toBeCloseTo(1501.8887307163213, 4);
    expect(found.low).toBe(0);
  });

  test('shares of items that are alike, with a week missing', () => {
    const n = [120, 80, 100, 140, 90, 110, 130, 100, 95, 105, 125, 115];
    const done = [36, 22, 33, 40, 25, 36, 42, 31, 27, 34, 36, 36];
    const places = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12];
    const series = places.map((place, index) => ({
      place,
      value: { kind: 'share' as const, count: done[index]!, n: n[index]!, design: 2 }
    }));
    const found = unusual(series, { place: 13, value: { kind: 'share', count: 60, n: 100, design: 2 } })!;
    expect(found.expected).toBeCloseTo(0.3099716240379631, 9);
    expect(found.low).toBeCloseTo(0.15672558394989267, 6);
    expect(found.high).toBeCloseTo(0.48745677868183385, 6);
    expect(found.p).toBeCloseTo(0.004750111051553197, 9);
  });
});

test('with fewer values than it takes nothing is said', () => {
  const few = counts(CALM.slice(0, LEAST_BASELINE - 1));
  expect(unusual(few, { place: 20, value: { kind: 'count', count: 500 } })).toBeUndefined();
});

test('a chance is a chance and an interval holds what is expected, whatever the series', () => {
  const series = fc.array(fc.nat(400), { minLength: LEAST_BASELINE, maxLength: 40 });
  fc.assert(
    fc.property(series, fc.nat(1000), (all, count) => {
      const found = unusual(counts(all), { place: all.length, value: { kind: 'count', count } })!;
      expect(found.p).toBeGreaterThanOrEqual(0);
      expect(found.p).toBeLessThanOrEqual(1);
      expect(found.low).toBeLessThanOrEqual(found.expected + 1e-9);
      expect(found.high).toBeGreaterThanOrEqual(found.expected - 1e-9);
      expect(found.dispersion).toBeGreaterThanOrEqual(1);
    })
  );
});

describe('where nothing is the matter small chances are no more frequent than they say', () => {
  const TIMES = 4_000;
  const CASES = [
    { name: 'by chance alone', mean: 30, resembles: 0, restless: 0, growth: 0 },
    { name: 'growing', mean: 100, resembles: 0, restless: 0.1, growth: 0.02 },
    { name: 'when weeks resemble each other', mean: 200, resembles: 0.5, restless: 0.15, growth: 0.01 }
  ];
  for (const { name, mean, resembles, restless, growth } of CASES)
    test(name, () => {
      const random = randomFrom(3 + mean);
      const normal = normalFrom(random);
      // A Poisson count is so near to this when it is large.
      const poisson = (of: number) => Math.max(0, Math.round(of + Math.sqrt(of) * normal()));
      const seen = { '0.05': 0, '0.01': 0, '0.001': 0 };
      for (let time = 0; time < TIMES; time++) {
        let mood = normal();
        const all = Array.from({ length: 27 }, (_, place): { place: number; value: Counted } => {
          mood = resembles * mood + Math.sqrt(1 - resembles ** 2) * normal();
          return { place, value: { kind: 'count', count: poisson(mean * Math.exp(growth * place + restless * mood)) } };
        });
        const { p } = unusual(all.slice(0, -1), all.at(-1)!)!;
        for (const level of ['0.05', '0.01', '0.001'] as const) if (p <= Number(level)) seen[level]++;
      }
      for (const [level, times] of Object.entries(seen)) {
        const chance = Number(level);
        expect(times / TIMES, level).toBeLessThan(1.1 * chance + 3 * Math.sqrt((chance * (1 - chance)) / TIMES));
      }
      // And it is not so careful that it says nothing.
      expect(seen['0.05'] / TIMES).toBeGreaterThan(0.015);
    });
});
