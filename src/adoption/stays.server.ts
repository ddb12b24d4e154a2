/** Keeps the counts of the ladder up to date: made anew out of everybody's ladder, so that they add up to the registry. */
import staysSql from '#clickhouse/queries/adoption/ladder_stays.sql?raw';
import startsSql from '#clickhouse/queries/adoption/ladder_starts.sql?raw';
import { CLIMBERS, LADDERS, useOf } from '#adoption/ladder.ts';
import { Tally } from '#adoption/tally.server.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { run } from '#store/warehouse.server.ts';

const CHANGED = 'ladders_changed';

const tally = new Tally({
  name: 'ladders',
  tables: ['ladder_stays', 'ladder_starts'],
  of: () => fact(CHANGED),
  make: async (version) => {
    const limits = { memory: 8e9, seconds: 600 };
    await run(staysSql, { version }, limits);
    const uses = CLIMBERS.map((climber) => useOf(LADDERS[climber]));
    await run(startsSql, { version, populations: CLIMBERS, uses }, limits);
  }
});

/** To be said before ladders change, so that a count that is cut short is made later. */
export async function outdate(now: number): Promise<void> {
  await setFact(CHANGED, now);
}

/** Name of the count to read, which is the moment it was made (milliseconds); undefined before the first time. */
export const version = (): Promise<number | undefined> => tally.version();

/** Counts again when ladders changed; see Tally. */
export const count = (options: { now: boolean }): Promise<void> => tally.count(options);

/** Removes counts that are not read any more. */
export const forget = (): Promise<void> => tally.forget();
