/** Milestones, out of messages and the ladder; and what has to be known of these when they are erased. */
import { inArray, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import dailySql from '#clickhouse/queries/moments/messages_daily.sql?raw';
import digitalTeamsSql from '#clickhouse/queries/moments/digital_teams.sql?raw';
import firstMessagesSql from '#clickhouse/queries/moments/first_messages.sql?raw';
import { codeOf, LADDERS } from '#adoption/ladder.ts';
import * as ladders from '#adoption/ladders.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import {
  digitalTeams,
  firstMessages,
  roundMessages,
  roundRegulars,
  subjectOfFirst,
  subjectOfTeam,
  withErased
} from '#moments/milestone.ts';
import { register } from '#store/register.server.ts';
import { firsts, messageWeeks } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, mondayOf, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

const DIGITAL = codeOf(LADDERS.department.rungs.findIndex(({ name }) => name === 'digital'));

/** From `regular` on; who lapsed is no user now. */
const REGULAR = LADDERS.company.rungs
  .map(({ name }) => name)
  .slice(LADDERS.company.rungs.findIndex(({ name }) => name === 'regular'));

/** Of what was invented nothing is kept: it is not erased, and goes as a whole. */
const Real = z.union([Day, z.literal('')]);
const count = z.coerce.number();
const Daily = z.object({ day: Day, messages: count, real: count, began: Day, real_began: Real });
const First = z.object({ key: z.string(), name: z.string(), day: Day, real: Real });
const Team = z.object({ name: z.string(), week: Day, real: Real });

/** What messages and the ladder tell now, up to and including a day. */
async function there(to: Day) {
  const until = startOf(addDays(to, 1));
  const [daily, authorities, teams] = await Promise.all([
    ask(dailySql, { until }, Daily),
    ask(firstMessagesSql, { until }, First),
    ask(digitalTeamsSql, { state: DIGITAL }, Team)
  ]);
  return { daily, authorities, teams };
}

/** Under which it is kept from which day on there is any item. */
const BEGAN = 'messages';

/** Rows of one statement, so that it stays within what PostgreSQL takes. */
const AT_ONCE = 1_000;

const slices = <One>(all: readonly One[]): One[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, index) =>
    all.slice(index * AT_ONCE, (index + 1) * AT_ONCE)
  );

/**
 * Keeps what is erased after thirteen months and has to be known longer: which day was the first of each authority and team, and how many
 * messages each week had. What came later can only make a first earlier and a week fuller.
 * @param to last day of a week that is closed
 */
export async function keep(to: Day): Promise<void> {
  const { daily, authorities, teams } = await there(to);
  const days = [
    { subject: BEGAN, day: daily[0]?.real_began ?? '' },
    ...authorities.map(({ key, real }) => ({ subject: subjectOfFirst(key), day: real })),
    ...teams.filter(({ real }) => real <= to).map(({ name, real }) => ({ subject: subjectOfTeam(name), day: real }))
  ].filter(({ day }) => day !== '');
  const weeks = [...Map.groupBy(daily, ({ day }) => mondayOf(day))]
    .map(([week, own]) => ({ week, messages: own.reduce((sum, { real }) => sum + real, 0) }))
    .filter(({ messages }) => messages > 0);
  const database = await register();
  await database.transaction(async (transaction) => {
    for (const values of slices(days))
      await transaction
        .insert(firsts)
        .values(values)
        .onConflictDoUpdate({ target: firsts.subject, set: { day: sql`least(${firsts.day}, excluded.day)` } });
    for (const values of slices(weeks))
      await transaction
        .insert(messageWeeks)
        .values(values)
        .onConflictDoUpdate({
          target: messageWeeks.week,
          set: { messages: sql`greatest(${messageWeeks.messages}, excluded.messages)` }
        });
  });
}

/** The first day that was kept of each of some subjects. */
async function keptFirsts(subjects: readonly string[]): Promise<Map<string, Day>> {
  const rows = await (
    await register()
  )
    .select()
    .from(firsts)
    .where(inArray(firsts.subject, [...subjects]));
  return new Map(rows.map(({ subject, day }) => [subject, day]));
}

/** @param period whole weeks */
export async function milestones({ from, to }: Period): Promise<Candidate[]> {
  const none = { municipality: [], region: [], sector: [], size: [] };
  const [{ daily, authorities, teams }, weeks, stock] = await Promise.all([
    there(to),
    (await register()).select().from(messageWeeks).where(lte(messageWeeks.week, to)).orderBy(messageWeeks.week),
    ladders.stock({
      population: 'company',
      period: { from: addDays(from, -7 * 60), to },
      filters: none,
      by: undefined,
      boundaries: 'now',
      view: 'stock'
    })
  ]);
  const newAuthorities = authorities.filter(({ day }) => day >= from);
  const newTeams = teams.filter(({ week }) => week >= from);
  const known = await keptFirsts([
    BEGAN,
    ...newAuthorities.map(({ key }) => subjectOfFirst(key)),
    ...newTeams.map(({ name }) => subjectOfTeam(name))
  ]);
  const [began] = [daily[0]?.began, known.get(BEGAN)].filter((day) => day !== undefined).sort();
  if (began === undefined) return [];
  // What is the first of what is left, may not be the first.
  const isFirst = (subject: string, day: Day) => !((known.get(subject) ?? day) < day);
  const weekly = (stock?.weeks ?? []).map(({ week, states }) => {
    const counts = states.filter(({ name }) => REGULAR.includes(name)).map(({ organisations }) => organisations);
    const isHidden = counts.includes(undefined);
    return { week, regular: isHidden ? undefined : counts.reduce((sum: number, one) => sum + (one ?? 0), 0) };
  });
  return [
    ...roundMessages(withErased(daily, weeks), began),
    ...firstMessages(
      newAuthorities.filter(({ key, day }) => isFirst(subjectOfFirst(key), day)),
      began
    ),
    ...digitalTeams(
      newTeams.filter(({ name, week }) => isFirst(subjectOfTeam(name), week)),
      began
    ),
    ...roundRegulars(weekly)
  ];
}
