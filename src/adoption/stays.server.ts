/** Keeps the counts of the ladder up to date: made anew out of everybody's ladder, so that they add up to the registry. */
import { z } from 'zod';
import staysSql from '#clickhouse/queries/adoption/ladder_stays.sql?raw';
import startsSql from '#clickhouse/queries/adoption/ladder_starts.sql?raw';
import { CLIMBERS, LADDERS, useOf } from '#adoption/ladder.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { run } from '#store/warehouse.server.ts';

const CHANGED = 'ladders_changed';
const COUNTED = 'ladder_stays_of';
/** Counting again may take this part of the time at most. */
const SHARE = 1 / 20;

let took = 0;
let last = 0;

async function remove(operator: '=' | '<', version: number): Promise<void> {
  for (const table of ['ladder_stays', 'ladder_starts'])
    await run(
      `ALTER TABLE ${table} DELETE WHERE version ${operator} {version:Int64}`,
      { version },
      {},
      { mutations_sync: '2' }
    );
}

/** To be said before ladders change, so that a count that is cut short is made later. */
export async function outdate(now: number): Promise<void> {
  await setFact(CHANGED, now);
}

/** The ladders, as they were at this moment (milliseconds), have been counted; undefined before the first time. */
export async function version(): Promise<number | undefined> {
  return z.number().safeParse(await fact(COUNTED)).data;
}

/**
 * Counts again when ladders changed, and not too often: with a million organisations a count takes seconds.
 * @param now whether it may not wait
 */
export async function count(options: { now: boolean }): Promise<void> {
  const changed = z.number().safeParse(await fact(CHANGED)).data;
  const old = await version();
  if (changed === undefined || changed === old) return;
  if (!options.now && Date.now() - last < took / SHARE) return;
  const started = Date.now();
  // A count that was cut short under the same name.
  await remove('=', changed);
  const limits = { memory: 8e9, seconds: 600 };
  const uses = { populations: CLIMBERS, uses: CLIMBERS.map((climber) => useOf(LADDERS[climber])) };
  await run(staysSql, { version: changed }, limits);
  await run(startsSql, { version: changed, ...uses }, limits);
  await setFact(COUNTED, changed);
  // The one before stays, for whoever is reading it.
  await remove('<', old ?? 0);
  [last, took] = [Date.now(), Date.now() - started];
}
