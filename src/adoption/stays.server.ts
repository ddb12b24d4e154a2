/** Keeps the counts of the ladder up to date: made anew out of everybody's ladder, so that they add up to the registry. */
import { z } from 'zod';
import staysSql from '#clickhouse/queries/adoption/ladder_stays.sql?raw';
import startsSql from '#clickhouse/queries/adoption/ladder_starts.sql?raw';
import { CLIMBERS, LADDERS, useOf } from '#adoption/ladder.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { run } from '#store/warehouse.server.ts';

const CHANGED = 'ladders_changed';
const COUNTED = 'ladders_counted';
/** Counting again may take this part of the time at most. */
const SHARE = 1 / 20;

/** Which count is the one to read, when it was made (milliseconds), and of which change. */
const Counted = z.object({ version: z.number(), of: z.unknown() });

let took = 0;
let last = 0;

/** To be said before ladders change, so that a count that is cut short is made later. */
export async function outdate(now: number): Promise<void> {
  await setFact(CHANGED, now);
}

const counted = async () => Counted.safeParse(await fact(COUNTED)).data;

/** Name of the count to read, which is the moment it was made (milliseconds); undefined before the first time. */
export async function version(): Promise<number | undefined> {
  return (await counted())?.version;
}

/**
 * Counts again when ladders changed, and not too often: with a million organisations a count takes seconds.
 * @param now whether it may not wait
 */
export async function count(options: { now: boolean }): Promise<void> {
  const [changed, old] = [await fact(CHANGED), await counted()];
  if (changed === undefined || changed === old?.of) return;
  const started = Date.now();
  if (!options.now && started - last < took / SHARE) return;
  // Later than any before it, also one that was cut short.
  const made = Math.max(started, (old?.version ?? 0) + 1);
  try {
    await countAs(made, old?.version ?? 0, changed);
  } finally {
    // Also when it failed: it is tried again, and not at once.
    [last, took] = [Date.now(), Date.now() - started];
  }
}

async function countAs(made: number, old: number, changed: unknown): Promise<void> {
  const limits = { memory: 8e9, seconds: 600 };
  // The one that is read stays until the next; what is neither was cut short.
  for (const table of ['ladder_stays', 'ladder_starts'])
    await run(
      `ALTER TABLE ${table} DELETE WHERE version != {version:Int64}`,
      { version: old },
      {},
      { mutations_sync: '2' }
    );
  await run(staysSql, { version: made }, limits);
  const uses = CLIMBERS.map((climber) => useOf(LADDERS[climber]));
  await run(startsSql, { version: made, populations: CLIMBERS, uses }, limits);
  await setFact(COUNTED, { version: made, of: changed });
}
