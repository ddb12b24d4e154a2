import { describe, expect, test } from 'vitest';
import { randomFrom } from '#statistics/random.ts';
import { steppedEffect, steppedStandardError, type Stepper } from '#statistics/stepped-wedge.ts';
import { fc } from '../property.ts';

const SIZES = [
  [30, 32, 28, 30],
  [12, 10, 15, 11],
  [50, 48, 52, 55],
  [20, 22, 0, 21],
  [33, 35, 31, 30],
  [18, 17, 19, 20]
];
const SUMS = [
  [6, 8, 9, 12],
  [2, 1, 4, 5],
  [9, 10, 16, 15],
  [3, 5, 0, 4],
  [5, 6, 9, 7],
  [2, 4, 3, 4]
];
const FROM = [1, 1, 2, 2, 3, 3];
const clusters: Stepper[] = FROM.map((from, cluster) => ({
  from,
  cells: SIZES[cluster]!.map((size, period) => ({ size, sum: SUMS[cluster]![period]! }))
}));
const how = (draws: number, seed = 1) => ({ correlation: 0.05, alpha: 0.05, draws, random: randomFrom(seed) });

describe('the effect of a stepped roll-out', () => {
  // Oracle: generalised least squares by matrices (numpy): V = τ² 11ᵀ + diag(1/n), τ² = 0.05/0.95, one column a period and one for having it.
  test('is that of generalised least squares', () => {
    expect(steppedEffect(clusters, how(99))?.estimate).toBeCloseTo(-0.021169404983402706, 12);
  });

  // Oracle: by hand. Two clusters, two periods, the first stepping in: the difference of their changes, whatever they correlate.
  test('of two clusters and two periods is the difference of differences as the correlation nears one', () => {
    const two: Stepper[] = [
      {
        from: 1,
        cells: [
          { sum: 20, size: 100 },
          { sum: 35, size: 100 }
        ]
      },
      {
        from: 2,
        cells: [
          { sum: 30, size: 100 },
          { sum: 32, size: 100 }
        ]
      }
    ];
    expect(steppedEffect(two, { ...how(9), correlation: 1 - 1e-9 })?.estimate).toBeCloseTo(0.13, 6);
    // and without any correlation only the second period compares them
    expect(steppedEffect(two, { ...how(9), correlation: 0 })?.estimate).toBeCloseTo(0.03, 12);
  });

  test('is nothing where all have it at the same time', () => {
    expect(
      steppedEffect(
        clusters.map((one) => ({ ...one, from: 2 })),
        how(9)
      )
    ).toBeUndefined();
  });

  test('gives back an effect on everybody who has it, and its interval moves along', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 9 }), (delta, seed) => {
        const moved = clusters.map(({ from, cells }) => ({
          from,
          cells: cells.map(({ sum, size }, period) => ({ size, sum: sum + (period >= from ? delta * size : 0) }))
        }));
        const [before, after] = [steppedEffect(clusters, how(199, seed))!, steppedEffect(moved, how(199, seed))!];
        expect(after.estimate - before.estimate).toBeCloseTo(delta, 9);
        if (Number.isFinite(before.low)) expect(after.low - before.low).toBeCloseTo(delta, 6);
        if (Number.isFinite(before.high)) expect(after.high - before.high).toBeCloseTo(delta, 6);
      }),
      { numRuns: 20 }
    );
  });
});

/** Rates that drift by period and differ by cluster, and do not mind who got it when. */
function unchanged(seed: number, clusterCount: number, effect = 0): Stepper[] {
  const random = randomFrom(seed);
  const order = Array.from({ length: clusterCount }, (_, place) => 1 + (place % 4)).sort(() => random() - 0.5);
  return order.map((from) => {
    const level = 0.1 + 0.2 * random();
    return {
      from,
      cells: Array.from({ length: 5 }, (_, period) => {
        const size = 20 + Math.floor(60 * random());
        const rate = level + 0.04 * period + (period >= from ? effect : 0);
        let sum = 0;
        for (let member = 0; member < size; member++) if (random() < rate) sum++;
        return { sum, size };
      })
    };
  });
}

describe('those who really got it', () => {
  const reachedBy = (share: (cluster: number) => number, per = 0): Stepper[] =>
    clusters.map(({ from, cells }, cluster) => ({
      from,
      cells: cells.map(({ sum, size }, period) => {
        const reached = period >= from ? share(cluster) * size : 0;
        return { size, sum: sum + per * reached, reached };
      })
    }));

  // Oracle: by hand. Where all who had their turn got it, and nobody else, the one effect is the other, with the same limits.
  test('is the effect itself where a turn reaches all', () => {
    const { received, ...itt } = steppedEffect(
      reachedBy(() => 1),
      how(99)
    )!;
    expect(received).toMatchObject({ estimate: itt.estimate, low: itt.low, high: itt.high, pValue: itt.pValue });
    expect(received!.share).toBeCloseTo(1, 12);
    expect(received!.strength).toBeGreaterThan(1e6);
  });

  test('is the effect over the share that was reached, and moves along with an effect on each that was', () => {
    const half = (per: number) =>
      steppedEffect(
        reachedBy((cluster) => (cluster % 2 ? 0.4 : 0.6), per),
        how(199)
      )!;
    const [before, after] = [half(0), half(0.3)];
    expect(before.received!.estimate).toBeCloseTo(before.estimate / before.received!.share, 12);
    expect(after.received!.estimate - before.received!.estimate).toBeCloseTo(0.3, 9);
    expect(before.received!.share).toBeGreaterThan(0.4);
    expect(before.received!.share).toBeLessThan(0.6);
    expect(before.received!.strength).toBeGreaterThan(10);
    expect(before.received!.strength).toBeLessThan(1e4);
  });

  test('is nothing where nobody was reached, and weak where hardly anybody was', () => {
    expect(steppedEffect(clusters, how(9))!.received).toBeUndefined();
    const some = steppedEffect(
      reachedBy((cluster) => (cluster === 0 ? 0.1 : 0)),
      how(9)
    )!;
    expect(some.received!.strength).toBeLessThan(10);
  });
});

describe('the lot as judge', () => {
  const RUNS = 400;
  // Oracle: a test at 5% is wrong at most 5% of the times where there is nothing; four standard errors of 400 runs are 4.4 points.
  test('calls an effect that is not there one at most once in twenty times, though all rates rise', () => {
    let wrong = 0;
    for (let seed = 1; seed <= RUNS; seed++)
      if (steppedEffect(unchanged(seed, 12), how(199, seed))!.pValue <= 0.05) wrong++;
    expect(wrong / RUNS).toBeLessThan(0.094);
  });

  // Oracle: by hand. Strata of two, of which one of each steps in first: 2³ orders, four estimates and their mirror images.
  test('shuffles within strata only, as it was drawn', () => {
    const sums = [1, 0, 40, 20, 90, 80];
    const six = sums.map((sum, place): Stepper => ({
      from: place % 2,
      stratum: String(Math.floor(place / 2)),
      cells: [
        { sum, size: 100 },
        { sum: 50, size: 100 }
      ]
    }));
    const { estimate, pValue } = steppedEffect(six, { ...how(1_999), correlation: 0 })!;
    expect(estimate).toBeCloseTo((1 + 20 + 10) / 300, 12);
    // No order is further from nothing, and only the mirror image as far.
    expect(Math.abs(pValue - 2 / 8)).toBeLessThan(0.03);
    const free = six.map(({ from, cells }) => ({ from, cells }));
    // Over all six most orders are further from nothing than that.
    expect(steppedEffect(free, { ...how(1_999), correlation: 0 })!.pValue).toBeGreaterThan(0.5);
  });

  test('holds the true effect about nineteen times in twenty', () => {
    let held = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const { low, high } = steppedEffect(unchanged(seed, 12, 0.08), how(199, seed))!;
      if (low <= 0.08 && high >= 0.08) held++;
    }
    expect(held / RUNS).toBeGreaterThan(0.906);
    expect(held / RUNS).toBeLessThan(0.995);
  });
});

describe('planning', () => {
  const cohorts = Array.from({ length: 24 }, (_, cluster) => 1 + Math.floor(cluster / 6));
  const hundred = cohorts.map(() => 100);

  // Oracle: Hussey & Hughes (2007), equation 8, written out by numpy for their kind of trial: 24 clusters, 4 steps, 100 members, 5%.
  test('the standard error is that of Hussey and Hughes', () => {
    expect(steppedStandardError(cohorts, hundred, 5, { rate: 0.05, correlation: 0.01 })).toBeCloseTo(
      0.006860341515863893,
      12
    );
  });

  // Oracle: Woertman et al. (2013), Journal of Clinical Epidemiology 66:752–758: a design effect of
  // (1 + ρ(ktn + bn − 1)) / (1 + ρ(½ktn + bn − 1)) · 3(1 − ρ) / (2t(k − 1/k)) on 4 p (1 − p) / N, with k steps, b = t = 1.
  test('and that of Woertman and others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (k, each, n, rho) => {
          const from = Array.from({ length: k * each }, (_, cluster) => 1 + Math.floor(cluster / each));
          const effect =
            (((1 + rho * (k * n + n - 1)) / (1 + rho * (0.5 * k * n + n - 1))) * 3 * (1 - rho)) / (2 * (k - 1 / k));
          const expected = Math.sqrt((4 * 0.3 * 0.7 * effect) / (from.length * n));
          const found = steppedStandardError(
            from,
            from.map(() => n),
            k + 1,
            { rate: 0.3, correlation: rho }
          );
          expect(found / expected).toBeCloseTo(1, 6);
        }
      )
    );
  });
});
