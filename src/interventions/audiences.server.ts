/** Audiences: how many organisations one reaches, and what there is to choose from. */
import { z } from 'zod';
import audienceSql from '#clickhouse/queries/interventions/audience.sql?raw';
import { choices } from '#adoption/adoption.server.ts';
import { inOrder } from '#adoption/dimension.ts';
import { isCareful } from '#adoption/hiding.ts';
import { CLIMBERS, OCCASION_WEEKS, type Climber } from '#adoption/ladder.ts';
import type { Audience } from '#interventions/intervention.ts';
import { MUNICIPALITIES } from '#organisations/municipality.ts';
import { isSmall } from '#statistics/hiding.ts';
import { ask } from '#store/warehouse.server.ts';
import { lastDays } from '#time/period.ts';
import type { Day } from '#time/day.ts';

/** An audience is told in tens: of two that differ in a few companies nobody sees by how many. */
const STEP = 10;

/**
 * How many organisations of an audience are in the registry and had occasion in the last year; of companies to the nearest ten.
 * Undefined where they are too few to tell.
 */
export async function reach(population: Climber, audience: Audience, today: Day): Promise<number | undefined> {
  const [row] = await ask(
    audienceSql,
    { population, ...lastDays(today, 7 * OCCASION_WEEKS), ...audience },
    z.object({ organisations: z.coerce.number() })
  );
  const count = row?.organisations ?? 0;
  if (!isCareful(population)) return count;
  return isSmall(count) ? undefined : STEP * Math.round(count / STEP);
}

/** What an audience can be chosen by, over all populations; empty where the registry says nothing of it. */
export async function parts(): Promise<Record<'sectors' | 'sizes' | 'regions' | 'municipalities', string[]>> {
  const all = await Promise.all(CLIMBERS.map((population) => choices(population)));
  const of = (dimension: 'sector' | 'size') =>
    [...new Set(all.flatMap((one) => one[dimension]))].filter((value) => value !== '').sort(inOrder);
  const today = MUNICIPALITIES.filter(({ successor, validTo }) => successor === '' && validTo > '2100');
  return {
    sectors: of('sector'),
    sizes: of('size'),
    regions: [...new Set(today.map(({ region }) => region))],
    municipalities: today.map(({ name }) => name).sort(inOrder)
  };
}
