import { describe, expect, test } from 'vitest';
import { effectOf, pairOf } from '#statistics/effect.ts';
import { fieller, meansOf, relativeInterval, type Means, type RelativeInterval } from '#statistics/fieller.ts';
import type { AdjustedMean, Mean, Proportion } from '#statistics/statistic.ts';
import { fc } from '../property.ts';

const share = (sum: number, n: number): Proportion => ({ kind: 'proportion', n, sum });

const holds = (set: RelativeInterval, effect: number): boolean =>
  set.shape === 'line' ||
  (set.shape === 'bounded' ? set.low <= effect && effect <= set.high : effect <= set.below || effect >= set.above);

const means = fc.record({
  control: fc.double({ min: -10, max: 10, noNaN: true }).filter((mean) => Math.abs(mean) > 1e-3),
  treatment: fc.double({ min: -10, max: 10, noNaN: true }),
  controlVariance: fc.double({ min: 1e-4, max: 9, noNaN: true }),
  treatmentVariance: fc.double({ min: 1e-4, max: 9, noNaN: true }),
  correlation: fc.double({ min: -0.9, max: 0.9, noNaN: true })
});

// Oracle: the definition of the set, |b − r a| ≤ c √(var b + r² var a − 2 r cov), tried at many effects.
test('holds what the test does not reject, in every shape', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(means, fc.double({ min: 0.5, max: 4, noNaN: true }), ({ correlation, ...one }, multiplier) => {
      const covariance = correlation * Math.sqrt(one.controlVariance * one.treatmentVariance);
      const set = fieller({ ...one, covariance }, multiplier);
      seen.add(set.shape);
      const wrong: number[] = [];
      for (let effect = -30; effect <= 30; effect += 0.37) {
        const r = 1 + Math.sign(one.control) * effect;
        const variance = one.treatmentVariance + r ** 2 * one.controlVariance - 2 * r * covariance;
        const away = Math.abs(one.treatment - r * one.control) - multiplier * Math.sqrt(variance);
        if (Math.abs(away) > 1e-9 && holds(set, effect) !== away < 0) wrong.push(effect);
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 500 }
  );
  expect([...seen].sort()).toEqual(['bounded', 'complement', 'line']);
});

describe('shapes', () => {
  const certain = { controlVariance: 0.01, treatmentVariance: 0.01 };

  // Oracle: by hand. r² (4 − 4 × 0.01) − 2 r × 6 + 9 − 0.04 = 0 gives r = (6 ± √(36 − 3.96 × 8.96)) / 3.96.
  test('bounded', () => {
    const set = fieller({ control: 2, treatment: 3, ...certain }, 2);
    const root = Math.sqrt(36 - 3.96 * 8.96);
    expect(set.shape).toBe('bounded');
    if (set.shape === 'bounded') {
      expect(set.low).toBeCloseTo((6 - root) / 3.96 - 1, 12);
      expect(set.high).toBeCloseTo((6 + root) / 3.96 - 1, 12);
    }
  });

  test('a negative control: more is positive, and the mirror of a positive one', () => {
    const positive = fieller({ control: 2, treatment: 3, ...certain }, 2);
    const negative = fieller({ control: -2, treatment: -3, ...certain }, 2);
    if (positive.shape !== 'bounded' || negative.shape !== 'bounded') throw new Error('not bounded');
    expect([negative.low, negative.high]).toEqual([-positive.high, -positive.low]);
    expect(fieller({ control: -2, treatment: -1, ...certain }, 2)).toMatchObject({ shape: 'bounded' });
    const up = fieller({ control: -2, treatment: -1, ...certain }, 2);
    if (up.shape === 'bounded') expect(up.low).toBeGreaterThan(0);
  });

  test('a control that may be 0: everything but what lies between', () => {
    const set = fieller({ control: 0.1, treatment: 3, ...certain }, 2);
    expect(set.shape).toBe('complement');
    if (set.shape === 'complement') expect(set.below).toBeLessThan(0);
    if (set.shape === 'complement') expect(set.above).toBeGreaterThan(5);
  });

  test('both may be 0: nothing is known', () => {
    expect(fieller({ control: 0.1, treatment: 0.1, ...certain }, 2)).toEqual({ shape: 'line' });
    expect(fieller({ control: 0, treatment: 1, ...certain }, 2)).toEqual({ shape: 'line' });
    expect(fieller({ control: 1, treatment: 2, ...certain }, Infinity)).toEqual({ shape: 'line' });
  });

  test('a control that is just not certain to differ from 0: a half line', () => {
    const edge = { control: 2, treatment: 9, controlVariance: 1, treatmentVariance: 1 };
    expect(fieller(edge, 2)).toMatchObject({ shape: 'complement', below: -Infinity });
    expect(fieller({ ...edge, control: -2, treatment: -9 }, 2)).toMatchObject({ shape: 'complement', above: Infinity });
  });

  test('without any variance the effect itself', () => {
    const exact = { controlVariance: 0, treatmentVariance: 0 };
    expect(fieller({ control: 4, treatment: 5, ...exact }, 2)).toEqual({ shape: 'bounded', low: 0.25, high: 0.25 });
  });
});

// Oracle: the absolute test; both scales must agree on who wins.
test('leaves out 0 exactly when the absolute difference is significant', () => {
  const arm = fc
    .integer({ min: 2, max: 5_000 })
    .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((sum) => share(sum, n)));
  fc.assert(
    fc.property(arm, arm, fc.double({ min: 1, max: 3, noNaN: true }), (control, treatment, multiplier) => {
      const set = relativeInterval(control, treatment, multiplier);
      const effect = effectOf(control, treatment, 'absolute');
      if ('error' in set || 'error' in effect) throw new Error('not comparable');
      const away = Math.abs(effect.estimate) - multiplier * effect.standardError;
      if (Math.abs(away) > 1e-9) expect(holds(set, 0)).toBe(away < 0);
    })
  );
});

test('with large samples it comes to the delta method', () => {
  const [control, treatment] = [share(5e6, 1e8), share(5.1e6, 1e8)];
  const set = relativeInterval(control, treatment, 1.96);
  const delta = effectOf(control, treatment, 'relative');
  if ('error' in set || set.shape !== 'bounded' || 'error' in delta) throw new Error('not bounded');
  expect(set.low).toBeCloseTo(delta.estimate - 1.96 * delta.standardError, 5);
  expect(set.high).toBeCloseTo(delta.estimate + 1.96 * delta.standardError, 5);
});

describe('with a covariate', () => {
  const sample = (values: number[]): Mean => ({
    kind: 'mean',
    n: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumSquares: values.reduce((sum, value) => sum + value ** 2, 0)
  });
  const adjusted = (pre: number[], post: number[]): AdjustedMean => ({
    kind: 'adjusted_mean',
    pre: sample(pre),
    post: sample(post),
    sumProducts: pre.reduce((sum, value, index) => sum + value * post[index]!, 0)
  });
  const control = adjusted([1, 2, 3, 4, 5, 6, 7, 8], [6, 6, 9, 8, 11, 13, 12, 15]);
  const treatment = adjusted([2, 3, 3, 5, 6, 6, 8], [9, 8, 11, 12, 14, 13, 18]);

  // Oracle: the variance of the adjusted difference at r = 1, and that of the unadjusted control, from `effectOf`.
  test('control and difference are as the comparison has them', () => {
    const found: Means = meansOf(pairOf(control, treatment)!);
    const effect = effectOf(control, treatment, 'absolute');
    if ('error' in effect) throw new Error(effect.error);
    expect(found.treatment - found.control).toBeCloseTo(effect.estimate, 12);
    expect(Math.sqrt(found.treatmentVariance + found.controlVariance - 2 * found.covariance!)).toBeCloseTo(
      effect.standardError,
      12
    );
    expect(found.control).toBe(10);
  });

  test.each(['pooled' as const, 'per_arm' as const])('%s slopes: leaves out 0 as the absolute test does', (slopes) => {
    const effect = effectOf(control, treatment, 'absolute', slopes);
    if ('error' in effect) throw new Error(effect.error);
    const just = Math.abs(effect.estimate) / effect.standardError;
    for (const [multiplier, includes] of [
      [just * 1.001, true],
      [just * 0.999, false]
    ] as const) {
      const set = relativeInterval(control, treatment, multiplier, slopes);
      if ('error' in set) throw new Error(set.error);
      expect(holds(set, 0)).toBe(includes);
    }
  });

  test('narrower than without', () => {
    const width = (set: ReturnType<typeof relativeInterval>) =>
      'shape' in set && set.shape === 'bounded' ? set.high - set.low : NaN;
    const plain = width(relativeInterval(control.post, treatment.post, 2));
    expect(width(relativeInterval(control, treatment, 2))).toBeLessThan(plain);
    expect(width(relativeInterval(control, treatment, 2, 'per_arm'))).toBeLessThan(plain);
  });
});

test('says what is in the way', () => {
  expect(relativeInterval(share(0, 100), share(5, 100), 2)).toEqual({ error: 'zero_baseline' });
  const mean: Mean = { kind: 'mean', n: 2, sum: 3, sumSquares: 5 };
  const ratio = { kind: 'ratio' as const, numerator: mean, denominator: mean, sumProducts: 5 };
  expect(relativeInterval(mean, ratio, 2)).toEqual({ error: 'kinds_differ' });
});
