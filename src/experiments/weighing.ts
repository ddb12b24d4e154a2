/** From what was measured to evidence: pure, so that a recorded decision can be recomputed to the same answer. */
import {
  METHOD_VERSION,
  type Comparison,
  type Evidence,
  type Interval,
  type MetricEvidence,
  type Quality
} from '#experiments/evidence.ts';
import { ofGroups, ofUnits, type Difference } from '#experiments/difference.ts';
import { lots } from '#experiments/draw.ts';
import { LEAST_DAYS, type Design } from '#experiments/experiment.ts';
import { multiplier as confidenceSequence, mixtureScale } from '#statistics/always-valid.ts';
import { absolutePrior, posterior } from '#statistics/bayesian.ts';
import type { Cluster } from '#statistics/clusters.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { sequentialSampleRatio } from '#statistics/evalues.ts';
import { fieller } from '#statistics/fieller.ts';
import { conditionalPower } from '#statistics/futility.ts';
import { boundaries, type Plan } from '#statistics/group-sequential.ts';
import { nonInferiority } from '#statistics/noninferiority.ts';
import type { Allocation } from '#statistics/randomisation.ts';
import { sampleRatio } from '#statistics/sample-ratio.ts';
import { meanOf, unitsOf, type Statistic } from '#statistics/statistic.ts';
import { DAY } from '#time/day.ts';

/** One variant on one metric, from units whose window has passed. */
export interface Measured {
  variation: string;
  metric: string;
  statistic: Statistic;
  /** Units whose window has not passed. */
  waiting: number;
  /** Where groups were drawn: what the members of each in this variant did, in the order of the draw. */
  groups?: readonly Cluster[];
}

export interface Seen {
  /** Units per variation, those of several variations left out. */
  units: Readonly<Record<string, number>>;
  severalVariants: number;
  withoutUnit: number;
  /** Milliseconds; absent when nobody came. */
  last?: number | undefined;
  /** Where groups were drawn: how many of each variation came, and units that saw what their group did not draw. */
  groups?: { seen: Readonly<Record<string, number>>; strays: number } | undefined;
}

/** All that a review looks at; kept with it. */
export interface Gathered {
  /** Milliseconds. */
  at: number;
  startedAt: number;
  /** The planned end has come. */
  ended: boolean;
  /** Units needed in all variants together. */
  planned: number;
  /** Information at earlier looks, and the share of the time by which was spent. */
  fractions: readonly number[];
  times: readonly number[];
  /** Places in the design of the variants that take part, the control first, and their shares. */
  indices: readonly number[];
  shares: readonly number[];
  /** Where groups were drawn: which got the variant. */
  drawn?: Allocation | undefined;
  exposures: Seen;
  outcomes: readonly Measured[];
  metrics: readonly {
    metric: string;
    role: MetricEvidence['role'];
    better: 'up' | 'down';
    margin?: number;
  }[];
}

type Weighed = Pick<Design, 'method' | 'alpha' | 'power' | 'effect' | 'groups' | 'variants'>;

/** Before so many exposures a ratio says nothing. */
const LEAST_EXPOSURES = 100;
/** Sample ratio: blocks, and warns (Microsoft's platform and common practice). */
const BLOCKS = 0.0005;
const WARNS = 0.01;

/** Share of the units that may see what their group did not draw: more is no mistake of a few. */
const MOST_STRAYS = 0.01;

/** On the relative effect, as GrowthBook proposes it: two of three changes move a metric by less than 30%. */
const PRIOR = { mean: 0, standardDeviation: 0.3 };

/** What is the same whoever was drawn. */
function heldApart({ exposures, indices }: Gathered, uninvited: readonly number[]) {
  return {
    severalVariants: exposures.severalVariants,
    withoutUnit: exposures.withoutUnit,
    weightless: uninvited.map((arm) => indices[arm]!),
    ...(exposures.last === undefined ? {} : { lastExposure: exposures.last })
  };
}

function qualityOf(gathered: Gathered): Quality {
  const { indices, shares, exposures, drawn } = gathered;
  const units = indices.map((index) => exposures.units[String(index)] ?? 0);
  const total = sum(units);
  if (drawn && exposures.groups) return qualityOfGroups(gathered, drawn, exposures.groups, total);
  const { pValue, uninvited } = sampleRatio(units, shares);
  const anytime = sequentialSampleRatio(units, shares).pValue;
  const least = Math.min(pValue, anytime);
  const enough = total >= LEAST_EXPOSURES;
  return {
    observed: units,
    expected: shares.map((share) => share * total),
    sampleRatio: enough ? pValue : 1,
    sampleRatioAnytime: enough ? anytime : 1,
    verdict: !enough ? 'too_few' : least < BLOCKS ? 'blocked' : least < WARNS ? 'warning' : 'fine',
    ...heldApart(gathered, uninvited)
  };
}

/**
 * Groups differ in size, so the numbers of their members say nothing of the lot, and which group got what is known: what can be wrong
 * is that members see what their group did not draw.
 */
function qualityOfGroups(
  gathered: Gathered,
  drawn: Allocation,
  { seen, strays }: NonNullable<Seen['groups']>,
  total: number
): Quality {
  const treated = drawn.filter(Boolean).length;
  return {
    observed: gathered.indices.map((index) => seen[String(index)] ?? 0),
    expected: [drawn.length - treated, treated],
    sampleRatio: 1,
    sampleRatioAnytime: 1,
    verdict:
      total + strays < LEAST_EXPOSURES ? 'too_few' : strays > MOST_STRAYS * (total + strays) ? 'blocked' : 'fine',
    strays,
    ...heldApart(gathered, [])
  };
}

interface Look {
  design: Weighed;
  plan: Plan;
  planned: number;
  alphaEach: number;
  /** The draw of groups and others there could have been; the same for all metrics. */
  lots: () => readonly Allocation[];
}

/** How far beyond none a standard normal difference of n units must be at this look, by the method of the design. */
function boundaryOf({ design, plan, planned, alphaEach }: Look, n: number): number {
  switch (design.method) {
    case 'group_sequential':
      return boundaries(plan).at(-1)!;
    case 'always_valid':
      return anytime(alphaEach, n, planned);
    case 'fixed':
    case 'bayesian':
      return normalQuantile(1 - alphaEach / 2);
  }
}

/** Holds at any moment, also for harm that is looked for many times a day. */
export const anytime = (alpha: number, n: number, planned: number): number =>
  confidenceSequence(alpha, n, mixtureScale(alpha, planned, 'two_sided'), 'two_sided');

type Metric = Gathered['metrics'][number];

function guardrailOf(metric: Metric, look: Look, { means, widened }: Difference, z: number, n: number) {
  if (metric.margin === undefined) return {};
  if (!means) return { guardrail: 'unclear' as const };
  const margin = { margin: metric.margin, scale: 'relative' as const, better: metric.better };
  if (nonInferiority(means, margin, widened(z)).verdict === 'non_inferior') return { guardrail: 'safe' as const };
  const { harmed } = nonInferiority(means, margin, widened(anytime(look.design.alpha, n, look.planned)));
  return { guardrail: harmed ? ('harmed' as const) : ('unclear' as const) };
}

function conclusionOf({ low, high }: Interval, better: 'up' | 'down'): Comparison['conclusion'] {
  if (low <= 0 && high >= 0) return 'unclear';
  return low > 0 === (better === 'up') ? 'better' : 'worse';
}

function relativeOf({ estimate, means, widened }: Difference, z: number): Pick<Comparison, 'relative'> {
  if (!means || means.control === 0) return {};
  const interval = fieller(means, widened(z));
  if (interval.shape !== 'bounded') return {};
  const { low, high } = interval;
  return { relative: { estimate: estimate / Math.abs(means.control), low, high } };
}

function believed(difference: Difference, metric: Metric, alpha: number): Pick<Comparison, 'bayesian'> {
  const { means, groups } = difference;
  // Of few groups the standard error itself is too uncertain for a normal belief.
  if (!means || means.control === 0 || groups?.byLot) return {};
  const { chanceToWin, expectedLoss } = posterior(difference, {
    alpha,
    prior: absolutePrior(PRIOR, means.control),
    lowerIsBetter: metric.better === 'down'
  });
  return { bayesian: { chance: chanceToWin, lossIfShipped: expectedLoss.treatment } };
}

const sideOf = ({ statistic }: Measured) => ({ n: unitsOf(statistic), value: meanOf(statistic) });

function compare(variant: number, [control, treatment]: [Measured, Measured], metric: Metric, look: Look): Comparison {
  const sides = { control: sideOf(control), treatment: sideOf(treatment) };
  const n = sides.control.n + sides.treatment.n;
  const difference =
    control.groups && treatment.groups
      ? ofGroups(control.groups, treatment.groups, look.lots)
      : ofUnits(control.statistic, treatment.statistic);
  const z = boundaryOf(look, n);
  const { counts, ...interval } = difference.interval(z);
  return {
    variant,
    ...sides,
    effect: difference.estimate,
    standardError: difference.standardError,
    interval,
    ...relativeOf(difference, z),
    boundary: z,
    ...believed(difference, metric, look.alphaEach),
    conclusion: counts ? conclusionOf(interval, metric.better) : 'too_few',
    ...guardrailOf(metric, look, difference, z, n),
    ...(difference.groups ? { groups: difference.groups } : {})
  };
}

/** The chance that the end will show the planned effect in the best variant, given what there is. */
function outlook(look: Look, { comparisons, better }: MetricEvidence): number | undefined {
  const { design, plan, alphaEach } = look;
  const fraction = plan.fractions.at(-1) ?? 0;
  if (design.method !== 'group_sequential' || !(fraction > 0 && fraction < 1)) return undefined;
  const boundary = boundaries({ ...plan, fractions: [...plan.fractions, 1], final: true }).at(-1)!;
  const drift = normalQuantile(1 - alphaEach / 2) + normalQuantile(design.power);
  const chances = comparisons
    .filter(({ standardError }) => standardError > 0)
    .map(({ effect, standardError }) =>
      conditionalPower({ fraction, z: ((better === 'up' ? 1 : -1) * effect) / standardError, boundary }, drift)
    );
  return chances.length > 0 ? Math.max(...chances) : undefined;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What was measured, weighed by the method of the design. */
export function weigh(design: Weighed, gathered: Gathered): Evidence {
  const { at, startedAt, planned, indices, outcomes, ended, metrics } = gathered;
  const of = (metric: string, index: number) =>
    outcomes.find((one) => one.metric === metric && one.variation === String(index));
  const primary = metrics.find(({ role }) => role === 'primary')?.metric ?? '';
  const counted = sum(indices.map((index) => unitsIn(of(primary, index))));
  const fraction = planned > 0 ? counted / planned : 0;
  // Nobody wins before the least number of days, so neither is the chance of a false alarm used up before: a busy site would
  // have all its information, and nothing left to conclude with, long before it may.
  const passed = (at - startedAt) / (LEAST_DAYS * DAY);
  const fractions = [...gathered.fractions, fraction];
  const times = [...gathered.times, Math.min(fraction, passed)];
  const final = ended || (fraction >= 1 && passed >= 1);
  const alphaEach = design.alpha / Math.max(1, indices.length - 1);
  const plan: Plan = { alpha: alphaEach, spending: 'obrien_fleming', fractions, times, final };
  const look: Look = {
    design,
    plan,
    planned: Math.max(planned, 2),
    alphaEach,
    lots: () => lots(design, gathered.drawn ?? [])
  };

  const weighed = metrics.map((metric): MetricEvidence => {
    const control = of(metric.metric, indices[0] ?? 0);
    const comparisons = indices.slice(1).flatMap((index) => {
      const treatment = of(metric.metric, index);
      return control && treatment && unitsIn(control) > 1 && unitsIn(treatment) > 1
        ? [compare(index, [control, treatment], metric, look)]
        : [];
    });
    const { metric: key, role, better } = metric;
    const waiting = sum(indices.map((index) => of(key, index)?.waiting ?? 0));
    return { metric: key, role, better, comparisons, waiting };
  });
  const first = weighed.find(({ role }) => role === 'primary');
  const chance = first && !final ? outlook(look, first) : undefined;
  return {
    version: METHOD_VERSION,
    at,
    days: Math.floor((at - startedAt) / DAY),
    planned,
    units: sum(indices.map((index) => gathered.exposures.units[String(index)] ?? 0)),
    fractions,
    times,
    final,
    ...(chance === undefined ? {} : { conditionalPower: chance }),
    quality: qualityOf(gathered),
    metrics: weighed
  };
}

const unitsIn = (measured: Measured | undefined): number => (measured ? unitsOf(measured.statistic) : 0);
