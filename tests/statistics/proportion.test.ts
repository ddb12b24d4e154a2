import { expect, test } from 'vitest';
import { difference, wilson } from '#statistics/proportion.ts';
import { fc } from '../property.ts';

// Oracle: Newcombe (1998), Statistics in Medicine 17:857–872, Table I, method 3 (score, without continuity correction).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718]
])('%i of %i as published', (count, total, low, high) => {
  const share = wilson(count, total)!;
  expect(share.low).toBeCloseTo(low, 4);
  expect(share.high).toBeCloseTo(high, 4);
});

const counted = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));

test('the interval holds the share, stays between nothing and all, and mirrors', () => {
  fc.assert(
    fc.property(counted, ([count, total]) => {
      const { value, low, high } = wilson(count, total)!;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      const mirrored = wilson(total - count, total)!;
      expect(mirrored.low).toBeCloseTo(1 - high, 10);
      expect(mirrored.high).toBeCloseTo(1 - low, 10);
    })
  );
});

test('its ends are where the score test just rejects: |p̂ − p| = z √(p(1−p)/n)', () => {
  fc.assert(
    fc.property(counted, ([count, total]) => {
      const { value, low, high } = wilson(count, total)!;
      for (const end of [low, high].filter((p) => p > 0 && p < 1)) {
        expect(Math.abs(value - end)).toBeCloseTo(1.959963984540054 * Math.sqrt((end * (1 - end)) / total), 9);
      }
    })
  );
});

test('four times as many make it narrower', () => {
  fc.assert(
    fc.property(counted, ([count, total]) => {
      const [few, many] = [wilson(count, total)!, wilson(count * 4, total * 4)!];
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    })
  );
});

test('there is no share of nothing', () => expect(wilson(0, 0)).toBeUndefined());

// Oracle: Newcombe (1998), Statistics in Medicine 17:873–890, Table II, method 10 (hybrid score, without continuity correction).
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [10, 10, 0, 10, 0.6075, 1]
])('%i of %i less %i of %i as published', (a, n, b, k, low, high) => {
  const between = difference(wilson(a, n)!, wilson(b, k)!);
  expect(between.value).toBeCloseTo(a / n - b / k, 10);
  expect(between.low).toBeCloseTo(low, 4);
  expect(between.high).toBeCloseTo(high, 4);
});

// Oracle: Newcombe (1998), Statistics in Medicine 17:2635–2650, method 10: 36 said yes twice, 12 and 2 once, none never; φ is −0.1147.
test('of the same units, asked twice, the difference as published', () => {
  const between = difference(wilson(48, 50)!, wilson(38, 50)!, -24 / Math.sqrt(48 * 2 * 38 * 12));
  expect(between.value).toBeCloseTo(0.2, 10);
  expect(between.low).toBeCloseTo(0.0569, 4);
  expect(between.high).toBeCloseTo(0.3404, 4);
});
