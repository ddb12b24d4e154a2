/** Keeps the counts of the ladder up to date: made anew out of everybody's ladder, so that they add up to the registry. */
import staysSql from '#clickhouse/queries/adoption/ladder_stays.sql?raw';
import staysThenSql from '#clickhouse/queries/adoption/ladder_stays_then.sql?raw';
import startsSql from '#clickhouse/queries/adoption/ladder_starts.sql?raw';
import { CLIMBERS, LADDERS, useOf } from '#adoption/ladder.ts';
import { Tally } from '#adoption/tally.server.ts';
import { RENAMED, type Boundaries } from '#organisations/municipality.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { run } from '#store/warehouse.server.ts';

const CHANGED = 'ladders_changed';
/** By which names of then; other ones are another count. */
const NAMES = JSON.stringify(RENAMED);

const tally = new Tally({
  name: 'stays',
  tables: ['ladder_stays', 'ladder_starts'],
  of: async () => {
    const changed = await fact(CHANGED);
    return changed === undefined ? undefined : [changed, NAMES];
  },
  make: async (version) => {
    const limits = { memory: 8e9, seconds: 600 };
    await run(staysSql, { version }, limits);
    await run(staysThenSql, { version }, limits);
    const uses = CLIMBERS.map((climber) => useOf(LADDERS[climber]));
    await run(startsSql, { version, populations: CLIMBERS, uses }, limits);
  }
});

/** To be said before ladders change, so that a count that is cut short is made later. */
export async function outdate(now: number): Promise<void> {
  await setFact(CHANGED, now);
}

/**
 * Name of the count to read, which is the moment it was made (milliseconds); undefined before the first time, and by the boundaries of
 * then also while the count is one that was made without them.
 */
export async function version(boundaries: Boundaries = 'now'): Promise<number | undefined> {
  const counted = await tally.counted();
  const isOfNames = Array.isArray(counted?.of) && counted.of[1] === NAMES;
  return boundaries === 'now' || isOfNames ? counted?.version : undefined;
}

/** Counts again when ladders changed; see Tally. */
export const count = (options: { now: boolean }): Promise<void> => tally.count(options);

/** Removes counts that are not read any more. */
export const forget = (): Promise<void> => tally.forget();
