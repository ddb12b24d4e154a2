import { describe, expect, test } from 'vitest';
import { alwaysValid, mixtureScale, multiplier } from '#statistics/always-valid.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

const anyEffect = fc.record({
  estimate: fc.double({ min: -50, max: 50, noNaN: true }),
  standardError: fc.double({ min: 0.01, max: 100, noNaN: true }),
  n: fc.integer({ min: 4, max: 10_000_000 })
});
const anyAlpha = fc.constantFrom(0.2, 0.1, 0.05, 0.01, 0.001);
const anyTuning = fc.constantFrom(50, 500, 5000, 100_000);
const anySide = fc.constantFrom('two_sided' as const, 'greater' as const, 'lesser' as const);

// Oracle: the value that GrowthBook documents for alpha 0.05 and 5,000 units.
test('the scale of the mixture', () => expect(mixtureScale(0.05, 5000, 'two_sided')).toBeCloseTo(0.0398401, 7));

test('the sequence is narrowest, against one look, at about the units it is tuned for', () => {
  const relative = (n: number) => multiplier(0.05, n, mixtureScale(0.05, 5000, 'two_sided'), 'two_sided');
  const best = Array.from({ length: 200 }, (_, i) => 250 * (i + 1)).sort((a, b) => relative(a) - relative(b))[0]!;
  expect(Math.abs(best - 5000)).toBeLessThanOrEqual(250);
});

describe('whatever the effect', () => {
  test('the interval leaves out 0 exactly when p < alpha, and holds the estimate', () => {
    fc.assert(
      fc.property(anyEffect, anyAlpha, anyTuning, anySide, (effect, alpha, tuning, side) => {
        const { pValue, low, high } = alwaysValid(effect, { alpha, tuning, side });
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(low).toBeLessThan(effect.estimate);
        expect(high).toBeGreaterThan(effect.estimate);
        fc.pre(Math.abs(pValue / alpha - 1) > 1e-9);
        expect(low > 0 || high < 0).toBe(pValue < alpha);
      })
    );
  });

  test('p is 1/E two-sided, and no smaller than 1/E one-sided', () => {
    fc.assert(
      fc.property(anyEffect, anyAlpha, anyTuning, anySide, (effect, alpha, tuning, side) => {
        const { pValue, eValue } = alwaysValid(effect, { alpha, tuning, side });
        fc.pre(Number.isFinite(eValue) && pValue > 1e-290);
        if (side === 'two_sided') expect(pValue).toBeCloseTo(Math.min(1, 1 / eValue), 12);
        else if (pValue < 0.5) expect(pValue).toBeGreaterThanOrEqual((1 / eValue) * (1 - 1e-9));
      })
    );
  });
});

test('a direction that the data do not point in has p ½ and little evidence', () => {
  const { pValue, eValue } = alwaysValid(
    { estimate: -1, standardError: 0.1, n: 5000 },
    { alpha: 0.05, tuning: 5000, side: 'greater' }
  );
  expect(pValue).toBe(0.5);
  expect(eValue).toBeLessThan(0.1);
});

test('evidence beyond every double is infinite, and its p 0', () => {
  const far = { estimate: 1000, standardError: 1, n: 40_000 };
  for (const side of ['two_sided', 'greater'] as const)
    expect(alwaysValid(far, { alpha: 0.05, tuning: 5000, side })).toMatchObject({ pValue: 0, eValue: Infinity });
});

test('a one-sided alpha of a half or more is refused', () => {
  const effect = { estimate: 1, standardError: 1, n: 100 };
  expect(() => alwaysValid(effect, { alpha: 0.5, tuning: 5000, side: 'greater' })).toThrow(RangeError);
  expect(alwaysValid(effect, { alpha: 0.5, tuning: 5000 }).pValue).toBeGreaterThan(0);
});

test.each(['two_sided' as const, 'greater' as const])(
  'of 1,000 experiments without effect, looked at 100 times, at most alpha is ever called: %s',
  (side) => {
    const random = randomFrom(7);
    const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let called = 0;
    for (let run = 0; run < 1000; run++) {
      let sum = 0;
      // Each look brings 100 units more to both arms, with variance 1 a unit.
      for (let look = 1; look <= 100; look++) {
        sum += Math.sqrt(200) * gauss();
        const units = 100 * look;
        const effect = { estimate: sum / units, standardError: Math.sqrt(2 / units), n: 2 * units };
        if (alwaysValid(effect, { alpha: 0.05, tuning: 5000, side }).pValue < 0.05) {
          called++;
          break;
        }
      }
    }
    expect(called / 1000).toBeLessThanOrEqual(0.05);
  }
);
