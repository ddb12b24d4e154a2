/** Keeps what is counted of each organisation up to date, and after it the cells. */
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import { Follower, type Which } from '#adoption/following.server.ts';
import type { Climber } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { compileSignals } from '#motives/counting.ts';
import * as obligations from '#motives/obligations.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import { FOREVER } from '#organisations/municipality.ts';
import { run } from '#store/warehouse.server.ts';
import { DAY, dayOf } from '#time/day.ts';

async function recompute(population: Climber, which: Which, now: number): Promise<void> {
  const { sql, parameters } = compileSignals(population, { occasions, obligations: await obligations.of(population) });
  await run(
    `INSERT INTO motive_signals (population, organisation, at, signals, example, computed_at)
     SELECT {population:String}, c.organisation, {as_of:Date}, c.signals, r.example, fromUnixTimestamp64Milli({now:Int64})
     FROM (${sql}) AS c LEFT ANY JOIN (SELECT organisation, any(example) AS example FROM organisations GROUP BY organisation) AS r ON c.organisation = r.organisation`,
    { ...parameters, ...which, population, now, until: now + DAY, at: dayOf(now), as_of: FOREVER }
  );
}

const signals = new Follower({
  name: 'motives',
  by: async () => [SIGNALS, await obligations.facts()],
  tables: ['motive_signals'],
  recompute,
  begins: (now) => cells.outdate(now),
  ended: async (whole, anything) => {
    if (anything) await cells.outdate(Date.now());
    await cells.count({ now: whole });
  }
});

/** Brings what is known of organisations up to date, and the cells; after journeys and ladders. See Follower. */
export const refresh = (options: { all?: boolean } = {}): Promise<void> => signals.refresh(options);

/** Until when arrivals have been counted in, milliseconds; undefined before the first time. */
export const upTo = (): Promise<number | undefined> => signals.upTo();

/** Refreshes every few seconds; returns how to stop. */
export const keepFresh = (): (() => Promise<void>) => signals.keepFresh();
