/** Milestones, out of messages and the ladder. */
import { z } from 'zod';
import dailySql from '#clickhouse/queries/moments/messages_daily.sql?raw';
import digitalTeamsSql from '#clickhouse/queries/moments/digital_teams.sql?raw';
import firstMessagesSql from '#clickhouse/queries/moments/first_messages.sql?raw';
import { codeOf, LADDERS } from '#adoption/ladder.ts';
import * as ladders from '#adoption/ladders.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import { digitalTeams, firstMessages, roundMessages, roundRegulars } from '#moments/milestone.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

const DIGITAL = codeOf(LADDERS.department.rungs.findIndex(({ name }) => name === 'digital'));

/** From `regular` on; who lapsed is no user now. */
const REGULAR = LADDERS.company.rungs
  .map(({ name }) => name)
  .slice(LADDERS.company.rungs.findIndex(({ name }) => name === 'regular'));

/** @param period whole weeks */
export async function milestones({ from, to }: Period): Promise<Candidate[]> {
  const until = startOf(addDays(to, 1));
  const none = { municipality: [], region: [], sector: [], size: [] };
  const [daily, firsts, teams, stock] = await Promise.all([
    ask(dailySql, { until }, z.object({ day: Day, messages: z.coerce.number(), began: Day })),
    ask(firstMessagesSql, { from, until }, z.object({ key: z.string(), name: z.string(), day: Day })),
    ask(digitalTeamsSql, { from, state: DIGITAL }, z.object({ name: z.string(), week: Day })),
    ladders.stock({
      population: 'company',
      period: { from: addDays(from, -7 * 60), to },
      filters: none,
      by: undefined,
      boundaries: 'now',
      view: 'stock'
    })
  ]);
  const began = daily[0]?.began;
  if (began === undefined) return [];
  const weekly = (stock?.weeks ?? []).map(({ week, states }) => {
    const counts = states.filter(({ name }) => REGULAR.includes(name)).map(({ organisations }) => organisations);
    const isHidden = counts.includes(undefined);
    return { week, regular: isHidden ? undefined : counts.reduce((sum: number, count) => sum + (count ?? 0), 0) };
  });
  return [
    ...roundMessages(daily, began),
    ...firstMessages(firsts, began),
    ...digitalTeams(teams, began),
    ...roundRegulars(weekly)
  ];
}
