/** Who came to use the box and uses it again: retention per cohort, and stickiness per month. */
import { z } from 'zod';
import retentionSql from '#clickhouse/queries/adoption/retention.sql?raw';
import stickinessSql from '#clickhouse/queries/adoption/stickiness.sql?raw';
import { deeds, EVERYONE, matches, Parameters } from '#adoption/compile.ts';
import { isCareful } from '#adoption/hiding.ts';
import { LADDERS } from '#adoption/ladder.ts';
import { retained, type Cohort, type Retention } from '#adoption/retention.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import { stickinessOf, weeksOf, type Sticky } from '#adoption/stickiness.ts';
import type { TrendsAsked } from '#adoption/trends-question.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, daysBetween, mondayOf, startOf } from '#time/day.ts';
import { monthsOf } from '#time/period.ts';

type Asked = Pick<TrendsAsked, 'population' | 'period' | 'filters' | 'boundaries' | 'per'>;

const count = z.coerce.number();
const LIMITS = { memory: 6e9 };

/** Who used the box on which day, as a subquery: use is what the ladder calls so. */
function active({ population }: Asked): { sql: string; parameters: Record<string, unknown> } {
  const { rungs, use } = LADDERS[population];
  const { any } = rungs.find(({ name }) => name === use)!;
  const parameters = new Parameters();
  const names = parameters.add('Array(String)', [...new Set(any.map(({ event }) => event))]);
  const columns = 'at, id, name, source, host, path, campaign, medium, referrer, device, properties';
  const sql = `SELECT who, toDate(at, 'Europe/Amsterdam') AS day FROM (${deeds(names, columns)}) WHERE ${matches(any, parameters)}`;
  return { sql, parameters: { ...parameters.values, ...EVERYONE } };
}

/** The day from which on nothing counts yet: today, or before it the first of which the files do not tell, so that nothing done and not in yet look alike. */
async function knownBefore(today: Day): Promise<Day> {
  const until = await messagesUntil('box');
  return until !== undefined && until < addDays(today, -1) ? addDays(until, 1) : today;
}

/** The first days of the weeks, months or quarters that lie in the period as a whole and have ended, and the last day of the last. */
function spansOf({ per, period }: Asked, today: Day): { starts: Day[]; last: Day } | undefined {
  const { from } = period;
  const to = period.to < today ? period.to : addDays(today, -1);
  if (to < from) return undefined;
  const months = monthsOf({ from, to });
  const within = {
    week: () =>
      Array.from({ length: Math.ceil((daysBetween(from, to) + 1) / 7) }, (_, index) => {
        const start = addDays(mondayOf(addDays(from, 6)), 7 * index);
        return { start, end: addDays(start, 6) };
      }),
    month: () => months.map(({ month, last }) => ({ start: month, end: last })),
    quarter: () =>
      months.flatMap(({ month: start }, index) => {
        const end = months[index + 2]?.last;
        return ['01', '04', '07', '10'].includes(start.slice(5, 7)) && end ? [{ start, end }] : [];
      })
  };
  const spans = within[per]().filter(({ start, end }) => start >= from && end <= to);
  const last = spans.at(-1);
  return last && { starts: spans.map(({ start }) => start), last: last.end };
}

/**
 * Of those who first used the box in each week, month or quarter of a period. First is as far back as events are kept.
 * @param today nothing of it counts yet, nor of what the files do not tell of
 * @returns undefined while none of them has ended
 */
export async function retention(asked: Asked, today: Day): Promise<Retention | undefined> {
  const spans = spansOf(asked, await knownBefore(today));
  if (!spans) return undefined;
  const { starts, last } = spans;
  const { sql, parameters } = active(asked);
  const rows = await ask(
    `WITH active AS (${sql})\n${retentionSql}`,
    {
      ...parameters,
      ...asked.filters,
      boundaries: asked.boundaries,
      to: asked.period.to,
      population: asked.population,
      per: asked.per,
      from: starts[0],
      until: startOf(addDays(last, 1))
    },
    z.object({ start: Day, span: Day, organisations: count }),
    LIMITS
  );
  const counts = new Map(rows.map(({ start, span, organisations }) => [`${start} ${span}`, organisations]));
  const cohorts = starts.map((start, index): Cohort => ({
    start,
    active: starts.slice(index).map((span) => counts.get(`${start} ${span}`) ?? 0)
  }));
  return retained(cohorts, isCareful(asked.population));
}

/**
 * Of each month that lies in the period as a whole, once all its weeks have ended.
 * @param today nothing of it counts yet
 */
export async function stickiness(asked: Asked, today: Day): Promise<Sticky[]> {
  const known = await knownBefore(today);
  const months = monthsOf(asked.period)
    .filter(({ isWhole }) => isWhole)
    .map(({ month }) => ({ month, ended: addDays(weeksOf(month).at(-1)!, 7) }))
    .filter(({ ended }) => ended <= known);
  const last = months.at(-1);
  if (!last) return [];
  const { sql, parameters } = active(asked);
  const rows = await ask(
    `WITH active AS (${sql})\n${stickinessSql}`,
    {
      ...parameters,
      ...asked.filters,
      boundaries: asked.boundaries,
      to: asked.period.to,
      population: asked.population,
      from: months[0]!.month,
      until: startOf(last.ended)
    },
    z.object({ month: Day, weeks: count, organisations: count }),
    LIMITS
  );
  return months.map(({ month }) => {
    const own = rows.filter((row) => row.month === month);
    const counts = weeksOf(month).map((_, index) => own.find(({ weeks }) => weeks === index + 1)?.organisations ?? 0);
    return stickinessOf(month, counts, isCareful(asked.population));
  });
}
