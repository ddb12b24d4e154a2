/** The standard metrics, month by month. */
import { z } from 'zod';
import adequateSql from '#clickhouse/queries/adoption/adequate.sql?raw';
import answersSql from '#clickhouse/queries/adoption/answers.sql?raw';
import awareSql from '#clickhouse/queries/adoption/aware.sql?raw';
import completionsSql from '#clickhouse/queries/adoption/completions.sql?raw';
import { NOTHING, total } from '#adoption/channels.ts';
import { channels } from '#adoption/channels.server.ts';
import * as ladders from '#adoption/ladders.server.ts';
import {
  ANSWER_WEEKS,
  early,
  FORM_DAYS,
  hidden,
  KEYS,
  measured,
  monthOfMedian,
  monthOfShare,
  standardOf,
  type Measured,
  type Month,
  type StandardKey
} from '#adoption/standard.ts';
import * as messages from '#events/messages.server.ts';
import { isSmall } from '#statistics/hiding.ts';
import { ask } from '#store/warehouse.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';
import { monthsOf, type Period } from '#time/period.ts';

const count = z.coerce.number();

/** The whole months of a question, at least one of them. */
interface Months {
  period: Period;
  all: readonly { month: Day; last: Day }[];
}

const between = ({ period: { from, to } }: Months) => ({ since: startOf(from), until: startOf(addDays(to, 1)) });

/** Of those that said whether they know the box, who does; a handful of either would be somebody. */
async function awareness(key: StandardKey, months: Months): Promise<Measured> {
  const rows = await ask(
    awareSql,
    { ...between(months), ...(await surveys.meaningKeys()) },
    z.object({ month: z.string(), n: count, happened: count })
  );
  return measured(
    key,
    months.all.map(({ month }) => {
      const { n, happened } = rows.find((one) => one.month === month) ?? { n: 0, happened: 0 };
      return isSmall(happened) || isSmall(n - happened) ? hidden(month) : monthOfShare(month, happened, n);
    })
  );
}

/** Of the visitors that began a form, who sent it. */
async function completion(key: StandardKey, months: Months): Promise<Measured> {
  const rows = await ask(
    completionsSql,
    { ...between(months), days: FORM_DAYS },
    z.object({ month: z.string(), n: count, happened: count })
  );
  return measured(
    key,
    months.all.map(({ month }) => {
      const row = rows.find((one) => one.month === month);
      return monthOfShare(month, row?.happened ?? 0, row?.n ?? 0);
    })
  );
}

/** Of the authorities that answered in a year, who answered adequately. */
async function adequate(key: StandardKey, { all }: Months): Promise<Measured> {
  const rows = await ask(
    adequateSql,
    { ends: all.map(({ last }) => last) },
    z.object({ end: z.string(), n: count, happened: count })
  );
  return measured(
    key,
    all.map(({ month, last }) => {
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
    (month, rows) => monthOfShare(month, sum(rows.map((row) => row.opened ?? 0)), sum(rows.map(({ sent }) => sent)))
  );
}

const Answer = z.object({ month: z.string(), source: z.string(), days: z.coerce.number(), messages: count });

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
  const filters = { municipality: [], region: [], sector: [], size: [] };
  const stock = await ladders.stock({ population: 'company', period, filters, by: undefined, view: 'stock' });
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

async function digital(key: StandardKey, { period, all }: Months): Promise<Measured> {
  const nothing = { process: '', authority: '', team: '' };
  const { months } = await channels({ period, by: undefined, filters: nothing, costs: { euro: {}, minutes: {} } });
  return measured(
    key,
    all.map(({ month }) => {
      const items = months.find((one) => one.month === month) ?? NOTHING;
      return monthOfShare(month, items.berichtenbox + items.portal, total(items));
    })
  );
}

const MEASURES: Readonly<Record<StandardKey, (key: StandardKey, months: Months) => Promise<Measured>>> = {
  awareness,
  completion,
  opened_3: (key, months) => opened(key, months, 3),
  opened_6: (key, months) => opened(key, months, 6),
  reaction: (key, months) =>
    answered(key, months, (month, rows) => {
      const done = rows.filter(({ days }) => days >= 0);
      return monthOfShare(month, sum(done.map((row) => row.messages)), sum(rows.map((row) => row.messages)));
    }),
  adequate,
  turnaround: (key, months) =>
    answered(key, months, (month, rows) =>
      monthOfMedian(
        month,
        Array.from({ length: 7 * ANSWER_WEEKS + 2 }, (_, days) =>
          sum(rows.filter((row) => row.days === days).map((row) => row.messages))
        )
      )
    ),
  digital,
  lapsed
};

/**
 * One metric, or all of them in order.
 * @param today a month is told once it has ended, and what began in it has had its time
 */
export async function measure(period: Period, only: StandardKey | undefined, today: Day): Promise<Measured[]> {
  const whole = monthsOf(period).filter(({ isWhole }) => isWhole);
  const keys = only ? [only] : KEYS;
  return Promise.all(
    keys.map(async (key) => {
      const isRipe = ({ last }: { last: Day }) => addDays(last, standardOf(key).ripens) < today;
      const all = whole.filter(isRipe);
      const [first, last] = [all[0], all.at(-1)];
      const young = whole.filter((one) => !isRipe(one)).map(({ month }) => early(month));
      if (!first || !last) return measured(key, young);
      const one = await MEASURES[key](key, { period: { from: first.month, to: last.last }, all });
      return { ...one, months: [...one.months, ...young] };
    })
  );
}
