import { describe, expect, test } from 'vitest';
import { growthNeeded, plannedPower, powerAt, smallestEffect } from '#statistics/power.ts';
import { fc } from '../property.ts';

const now = { standardError: 1, n: 1000 };

describe('power', () => {
  // Oracle: textbook: 80% power at z(0.975) + z(0.8) = 1.959964 + 0.841621 standard errors; the other tail adds 1e-6.
  test('of a test that is looked at once', () => {
    expect(powerAt(now, 0, 2.8015852, { alpha: 0.05 })).toBeCloseTo(0.8, 5);
    expect(powerAt(now, 0, 0, { alpha: 0.05 })).toBeCloseTo(0.05, 12);
    expect(powerAt(now, 3, 2.8015852 / 2, { alpha: 0.05 })).toBeCloseTo(0.8, 5);
  });

  test('an always-valid rule and more tests cost power, a prior that expects the effect gives some', () => {
    const once = powerAt(now, 0, 2.8, { alpha: 0.05 });
    expect(powerAt(now, 0, 2.8, { alpha: 0.05, tuning: 1000 })).toBeLessThan(once);
    expect(powerAt(now, 0, 2.8, { alpha: 0.05, tests: 6 })).toBeLessThan(once);
    expect(powerAt(now, 0, 2.8, { alpha: 0.05, prior: { mean: 2.8, standardDeviation: 1 } })).toBeGreaterThan(once);
    expect(powerAt(now, 0, 2.8, { alpha: 0.05, prior: { mean: 0, standardDeviation: 1 } })).toBeLessThan(once);
  });

  test('does not depend on the sign of the effect, and grows with it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 6, noNaN: true }),
        fc.constantFrom(undefined, 500, 5000),
        (effect, tuning) => {
          const rule = { alpha: 0.05, tuning };
          expect(powerAt(now, 0, -effect, rule)).toBe(powerAt(now, 0, effect, rule));
          expect(powerAt(now, 0, effect + 0.5, rule)).toBeGreaterThan(powerAt(now, 0, effect, rule));
        }
      )
    );
  });
});

describe('how much longer', () => {
  test('the growth that is found gives the power that was asked', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 2.5, noNaN: true }),
        fc.constantFrom(undefined, 1000),
        fc.constantFrom(1, 4),
        (effect, tuning, tests) => {
          const rule = { alpha: 0.05, tuning, tests };
          const growth = growthNeeded(now, effect, 0.8, rule)!;
          expect(Math.abs(powerAt(now, growth, effect, rule) - 0.8)).toBeLessThan(1e-5);
        }
      )
    );
  });

  test('nothing more when there is power enough, and no number when there never will be', () => {
    expect(growthNeeded(now, 3, 0.8, { alpha: 0.05 })).toBe(0);
    expect(growthNeeded(now, 0, 0.8, { alpha: 0.05 })).toBeUndefined();
    expect(growthNeeded(now, 1e-5, 0.8, { alpha: 0.05 })).toBeUndefined();
  });
});

describe('planning', () => {
  test('the smallest effect is found with the power it was computed for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.integer({ min: 2000, max: 1_000_000 }),
        fc.constantFrom(undefined, 5000),
        (p, unitsPerArm, tuning) => {
          const baseline = { mean: p, variance: p * (1 - p), unitsPerArm };
          const rule = { alpha: 0.05, tuning };
          const effect = smallestEffect(baseline, 0.8, rule);
          fc.pre(effect !== undefined);
          expect(plannedPower(baseline, effect, rule).power).toBeCloseTo(0.8, 5);
        }
      )
    );
  });

  test('so few units that no effect is found', () => {
    expect(smallestEffect({ mean: 0.01, variance: 0.0099, unitsPerArm: 100 }, 0.8, { alpha: 0.05 })).toBeUndefined();
  });
});
