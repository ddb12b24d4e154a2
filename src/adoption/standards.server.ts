/** The standard metrics, month by month. */
import { z } from 'zod';
import adequateSql from '#clickhouse/queries/adoption/adequate.sql?raw';
import answersSql from '#clickhouse/queries/adoption/answers.sql?raw';
import awareSql from '#clickhouse/queries/adoption/aware.sql?raw';
import completionsSql from '#clickhouse/queries/adoption/completions.sql?raw';
import digitalSql from '#clickhouse/queries/adoption/digital.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import * as ladders from '#adoption/ladders.server.ts';
import {
  ANSWER_WEEKS,
  early,
  erased,
  FORM_DAYS,
  hidden,
  KEYS,
  levelsOf,
  measured,
  monthOfClustered,
  monthOfMedian,
  monthOfShare,
  standardOf,
  type Measured,
  type Month,
  type StandardKey
} from '#adoption/standard.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import * as messages from '#events/messages.server.ts';
import { isSmall } from '#statistics/hiding.ts';
import { ask } from '#store/warehouse.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';
import { monthsOf, type Period } from '#time/period.ts';

const count = z.coerce.number();

/** The first day of the year that ends with the last day of a month. */
const yearTo = (last: Day): Day => addDays(last, 1).replace(/^\d+/, (year) => String(Number(year) - 1));

/** The whole months of a question, at least one of them. */
interface Months {
  period: Period;
  all: readonly { month: Day; last: Day }[];
}

const between = ({ period: { from, to } }: Months) => ({ since: startOf(from), until: startOf(addDays(to, 1)) });

/** Of the companies that said whether they know the box, who does; a handful of either would be somebody. */
async function awareness(key: StandardKey, months: Months): Promise<Measured> {
  const rows = await ask(
    awareSql,
    { ...between(months), ...(await surveys.awarenessKeys('company')) },
    z.object({ month: z.string(), n: count, happened: count, told: count, well: count, none: count })
  );
  return measured(
    key,
    months.all.map(({ month }) => {
      const row = rows.find((one) => one.month === month) ?? { n: 0, happened: 0, told: 0, well: 0, none: 0 };
      const { n, happened } = row;
      if (isSmall(happened) || isSmall(n - happened)) return hidden(month);
      const levels = levelsOf(row);
      return { ...monthOfShare(month, happened, n), ...(levels && { levels }) };
    })
  );
}

/** Of the visitors that began a form, who sent it; of the time from which visits of whoever nobody knows are still kept. */
async function completion(key: StandardKey, months: Months): Promise<Measured> {
  const [rows, kept] = await Promise.all([
    ask(
      completionsSql,
      { ...between(months), by: 'month', days: FORM_DAYS },
      z.object({ span: z.string(), n: count, happened: count })
    ),
    firstDay('visitor')
  ]);
  return measured(
    key,
    months.all.map(({ month }) => {
      if (kept !== undefined && month < kept) return erased(month);
      const row = rows.find(({ span }) => span === month);
      return monthOfShare(month, row?.happened ?? 0, row?.n ?? 0);
    })
  );
}

/** Of the authorities that answered in a year, who answered adequately; a year of which there was data from its first day. */
async function adequate(key: StandardKey, { all }: Months): Promise<Measured> {
  const [rows, kept] = await Promise.all([
    ask(adequateSql, { ends: all.map(({ last }) => last) }, z.object({ end: z.string(), n: count, happened: count })),
    firstDay('authority')
  ]);
  return measured(
    key,
    all.map(({ month, last }) => {
      if (kept !== undefined && yearTo(last) < kept) return early(month);
      const row = rows.find(({ end }) => end === last);
      return monthOfShare(month, row?.happened ?? 0, row?.n ?? 0);
    })
  );
}

/**
 * A metric of messages, without those of sources that do not give what it needs.
 * @param usable rows of sources that do
 */
async function ofSources<Row extends { month: string; source: string }>(
  key: StandardKey,
  months: Months,
  rows: readonly Row[],
  isUsable: (row: Row) => boolean,
  month: (month: Day, usable: readonly Row[]) => Month
): Promise<Measured> {
  const names = new Map((await messages.list()).map(({ slug, name }) => [slug, name]));
  const usable = rows.filter(isUsable);
  const without = [...new Set(rows.filter((row) => !isUsable(row)).map(({ source }) => names.get(source) ?? source))];
  const isProvided = rows.length === 0 || usable.length > 0;
  const all = months.all.map((one) =>
    month(
      one.month,
      usable.filter((row) => row.month === one.month)
    )
  );
  return measured(key, all, { isProvided, without });
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

async function opened(key: StandardKey, months: Months, weeks: number): Promise<Measured> {
  return ofSources(
    key,
    months,
    await messages.openedMonthly(weeks, months.period),
    (row) => row.opened !== undefined,
    (month, rows) =>
      monthOfClustered(
        month,
        rows.map(({ sent, opened: done = 0, ...row }) => ({ ...row, n: sent, count: done }))
      )
  );
}

const clustered = {
  month: z.string(),
  n: count,
  happened: count,
  clusters: count,
  nn: count,
  cc: count,
  nc: count
};
const Answer = z.object({ ...clustered, source: z.string(), days: z.array(count) });
/** Items in a month, and whether it happened, as a statistic wants them. */
const unitOf = <Row extends { happened: number }>({ happened, ...row }: Row) => ({ ...row, count: happened });

async function answered(
  key: StandardKey,
  months: Months,
  tell: (month: Day, rows: readonly z.infer<typeof Answer>[]) => Month
): Promise<Measured> {
  const [rows, known] = await Promise.all([
    ask(answersSql, { ...between(months), weeks: ANSWER_WEEKS }, Answer),
    messages.list()
  ]);
  return ofSources(key, months, rows, ({ source }) => messages.gives(known, source, 'answered_at'), tell);
}

/** Where companies that came to use the box stand at the end of the last week of each month. */
async function lapsed(key: StandardKey, { period, all }: Months): Promise<Measured> {
  const everybody = {
    filters: { municipality: [], region: [], sector: [], size: [] },
    boundaries: 'now' as const,
    by: undefined
  };
  const stock = await ladders.stock({ ...everybody, population: 'company', period, view: 'stock' });
  return measured(
    key,
    all.map(({ month, last }) => {
      const week = stock?.weeks.findLast((one) => addDays(one.week, 6) <= last && addDays(one.week, 6) >= month);
      if (!week) return early(month);
      const stopped = week.states.find(({ name }) => name === 'lapsed')?.organisations;
      if (stopped === undefined || week.using === undefined) return hidden(month);
      return monthOfShare(month, stopped, stopped + week.using);
    })
  );
}

async function digital(key: StandardKey, months: Months): Promise<Measured> {
  const rows = await ask(digitalSql, between(months), z.object(clustered));
  return measured(
    key,
    months.all.map(({ month }) => monthOfClustered(month, rows.filter((row) => row.month === month).map(unitOf)))
  );
}

const MEASURES: Readonly<Record<StandardKey, (key: StandardKey, months: Months) => Promise<Measured>>> = {
  awareness,
  completion,
  opened_3: (key, months) => opened(key, months, 3),
  opened_6: (key, months) => opened(key, months, 6),
  reaction: (key, months) => answered(key, months, (month, rows) => monthOfClustered(month, rows.map(unitOf))),
  adequate,
  turnaround: (key, months) =>
    answered(key, months, (month, rows) =>
      monthOfMedian(
        month,
        Array.from({ length: 7 * ANSWER_WEEKS + 2 }, (_, days) => sum(rows.map((row) => row.days[days] ?? 0)))
      )
    ),
  digital,
  lapsed
};

/** What of a month must be in before these are told of it: what has not come in yet looks like what was not sent. */
const WAITING: Readonly<Partial<Record<StandardKey, 'box' | 'all'>>> = { digital: 'all', lapsed: 'box' };

/**
 * One metric, or all of them in order.
 * @param today a month is told once it has ended, and what began in it has had its time
 */
export async function measure(period: Period, only: StandardKey | undefined, today: Day): Promise<Measured[]> {
  const whole = monthsOf(period).filter(({ isWhole }) => isWhole);
  const keys = only ? [only] : KEYS;
  return Promise.all(
    keys.map(async (key) => {
      const waiting = WAITING[key];
      const until = waiting && (await messagesUntil(waiting));
      const isRipe = ({ last }: { last: Day }) =>
        addDays(last, standardOf(key).ripens) < today && (until === undefined || last <= until);
      const all = whole.filter(isRipe);
      const [first, last] = [all[0], all.at(-1)];
      const young = whole.filter((one) => !isRipe(one)).map(({ month }) => early(month));
      if (!first || !last) return measured(key, young);
      const one = await MEASURES[key](key, { period: { from: first.month, to: last.last }, all });
      return { ...one, months: [...one.months, ...young] };
    })
  );
}
