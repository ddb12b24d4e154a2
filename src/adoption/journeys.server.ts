/** Keeps the journeys of the default funnels and the ladders up to date. */
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import registry from '#clickhouse/queries/adoption/registry.sql?raw';
import stretches from '#clickhouse/queries/adoption/stretches.sql?raw';
import { compileLadder } from '#adoption/climbing.ts';
import { compile } from '#adoption/compile.ts';
import { Follower, type Which } from '#adoption/following.server.ts';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { LADDERS, type Climber } from '#adoption/ladder.ts';
import { RENAMED } from '#organisations/municipality.ts';
import * as stays from '#adoption/stays.server.ts';
import { run } from '#store/warehouse.server.ts';
import { DAY } from '#time/day.ts';

async function recompute(population: Climber, which: Which, now: number): Promise<void> {
  const { sql, parameters } = compile(DEFAULT_FUNNELS[population], { times: true, origins: true });
  // Beyond any event: a clock that runs ahead is already cut off at the door.
  const shared = { ...which, ...RENAMED, population, now, since: 0, until: now + DAY };
  await run(
    `INSERT INTO journeys (population, organisation, reached, municipality, region, sector, size, site, campaign, valid_from, valid_to, eligible_from, eligible_to, lay_from, lay_in, lay_region, example, computed_at)
     SELECT {population:String}, r.organisation, c.reached, r.municipality, r.region, r.sector, r.size, c.first_site, c.first_campaign, r.valid_from, r.valid_to, e.eligible_from, e.eligible_to, r.lay_from, r.lay_in, r.lay_region, r.example,
       fromUnixTimestamp64Milli({now:Int64})
     FROM (${registry}) AS r LEFT ANY JOIN (${occasions}) AS e ON r.organisation = e.whose LEFT ANY JOIN (${sql}) AS c ON r.organisation = c.who`,
    { ...parameters, ...shared }
  );
  const ladder = compileLadder(LADDERS[population], { stretches, occasions });
  await run(
    `INSERT INTO ladders (population, organisation, valid_from, municipality, region, sector, size, came, several, weeks, states, lay_from, lay_in, example, computed_at)
     SELECT {population:String}, organisation, valid_from, municipality, region, sector, size, came, several, weeks, states, lay_from, lay_in, example, fromUnixTimestamp64Milli({now:Int64})
     FROM (${ladder.sql})`,
    { ...ladder.parameters, ...shared }
  );
}

const journeys = new Follower({
  name: 'journeys',
  by: () => [...Object.values(LADDERS).map(({ version }) => version), JSON.stringify(RENAMED)],
  tables: ['journeys', 'ladders'],
  recompute,
  begins: (now) => stays.outdate(now),
  ended: async (whole, anything) => {
    // Anew, because somebody else may have counted what was half done.
    if (anything) await stays.outdate(Date.now());
    await stays.count({ now: whole });
  }
});

/** Brings journeys and ladders up to date; see Follower. */
export const refresh = (options: { all?: boolean } = {}): Promise<void> => journeys.refresh(options);

/** Until when arrivals have been counted in, milliseconds; undefined before the first time. */
export const upTo = (): Promise<number | undefined> => journeys.upTo();

/** Refreshes every few seconds; returns how to stop. */
export const keepFresh = (): (() => Promise<void>) => journeys.keepFresh();
