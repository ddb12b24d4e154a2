import { describe, expect, test } from 'vitest';
import { compareShares, fisher, miettinenNurminen, newcombe, scoreZ, suited } from '#statistics/small-counts.ts';
import type { Proportion } from '#statistics/statistic.ts';
import { fc } from '../property.ts';

const Z = 1.959963984540054;
const share = (sum: number, n: number): Proportion => ({ kind: 'proportion', n, sum });

// Oracle: Newcombe (1998), Statistics in Medicine 17:873–890, table II, methods 10 (hybrid score) and 5 (Miettinen & Nurminen).
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339, 0.0528, 0.3382],
  [9, 10, 3, 10, 0.1705, 0.809, 0.17, 0.8406],
  [6, 7, 2, 7, 0.0582, 0.8062, 0.0342, 0.8534],
  [5, 56, 0, 29, -0.0381, 0.1926, -0.0326, 0.1933],
  [0, 10, 0, 20, -0.1611, 0.2775, -0.1658, 0.2844],
  [0, 10, 0, 10, -0.2775, 0.2775, -0.2879, 0.2879],
  [10, 10, 0, 20, 0.6791, 1, 0.7156, 1],
  [10, 10, 0, 10, 0.6075, 1, 0.6636, 1]
])('%i of %i against %i of %i as published', (b, n, a, m, low, high, scoreLow, scoreHigh) => {
  const hybrid = newcombe(share(a, m), share(b, n), Z);
  expect(hybrid.low).toBeCloseTo(low, 4);
  expect(hybrid.high).toBeCloseTo(high, 4);
  const score = miettinenNurminen(share(a, m), share(b, n), Z);
  expect(score.low).toBeCloseTo(scoreLow, 4);
  expect(score.high).toBeCloseTo(scoreHigh, 4);
});

const arm = fc.integer({ min: 2, max: 3_000 }).chain((n) => fc.integer({ min: 0, max: n }).map((sum) => share(sum, n)));

test('intervals hold the difference, stay within −1 and 1, and mirror', () => {
  fc.assert(
    fc.property(arm, arm, (control, treatment) => {
      const difference = treatment.sum / treatment.n - control.sum / control.n;
      for (const interval of [newcombe, miettinenNurminen]) {
        const { low, high } = interval(control, treatment, Z);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(difference + 1e-12);
        expect(high).toBeGreaterThanOrEqual(difference - 1e-12);
        const mirrored = interval(treatment, control, Z);
        expect(mirrored.low).toBeCloseTo(-high, 8);
        expect(mirrored.high).toBeCloseTo(-low, 8);
      }
    })
  );
});

// Oracle: the definition; at its limits the score test just rejects.
test('the score interval ends where the score test does', () => {
  fc.assert(
    fc.property(arm, arm, (control, treatment) => {
      const { low, high } = miettinenNurminen(control, treatment, Z);
      if (low > -1) expect(scoreZ(control, treatment, low)).toBeCloseTo(Z, 4);
      if (high < 1) expect(scoreZ(control, treatment, high)).toBeCloseTo(-Z, 4);
    })
  );
});

// Oracle: the N − 1 chi-square, (ad − bc)² (N − 1) / (product of the margins): Campbell (2007).
test('at no difference it is the N − 1 chi-square', () => {
  fc.assert(
    fc.property(arm, arm, (control, treatment) => {
      const [a, b, c, d] = [treatment.sum, treatment.n - treatment.sum, control.sum, control.n - control.sum];
      const chiSquare = ((a * d - b * c) ** 2 * (a + b + c + d - 1)) / ((a + b) * (c + d) * (a + c) * (b + d));
      if (Number.isFinite(chiSquare)) expect(scoreZ(control, treatment) ** 2).toBeCloseTo(chiSquare, 6);
      else expect(scoreZ(control, treatment)).toBe(0);
    })
  );
});

describe('the exact test', () => {
  // Oracle: Fisher's tea, 8 cups: all right 2/70, three of four right 34/70; the others scipy.stats.fisher_exact.
  test.each([
    [4, 4, 0, 4, 2 / 70],
    [3, 4, 1, 4, 34 / 70],
    [20, 500, 0, 500, 1.5713305204493155e-6],
    [7, 1000, 15, 3000, 0.46192952477593896],
    [5, 56, 0, 29, 0.1606214432094711],
    [0, 10, 0, 20, 1]
  ])('%i of %i against %i of %i', (b, n, a, m, p) => {
    expect(Math.abs(fisher(share(a, m), share(b, n)).pValue / p - 1)).toBeLessThan(1e-9);
  });

  // Oracle: by hand, three of four cups: 2 (16/70 / 2 + 1/70) = 18/70.
  test('mid-p counts the observed outcome half', () => {
    expect(fisher(share(1, 4), share(3, 4)).midP).toBeCloseTo(18 / 70, 12);
  });

  test('goes through large arms', () => {
    const { pValue, midP } = fisher(share(0, 1_000_000), share(7, 1_000_000));
    // Oracle: given seven in all, each side has chance 1/2: 2 / 2⁷ but for terms of order 1e-6.
    expect(pValue).toBeCloseTo(2 / 2 ** 7, 6);
    expect(midP).toBeCloseTo(1 / 2 ** 7, 6);
  });
});

describe('which method', () => {
  test.each([
    [10, 20, 10, 20, 'normal'],
    [9, 20, 10, 20, 'score'],
    [0, 500, 20, 500, 'score'],
    [1, 500, 0, 500, 'exact'],
    [0, 500, 0, 500, 'exact'],
    [499, 500, 500, 500, 'exact'],
    [400, 90_000, 12, 1_000, 'normal'],
    [3, 90_000, 1, 1_000, 'exact']
  ])('%i of %i against %i of %i: %s', (a, m, b, n, method) => {
    expect(suited(share(a, m), share(b, n))).toBe(method);
  });

  test('nobody in an arm is no reason not to answer', () => {
    const { method, estimate, low, high, pValue } = compareShares(share(0, 500), share(20, 500), Z);
    expect(method).toBe('score');
    expect(estimate).toBe(0.04);
    // Oracle: statsmodels 0.15, confint_proportions_2indep(20, 500, 0, 500, method='score').
    expect(low).toBeCloseTo(0.02603525828362146, 6);
    expect(high).toBeCloseTo(0.060986102768736644, 6);
    // Oracle: N − 1 chi-square 999 × 20² × 500² / (500 × 500 × 20 × 980) = 20.387…, of which the upper tail (mpmath).
    expect(pValue).toBeCloseTo(6.32331079444437e-6, 15);
    expect(compareShares(share(0, 500), share(1, 500), Z)).toMatchObject({ method: 'exact', pValue: 1 });
    expect(compareShares(share(0, 500), share(0, 500), Z)).toMatchObject({ estimate: 0, pValue: 1 });
  });
});
