import { expect, test } from 'vitest';
import { binomialTwoSided } from '#statistics/binomial.ts';
import { fc } from '../property.ts';

// Oracle: scipy.stats.binomtest.
test('as other software has it', () => {
  expect(binomialTwoSided(3, 10)).toBeCloseTo(0.34375, 12);
  expect(binomialTwoSided(7, 20)).toBeCloseTo(0.26317596435546875, 12);
  expect(binomialTwoSided(0, 5)).toBeCloseTo(0.0625, 12);
  expect(binomialTwoSided(45, 120)).toBeCloseTo(0.007846593122439722, 12);
  expect(binomialTwoSided(0, 0)).toBe(1);
});

test('is the same from both sides, and smaller further from the middle', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 400 }), fc.nat(400), (n, any) => {
      const count = any % (n + 1);
      expect(binomialTwoSided(count, n)).toBe(binomialTwoSided(n - count, n));
      if (count > 0 && count <= n / 2)
        expect(binomialTwoSided(count - 1, n)).toBeLessThanOrEqual(binomialTwoSided(count, n));
    })
  );
});
