/** How many units and full weeks a design needs, and whether that can be had; said before the start and kept with it. */
import { z } from 'zod';
import { DAILY, type Design } from '#experiments/experiment.ts';
import type { Metric } from '#experiments/metric.ts';
import { plan as planFor, type Baseline, type Clustering } from '#statistics/planning.ts';
import { meanOf, varianceOf, type Statistic } from '#statistics/statistic.ts';
import { daysBetween, type Day } from '#time/day.ts';

export const Plan = z.object({
  /** Units in each variant, the largest of them. */
  perArm: z.number(),
  /** In all variants together; the information that looks are counted against. */
  total: z.number(),
  /** Full weeks that takes with the visitors there are. */
  weeks: z.number(),
  /** Full weeks until the end that was filled in. */
  weeksAvailable: z.number(),
  unitsPerWeek: z.number(),
  /** The metric now; absent when nothing was measured and nothing assumed. */
  baseline: z.number().optional(),
  /** Whether the baseline was measured here, or assumed by who designed it. */
  measured: z.boolean(),
  /** Effect worth having and smallest effect that can be found until the end, absolute. */
  effect: z.number().optional(),
  detectable: z.number().optional(),
  /** Where groups are drawn: how many there are, and below how many no number of units is enough. */
  groups: z.object({ count: z.number(), least: z.number() }).optional(),
  feasible: z.boolean(),
  obstacle: z.enum(['no_baseline', 'effect_impossible', 'too_few_clusters', 'too_few_units', 'too_long']).optional()
});
export type Plan = z.infer<typeof Plan>;

/** What came by in the weeks before. */
export interface Traffic {
  unitsPerWeek: number;
  /** The metric among those units; absent when there were none. */
  baseline?: Statistic | undefined;
}

/** A number with this much spread for its mean where only a mean is assumed: that of waiting times (exponential). */
const ASSUMED_SPREAD = 1;

function baselineOf(metric: Pick<Metric, 'kind'>, { baseline }: Traffic, assumed: number): Baseline | undefined {
  const mean = baseline ? meanOf(baseline) : 0;
  if (baseline && mean > 0 && (metric.kind !== 'proportion' || mean < 1)) {
    return metric.kind === 'proportion'
      ? { kind: 'proportion', mean }
      : { kind: metric.kind, mean, variance: varianceOf(baseline) };
  }
  if (!(assumed > 0)) return undefined;
  if (metric.kind === 'proportion') return assumed < 1 ? { kind: 'proportion', mean: assumed } : undefined;
  return { kind: metric.kind, mean: assumed, variance: ASSUMED_SPREAD * assumed ** 2 };
}

const DAILY_REVIEWS = 7;

/** How groups that are drawn raise what is needed; the first figure of each tells its size. */
function clustersOf({ groups }: Design): Clustering | undefined {
  if (!groups) return undefined;
  const { list, correlation } = groups;
  const sizes = list.map(({ figures }) => figures[0] ?? 1);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const squares = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length;
  return { count: list.length, correlation, variation: mean > 0 ? Math.sqrt(squares) / mean : 0 };
}

/**
 * Proposes how many and how long.
 * @param today the day on which it would start
 */
export function propose(
  design: Design,
  metric: Pick<Metric, 'kind' | 'better' | 'windowDays'>,
  traffic: Traffic,
  today: Day
): Plan {
  const weeksAvailable = Math.max(0, Math.floor((daysBetween(today, design.end) - metric.windowDays + 1) / 7));
  const unitsPerWeek = traffic.unitsPerWeek * design.share;
  const none = {
    perArm: 0,
    total: 0,
    weeks: 0,
    weeksAvailable,
    unitsPerWeek,
    measured: false,
    feasible: false,
    obstacle: 'no_baseline' as const
  };
  const baseline = baselineOf(metric, traffic, design.assumedBaseline);
  if (!baseline) return none;
  const sign = metric.better === 'up' ? 1 : -1;
  const size = sign * design.effect.size;
  const clusters = clustersOf(design);
  const needed = planFor(
    {
      baseline,
      ...(clusters ? { clusters } : {}),
      alpha: design.alpha,
      power: design.power,
      weights: design.variants.map(({ weight }) => weight),
      ...(DAILY.includes(design.method)
        ? { reviews: { spending: 'obrien_fleming' as const, perWeek: DAILY_REVIEWS } }
        : {})
    },
    { size, scale: design.effect.scale },
    { unitsPerWeek, atMostWeeks: weeksAvailable }
  );
  return {
    perArm: Math.max(...needed.perArm),
    total: needed.units,
    weeks: needed.weeks,
    weeksAvailable,
    unitsPerWeek,
    baseline: baseline.mean,
    measured: traffic.baseline !== undefined && meanOf(traffic.baseline) === baseline.mean,
    effect: design.effect.scale === 'absolute' ? size : size * Math.abs(baseline.mean),
    ...(needed.detectable === undefined ? {} : { detectable: needed.detectable }),
    ...(clusters ? { groups: { count: clusters.count, least: needed.leastClusters } } : {}),
    feasible: needed.feasible,
    ...(needed.obstacle === undefined ? {} : { obstacle: needed.obstacle })
  };
}
