/** From what was measured to evidence: pure, so that a recorded decision can be recomputed to the same answer. */
import {
  METHOD_VERSION,
  type Comparison,
  type Evidence,
  type Interval,
  type MetricEvidence,
  type Quality
} from '#experiments/evidence.ts';
import { LEAST_DAYS, type Design } from '#experiments/experiment.ts';
import { multiplier as confidenceSequence, mixtureScale } from '#statistics/always-valid.ts';
import { absolutePrior, posterior } from '#statistics/bayesian.ts';
import { carefulInterval, caution } from '#statistics/caution.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { effectOf, pairOf, type Effect } from '#statistics/effect.ts';
import { sequentialSampleRatio } from '#statistics/evalues.ts';
import { meansOf, relativeInterval } from '#statistics/fieller.ts';
import { conditionalPower } from '#statistics/futility.ts';
import { boundaries, type Plan } from '#statistics/group-sequential.ts';
import { nonInferiority } from '#statistics/noninferiority.ts';
import { sampleRatio } from '#statistics/sample-ratio.ts';
import { compareShares } from '#statistics/small-counts.ts';
import { meanOf, unitsOf, type Statistic } from '#statistics/statistic.ts';
import { studentised } from '#statistics/stopping.ts';
import { DAY } from '#time/day.ts';

/** One variant on one metric, from units whose window has passed. */
export interface Measured {
  variation: string;
  metric: string;
  statistic: Statistic;
  /** Units whose window has not passed. */
  waiting: number;
}

export interface Seen {
  /** Units per variation, those of several variations left out. */
  units: Readonly<Record<string, number>>;
  severalVariants: number;
  withoutUnit: number;
  /** Milliseconds; absent when nobody came. */
  last?: number | undefined;
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
  exposures: Seen;
  outcomes: readonly Measured[];
  metrics: readonly {
    metric: string;
    role: MetricEvidence['role'];
    better: 'up' | 'down';
    margin?: number;
  }[];
}

type Weighed = Pick<Design, 'method' | 'alpha' | 'power' | 'effect'>;

/** Before so many exposures a ratio says nothing. */
const LEAST_EXPOSURES = 100;
/** Sample ratio: blocks, and warns (Microsoft's platform and common practice). */
const BLOCKS = 0.0005;
const WARNS = 0.01;

/** On the relative effect, as GrowthBook proposes it: two of three changes move a metric by less than 30%. */
const PRIOR = { mean: 0, standardDeviation: 0.3 };

function qualityOf({ indices, shares, exposures }: Gathered): Quality {
  const observed = indices.map((index) => exposures.units[String(index)] ?? 0);
  const total = observed.reduce((sum, units) => sum + units, 0);
  const { pValue, uninvited } = sampleRatio(observed, shares);
  const anytime = sequentialSampleRatio(observed, shares).pValue;
  const least = Math.min(pValue, anytime);
  const enough = total >= LEAST_EXPOSURES;
  return {
    observed,
    expected: shares.map((share) => share * total),
    sampleRatio: enough ? pValue : 1,
    sampleRatioAnytime: enough ? anytime : 1,
    verdict: !enough ? 'too_few' : least < BLOCKS ? 'blocked' : least < WARNS ? 'warning' : 'fine',
    severalVariants: exposures.severalVariants,
    withoutUnit: exposures.withoutUnit,
    weightless: uninvited.map((arm) => indices[arm]!),
    ...(exposures.last === undefined ? {} : { lastExposure: exposures.last })
  };
}

interface Look {
  design: Weighed;
  plan: Plan;
  planned: number;
  alphaEach: number;
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
type Arms = [control: Statistic, treatment: Statistic];

/** A boundary in standard errors of this comparison: with few units wider, and with unequal arms more careful. */
const widened = (z: number, { degreesOfFreedom }: Effect, arms: Arms): number =>
  studentised(z, degreesOfFreedom) * caution(...arms);

function guardrailOf(metric: Metric, look: Look, effect: Effect | undefined, z: number, arms: Arms) {
  if (metric.margin === undefined) return {};
  const pair = effect && pairOf(...arms);
  if (!pair) return { guardrail: 'unclear' as const };
  const means = meansOf(pair);
  const margin = { margin: metric.margin, scale: 'relative' as const, better: metric.better };
  if (nonInferiority(means, margin, widened(z, effect, arms)).verdict === 'non_inferior')
    return { guardrail: 'safe' as const };
  const always = anytime(look.design.alpha, effect.n, look.planned);
  const { harmed } = nonInferiority(means, margin, widened(always, effect, arms));
  return { guardrail: harmed ? ('harmed' as const) : ('unclear' as const) };
}

function conclusionOf({ low, high }: Interval, better: 'up' | 'down'): Comparison['conclusion'] {
  if (low <= 0 && high >= 0) return 'unclear';
  return low > 0 === (better === 'up') ? 'better' : 'worse';
}

/** What may be shown, and not acted on, where too little was seen: of shares the score interval, of numbers nothing. */
function vague([control, treatment]: Arms, z: number): Interval {
  if (control.kind !== 'proportion' || treatment.kind !== 'proportion')
    return { low: -Number.MAX_VALUE, high: Number.MAX_VALUE };
  const { low, high } = compareShares(control, treatment, z);
  return { low, high };
}

function relativeOf(effect: Effect | undefined, z: number, arms: Arms): Pick<Comparison, 'relative'> {
  if (!effect || effect.controlMean === 0) return {};
  const interval = relativeInterval(...arms, widened(z, effect, arms));
  if (!('shape' in interval) || interval.shape !== 'bounded') return {};
  const { low, high } = interval;
  return { relative: { estimate: effect.estimate / Math.abs(effect.controlMean), low, high } };
}

function believed(effect: Effect | undefined, metric: Metric, alpha: number): Pick<Comparison, 'bayesian'> {
  if (!effect || effect.controlMean === 0) return {};
  const { chanceToWin, expectedLoss } = posterior(effect, {
    alpha,
    prior: absolutePrior(PRIOR, effect.controlMean),
    lowerIsBetter: metric.better === 'down'
  });
  return { bayesian: { chance: chanceToWin, lossIfShipped: expectedLoss.treatment } };
}

function compare(variant: number, arms: Arms, metric: Metric, look: Look): Comparison {
  const [control, treatment] = arms;
  const sides = {
    control: { n: unitsOf(control), value: meanOf(control) },
    treatment: { n: unitsOf(treatment), value: meanOf(treatment) }
  };
  const found = effectOf(control, treatment, 'absolute');
  const effect = 'error' in found ? undefined : found;
  const z = boundaryOf(look, sides.control.n + sides.treatment.n);
  const careful = carefulInterval(control, treatment, z);
  return {
    variant,
    ...sides,
    effect: effect?.estimate ?? sides.treatment.value - sides.control.value,
    standardError: effect?.standardError ?? 0,
    interval: careful ?? vague(arms, z),
    ...relativeOf(effect, z, arms),
    boundary: z,
    ...believed(effect, metric, look.alphaEach),
    conclusion: careful ? conclusionOf(careful, metric.better) : 'too_few',
    ...guardrailOf(metric, look, effect, z, arms)
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
  const look: Look = { design, plan, planned: Math.max(planned, 2), alphaEach };

  const weighed = metrics.map((metric): MetricEvidence => {
    const control = of(metric.metric, indices[0] ?? 0);
    const comparisons = indices.slice(1).flatMap((index) => {
      const treatment = of(metric.metric, index);
      return control && treatment && unitsIn(control) > 1 && unitsIn(treatment) > 1
        ? [compare(index, [control.statistic, treatment.statistic], metric, look)]
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
