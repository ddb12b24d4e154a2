import { describe, expect, test } from 'vitest';
import { boundaries, crossing } from '#statistics/group-sequential.ts';
import { detectable, plan, type Design } from '#statistics/planning.ts';
import { fc } from '../property.ts';

const much = { unitsPerWeek: 10_000, atMostWeeks: 26 };
const shares = (mean: number, more: Partial<Design> = {}): Design => ({
  baseline: { kind: 'proportion', mean },
  alpha: 0.05,
  power: 0.8,
  weights: [1, 1],
  ...more
});
const point = (size: number) => ({ size, scale: 'absolute' as const });

// Oracle: the published two-proportion sample sizes of Fleiss's formula without continuity correction, rounded (ours are rounded up).
test.each([
  [0.02, 0.03, 3825],
  [0.03, 0.04, 5301],
  [0.03, 0.045, 2517],
  [0.05, 0.07, 2212],
  [0.1, 0.13, 1774],
  [0.2, 0.25, 1094],
  [0.54, 0.6, 1068],
  [0.31, 0.46, 164]
])('from %d to %d', (before, after, perArm) => {
  const found = plan(shares(before), point(after - before), much).perArm;
  expect(found[0]! - perArm).toBeGreaterThanOrEqual(0);
  expect(found[0]! - perArm).toBeLessThanOrEqual(1);
  expect(found[1]).toBe(found[0]);
});

describe('other metrics and arms', () => {
  const mean: Design = { ...shares(0), baseline: { kind: 'mean', mean: 10, variance: 4 } };

  // Oracle: 2 (1.95996 + 0.84162)² σ² / δ² = 62.79 for half a standard deviation (Cohen 1988: 63 or, by t, 64).
  test('half a standard deviation', () => {
    expect(plan(mean, point(1), much).perArm).toEqual([63, 63]);
    expect(plan(mean, { size: 0.1, scale: 'relative' }, much).perArm).toEqual([63, 63]);
    expect(plan(mean, point(-1), much).perArm).toEqual([63, 63]);
    expect(
      plan({ ...mean, baseline: { kind: 'ratio', mean: -10, variance: 4 } }, { size: 0.1, scale: 'relative' }, much)
        .perArm
    ).toEqual([63, 63]);
  });

  // Oracle: by hand. 1/0.9 + 1/0.1 = 11.11 against 4: 2.78 times as many in all.
  test('weights', () => {
    const even = plan(mean, point(0.1), much).units;
    const { units, perArm } = plan({ ...mean, weights: [9, 1] }, point(0.1), much);
    expect(units / even).toBeCloseTo(100 / 36, 3);
    expect(perArm[0]! / perArm[1]!).toBeCloseTo(9, 2);
  });

  // Oracle: Bonferroni: (z_{0.9875} + z_{0.8})² / (z_{0.975} + z_{0.8})² = (2.24140 + 0.84162)² / (2.80158)² = 1.21098 per arm.
  test('three arms compare twice', () => {
    const two = plan(mean, point(0.1), much);
    const three = plan({ ...mean, weights: [1, 1, 1] }, point(0.1), much);
    expect(three.alphaEach).toBe(0.025);
    expect(three.perArm[0]! / two.perArm[0]!).toBeCloseTo(1.21098, 3);
    const idle = plan({ ...mean, weights: [1, 1, 0] }, point(0.1), much);
    expect(idle.perArm).toEqual([...two.perArm, 0]);
  });
});

describe('clusters', () => {
  const mean: Design = { ...shares(0), baseline: { kind: 'mean', mean: 10, variance: 4 } };
  const clustered = (count: number, correlation: number, variation = 0) =>
    plan({ ...mean, clusters: { count, correlation, variation } }, point(0.5), { ...much, atMostWeeks: 10 });
  const alone = plan(mean, point(0.5), much).units;

  // Oracle: the design effect 1 + (m (1 + CV²) − 1) ρ (Eldridge et al. 2006) at the units that come out; with 10,000 clusters t is normal.
  test.each([
    [10_000, 0.05, 0],
    [10_000, 0.2, 0.6]
  ])(
    '%d with correlation %d and variation %d raise the sample by the design effect',
    (count, correlation, variation) => {
      const { units } = clustered(count, correlation, variation);
      const effect = 1 + ((units / count) * (1 + variation ** 2) - 1) * correlation;
      expect(units / alone / Math.max(effect, 0.2)).toBeCloseTo(1, 1);
    }
  );

  // Oracle: Hemming et al. (2011), section "fixed number of clusters": none is enough at or below n ρ clusters; by hand 502 × 0.1 = 50.2.
  test('below the number of units without them times the correlation no number of units is enough', () => {
    expect(alone).toBe(504);
    expect(clustered(50, 0.1)).toMatchObject({ feasible: false, obstacle: 'too_few_clusters', leastClusters: 51 });
    expect(clustered(80, 0.1)).toMatchObject({ feasible: true });
    expect(clustered(80, 0.1).units).toBeGreaterThan(2 * alone);
  });

  // Oracle: by hand. Of 8 clusters t with 6 degrees: (2.44691 + 0.90570)² / (1.95996 + 0.84162)² = 1.4320, without any correlation.
  test('few ask for the quantiles of Student', () => {
    expect(clustered(8, 0).units / alone).toBeCloseTo(1.432, 2);
    expect(clustered(2, 0).feasible).toBe(false);
  });

  // Oracle: the inverse.
  test('what can be found in clusters needs what there is', () => {
    const clusters = { count: 40, correlation: 0.03, variation: 0.5 };
    const effect = detectable({ ...mean, clusters }, 3_000, 2)!;
    const { units } = plan({ ...mean, clusters }, point(effect), { unitsPerWeek: 3_000, atMostWeeks: 2 });
    expect(Math.abs(units - 3_000)).toBeLessThan(4);
  });
});

describe('reviews', () => {
  // Oracle: the boundaries themselves: with so many times more units, the chance to cross is the power that was asked for.
  test('ask for as many more as the boundaries say', () => {
    const daily = shares(0.05, { reviews: { spending: 'obrien_fleming', perWeek: 7 } });
    const { inflation, weeks, units } = plan(daily, point(0.02), { unitsPerWeek: 1_500, atMostWeeks: 10 });
    expect(weeks).toBe(4);
    const fractions = Array.from({ length: 28 }, (_, index) => (index + 1) / 28);
    const bounds = boundaries({ alpha: 0.05, spending: 'obrien_fleming', fractions });
    const drift = (1.959963984540054 + 0.8416212335729143) * Math.sqrt(inflation);
    const power = crossing({ boundaries: bounds, fractions, drift }).reduce((sum, { up, down }) => sum + up + down, 0);
    expect(power).toBeCloseTo(0.8, 6);
    expect(units / plan(shares(0.05), point(0.02), much).units).toBeCloseTo(inflation, 3);
  });

  test('by Pocock ask for more', () => {
    const by = (spending: 'pocock' | 'obrien_fleming') =>
      plan(shares(0.05, { reviews: { spending, perWeek: 1 } }), point(0.02), { unitsPerWeek: 1_000, atMostWeeks: 20 });
    expect(by('pocock').units).toBeGreaterThan(by('obrien_fleming').units);
  });
});

describe('whether it is feasible', () => {
  test('in full weeks, at least two', () => {
    expect(plan(shares(0.05), point(0.02), much)).toMatchObject({ weeks: 2, feasible: true, obstacle: undefined });
    expect(plan(shares(0.05), point(0.02), { unitsPerWeek: 1_000, atMostWeeks: 26 })).toMatchObject({
      weeks: 5,
      units: 4426
    });
  });

  test('too long, and what can be found instead', () => {
    const capacity = { unitsPerWeek: 200, atMostWeeks: 8 };
    const found = plan(shares(0.05), point(0.02), capacity);
    expect(found).toMatchObject({ weeks: 23, feasible: false, obstacle: 'too_long' });
    expect(found.detectable).toBeGreaterThan(0.02);
    expect(plan(shares(0.05), point(found.detectable!), capacity).feasible).toBe(true);
  });

  test('fifty-six municipalities are too few', () => {
    const found = plan(shares(0.7), point(0.1), { ...much, atMostUnits: 56 });
    expect(found).toMatchObject({ feasible: false, obstacle: 'too_few_units' });
    expect(found.detectable).toBeGreaterThan(0.2);
  });

  test('a share cannot come above 1, nor change by nothing', () => {
    const found = plan(shares(0.7), { size: 0.5, scale: 'relative' }, much);
    expect(found).toMatchObject({ units: Infinity, weeks: Infinity, feasible: false, obstacle: 'effect_impossible' });
    expect(plan(shares(0.7), point(0), much).obstacle).toBe('effect_impossible');
    expect(detectable(shares(0.99), 20, 2)).toBeUndefined();
    expect(detectable(shares(0.5), 0, 2)).toBeUndefined();
  });
});

// Oracle: the inverse; the units that the smallest detectable effect needs are the units there are.
test('what can be found needs what there is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.integer({ min: 2_000, max: 1_000_000 }),
      fc.constantFrom(1 as const, -1 as const),
      (mean, units, sign) => {
        const effect = detectable(shares(mean), units, 2, sign);
        if (effect === undefined) return;
        const needed = plan(shares(mean), point(sign * effect), { unitsPerWeek: units, atMostWeeks: 2 }).units;
        expect(Math.abs(needed - units)).toBeLessThan(3 + units * 1e-5);
      }
    )
  );
});
