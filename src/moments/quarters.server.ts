/** What is looked at once a quarter: who came to use the box, what goes through it, and whether customers call it an improvement. */
import { z } from 'zod';
import cameSql from '#clickhouse/queries/moments/came_to_use.sql?raw';
import throughSql from '#clickhouse/queries/moments/through_box.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import { LADDERS, lapsedOf, useOf } from '#adoption/ladder.ts';
import type { Candidate } from '#moments/candidate.ts';
import { candidatesOf as ofChannels, GROUPS } from '#moments/channel.ts';
import { before, endingIn } from '#moments/quarter.ts';
import { candidatesOf as ofShifts } from '#moments/shift.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, startOf } from '#time/day.ts';

const count = z.coerce.number();

const Part = z.object({
  week: Day,
  dimension: z.enum(['', 'sector', 'size', 'region', 'municipality']),
  value: z.string(),
  n: count,
  before: count,
  came: count,
  lapsed: count
});

const Through = z
  .object({
    quarter: Day,
    by: z.enum(['process', 'team', ...GROUPS]),
    value: z.string(),
    n: count,
    clusters: count,
    nn: count,
    happened: count,
    cc: count,
    nc: count,
    users: count
  })
  .transform(({ happened, ...row }) => ({ ...row, count: happened }));

/** @param weeks Mondays, in order */
export async function quarterly(weeks: readonly Day[]): Promise<Candidate[]> {
  const began = await firstDay('company');
  // A quarter that was not seen from its begin cannot be compared with.
  const quarters = endingIn(weeks).filter((quarter) => began !== undefined && before(quarter).from >= began);
  const [first, last] = [quarters[0], quarters.at(-1)];
  if (!first || !last) return [];
  const ladder = LADDERS.company;
  const [parts, through] = await Promise.all([
    ask(
      cameSql,
      {
        starts: quarters.map((quarter) => before(quarter).week),
        ends: quarters.map(({ week }) => week),
        use: useOf(ladder),
        lapsed: lapsedOf(ladder)
      },
      Part
    ),
    ask(throughSql, { since: startOf(before(first).from), until: startOf(addDays(last.to, 1)) }, Through)
  ]);
  return quarters.flatMap((quarter) => [
    ...ofShifts(
      quarter,
      parts.filter(({ week }) => week === quarter.week)
    ),
    ...ofChannels(quarter, through)
  ]);
}
