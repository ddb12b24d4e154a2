import { expect, test } from 'vitest';
import { spent, SPENDINGS } from '#statistics/spending.ts';
import { fc } from '../property.ts';

// Oracle: by hand from the formulas; O'Brien-Fleming at a quarter: 4 (1 − Φ(2.2414027 / 0.5)) by mpmath.
test('as the formulas say', () => {
  expect(spent('obrien_fleming', 0.05, 0.25)).toBeCloseTo(1.473361687173898e-5, 17);
  expect(spent('pocock', 0.05, 0.5)).toBeCloseTo(0.05 * Math.log(1 + (Math.E - 1) / 2), 14);
  expect(spent('kim_demets', 0.05, 0.5)).toBe(0.00625);
});

test('nothing at the start, everything from the planned information on, never less than before', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SPENDINGS),
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (spending, alpha, one, other) => {
        expect(spent(spending, alpha, 0)).toBe(0);
        expect(spent(spending, alpha, 1)).toBe(alpha);
        expect(spent(spending, alpha, 1.3)).toBe(alpha);
        const [early, late] = [
          spent(spending, alpha, Math.min(one, other)),
          spent(spending, alpha, Math.max(one, other))
        ];
        expect(early).toBeLessThanOrEqual(late);
        expect(late).toBeLessThanOrEqual(alpha * (1 + 1e-12));
      }
    )
  );
});
