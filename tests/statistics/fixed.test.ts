import { expect, test } from 'vitest';
import { fixedHorizon } from '#statistics/fixed.ts';
import { fc } from '../property.ts';

const anyEffect = fc.record({
  estimate: fc.double({ min: -50, max: 50, noNaN: true }),
  standardError: fc.double({ min: 0.01, max: 100, noNaN: true }),
  degreesOfFreedom: fc.double({ min: 1, max: 1e6, noNaN: true })
});
const anyAlpha = fc.constantFrom(0.2, 0.1, 0.05, 0.01, 0.001);
const sides = ['two_sided', 'greater', 'lesser'] as const;

// Oracle: SciPy 1.17, stats.ttest_ind(…, equal_var=False) on two made-up samples, with its confidence_interval(0.95).
test('Welch’s test and interval', () => {
  const effect = {
    estimate: 6.911111111111111,
    standardError: 6.911111111111111 / 2.8585350787466712,
    degreesOfFreedom: 11.379494151741099
  };
  const { pValue, low, high } = fixedHorizon(effect, 0.05);
  expect(pValue).toBeCloseTo(0.015087199356022313, 13);
  expect(low).toBeCloseTo(1.6113370217644105, 10);
  expect(high).toBeCloseTo(12.21088520045781, 10);
});

test('the interval leaves out 0 exactly when p < alpha, and holds the estimate', () => {
  fc.assert(
    fc.property(anyEffect, anyAlpha, fc.constantFrom(...sides), (effect, alpha, side) => {
      const { pValue, low, high } = fixedHorizon(effect, alpha, side);
      expect(pValue).toBeGreaterThanOrEqual(0);
      expect(pValue).toBeLessThanOrEqual(1);
      expect(low).toBeLessThan(effect.estimate);
      expect(high).toBeGreaterThan(effect.estimate);
      fc.pre(Math.abs(pValue - alpha) > 1e-9);
      expect(low > 0 || high < 0).toBe(pValue < alpha);
    })
  );
});

test('the sides divide one probability, and two-sided is twice the smaller', () => {
  fc.assert(
    fc.property(anyEffect, (effect) => {
      const [both, greater, lesser] = sides.map((side) => fixedHorizon(effect, 0.05, side).pValue) as [
        number,
        number,
        number
      ];
      expect(greater + lesser).toBeCloseTo(1, 12);
      expect(both).toBeCloseTo(2 * Math.min(greater, lesser), 12);
    })
  );
});

test('a p-value far below what 1 − cdf can tell', () => {
  const { pValue } = fixedHorizon({ estimate: 37, standardError: 1, degreesOfFreedom: 2.4e6 }, 0.05, 'greater');
  expect(pValue / 6.961383552893333e-300).toBeCloseTo(1, 10);
});
