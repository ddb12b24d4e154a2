/** What visitors, known and unknown, did right before and right after a step. */
import { z } from 'zod';
import pathsSql from '#clickhouse/queries/adoption/paths.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import { isSmall } from '#statistics/hiding.ts';
import { besideOf, DISTANCES, type Beside } from '#adoption/path.ts';
import { Refusal } from '#refusal.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** Visitors whose visits one answer looks at, and different steps that they take. */
const MOST = 100_000;
const MOST_STEPS = 20_000;

export interface Paths {
  /** Each of them counts once: the first time in the period. Undefined where they are too few to show, or no longer kept. */
  visitors: number | undefined;
  beside: Beside[];
  /** The first day that is looked at, where visits of whoever nobody knows are no longer kept from the first of the period. */
  since: Day | undefined;
}

const count = z.coerce.number();

/** @throws Refusal question_too_wide */
export async function paths({ event, period: { from: first, to } }: { event: string; period: Period }): Promise<Paths> {
  const kept = await firstDay('visitor');
  const since = kept !== undefined && kept > first ? kept : undefined;
  const from = since ?? first;
  if (from > to) return { visitors: undefined, beside: [], since };
  const rows = await ask(
    pathsSql,
    {
      event,
      distances: [...DISTANCES],
      since: startOf(from),
      until: startOf(addDays(to, 1)),
      most: MOST + 1,
      rows: MOST_STEPS + 1
    },
    z.object({ distance: z.number(), step: z.string(), visitors: count, everyone: count })
  );
  const visitors = rows[0]?.everyone ?? 0;
  if (visitors > MOST || rows.length > MOST_STEPS)
    throw new Refusal(
      'question_too_wide',
      'Te veel bezoekers deden dit in deze periode. Kies een kortere periode of een stap die minder voorkomt.',
      { status: 422 }
    );
  if (isSmall(visitors)) return { visitors: undefined, beside: [], since };
  return {
    visitors,
    since,
    beside: DISTANCES.map((distance) =>
      besideOf(
        distance,
        rows.filter((row) => row.distance === distance).map((row) => ({ name: row.step, visitors: row.visitors }))
      )
    )
  };
}
