/**
 * What was known of organisations when a month began. Counted then and kept, because what visitors did before they logged in is erased
 * after ninety days: counted later, less would be known of that day than of today. Of example data, which stays, it is counted when asked.
 */
import { z } from 'zod';
import { SLICE } from '#adoption/following.server.ts';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { count } from '#motives/counts.server.ts';
import { monthsBefore } from '#motives/motive-question.ts';
import { SIGNALS } from '#motives/signal.ts';
import { fact, isExample, setFact } from '#store/facts.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { dayOf, type Day } from '#time/day.ts';

const FACT = 'motives_past';

/** Of which population and day all is there, and by which signals: another list of them makes it worthless. */
const Kept = z.object({ signals: z.string(), days: z.array(z.string()) });

const SIGNALS_NOW = JSON.stringify(SIGNALS);
const nameOf = (population: Climber, day: Day) => `${population} ${day}`;

async function kept(): Promise<string[]> {
  const { data } = Kept.safeParse(await fact(FACT));
  return data?.signals === SIGNALS_NOW ? data.days : [];
}

let busy: Promise<void> = Promise.resolve();

async function keepNow(population: Climber, day: Day): Promise<void> {
  if ((await kept()).includes(nameOf(population, day))) return;
  const old = 'ALTER TABLE motive_past DELETE WHERE population = {population:String} AND at = {day:Date}';
  await run(old, { population, day }, {}, { mutations_sync: '2' });
  const [row] = await ask(
    'SELECT uniqExact(organisation) AS organisations FROM organisations WHERE population = {population:String}',
    { population },
    z.object({ organisations: z.coerce.number() })
  );
  const slices = Math.max(1, Math.ceil((row?.organisations ?? 0) / SLICE));
  for (let slice = 0; slice < slices; slice++) await count(population, { only: [], slice, slices }, Date.now(), day);
  // Said last: what is cut short is done again.
  await setFact(FACT, { signals: SIGNALS_NOW, days: [...(await kept()), nameOf(population, day)] });
}

function keep(population: Climber, day: Day): Promise<void> {
  const next = busy.then(() => keepNow(population, day));
  busy = next.catch(() => {});
  return next;
}

/** Keeps how it is as a month begins, once. */
export async function keepMonth(now: number): Promise<void> {
  const [day] = monthsBefore(dayOf(now));
  for (const population of CLIMBERS) await keep(population, day!);
}

/** Sees to it that it is known how it was when a day began; false when that is not to be known any more. */
export async function asOf(population: Climber, day: Day): Promise<boolean> {
  if ((await kept()).includes(nameOf(population, day))) return true;
  if (!(await isExample())) return false;
  await keep(population, day);
  return true;
}

/** Days of which it is known, or can be, newest first. */
export async function days(population: Climber, today: Day): Promise<Day[]> {
  const all = monthsBefore(today);
  if (await isExample()) return all;
  const there = await kept();
  return all.filter((day) => there.includes(nameOf(population, day)));
}

/** Forgets all of it: for whom what was invented is removed, it was counted together with what was. */
export async function forget(): Promise<void> {
  await busy;
  await run('TRUNCATE TABLE motive_past');
  await setFact(FACT, undefined);
}
