import { describe, expect, test } from 'vitest';
import {
  clusteredEffect,
  designEffect,
  effectiveClusters,
  intraclusterCorrelation,
  ratioOf,
  type Cluster
} from '#statistics/clusters.ts';
import { effectOf } from '#statistics/effect.ts';
import { fc } from '../property.ts';

/** Clusters of which so many of so many units did it. */
const counted = (...pairs: [number, number][]): Cluster[] =>
  pairs.map(([sum, size]) => ({ sum, size, sumSquares: sum }));
const control = counted([3, 5], [10, 12], [4, 9], [20, 31]);
const treatment = counted([7, 8], [2, 4], [15, 18]);

const found = (a: readonly Cluster[], b: readonly Cluster[]) => {
  const effect = clusteredEffect(a, b);
  if ('error' in effect) throw new Error(effect.error);
  return effect;
};

describe('the effect', () => {
  // Oracle: the definition by matrices over the 87 units (numpy): A = (I − H_cc)^(−1/2) by eigenvalues, V, and Satterthwaite from the
  // eigenvalues of G'ΩG; Ω with correlation 0.016960855138050214 (analysis of variance) or 1 within clusters.
  test('is as the matrices say', () => {
    const { estimate, standardError, degreesOfFreedom, n } = found(control, treatment);
    expect(estimate).toBeCloseTo(0.15087719298245617, 12);
    expect(standardError).toBeCloseTo(0.08103972878067182, 12);
    expect(degreesOfFreedom).toBeCloseTo(2.8802938199884163, 9);
    expect(n).toBe(7);
    const unknown = (clusters: Cluster[]) => clusters.map(({ sum, size }) => ({ sum, size }));
    expect(found(unknown(control), unknown(treatment)).degreesOfFreedom).toBeCloseTo(2.6098331265839216, 9);
  });

  // Oracle: with one unit in each cluster CR2 is Welch's test on the units.
  test('of clusters of one is Welch’s', () => {
    const values = [
      [3, 5, 4, 8, 1],
      [6, 9, 7, 2, 8, 5, 9]
    ] as const;
    const single = (numbers: readonly number[]) => numbers.map((sum) => ({ sum, size: 1 }));
    const whole = (numbers: readonly number[]) => ({
      kind: 'mean' as const,
      n: numbers.length,
      sum: numbers.reduce((so, value) => so + value, 0),
      sumSquares: numbers.reduce((so, value) => so + value ** 2, 0)
    });
    const welch = effectOf(whole(values[0]), whole(values[1]), 'absolute');
    if ('error' in welch) throw new Error(welch.error);
    const { estimate, standardError } = found(single(values[0]), single(values[1]));
    expect(estimate).toBeCloseTo(welch.estimate, 12);
    expect(standardError).toBeCloseTo(welch.standardError, 12);
  });

  // Oracle: G clusters of equal size and number per arm: the t test on cluster means, G − 2 degrees of freedom.
  test('of equal clusters has the degrees of freedom of a t test on them', () => {
    const equal = counted([3, 10], [5, 10], [2, 10], [6, 10]);
    const { degreesOfFreedom, effectiveClusters: effective } = found(equal, equal);
    expect(degreesOfFreedom).toBeCloseTo(6, 9);
    expect(effective).toBeCloseTo(8, 12);
  });

  test('leaves empty clusters out, and refuses an arm of one', () => {
    const empty = { sum: 0, size: 0, sumSquares: 0 };
    expect(found([...control, empty], treatment)).toEqual(found(control, treatment));
    expect(clusteredEffect(control, [treatment[0]!, empty])).toEqual({ error: 'zero_variance' });
    expect(clusteredEffect(counted([5, 10], [5, 10]), counted([5, 10], [5, 10]))).toEqual({ error: 'zero_variance' });
  });

  test('degrees of freedom lie between 1 and the clusters less two, whatever their sizes', () => {
    const cluster = fc
      .integer({ min: 1, max: 500 })
      .chain((size) => fc.integer({ min: 0, max: size }).map((sum) => ({ sum, size, sumSquares: sum })));
    const arm = fc.array(cluster, { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const effect = clusteredEffect(a, b);
        if ('error' in effect) return;
        expect(effect.degreesOfFreedom).toBeLessThanOrEqual(a.length + b.length - 2 + 1e-9);
        expect(effect.degreesOfFreedom).toBeGreaterThan(0.9);
        expect(effect.effectiveClusters).toBeLessThanOrEqual(a.length + b.length + 1e-9);
      })
    );
  });
});

describe('how alike', () => {
  // Oracle: analysis of variance over the 87 units, written out with numpy.
  test('the intra-cluster correlation', () => {
    expect(intraclusterCorrelation([control, treatment])).toBeCloseTo(0.016960855138050214, 12);
  });

  // Oracle: by hand. Clusters (0, 0) and (1, 1): all alike. Clusters (0, 1) and (0, 1): MSB 0, MSW 1/2, so (0 − ½)/(0 + ½) = −1.
  test('extremes', () => {
    expect(intraclusterCorrelation([counted([0, 2], [2, 2])])).toBe(1);
    expect(intraclusterCorrelation([counted([1, 2], [1, 2])])).toBe(-1);
    expect(intraclusterCorrelation([counted([0, 2], [0, 2])])).toBeUndefined();
    expect(intraclusterCorrelation([counted([0, 1], [1, 1])])).toBeUndefined();
    expect(intraclusterCorrelation([[{ sum: 1, size: 2 }]])).toBeUndefined();
  });

  // Oracle: Eldridge et al. (2006): equal sizes 1 + (m − 1) ICC; sizes 10 and 30, m̄ 20, CV 0.5: 1 + (20 × 1.25 − 1) 0.05 = 2.2.
  test('the design effect', () => {
    expect(designEffect([20, 20, 20], 0.05)).toBeCloseTo(1.95, 12);
    expect(designEffect([10, 30], 0.05)).toBeCloseTo(2.2, 12);
  });

  // Oracle: by hand. Sizes 1, 1, 2 in each arm: γ ∝ 1, 1, 4 twice: 12² / (2 × 18) = 4.
  test('effective clusters', () => {
    const arm = counted([0, 1], [1, 1], [1, 2]);
    expect(effectiveClusters(arm, arm)).toBeCloseTo(4, 12);
  });

  test('sum over sum', () => expect(ratioOf(counted([1, 2], [8, 8]))).toBe(0.9));
});
