/** Groups that are drawn as a whole: the lot, what it shows, and what is concluded from it. */
import { GrowthBook, type FeatureDefinition } from '@growthbook/growthbook';
import { describe, expect, test } from 'vitest';
import { ofGroups } from '#experiments/difference.ts';
import { draw, lots } from '#experiments/draw.ts';
import { Design, faults, type Experiment } from '#experiments/experiment.ts';
import { NEW } from '#experiments/lifecycle.ts';
import { placement } from '#experiments/placement.ts';
import { propose } from '#experiments/plan.ts';
import { weigh, type Gathered, type Measured } from '#experiments/weighing.ts';
import type { Cluster } from '#statistics/clusters.ts';
import { tQuantile } from '#statistics/distribution.ts';
import { bestBalanced, everyAllocation, randomisationTest } from '#statistics/randomisation.ts';
import { randomFrom } from '#statistics/random.ts';
import { BY_GROUP } from './grouping.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const DAY = 86_400_000;

const listOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Gemeente ${index}`, figures: [(index * 37) % 101] }));
const design = (count: number, change: object = {}) =>
  Design.parse({
    ...BY_GROUP,
    effect: { size: 0.1, scale: 'absolute' },
    end: '2027-01-15',
    groups: { attribute: 'gemeente', list: listOf(count) },
    ...change
  });
const experiment = (count: number): Experiment => ({
  id: 'id',
  key: 'kop',
  site: 'plein',
  team: '',
  name: 'Kop',
  design: design(count),
  revision: 1,
  createdBy: 'x',
  createdAt: NOW,
  example: false
});

describe('the draw', () => {
  test('is what the official SDK gives each group, and only those of the list take part', () => {
    const one = experiment(56);
    const { allocation } = draw(one)!;
    const [entry] = placement(one, { ...NEW, status: 'running', startedAt: NOW, since: NOW }, NOW);
    const feature = { ...(entry!.definition as object), defaultValue: 'standaard' } as FeatureDefinition;
    const valueFor = (attributes: Record<string, string>) =>
      new GrowthBook({ attributes, features: { kop: feature } }).getFeatureValue('kop', '');
    expect(one.design.groups!.list.map(({ name }) => valueFor({ gemeente: name, id: 'wie dan ook' }))).toEqual(
      allocation.map((treated) => (treated ? 'nieuw' : 'oud'))
    );
    expect(valueFor({ gemeente: 'Elders', id: 'x' })).toBe('standaard');
    expect(valueFor({ id: 'x' })).toBe('standaard');
  });

  test('divides evenly, in number and in figures: better than most lots would', () => {
    const one = experiment(20);
    const { allocation } = draw(one)!;
    const figures = one.design.groups!.list.map(({ figures: [figure = 0] }) => figure);
    const imbalanceOf = (lot: boolean[]) => bestBalanced([lot], [figures], 0.5).imbalance;
    const random = randomFrom(1);
    const better = Array.from({ length: 500 }, () => figures.map(() => random() < 0.5)).filter(
      (lot) => imbalanceOf(lot) < imbalanceOf([...allocation])
    );
    expect(better.length / 500).toBeLessThan(0.1);
    expect(draw(experiment(20))).toEqual(draw(one));
  });

  test('is compared with lots that were drawn in the same way', () => {
    const { groups, variants } = design(20);
    const drawn = draw(experiment(20))!.allocation;
    const all = lots({ groups, variants }, drawn);
    expect(all).toHaveLength(1_000);
    expect(all[0]).toBe(drawn);
    const count = all.map((lot) => lot.filter(Boolean).length);
    expect(Math.min(...count)).toBeGreaterThan(5);
    expect(Math.max(...count)).toBeLessThan(15);
  });
});

/** What the members of each group did, by arm: a share of so many. */
const armsOf = (drawn: readonly boolean[], sums: readonly number[], size: number) => {
  const of = (arm: boolean) =>
    sums.map((sum, index): Cluster =>
      drawn[index] === arm ? { sum, size, sumSquares: sum } : { sum: 0, size: 0, sumSquares: 0 }
    );
  return [of(false), of(true)] as const;
};

describe('a difference between groups', () => {
  const drawn = Array.from({ length: 40 }, (_, index) => index % 2 === 1);

  // Oracle: estimate ± the quantile of Student's t times the standard error, both of which tests/statistics/clusters.test.ts checks.
  test('of many comes from the spread between them', () => {
    const random = randomFrom(2);
    const [control, treatment] = armsOf(
      drawn,
      drawn.map((treated) => Math.round(100 * (0.2 + 0.2 * random() + (treated ? 0.2 : 0)))),
      100
    );
    const { estimate, standardError, interval, groups, widened } = ofGroups(control, treatment, () => []);
    expect(groups).toMatchObject({ control: 20, treatment: 20, byLot: false });
    expect(groups!.effective).toBeCloseTo(40, 6);
    // Shares between 20% and 60%: the correlation is the variance between over the total.
    expect(groups!.correlation).toBeGreaterThan(0);
    expect(groups!.designEffect).toBeCloseTo(1 + 99 * groups!.correlation!, 6);
    const { low, high, counts } = interval(1.959963984540054);
    expect(counts).toBe(true);
    expect((high - low) / 2 / standardError).toBeCloseTo(tQuantile(0.975, 38), 1);
    expect((high + low) / 2).toBeCloseTo(estimate, 12);
    expect(widened(1.959963984540054)).toBeCloseTo((high - low) / 2 / standardError, 12);
  });

  // Oracle: all 924 ways to choose six of twelve, written out: the interval leaves out 0 exactly when p is at most alpha.
  test('of few comes from the lots there could have been', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => index < 6);
    const every = everyAllocation(12, 6)!;
    const random = randomFrom(3);
    let left = 0;
    for (let run = 0; run < 40; run++) {
      const sums = twelve.map((treated) => Math.round(100 * (0.2 + 0.3 * random() + (treated ? 0.15 : 0))));
      const [control, treatment] = armsOf(twelve, sums, 100);
      const { interval, groups } = ofGroups(control, treatment, () => [twelve, ...every]);
      expect(groups!.byLot).toBe(true);
      const clusters = sums.map((sum) => ({ sum, size: 100 }));
      const { pValue } = randomisationTest(clusters, twelve, [twelve, ...every], 0.05);
      const { low, high } = interval(1.959963984540054);
      const isLeftOut = low > 0 || high < 0;
      expect(isLeftOut).toBe(pValue <= 0.05);
      left += Number(isLeftOut);
    }
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThan(40);
  });

  test('is not concluded from fewer lots than the boundary asks for, nor from a group on each side', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => index < 6);
    const [control, treatment] = armsOf(
      twelve,
      twelve.map((treated, index) => (treated ? 90 : 10) + (index % 3)),
      100
    );
    const few = ofGroups(control, treatment, () => [twelve, ...everyAllocation(12, 6)!.slice(0, 10)]);
    expect(few.interval(1.96)).toEqual({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE, counts: true });
    const two = ofGroups([{ sum: 1, size: 10 }], [{ sum: 5, size: 10 }], () => []);
    expect(two.interval(1.96).counts).toBe(false);
    expect(two.estimate).toBeCloseTo(0.4, 12);
  });
});

/** What a review of the last day would gather. */
function gathered(of: Design, drawn: readonly boolean[], sums: readonly number[], size: number): Gathered {
  const [control, treatment] = armsOf(drawn, sums, size);
  const total = (arm: readonly Cluster[], key: 'sum' | 'size') => arm.reduce((so, one) => so + one[key], 0);
  const measured = (arm: readonly Cluster[], variation: string): Measured => ({
    variation,
    metric: 'box',
    statistic: { kind: 'proportion', n: total(arm, 'size'), sum: total(arm, 'sum') },
    waiting: 0,
    groups: arm
  });
  const filled = (arm: readonly Cluster[]) => arm.filter((one) => one.size > 0).length;
  return {
    at: 20 * DAY,
    startedAt: 0,
    ended: true,
    planned: drawn.length * size,
    fractions: [],
    times: [],
    indices: [0, 1],
    shares: [0.5, 0.5],
    drawn: [...drawn],
    exposures: {
      units: { 0: total(control, 'size'), 1: total(treatment, 'size') },
      severalVariants: 0,
      withoutUnit: 0,
      groups: { seen: { 0: filled(control), 1: filled(treatment) }, strays: 0 }
    },
    outcomes: [measured(control, '0'), measured(treatment, '1')],
    metrics: [{ metric: 'box', role: 'primary', better: 'up' }]
  };
}

describe('weighing groups', () => {
  const of = design(12);
  const random = randomFrom(7);
  // Groups differ a lot: 10% to 50%.
  const sums = (drawn: readonly boolean[], effect: number) =>
    drawn.map((treated) => Math.round(400 * (0.1 + 0.4 * random() + (treated ? effect : 0))));
  const all = lots(of, draw(experiment(12))!.allocation);
  const drawnAnew = () => all[Math.floor(random() * all.length)]!;

  test('finds nothing where nothing is, though it would if it counted members as drawn one by one', () => {
    const runs = 300;
    let [asGroups, asUnits] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const drawn = drawnAnew();
      const given = gathered(of, drawn, sums(drawn, 0), 400);
      const conclusion = (one: Gathered) => weigh(of, one).metrics[0]!.comparisons[0]!.conclusion;
      asGroups += Number(conclusion(given) !== 'unclear');
      const { drawn: _, ...rest } = given;
      const single = { ...rest, outcomes: given.outcomes.map(({ groups: __, ...one }) => one) };
      asUnits += Number(conclusion(single) !== 'unclear');
    }
    expect(asGroups / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(asUnits / runs).toBeGreaterThan(0.3);
  });

  test('finds what is much', () => {
    const found = Array.from({ length: 20 }, () => {
      const drawn = drawnAnew();
      return weigh(of, gathered(of, drawn, sums(drawn, 0.4), 400)).metrics[0]!.comparisons[0]!;
    });
    expect(found.filter(({ conclusion }) => conclusion === 'better').length).toBeGreaterThan(17);
    expect(found[0]!.bayesian).toBeUndefined();
    expect(found[0]!.relative!.low).toBeLessThan(found[0]!.relative!.high);
  });

  test('does not hold unequal numbers of members against the draw, but members that see something else', () => {
    const drawn = drawnAnew();
    const given = gathered(of, drawn, sums(drawn, 0), 400);
    const exposed = (units: Record<string, number>, strays: number) =>
      weigh(of, { ...given, exposures: { ...given.exposures, units, groups: { seen: { 0: 6, 1: 6 }, strays } } })
        .quality;
    expect(exposed({ 0: 4_000, 1: 800 }, 0)).toMatchObject({ verdict: 'fine', strays: 0 });
    expect(exposed({ 0: 4_000, 1: 800 }, 40).verdict).toBe('fine');
    expect(exposed({ 0: 4_000, 1: 800 }, 60)).toMatchObject({ verdict: 'blocked', strays: 60 });
    expect(exposed({ 0: 40, 1: 8 }, 30).verdict).toBe('too_few');
  });
});

describe('a design by group', () => {
  test('is sound, or says what it lacks', () => {
    const today = '2026-12-01';
    expect(faults(design(8), today)).toEqual([]);
    expect(faults(design(7), today)).toEqual(['groups_few']);
    const list = listOf(8);
    const having = (groups: object, change: object = {}) => faults(design(8, { groups, ...change }), today);
    expect(having({ attribute: 'organisation', list })).toEqual(['groups_of_one']);
    expect(having({ attribute: 'team', list: [...list.slice(1), list[1]] })).toEqual(['groups_alike']);
    expect(having({ attribute: 'team', list: [...list.slice(1), { name: 'x', figures: [] }] })).toEqual([
      'groups_figures'
    ]);
    for (const change of [{ share: 0.5 }, { layer: 'kop' }, { holdout: 0.1 }, { ramp: [0.1, 1] }])
      expect(having({ attribute: 'team', list }, change)).toEqual(['groups_in_parts']);
    expect(having({ attribute: 'team', list }, { touchpoint: { kind: 'page', urls: ['*'] } })).toContain(
      'groups_on_page'
    );
    expect(Design.safeParse({ ...design(8), groups: { attribute: 'Team!', list } }).success).toBe(false);
  });

  // Oracle: by hand. From 30% to 40% takes about 712 units in one look; × 0.1 is 71 groups, however many members they have.
  test('of which the groups are too few says how many there have to be', () => {
    const metric = { kind: 'proportion' as const, better: 'up' as const, windowDays: 1 };
    const traffic = { unitsPerWeek: 100_000 };
    const alike = (count: number, correlation: number) =>
      propose(
        design(count, {
          method: 'fixed',
          assumedBaseline: 0.3,
          groups: { attribute: 'gemeente', correlation, list: listOf(count).map(({ name }) => ({ name, figures: [] })) }
        }),
        metric,
        traffic,
        '2026-12-01'
      );
    expect(alike(56, 0.1)).toMatchObject({
      feasible: false,
      obstacle: 'too_few_clusters',
      groups: { count: 56, least: 72 }
    });
    expect(alike(56, 0.1).detectable).toBeGreaterThan(0.1);
    expect(alike(56, 0.02)).toMatchObject({ feasible: true });
    expect(alike(56, 0.02).total).toBeGreaterThan(712);
  });
});
