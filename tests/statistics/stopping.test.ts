import { describe, expect, test } from 'vitest';
import { boundaries, crossing } from '#statistics/group-sequential.ts';
import { randomFrom } from '#statistics/random.ts';
import { look, stopped, studentised } from '#statistics/stopping.ts';
import { normalFrom } from './chance.ts';

const looks = (count: number, of: number) => Array.from({ length: count }, (_, index) => (index + 1) / of);
const plan = { alpha: 0.05, spending: 'obrien_fleming' as const };

test('one look is the fixed test and interval', () => {
  const one = { ...plan, fractions: [1] };
  // Oracle: 2 (1 − Φ(2.5)) and 2.5 ± 1.96.
  expect(look(one, { estimate: 5, standardError: 2 })).toMatchObject({ crossed: 'up', spent: 0.05 });
  const { pValue, estimate, low, high } = stopped(one, { estimate: 5, standardError: 2 });
  expect(pValue).toBeCloseTo(0.012419330651552318, 12);
  expect(estimate).toBeCloseTo(5, 6);
  expect(low).toBeCloseTo(5 - 2 * 1.959963984540054, 6);
  expect(high).toBeCloseTo(5 + 2 * 1.959963984540054, 6);
});

test('a look crosses exactly when its interval leaves 0 out', () => {
  const now = { ...plan, fractions: looks(3, 5) };
  // Oracle: Lan-DeMets O'Brien-Fleming, third of five looks: 2.6803.
  expect(look(now, { estimate: 2.67, standardError: 1 }).crossed).toBeUndefined();
  expect(look(now, { estimate: 2.69, standardError: 1 })).toMatchObject({ crossed: 'up' });
  expect(look(now, { estimate: -2.69, standardError: 1 })).toMatchObject({ crossed: 'down' });
  const { low, high, boundary } = look(now, { estimate: 1, standardError: 0.5 });
  expect(boundary).toBeCloseTo(2.6803, 4);
  expect([low, high]).toEqual([1 - boundary / 2, 1 + boundary / 2]);
});

// Oracle: Student's t tables: 97.5% with 10 degrees of freedom 2.228139.
test('with few degrees of freedom the boundary is a quantile of Student’s t', () => {
  expect(studentised(1.959963984540054, 10)).toBeCloseTo(2.2281388519649385, 9);
  expect(studentised(2.5, 1e9)).toBeCloseTo(2.5, 6);
  expect(studentised(8, 5)).toBeGreaterThan(100);
  const now = { ...plan, fractions: looks(5, 5) };
  const few = { estimate: 2.2, standardError: 1, degreesOfFreedom: 10 };
  expect(look(now, few).crossed).toBeUndefined();
  expect(stopped(now, few).pValue).toBeGreaterThan(0.05);
});

describe('after stopping', () => {
  test('the p value is at most alpha exactly when a boundary was crossed, and agrees with the interval', () => {
    for (const [count, z] of [
      [2, 3.36],
      [3, 2.69],
      [5, 2.04],
      [5, 2.02],
      [5, -2.04],
      [5, 0.3],
      [4, -2.3]
    ] as const) {
      const now = { ...plan, fractions: looks(count, 5) };
      const crossed = Math.abs(z) > boundaries(now).at(-1)!;
      const { pValue, low, high } = stopped(now, { estimate: z, standardError: 1 });
      expect(pValue < 0.05).toBe(crossed);
      expect(low > 0 || high < 0).toBe(crossed);
    }
  });

  // Oracle: the chance to cross upwards by the stage, which is what the ordering adds up.
  test('on the boundary the p value is twice the chance to have crossed on that side by then', () => {
    const fractions = looks(3, 5);
    const bounds = boundaries({ ...plan, fractions });
    const up = crossing({ boundaries: bounds, fractions, drift: 0 }).reduce((sum, one) => sum + one.up, 0);
    expect(stopped({ ...plan, fractions }, { estimate: bounds[2]!, standardError: 1 }).pValue).toBeCloseTo(2 * up, 9);
  });

  test('is the same in the mirror and in any unit', () => {
    const now = { ...plan, fractions: looks(4, 5) };
    const one = stopped(now, { estimate: 2.6, standardError: 1 });
    const mirrored = stopped(now, { estimate: -260, standardError: 100 });
    expect(mirrored.pValue).toBeCloseTo(one.pValue, 12);
    expect(mirrored.estimate).toBeCloseTo(-100 * one.estimate, 4);
    expect(mirrored.low).toBeCloseTo(-100 * one.high, 4);
  });

  test('an effect that leaps after a quiet start is believed less than it measures', () => {
    const { estimate, low } = stopped({ ...plan, fractions: looks(2, 5) }, { estimate: 25, standardError: 1 });
    expect(estimate).toBeLessThan(10);
    expect(low).toBeLessThan(estimate);
  });

  test('several looks at the same information are one', () => {
    const measured = { estimate: 2.1, standardError: 1 };
    const once = stopped({ ...plan, fractions: [0.5, 1] }, measured);
    const again = stopped({ ...plan, fractions: [0.5, 0.5, 1, 1] }, measured);
    expect(again.pValue).toBeCloseTo(once.pValue, 12);
  });

  // Oracle: 20,000 Brownian motions with the drift that a limit says, stopped by the same boundaries; within four standard errors.
  test('limits and estimate leave the chances that they say', () => {
    const fractions = looks(3, 5);
    const bounds = boundaries({ ...plan, fractions });
    const z = 2.9;
    const { low, high, estimate } = stopped({ ...plan, fractions }, { estimate: z, standardError: 1 });
    const normal = normalFrom(randomFrom(11));
    for (const [effect, chance] of [
      [low, 0.025],
      [estimate, 0.5],
      [high, 0.975]
    ] as const) {
      // The estimate is Z at the third look, so that its expectation there is the effect.
      const drift = effect / Math.sqrt(fractions[2]!);
      let asHigh = 0;
      for (let path = 0; path < 20_000; path++) {
        let [score, time] = [0, 0];
        for (const [index, fraction] of fractions.entries()) {
          score += drift * (fraction - time) + Math.sqrt(fraction - time) * normal();
          time = fraction;
          const now = score / Math.sqrt(fraction);
          if (index === 2 ? now >= z : now >= bounds[index]!) asHigh++;
          if (Math.abs(now) >= bounds[index]!) break;
        }
      }
      const error = Math.sqrt((chance * (1 - chance)) / 20_000);
      expect(Math.abs(asHigh / 20_000 - chance)).toBeLessThan(4 * error);
    }
  });
});
