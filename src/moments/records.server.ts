/** Weekly series, out of messages, visits and the ladder. */
import { z } from 'zod';
import adoptersSql from '#clickhouse/queries/moments/adopters_weekly.sql?raw';
import answersSql from '#clickhouse/queries/moments/answers_weekly.sql?raw';
import completionsSql from '#clickhouse/queries/adoption/completions.sql?raw';
import itemsSql from '#clickhouse/queries/moments/items_weekly.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import { ANSWER_WEEKS, FORM_DAYS } from '#adoption/standard.ts';
import * as stays from '#adoption/stays.server.ts';
import * as messages from '#events/messages.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import { candidatesOf, type Series, type Week } from '#moments/record.ts';
import { designEffect, type Clustered } from '#statistics/funnel-plot.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, mondayOf, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

const count = z.coerce.number();
const clustered = { week: Day, n: count, clusters: count, nn: count, happened: count, cc: count, nc: count };

/** All Mondays from one to another. */
function mondays(from: Day, to: Day): Day[] {
  const all: Day[] = [];
  for (let monday = from; monday <= to; monday = addDays(monday, 7)) all.push(monday);
  return all;
}

const shareOf = ({ happened, ...row }: Clustered & { happened: number }): Week['value'] => ({
  kind: 'share',
  count: happened,
  n: row.n,
  design: designEffect([{ ...row, count: happened }])
});

/** Each series by week, as far back as the first of the weeks that is looked at is compared with. */
export async function series({ from, to }: Period): Promise<Readonly<Record<Series, Week[]>>> {
  const first = addDays(from, -7 * 36);
  const span = { since: startOf(first), until: startOf(addDays(to, 1)) };
  const [known, version, kept, began] = await Promise.all([
    messages.list(),
    stays.version(),
    firstDay('visitor'),
    firstDay('company')
  ]);
  const sources = known.map(({ slug }) => slug).filter((slug) => messages.gives(known, slug, 'answered_at'));
  const [items, answers, completions, adopters] = await Promise.all([
    ask(itemsSql, span, z.object({ ...clustered, messages: count })),
    ask(answersSql, { ...span, sources, weeks: ANSWER_WEEKS }, z.object(clustered)),
    ask(completionsSql, { ...span, by: 'week', days: FORM_DAYS }, z.object({ span: Day, n: count, happened: count })),
    version === undefined
      ? []
      : ask(adoptersSql, { version, from: first, to }, z.object({ week: Day, companies: count }))
  ]);
  const whole = (rows: readonly { week: Day }[]) => (rows[0] ? mondays(addDays(rows[0].week, 7), mondayOf(to)) : []);
  const counted = <Row extends { week: Day }>(
    rows: readonly Row[],
    weeks: readonly Day[],
    of: (row: Row) => number
  ): Week[] =>
    weeks.map((week) => {
      const row = rows.find((one) => one.week === week);
      return { week, value: { kind: 'count', count: row ? of(row) : 0 } };
    });
  return {
    messages: counted(items, whole(items), (row) => row.messages),
    adopters: counted(
      adopters,
      began === undefined ? [] : mondays(addDays(mondayOf(began < first ? first : began), 7), mondayOf(to)),
      (row) => row.companies
    ),
    digital: items.map((row) => ({ week: row.week, value: shareOf({ ...row, count: row.happened }) })),
    reaction: answers.map((row) => ({ week: row.week, value: shareOf({ ...row, count: row.happened }) })),
    // Of a week from which visits of whoever nobody knows are no longer all kept there is no share.
    completion: completions
      .filter((row) => kept === undefined || row.span >= kept)
      .map(({ span: week, n, happened }) => ({ week, value: { kind: 'share', count: happened, n, design: 1 } }))
  };
}

/** @param weeks Mondays, in order */
export async function records(weeks: readonly Day[], period: Period): Promise<Candidate[]> {
  const all = await series(period);
  return Object.entries(all).flatMap(([key, own]) => candidatesOf(key as Series, own, weeks));
}
