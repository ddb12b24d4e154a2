/** Moments: finding them, once; reading them, as they were; and what people make of them. */
import { and, asc, count, desc, eq, gt, gte, inArray, lte, sql } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { CLIMBERS } from '#adoption/ladder.ts';
import { firstDay } from '#adoption/adoption.server.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import { canonical } from '#experiments/canonical.ts';
import { choose, type Candidate } from '#moments/candidate.ts';
import { heard } from '#moments/heard.server.ts';
import * as milestones from '#moments/milestones.server.ts';
import { Facts, Kind, Tone, type Moment } from '#moments/moment.ts';
import { motiveShifts } from '#moments/motive-shifts.server.ts';
import { quarterly } from '#moments/quarters.server.ts';
import { records } from '#moments/records.server.ts';
import { matches, scopeOf, type Filters } from '#moments/scope.ts';
import { tried } from '#moments/tried.server.ts';
import { wordingOf } from '#moments/wording.ts';
import { Refusal } from '#refusal.ts';
import { isExample } from '#store/facts.server.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { momentPeriods, moments, reactions } from '#store/tables.server.ts';
import { addDays, daysBetween, dayOf, mondayOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';
import { z } from 'zod';

const digestOf = (facts: Facts): string => createHash('sha256').update(canonical(facts)).digest('hex');

/** What something is about decides its id, so that it is told once however often is looked. */
const idOf = (kind: Kind, subject: string): string =>
  createHash('sha256').update(`${kind}\n${subject}`).digest('hex').slice(0, 16);

const Population = z.enum(CLIMBERS);

const opened = (row: typeof moments.$inferSelect): Moment => ({
  ...row,
  kind: Kind.parse(row.kind),
  tone: Tone.parse(row.tone),
  population: Population.parse(row.population),
  facts: Facts.parse(row.facts)
});

/** Whether the facts are those that were kept when it was found. */
export const holds = ({ facts, digest }: Moment): boolean => digestOf(facts) === digest;

/** Moments that happened from one day up to and including another, the newest first. @throws Refusal scope_wrong */
export async function between(from: Day, to: Day, scope = ''): Promise<Moment[]> {
  return filtered({ from, to }, scopeOf(scope));
}

/** As between, with all that can be filtered on. */
export async function filtered({ from, to }: Period, filters: Filters): Promise<Moment[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(moments)
    .where(and(gte(moments.day, from), lte(moments.day, to)))
    .orderBy(desc(moments.day), asc(moments.id));
  return rows.map(opened).filter((moment) => matches(moment, filters));
}

/** Undefined where there is none: what would be referred to was perhaps never told. */
export async function known(id: string): Promise<Moment | undefined> {
  const [row] = await (await register()).select().from(moments).where(eq(moments.id, id));
  return row && opened(row);
}

/** @throws Refusal moment_unknown */
export async function one(id: string): Promise<Moment> {
  const moment = await known(id);
  if (!moment) throw new Refusal('moment_unknown', 'Dit moment bestaat niet.', { status: 404 });
  return moment;
}

/** Later moments that take one back or add to it. */
export async function referring(id: string): Promise<Moment[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(moments)
    .where(sql`${moments.facts} ->> 'refers' = ${id}`)
    .orderBy(asc(moments.day));
  return rows.map(opened);
}

/** A week that was looked at (its Monday): how many candidates had a test, and how many of these were more than chance. */
export interface Looked {
  week: Day;
  candidates: number;
  found: number;
}

export async function lookedAt({ from, to }: Period): Promise<Looked[]> {
  return (await register())
    .select({ week: momentPeriods.week, candidates: momentPeriods.candidates, found: momentPeriods.found })
    .from(momentPeriods)
    .where(and(gte(momentPeriods.week, mondayOf(from)), lte(momentPeriods.week, to)))
    .orderBy(desc(momentPeriods.week));
}

/** From which day on there is anything at all; undefined while there is nothing. */
export async function began(): Promise<Day | undefined> {
  const days = await Promise.all(CLIMBERS.map((population) => firstDay(population)));
  return days.flatMap((day) => (day === undefined ? [] : [day])).sort()[0];
}

/** How many weeks that end in a period are still to be closed: files of them may yet come, and with them moments. */
export async function open({ from, to }: Period, now: Date): Promise<number> {
  const first = await began();
  const oldest = addDays(mondayOf(dayOf(now.getTime())), -7 * MOST_WEEKS);
  if (first === undefined) return 0;
  const weeks: Day[] = [];
  for (let week = mondayOf(from); addDays(week, 6) <= to; week = addDays(week, 7))
    if (week >= mondayOf(first) && week >= oldest) weeks.push(week);
  return weeks.length === 0 ? 0 : weeks.length - (await closed(weeks)).size;
}

/** Any number will do, as long as every process uses the same one. */
const FINDING = 4_627_209;

/** Adds what is told of a week, and closes the week when all that it can be told by is there. */
async function settle(
  week: Day,
  candidates: readonly Candidate[],
  at: Date,
  example: boolean,
  isWhole: boolean
): Promise<void> {
  await (
    await register()
  ).transaction(async (transaction) => {
    // One at a time: what is found now decides what it takes to be found next.
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${FINDING})`);
    const [closed] = await transaction.select().from(momentPeriods).where(eq(momentPeriods.week, week));
    if (closed) return;
    const [looked] = await transaction
      .select({ n: count() })
      .from(momentPeriods)
      .where(gt(momentPeriods.candidates, 0));
    const [found] = await transaction
      .select({ n: count() })
      .from(moments)
      .where(sql`${moments.facts} ? 'p'`);
    const told = await toldOf(transaction, candidates);
    const chosen = choose(candidates, told, looked?.n ?? 0, found?.n ?? 0);
    const rows = chosen.map(
      ({ candidate: { kind, subject, tone, day, population, team, site, refers }, facts: given }) => {
        const facts = Facts.parse({ ...given, ...(refers === undefined ? {} : { refers: idOf(kind, refers) }) });
        return {
          id: idOf(kind, subject),
          kind,
          tone,
          day,
          population,
          team,
          site,
          facts,
          digest: digestOf(facts),
          at,
          example
        };
      }
    );
    if (rows.length > 0) await transaction.insert(moments).values(rows).onConflictDoNothing();
    if (!isWhole) return;
    const tested = candidates.filter(({ p }) => p !== undefined);
    const ids = tested.map(({ kind, subject }) => idOf(kind, subject));
    // Those that were told themselves, now or before: what was like something else was not.
    const [own] = await transaction.select({ n: count() }).from(moments).where(inArray(moments.id, ids));
    await transaction.insert(momentPeriods).values({
      week,
      candidates: tested.length,
      found: own?.n ?? 0,
      at,
      example
    });
  });
}

/** Subjects of candidates that were told already, or something that is the same again. */
async function toldOf(transaction: Transaction, candidates: readonly Candidate[]): Promise<Set<string>> {
  const ids = new Map(
    candidates.flatMap(({ kind, subject, alike = [] }) =>
      [subject, ...alike].map((one) => [idOf(kind, one), one] as const)
    )
  );
  if (ids.size === 0) return new Set();
  const rows = await transaction
    .select({ id: moments.id })
    .from(moments)
    .where(inArray(moments.id, [...ids.keys()]));
  const told = new Set(rows.map(({ id }) => ids.get(id)!));
  return new Set(
    candidates
      .filter(({ subject, alike = [] }) => [subject, ...alike].some((one) => told.has(one)))
      .map(({ subject }) => subject)
  );
}

/** All that may be told of some weeks; each question is asked once for all of them. */
async function candidatesOf(weeks: readonly Day[], today: Day): Promise<Map<Day, Candidate[]>> {
  const period = { from: weeks[0]!, to: addDays(weeks.at(-1)!, 6) };
  const all = await Promise.all([
    tried(),
    heard(weeks, period),
    milestones.milestones(period),
    records(weeks, period),
    quarterly(weeks),
    motiveShifts(period, today)
  ]);
  return Map.groupBy(all.flat(), ({ week }) => week);
}

/** Days after which a week is closed without files that do not come. */
const PATIENCE = 28;

/** Kinds that do not wait for files with messages. */
const AT_ONCE: readonly Kind[] = ['experiment', 'intervention', 'tip'];

async function look(weeks: readonly Day[], now: Date): Promise<void> {
  if (weeks.length === 0) return;
  const today = dayOf(now.getTime());
  const [by, until, example] = await Promise.all([candidatesOf(weeks, today), messagesUntil('all'), isExample()]);
  let whole: Day | undefined;
  for (const week of weeks) {
    const sunday = addDays(week, 6);
    // What is not in would look like nothing done, now and when nobody waits for it any longer.
    const isIn = until === undefined || until >= sunday;
    const own = by.get(week) ?? [];
    const isLast = isIn || daysBetween(sunday, today) > PATIENCE;
    await settle(week, isIn ? own : own.filter(({ kind }) => AT_ONCE.includes(kind)), now, example, isLast);
    if (isLast) whole = sunday;
  }
  // Before what tells of it is erased.
  if (whole !== undefined) await milestones.keep(whole);
}

/**
 * Looks for what deserves to be told of a week that has ended, and tells it once: looked at again, nothing changes.
 * @param week any day of it
 * @throws Refusal week_not_over
 */
export async function find(week: Day, at: Date): Promise<void> {
  const monday = mondayOf(week);
  if (addDays(monday, 6) >= dayOf(at.getTime()))
    throw new Refusal('week_not_over', 'Deze week is nog niet voorbij.', { status: 409 });
  if (!(await closed([monday])).has(monday)) await look([monday], at);
}

async function closed(weeks: readonly Day[]): Promise<Set<Day>> {
  const rows = await (
    await register()
  )
    .select({ week: momentPeriods.week })
    .from(momentPeriods)
    .where(inArray(momentPeriods.week, [...weeks]));
  return new Set(rows.map(({ week }) => week));
}

/** Weeks back that are caught up; what is told of older ones is no news. */
const MOST_WEEKS = 60;

/** Looks at all weeks that have ended and were not looked at yet, the oldest first. */
export async function catchUp(now: Date, most = MOST_WEEKS): Promise<void> {
  const last = addDays(mondayOf(dayOf(now.getTime())), -7);
  const weeks = Array.from({ length: most }, (_, index) => addDays(last, 7 * (index + 1 - most)));
  const [done, first] = await Promise.all([closed(weeks), began()]);
  // Before there was anything, looking would only make what comes later harder to find.
  await look(
    weeks.filter((week) => !done.has(week) && first !== undefined && week >= mondayOf(first)),
    now
  );
}

/** Says it in other words; empty takes them away. @throws Refusal moment_unknown | wording_long | wording_numbers */
export async function word(id: string, text: string, by: string): Promise<void> {
  const { facts } = await one(id);
  const wording = wordingOf(text, facts);
  await (
    await register()
  )
    .update(moments)
    .set({ wording, wordedBy: wording === '' ? '' : by })
    .where(eq(moments.id, id));
}

/** Cheers, or takes it back. @throws Refusal moment_unknown */
export async function cheer(id: string, by: string, at: Date): Promise<'cheered' | 'withdrawn'> {
  const { example } = await one(id);
  const database = await register();
  // Once for each person, also when two presses arrive together.
  const row = { id: `${id}:cheer:${by}`, moment: id, kind: 'cheer', by, at, example };
  const made = await database.insert(reactions).values(row).onConflictDoNothing().returning({ id: reactions.id });
  if (made.length > 0) return 'cheered';
  await database.delete(reactions).where(eq(reactions.id, row.id));
  return 'withdrawn';
}

const LONGEST_COMMENT = 1_000;

/** @throws Refusal moment_unknown | comment_empty | comment_long */
export async function comment(id: string, given: string, by: string, at: Date): Promise<void> {
  const { example } = await one(id);
  const text = given.trim();
  if (text === '') throw new Refusal('comment_empty', 'Schrijf eerst iets in het veld.');
  if (text.length > LONGEST_COMMENT)
    throw new Refusal(
      'comment_long',
      `Dit is te lang: gebruik hoogstens ${LONGEST_COMMENT} tekens. Wat je schreef, staat er nog.`
    );
  await (
    await register()
  )
    .insert(reactions)
    .values({ id: randomUUID(), moment: id, kind: 'comment', text, by, at, example });
}

export interface Reaction {
  moment: string;
  kind: 'cheer' | 'comment';
  text: string;
  by: string;
  at: Date;
}

/** Of these moments, the oldest first. */
export async function reactionsTo(ids: readonly string[]): Promise<Reaction[]> {
  if (ids.length === 0) return [];
  const rows = await (
    await register()
  )
    .select()
    .from(reactions)
    .where(inArray(reactions.moment, [...ids]))
    .orderBy(asc(reactions.at), asc(reactions.id));
  return rows.map(({ moment, kind, text, by, at }) => ({
    moment,
    text,
    by,
    at,
    kind: kind === 'cheer' ? 'cheer' : 'comment'
  }));
}
