/** Whom a plan reaches: how many are in its audience, and how many of them are non-users with its motive. */
import { isCareful } from '#adoption/hiding.ts';
import type { Climber } from '#adoption/ladder.ts';
import * as audiences from '#interventions/audiences.server.ts';
import type { Audience } from '#interventions/intervention.ts';
import * as motives from '#motives/motives.server.ts';
import type { Day } from '#time/day.ts';

export interface Reach {
  /** Undefined where they are too few to tell. */
  organisations: number | undefined;
  /** Non-users expected to have the motive, with its interval; undefined where nothing can be said of it. */
  motivated: { expected: number; low: number; high: number } | undefined;
}

/** In tens, as the audience is: of two that differ in a few companies nobody sees by how many. */
const STEP = 10;

export async function reachOf(population: Climber, audience: Audience, motive: string, today: Day): Promise<Reach> {
  const { sectors, sizes, regions, municipalities, names } = audience;
  const filters = { sector: sectors, size: sizes, region: regions, municipality: municipalities };
  const [organisations, where] = await Promise.all([
    audiences.reach(population, audience, today),
    // Motives are counted by what the registry says of organisations, and not by name.
    names.length > 0 ? undefined : motives.where({ population, filters, by: [], gain: undefined })
  ]);
  const found = where?.places[0]?.motives.find((one) => one.motive === motive);
  if (organisations === undefined || !found) return { organisations, motivated: undefined };
  const { expected, low, high } = found;
  if (!isCareful(population)) return { organisations, motivated: { expected, low, high } };
  return {
    organisations,
    motivated: {
      expected: STEP * Math.round(expected / STEP),
      low: STEP * Math.floor(low / STEP),
      high: STEP * Math.ceil(high / STEP)
    }
  };
}
