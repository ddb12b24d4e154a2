/** What a list experiment shows: against published figures, independent sums, and invented experiments with a known truth. */
import { describe, expect, test } from 'vitest';
import { compare, costPerAdopter, drawing, type Tally } from '#experiments/trial-outcome.ts';
import { draw, type Unit } from '#experiments/trial-draw.ts';
import { TrialDesign } from '#experiments/trial.ts';
import { randomFrom, type Random } from '#statistics/random.ts';

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

const tally = (arm: number, members: number, adopters: number, more: Partial<Tally> = {}): Tally => ({
  arm,
  batch: 1,
  before: 0,
  members,
  adopters,
  reached: 0,
  both: 0,
  missed: 0,
  states: 2 * members,
  sole: 0,
  ...more
});

test('organisations one by one: the interval and test of Miettinen and Nurminen', () => {
  // Oracle: Newcombe (1998), Statistics in Medicine 17:873–890, table II, 56/70 against 48/80, method Miettinen–Nurminen: 0.0528 to 0.3382.
  const { itt, method } = compare(design(), [tally(0, 80, 48)], [tally(1, 70, 56)], 1);
  expect(method).toBe('score');
  expect(itt.estimate).toBeCloseTo(0.2, 10);
  expect(itt.low).toBeCloseTo(0.0528, 3);
  expect(itt.high).toBeCloseTo(0.3382, 3);
  // The N − 1 chi-square: 149/150 × 6.9231 → p = 0.0087 (by hand).
  expect(itt.p).toBeCloseTo(0.0087, 3);
});

test('with more arms the intervals hold together: each wider, each p larger', () => {
  const [one, two] = [1, 2].map((tests) => compare(design(), [tally(0, 80, 48)], [tally(1, 70, 56)], tests).itt);
  expect(two!.low).toBeLessThan(one!.low);
  expect(two!.p).toBeCloseTo(2 * one!.p, 12);
});

/**
 * Oracle: the cluster-robust CR2 variance by matrices, straight from Bell & McCaffrey (2002) for a regression on an intercept and the
 * arm: (X'X)⁻¹ Σ X'A e e' A X (X'X)⁻¹, A = (I − H)^(−1/2), which for constant regressors within clusters is a scalar.
 */
function cr2(control: readonly Tally[], treated: readonly Tally[]): number {
  const arm = (rows: readonly Tally[]) => {
    const n = rows.reduce((sum, { members }) => sum + members, 0);
    const mean = rows.reduce((sum, { adopters }) => sum + adopters, 0) / n;
    let meat = 0;
    for (const { members, adopters } of rows) {
      // Each unit's residual, multiplied by 1/√(1 − h) along the vector of ones.
      const lifted = (adopters - members * mean) / Math.sqrt(1 - members / n);
      meat += lifted ** 2;
    }
    return meat / n ** 2;
  };
  return Math.sqrt(arm(control) + arm(treated));
}

test('clusters: the variance of Bell and McCaffrey, and fewer degrees of freedom than there are clusters', () => {
  const chance = randomFrom(5);
  const rows = (arm: number) =>
    Array.from({ length: 20 }, () => {
      const members = 5 + Math.floor(chance() * 40);
      const share = 0.1 + 0.2 * chance() + 0.1 * arm;
      return tally(arm, members, Math.round(members * share));
    });
  const [control, treated] = [rows(0), rows(1)];
  const { itt, method } = compare(design({ cluster: 'municipality' }), control, treated, 1);
  expect(method).toBe('cr2');
  const ratio = (all: readonly Tally[]) =>
    all.reduce((sum, { adopters }) => sum + adopters, 0) / all.reduce((sum, { members }) => sum + members, 0);
  expect(itt.estimate).toBeCloseTo(ratio(treated) - ratio(control), 12);
  const multiplier = (itt.high - itt.estimate) / cr2(control, treated);
  // Student's t at 0.975 with 38 degrees is 2.0244; unequal sizes leave fewer.
  expect(multiplier).toBeGreaterThan(2.0244);
  expect(multiplier).toBeLessThan(2.15);
});

test('few clusters are judged by the lots that could have fallen: extreme among all, p is as small as there are lots', () => {
  const shares = [0.05, 0.06, 0.04, 0.05, 0.5, 0.55, 0.6, 0.52];
  const rows = shares.map((share, index) => tally(index < 4 ? 0 : 1, 100, 100 * share));
  const { itt, method } = compare(design({ cluster: 'municipality' }), rows.slice(0, 4), rows.slice(4), 1);
  expect(method).toBe('randomisation');
  // Of 70 lots two are as extreme (this one and its mirror image); balance by size is the same for all of them.
  expect(itt.p).toBeGreaterThan(1 / 70);
  expect(itt.p).toBeLessThan(4 / 70);
  expect(itt.low).toBeLessThan(itt.estimate);
  expect(itt.high).toBeGreaterThan(itt.estimate);
});

test('the effect on whoever was reached is that of the draw over the share reached', () => {
  // 1,000 in each arm, 60% reached, of whom half adopt; 10% adopt by themselves.
  const control = [tally(0, 1_000, 100)];
  const treated = [tally(1, 1_000, 340, { reached: 600, both: 300 })];
  const { complier, itt } = compare(design(), control, treated, 1);
  expect(complier!.share).toBeCloseTo(0.6, 12);
  expect(complier!.estimate).toBeCloseTo(0.24 / 0.6, 12);
  // Oracle: the delta method (Wald), which Fieller's interval is close to with so strong an instrument.
  const [vy, vr] = [(0.1 * 0.9 + 0.34 * 0.66) / 1_000, (0.6 * 0.4) / 1_000];
  const covariance = (0.3 - 0.34 * 0.6) / 1_000;
  const ratio = 0.4;
  const error = Math.sqrt(vy + ratio ** 2 * vr - 2 * ratio * covariance) / 0.6;
  expect(complier!.low).toBeCloseTo(ratio - 1.96 * error, 2);
  expect(complier!.high).toBeCloseTo(ratio + 1.96 * error, 2);
  expect(itt.low).toBeGreaterThan(0);
  // All reached and nobody else: then it is the same effect, with about the same interval.
  const all = compare(design(), control, [tally(1, 1_000, 340, { reached: 1_000, both: 340 })], 1);
  expect(all.complier!.estimate).toBeCloseTo(all.itt.estimate, 12);
  expect(all.complier!.low).toBeCloseTo(all.itt.low, 2);
  // Hardly anybody reached: said, and no number told.
  expect(compare(design(), control, [tally(1, 1_000, 110, { reached: 4, both: 1 })], 1)).toMatchObject({
    weak: true,
    complier: undefined
  });
  expect(
    compare(
      design(),
      control,
      treated.map((row) => ({ ...row, reached: 0 })),
      1
    )
  ).toMatchObject({
    weak: false,
    complier: undefined
  });
});

test('a cost per extra adopter has no upper end where there may be none', () => {
  expect(costPerAdopter(1_000, 500, { estimate: 0.02, low: 0.01, high: 0.04 })).toEqual({
    estimate: 100,
    low: 50,
    high: 200
  });
  expect(costPerAdopter(1_000, 500, { estimate: 0.02, low: -0.01, high: 0.04 })).toEqual({
    estimate: 100,
    low: 50,
    high: undefined
  });
  expect(costPerAdopter(1_000, 500, { estimate: -0.01, low: -0.02, high: 0 })).toBeUndefined();
});

test('arms that are not as large as they were drawn are told', () => {
  expect(drawing(design(), [tally(0, 500, 1), tally(1, 503, 1)]).verdict).toBe('even');
  expect(drawing(design(), [tally(0, 500, 1), tally(1, 590, 1)]).verdict).toBe('odd');
  expect(drawing(design(), [tally(0, 500, 1), tally(1, 640, 1)]).verdict).toBe('wrong');
});

/** An invented list: units with a chance of their own to adopt, drawn as a real one. */
function repeat(times: number, how: { clusters: number; units: number; effect: number }, seed: number) {
  const isClustered = how.clusters > 0;
  const chance = randomFrom(seed);
  const asked = design(isClustered ? { cluster: 'intermediary' } : {});
  let [inside, found] = [0, 0];
  for (let time = 0; time < times; time++) {
    const { units, chances } = population(how, chance);
    const lot = draw(units, {
      shares: [0.5, 0.5],
      seed: 1 + Math.floor(chance() * 1e9),
      batch: 1,
      clustered: isClustered
    });
    const groups = new Map<string, Tally>();
    // What all would have done, each way: the truth of these very units.
    let [none, all] = [0, 0];
    for (const [index, { cluster, state, sole }] of units.entries()) {
      const arm = lot.get(cluster)!;
      const luck = chance();
      const without = luck < chances[index]! ? 1 : 0;
      const withIt = luck < chances[index]! + how.effect ? 1 : 0;
      none += without;
      all += withIt;
      const key = isClustered ? cluster : String(arm);
      const row = groups.get(key) ?? tally(arm, 0, 0, { states: 0 });
      row.members++;
      row.adopters += arm === 1 ? withIt : without;
      row.states += state;
      row.sole += Number(sole);
      groups.set(key, row);
    }
    const rows = [...groups.values()];
    const { itt } = compare(
      asked,
      rows.filter(({ arm }) => arm === 0),
      rows.filter(({ arm }) => arm === 1),
      1
    );
    const truth = (all - none) / units.length;
    if (itt.low <= truth && truth <= itt.high) inside++;
    if (itt.low > 0 || itt.high < 0) found++;
  }
  return { inside: inside / times, found: found / times };
}

function population({ clusters, units: count }: { clusters: number; units: number }, chance: Random) {
  const own = Array.from({ length: clusters }, () => 0.12 * (chance() - 0.5));
  const units: Unit[] = [];
  const chances: number[] = [];
  for (let index = 0; index < count; index++) {
    const cluster = clusters > 0 ? Math.floor(clusters * chance() ** 1.5) : 0;
    const state = 2 + Math.floor(chance() * 4);
    const organisation = String(10_000 + index);
    units.push({
      organisation,
      cluster: clusters > 0 ? `c${cluster}` : organisation,
      stratum: `${index % 5} ${chance() < 0.8 ? '1' : 'meer'}`,
      state,
      sole: chance() < 0.8
    });
    chances.push(0.15 + 0.03 * (state - 3.5) + (own[cluster] ?? 0));
  }
  return { units, chances };
}

describe('of invented experiments', () => {
  // Four standard errors of a simulated 95% are what a bound leaves beside 93% to 97%.
  test('drawn one by one, 93 to 97 of a hundred intervals hold the truth, and without an effect at most 5 find one', () => {
    const effect = repeat(1_500, { clusters: 0, units: 400, effect: 0.08 }, 11);
    expect(effect.inside).toBeGreaterThan(0.93);
    expect(effect.inside).toBeLessThan(0.985);
    const none = repeat(1_500, { clusters: 0, units: 400, effect: 0 }, 12);
    expect(none.found).toBeLessThan(0.05 + 2.33 * Math.sqrt((0.05 * 0.95) / 1_500));
    expect(effect.found).toBeGreaterThan(0.4);
  });

  test('drawn in clusters of unequal size as well', () => {
    const many = repeat(500, { clusters: 50, units: 900, effect: 0.08 }, 13);
    expect(many.inside).toBeGreaterThan(0.93);
    const none = repeat(500, { clusters: 50, units: 900, effect: 0 }, 14);
    expect(none.found).toBeLessThan(0.05 + 2.33 * Math.sqrt((0.05 * 0.95) / 500));
  });

  test('and in few of them, by the lots themselves', { timeout: 60_000 }, () => {
    const few = repeat(25, { clusters: 16, units: 300, effect: 0 }, 15);
    expect(few.found).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 25));
    expect(few.inside).toBeGreaterThan(0.84);
  });
});
