import { expect, test } from 'vitest';
import { normalSurvival } from '#statistics/distribution.ts';
import { conditionalPower, outlook, predictivePower, trend } from '#statistics/futility.ts';

const DENSITY = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** The expectation of f(Z) for a normal Z, by a fine sum. */
function expectation(f: (z: number) => number, mean: number, deviation: number): number {
  let sum = 0;
  for (let x = -9; x <= 9; x += 0.002) sum += 0.002 * DENSITY(x) * f(mean + deviation * x);
  return sum;
}

// Oracle: the law of total expectation; averaged over what may be seen halfway it is the power at the start.
test.each([
  [0.3, 2.8],
  [0.5, 0],
  [0.9, 3.5]
])('at %d of the information, drift %d', (fraction, drift) => {
  const average = expectation(
    (z) => conditionalPower({ fraction, z, boundary: 1.96 }, drift),
    drift * Math.sqrt(fraction),
    1
  );
  expect(average).toBeCloseTo(normalSurvival(1.96 - drift), 9);
});

// Oracle: predictive power is conditional power averaged over the drift, normal around z/√t with variance 1/t.
test('predictive power averages over what is possible', () => {
  const now = { fraction: 0.4, z: 1.2, boundary: 2 };
  const average = expectation((drift) => conditionalPower(now, drift), trend(now), 1 / Math.sqrt(now.fraction));
  expect(predictivePower(now)).toBeCloseTo(average, 9);
});

// Oracle: by hand. Halfway at z = 0: needs 1.96 from drift 2.8 × ½ with deviation √½: 1 − Φ((1.96 − 1.4)/0.7071) = 1 − Φ(0.79196).
test('by hand', () => {
  const { underPlan, underTrend, predictive } = outlook({ fraction: 0.5, z: 0, boundary: 1.96 }, 2.8);
  expect(underPlan).toBeCloseTo(0.21419, 4);
  expect(underTrend).toBeCloseTo(normalSurvival(1.96 / Math.SQRT1_2), 12);
  expect(predictive).toBeCloseTo(normalSurvival(1.96), 12);
});

test('at the end it is known', () => {
  expect(outlook({ fraction: 1, z: 2, boundary: 1.96 }, 2.8)).toEqual({ underPlan: 1, underTrend: 1, predictive: 1 });
  expect(outlook({ fraction: 1.1, z: 1.9, boundary: 1.96 }, 2.8)).toEqual({
    underPlan: 0,
    underTrend: 0,
    predictive: 0
  });
});
