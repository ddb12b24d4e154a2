import { describe, expect, test } from 'vitest';
import { adjustedInterval, benjaminiHochberg, holm } from '#statistics/multiple.ts';
import { fc } from '../property.ts';

const anyPValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

describe('adjusted p-values', () => {
  // Oracle: R's p.adjust by its definition, on five p-values that are easy by hand.
  test('by hand', () => {
    const close = (found: number[], expected: number[]) =>
      found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    close(holm([0.04, 0.01, 0.05, 0.02, 0.03]), [0.09, 0.05, 0.09, 0.08, 0.09]);
    close(benjaminiHochberg([0.04, 0.01, 0.05, 0.02, 0.03]), [0.05, 0.05, 0.05, 0.05, 0.05]);
    close(benjaminiHochberg([0.001, 0.9, 0.02]), [0.003, 0.9, 0.03]);
  });

  test('of none there are none, and of one it is itself', () => {
    expect([holm([]), benjaminiHochberg([])]).toEqual([[], []]);
    expect([holm([0.3]), benjaminiHochberg([0.3])]).toEqual([[0.3], [0.3]]);
  });

  test('never below p, Holm never below Benjamini–Hochberg, at most 1, in the same order', () => {
    fc.assert(
      fc.property(anyPValues, (pValues) => {
        const [strict, mild] = [holm(pValues), benjaminiHochberg(pValues)];
        pValues.forEach((p, i) => {
          expect(mild[i]).toBeGreaterThanOrEqual(p);
          expect(strict[i]).toBeGreaterThanOrEqual(mild[i]! * (1 - 1e-12));
          expect(strict[i]).toBeLessThanOrEqual(1);
          pValues.forEach((q, j) => {
            if (p < q) {
              expect(strict[i]).toBeLessThanOrEqual(strict[j]!);
              expect(mild[i]).toBeLessThanOrEqual(mild[j]!);
            }
          });
        });
      })
    );
  });
});

describe('an adjusted interval', () => {
  test('touches 0 when the adjusted p is alpha', () => {
    const { low } = adjustedInterval(0.05, 3, { low: 1, high: 5 }, 0.05);
    expect(low).toBeCloseTo(0, 12);
  });

  test('is never narrower than the interval itself', () => {
    expect(adjustedInterval(0.0001, 3, { low: 1, high: 5 }, 0.05)).toEqual({ low: 1, high: 5 });
    expect(adjustedInterval(0, 3, { low: 1, high: 5 }, 0.05)).toEqual({ low: 1, high: 5 });
  });

  test('is the whole line when the adjusted p says nothing', () => {
    expect(adjustedInterval(1, 3, { low: 1, high: 5 }, 0.05)).toEqual({ low: -Infinity, high: Infinity });
  });

  test('holds 0 exactly when the adjusted p is above alpha', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (p, estimate) => {
          fc.pre(Math.abs(p - 0.05) > 1e-9);
          const narrow = { low: estimate * 0.999, high: estimate * 1.001 };
          expect(adjustedInterval(p, estimate, narrow, 0.05).low < 0).toBe(p > 0.05);
        }
      )
    );
  });
});
