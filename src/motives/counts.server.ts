/** Counting signals out of everything that happened, as of now or of a day that has been. */
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import type { Which } from '#adoption/following.server.ts';
import type { Climber } from '#adoption/ladder.ts';
import { compileSignals } from '#motives/counting.ts';
import * as obligations from '#motives/obligations.server.ts';
import { run } from '#store/warehouse.server.ts';
import { DAY, dayOf, startOf, type Day } from '#time/day.ts';

/**
 * Writes what was counted of organisations to `motive_signals`, or as of a day to `motive_past`.
 * @param day what happened, and was obligatory, until it began; undefined is now
 */
export async function count(population: Climber, which: Which, now: number, day?: Day): Promise<void> {
  const { sql, parameters } = compileSignals(population, { occasions, obligations: await obligations.of(population) });
  const shared = { ...parameters, ...which, population, now };
  const from = `FROM (${sql}) AS c LEFT ANY JOIN (SELECT organisation, any(example) AS example FROM organisations GROUP BY organisation) AS r ON c.organisation = r.organisation`;
  if (day === undefined)
    await run(
      `INSERT INTO motive_signals (population, organisation, signals, example, computed_at)
       SELECT {population:String}, c.organisation, c.signals, r.example, fromUnixTimestamp64Milli({now:Int64}) ${from}`,
      // Beyond any event: a clock that runs ahead is already cut off at the door.
      { ...shared, until: now + DAY, at: dayOf(now) }
    );
  else
    await run(
      `INSERT INTO motive_past (population, at, organisation, signals, example, computed_at)
       SELECT {population:String}, {at:Date}, c.organisation, c.signals, r.example, fromUnixTimestamp64Milli({now:Int64}) ${from}`,
      { ...shared, until: startOf(day), at: day }
    );
}
