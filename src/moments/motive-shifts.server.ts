/** Motives as surveys have them, of the surveys that were closed. */
import { CLIMBERS } from '#adoption/ladder.ts';
import type { Candidate } from '#moments/candidate.ts';
import { candidatesOf } from '#moments/motive-shift.ts';
import { waves } from '#motives/waves.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { dayOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/**
 * @param period whole weeks in which surveys were closed: while one is open its shares may still turn
 * @param today that decides of which the answers are still kept
 */
export async function motiveShifts({ from, to }: Period, today: Day): Promise<Candidate[]> {
  const closed = (await surveys.list()).flatMap(({ slug, definition: { population }, closedAt }) => {
    const day = closedAt ? dayOf(closedAt.getTime()) : undefined;
    return day !== undefined && day >= from && day <= to ? [{ slug, population, day }] : [];
  });
  const ended = new Map(closed.map(({ slug, day }) => [slug, day]));
  const asked = CLIMBERS.filter((one) => closed.some(({ population }) => population === one));
  const all = await Promise.all(
    asked.map(async (population) => {
      const filters = { municipality: [], region: [], sector: [], size: [] };
      return candidatesOf(population, await waves({ population, filters }, today), ended);
    })
  );
  return all.flat();
}
