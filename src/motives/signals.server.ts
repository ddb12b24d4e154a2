/** Keeps what is counted of each organisation up to date, and after it the cells. */
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import { z } from 'zod';
import { Follower, SLICE, type Which } from '#adoption/following.server.ts';
import type { Climber } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { compileSignals } from '#motives/counting.ts';
import * as obligations from '#motives/obligations.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import { FOREVER } from '#organisations/municipality.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { DAY, dayOf, startOf, type Day } from '#time/day.ts';

/** @param day as of which; what happened and what was obligatory until then */
async function compute(population: Climber, which: Which, now: number, day: Day): Promise<void> {
  const isNow = day === FOREVER;
  const { sql, parameters } = compileSignals(population, { occasions, obligations: await obligations.of(population) });
  await run(
    `INSERT INTO motive_signals (population, organisation, at, signals, example, computed_at)
     SELECT {population:String}, c.organisation, {as_of:Date}, c.signals, r.example, fromUnixTimestamp64Milli({now:Int64})
     FROM (${sql}) AS c LEFT ANY JOIN (SELECT organisation, any(example) AS example FROM organisations GROUP BY organisation) AS r ON c.organisation = r.organisation`,
    {
      ...parameters,
      ...which,
      population,
      now,
      as_of: day,
      // Beyond any event: a clock that runs ahead is already cut off at the door.
      until: isNow ? now + DAY : startOf(day),
      at: isNow ? dayOf(now) : day
    }
  );
}

const signals = new Follower({
  name: 'motives',
  by: async () => [SIGNALS, await obligations.facts()],
  tables: ['motive_signals'],
  recompute: (population, which, now) => compute(population, which, now, FOREVER),
  begins: (now) => cells.outdate(now),
  ended: async (whole, anything) => {
    if (anything) await cells.outdate(Date.now());
    await cells.count({ now: whole });
  }
});

/** Brings what is known of organisations up to date, and the cells; after journeys and ladders. See Follower. */
export const refresh = (options: { all?: boolean } = {}): Promise<void> => signals.refresh(options);

/**
 * Counts as of a day that has been, unless that was done already: with a million organisations it takes a minute, once a week and day.
 * What has been erased since after its term is not counted.
 */
export async function asOf(population: Climber, day: Day): Promise<void> {
  const sql = `SELECT (SELECT count() FROM motive_signals WHERE population = {population:String} AND at = {day:Date}) AS counted,
    (SELECT uniqExact(organisation) FROM organisations WHERE population = {population:String}) AS organisations`;
  const [row] = await ask(
    sql,
    { population, day },
    z.object({ counted: z.coerce.number(), organisations: z.coerce.number() })
  );
  if (!row || row.counted > 0) return;
  const slices = Math.max(1, Math.ceil(row.organisations / SLICE));
  for (let slice = 0; slice < slices; slice++) await compute(population, { only: [], slice, slices }, Date.now(), day);
}

/** Refreshes every few seconds; returns how to stop. */
export const keepFresh = (): (() => Promise<void>) => signals.keepFresh();
