/** Figures never claim more than their interval does. */
import { expect, test } from 'vitest';
import { amountText, besideText, chosenText, decimalsOf, intervalText, rounded } from '#reports/rounding.ts';
import { fc } from '../property.ts';

const TIMES = { share: 100, points: 100, count: 1, per_thousand: 1, days: 1, ratio: 1 } as const;
const unit = fc.constantFrom('share', 'points', 'count', 'per_thousand', 'days', 'ratio');
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
/** A value between its ends, in the range of its unit. */
const amount = fc.tuple(unit, fc.tuple(fraction, fraction, fraction), fc.boolean()).map(([of, three, isLarge]) => {
  const most = of === 'share' ? 1 : of === 'points' ? 1 : isLarge ? 5_000 : 3;
  const [low, value, high] = three.map((one) => one * most).sort((a, b) => a - b) as [number, number, number];
  return { unit: of, low, value, high };
});

test('the interval as shown holds the interval as measured, and the value stands in it', () => {
  fc.assert(
    fc.property(amount, (one) => {
      const { value, low, high } = rounded(one);
      const times = TIMES[one.unit];
      expect(low!).toBeLessThanOrEqual(one.low * times + 1e-6);
      expect(high!).toBeGreaterThanOrEqual(one.high * times - 1e-6);
      expect(value).toBeGreaterThanOrEqual(low!);
      expect(value).toBeLessThanOrEqual(high!);
      if (one.unit === 'share') expect([low! >= 0, high! <= 100]).toEqual([true, true]);
    })
  );
});

test('no decimal is told that is smaller than the first digit of the uncertainty', () => {
  fc.assert(
    fc.property(amount, (one) => {
      const half = ((one.high - one.low) / 2) * TIMES[one.unit];
      const decimals = decimalsOf(one);
      // A digit of a place in which the uncertainty has none yet would be made up.
      if (decimals > 0 && half > 0) expect(10 ** -decimals).toBeGreaterThan(half / 10 - 1e-9);
      if (half >= 1) expect(decimals).toBe(0);
    })
  );
});

test('a wider interval never brings more decimals', () => {
  fc.assert(
    fc.property(amount, fc.double({ min: 1, max: 50, noNaN: true }), (one, wider) => {
      fc.pre(one.high - one.low > 1e-6);
      const wide = {
        ...one,
        low: one.value - wider * (one.value - one.low),
        high: one.value + wider * (one.high - one.value)
      };
      expect(decimalsOf(wide)).toBeLessThanOrEqual(decimalsOf(one));
    })
  );
});

test('reads as people write it, in both languages', () => {
  const share = { unit: 'share', value: 0.3417, low: 0.318, high: 0.366 } as const;
  expect(amountText(share, 'nl')).toBe('34%');
  expect(intervalText(share, 'nl')).toBe('31% – 37%');
  const sure = { unit: 'share', value: 0.07714, low: 0.0731, high: 0.0812 } as const;
  expect([amountText(sure, 'nl'), intervalText(sure, 'nl')]).toEqual(['7,7%', '7,3% – 8,2%']);
  expect(amountText(sure, 'en')).toBe('7.7%');
  expect(besideText(0.0612, sure, 'nl')).toBe('6,1%');
  expect(amountText({ unit: 'points', value: 0.051, low: 0.02, high: 0.08 }, 'nl')).toBe('+5 procentpunt');
  expect(intervalText({ unit: 'points', value: 0.051, low: -0.02, high: 0.08 }, 'nl')).toBe('-2 – +8 procentpunt');
  expect(amountText({ unit: 'count', value: 12_345 }, 'nl')).toBe('12.345');
  expect(intervalText({ unit: 'count', value: 12_345 }, 'nl')).toBeUndefined();
  expect(amountText({ unit: 'days', value: 6, low: 4, high: 9 }, 'nl')).toBe('6 dagen');
  expect(amountText({ unit: 'per_thousand', value: 4.2, low: 3.9, high: 4.5 }, 'en')).toBe('4.2 per 1,000');
  // A goal stays as it was chosen.
  expect([0.4, 0.405, 0.29].map((value) => chosenText(value, 'share', 'nl'))).toEqual(['40%', '40,5%', '29%']);
});
