/** Feasibility against sums by hand and published ones. */
import { expect, test } from 'vitest';
import { feasibility, lotsOf } from '#experiments/trial-plan.ts';
import { TrialDesign } from '#experiments/trial.ts';

const design = (more: object = {}): TrialDesign =>
  TrialDesign.parse({
    question: 'Helpt een brief met één regel?',
    population: 'company',
    arms: [
      { name: 'geen contact', weight: 0.5 },
      { name: 'brief', weight: 0.5 }
    ],
    outcome: 'first_message',
    starts: '2026-09-07',
    seed: 1,
    ...more
  });

test('as many as the textbook says, when organisations are drawn one by one', () => {
  // Oracle: Fleiss, Levin & Paik (2003), eq. 4.14 by hand, p = 0.10 and 0.15, alpha 0.05, power 0.80: 686 in each arm.
  const told = feasibility(design(), { organisations: 2_000, clusters: undefined, baseline: 0.1 });
  expect(Math.abs(told.needed![0]! - 686)).toBeLessThanOrEqual(1);
  expect(told).toMatchObject({ feasible: true, designEffect: 1, neededClusters: undefined });
  expect(told.detectable).toBeLessThan(0.05);
  expect(feasibility(design(), { organisations: 1_300, clusters: undefined, baseline: 0.1 }).feasible).toBe(false);
});

test('clusters ask for as much more as Eldridge et al. say', () => {
  // Sizes 10 and 30: m = 20, CV = 0.5; 1 + ((0.25 + 1) × 20 − 1) × 0.02 = 1.48.
  const sizes = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 10 : 30));
  const told = feasibility(design(), { organisations: 8_000, clusters: sizes, baseline: 0.1 });
  expect(told.designEffect).toBeCloseTo(1.48, 10);
  // 2 × 686 × 1.48 / 20 = 102 clusters, and a few more for Student's t.
  const clusters = told.neededClusters!.reduce((sum, count) => sum + count, 0);
  expect(clusters).toBeGreaterThanOrEqual(102);
  expect(clusters).toBeLessThanOrEqual(107);
});

test('56 municipalities are too few for two groups', () => {
  const told = feasibility(design({ population: 'authority', outcome: 'adequate', effect: 0.1 }), {
    organisations: 56,
    clusters: undefined,
    baseline: 0.31
  });
  expect(told.feasible).toBe(false);
  expect(told.detectable).toBeGreaterThan(0.3);
  expect(told.needed![0]).toBeGreaterThan(300);
});

test('with three organisations nothing can be found, and more arms ask for more', () => {
  expect(feasibility(design(), { organisations: 3, clusters: undefined, baseline: 0.1 }).detectable).toBeUndefined();
  const arms = ['geen', 'brief', 'bellen'].map((name) => ({ name, weight: 1 / 3 }));
  const three = feasibility(design({ arms }), { organisations: 5_000, clusters: undefined, baseline: 0.1 });
  expect(three.needed![0]).toBeGreaterThan(686);
});

test('lots are counted as by hand', () => {
  expect(lotsOf([3, 3])).toBe(20);
  expect(lotsOf([2, 2, 2])).toBe(90);
  expect(lotsOf([1, 1, 1, 1])).toBe(24);
  expect(lotsOf([15, 14])).toBe(77_558_760);
  expect(lotsOf([3_000, 3_000])).toBe(Infinity);
});

test('with so few clusters that no lot is rare nothing can be found, however large the effect', () => {
  const clustered = design({ cluster: 'municipality', effect: 0.9, correlation: 0 });
  const of = (count: number) =>
    feasibility(clustered, {
      organisations: count * 1_000,
      clusters: Array.from({ length: count }, () => 1_000),
      baseline: 0.05
    });
  // 6 of 3 is 20 lots, of which two are 10%; 8 of 4 is 70, of which two are 2.9%.
  expect(of(6)).toMatchObject({ feasible: false, detectable: undefined });
  expect(of(8).feasible).toBe(true);
});

test('a roll-out needs orders enough', () => {
  const stepped = design({ shape: 'stepped', cluster: 'municipality', effect: 0.9, correlation: 0, steps: 2 });
  const of = (count: number, more: object = {}) =>
    feasibility(
      { ...stepped, ...more },
      { organisations: count * 1_000, clusters: Array.from({ length: count }, () => 1_000), baseline: 0.05 }
    );
  expect(of(6)).toMatchObject({ feasible: false, detectable: undefined });
  // 7 over 3 and 4 is 35, of which two are 5.7%; 8 is 70.
  expect(of(7).feasible).toBe(false);
  expect(of(8).feasible).toBe(true);
  // 3 over three steps is 6; 5 over 2, 2 and 1 is 30; 6 is 90.
  expect(of(3, { steps: 3 }).feasible).toBe(false);
  expect(of(6, { steps: 3 }).feasible).toBe(true);
});
