/** What the units of an experiment did: sufficient statistics of each variation on each metric, by one question. */
import { z } from 'zod';
import exposedSql from '#clickhouse/queries/experiments/exposed.sql?raw';
import exposedInGroupsSql from '#clickhouse/queries/experiments/exposed_in_groups.sql?raw';
import exposuresInGroupsSql from '#clickhouse/queries/experiments/exposures_in_groups.sql?raw';
import exposuresSql from '#clickhouse/queries/experiments/exposures.sql?raw';
import partsOfOrganisationsSql from '#clickhouse/queries/experiments/parts_of_organisations.sql?raw';
import partsOfVisitorsSql from '#clickhouse/queries/experiments/parts_of_visitors.sql?raw';
import visitedSql from '#clickhouse/queries/experiments/visited.sql?raw';
import type { Unit } from '#experiments/experiment.ts';
import { AT_ONCE, compile, statisticOf } from '#experiments/measuring.ts';
import type { Metric } from '#experiments/metric.ts';
import type { Traffic } from '#experiments/plan.ts';
import type { Dimension, MeasuredPart } from '#experiments/segment.ts';
import type { Measured, Seen } from '#experiments/weighing.ts';
import { clusterOf, type Cluster } from '#statistics/clusters.ts';
import { pooled, unitsOf } from '#statistics/statistic.ts';
import { groupKey } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { DAY } from '#time/day.ts';

export interface Question {
  /** Name under which exposures are reported. */
  experiment: string;
  unit: Unit;
  /** Variations that count. */
  arms: readonly string[];
  /** Milliseconds. */
  since: number;
  until: number;
}

/** Groups that were drawn, in the order of the draw. */
export interface Drawn {
  /** What a site calls the attribute they are named by, and the names. */
  attribute: string;
  names: readonly string[];
  /** The arm that each drew. */
  arms: readonly string[];
}

const count = z.coerce.number();

/** A question over millions of units may take longer and hold more than one that a page waits for. */
const LIMITS = { seconds: 120, memory: 8_000_000_000, sorting: 4_000_000_000 };

async function measureSome(
  seen: string,
  unit: Unit,
  metrics: readonly Metric[],
  values: Record<string, unknown>
): Promise<Measured[]> {
  const { sql, parameters } = compile(seen, unit, metrics);
  const sums = Object.fromEntries(metrics.map((_, index) => [`s${index}`, z.array(count)]));
  const Row = z.object({ arm: z.string(), n: z.array(count), waiting: z.array(count) }).and(z.object(sums));
  const rows = await ask(sql, { ...values, ...parameters }, Row, LIMITS);
  return rows.flatMap((row) =>
    metrics.map((metric, index) => ({
      variation: row.arm,
      metric: metric.key,
      statistic: statisticOf(metric, row.n[index] ?? 0, (row as Record<string, unknown>)[`s${index}`] as number[]),
      waiting: row.waiting[index] ?? 0
    }))
  );
}

async function measure(
  seen: string,
  unit: Unit,
  metrics: readonly Metric[],
  values: Record<string, unknown>
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (let from = 0; from < metrics.length; from += AT_ONCE)
    measured.push(...(await measureSome(seen, unit, metrics.slice(from, from + AT_ONCE), values)));
  return measured;
}

/** Per variation and metric; a unit counts in the variation it saw, from first seeing it, unless it saw several. */
export function outcomes({ metrics, ...question }: Question & { metrics: readonly Metric[] }): Promise<Measured[]> {
  return measure(exposedSql, question.unit, metrics, question);
}

/** An arm and a part of it, which go through the question as one name with a line between them. */
const inParts = (measured: readonly Measured[]): MeasuredPart[] =>
  measured.map((one) => {
    const [variation = '', part = ''] = one.variation.split('\n');
    return { ...one, variation, part };
  });

/** Of them the warehouse knows pseudonyms only. */
const named = ({ attribute, names, arms }: Drawn) => ({
  attribute,
  groups: names.map((name) => groupKey(attribute, name)),
  drawn: arms
});

const NOBODY: Cluster = { sum: 0, size: 0, sumSquares: 0 };

/** As outcomes, of units whose groups were drawn: those of an arm together, and each group's. */
export async function outcomesInGroups({
  metrics,
  drawn,
  ...question
}: Question & { metrics: readonly Metric[]; drawn: Drawn }): Promise<Measured[]> {
  const divided = `SELECT unit, first, concat(arm, '\\n', toString(place)) AS arm FROM (${exposedInGroupsSql})`;
  const measured = await measure(divided, question.unit, metrics, { ...question, ...named(drawn) });
  const split = inParts(measured);
  return question.arms.flatMap((variation) =>
    metrics.flatMap(({ key }): Measured[] => {
      const own = split.filter((one) => one.variation === variation && one.metric === key);
      if (own.length === 0) return [];
      const groups = drawn.names.map((): Cluster => NOBODY);
      for (const { part, statistic } of own) groups[Number(part) - 1] = clusterOf(statistic);
      return [
        {
          variation,
          metric: key,
          statistic: own.map(({ statistic }) => statistic).reduce(pooled),
          waiting: own.reduce((sum, { waiting }) => sum + waiting, 0),
          groups
        }
      ];
    })
  );
}

const PARTS: Readonly<Record<Unit, string>> = { visitor: partsOfVisitorsSql, organisation: partsOfOrganisationsSql };

/** As outcomes of one metric, with the units divided; those of which it is not known are a part of their own. */
export async function outcomesOfParts({
  metric,
  ...question
}: Question & { metric: Metric; dimension: Dimension }): Promise<MeasuredPart[]> {
  const divided = `
    SELECT s.unit AS unit, s.first AS first, concat(s.arm, '\\n', p.part) AS arm
    FROM (${exposedSql}) AS s LEFT ANY JOIN (${PARTS[question.unit]}) AS p ON s.unit = p.unit`;
  return inParts(await measure(divided, question.unit, [metric], question));
}

const Apart = z.object({ several_variants: count, without_unit: count, last: count });

/** Of what is held apart, or of nothing. */
const apart = (row: z.infer<typeof Apart> | undefined): Omit<Seen, 'units'> => ({
  severalVariants: row?.several_variants ?? 0,
  withoutUnit: row?.without_unit ?? 0,
  ...(row && row.last > 0 ? { last: row.last } : {})
});

/** Who saw what. */
export async function exposures(question: Question): Promise<Seen> {
  const [row] = await ask(exposuresSql, { ...question }, Apart.extend({ units: z.record(z.string(), count) }), LIMITS);
  const units = Object.fromEntries(question.arms.map((arm) => [arm, row?.units[arm] ?? 0]));
  return { units, ...apart(row) };
}

/** Who saw what, of units whose groups were drawn. */
export async function exposuresInGroups({ drawn, ...question }: Question & { drawn: Drawn }): Promise<Seen> {
  const [row] = await ask(
    exposuresInGroupsSql,
    { ...question, ...named(drawn) },
    Apart.extend({ units: z.record(z.string(), count), strays: count }),
    LIMITS
  );
  const places = Object.entries(row?.units ?? {}).map(([place, units]) => ({
    arm: drawn.arms[Number(place) - 1] ?? '',
    units
  }));
  const of = (arm: string) => places.filter((one) => one.arm === arm);
  return {
    units: Object.fromEntries(question.arms.map((arm) => [arm, of(arm).reduce((sum, { units }) => sum + units, 0)])),
    ...apart(row),
    groups: {
      seen: Object.fromEntries(question.arms.map((arm) => [arm, of(arm).length])),
      strays: row?.strays ?? 0
    }
  };
}

/** An address as the events have it, without scheme and port, for LIKE: * stands for anything. */
function likePattern(url: string): string {
  const plain = url
    .replace(/^https?:\/\//, '')
    .replace(/^([^/]*?):\d+/, '$1')
    .replace(/[?#].*$/, '');
  return plain.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}

/**
 * What came by pages of a site lately, and a metric among those units.
 * @param urls patterns of addresses; none is all pages
 */
export async function traffic(given: {
  site: string;
  unit: Unit;
  urls: readonly string[];
  days: number;
  until: number;
  metric: Metric;
}): Promise<Traffic> {
  const { site, unit, urls, days, until, metric } = given;
  // Far enough back for the last unit's window to have ended.
  const since = until - (days + metric.windowDays) * DAY;
  const values = { site, unit, urls: urls.map(likePattern), since, until };
  const [measured] = await measure(visitedSql, unit, [metric], values);
  if (!measured) return { unitsPerWeek: 0 };
  const { statistic, waiting } = measured;
  const ripe = unitsOf(statistic);
  return {
    unitsPerWeek: ((ripe + waiting) / (days + metric.windowDays)) * 7,
    ...(ripe > 0 ? { baseline: statistic } : {})
  };
}
