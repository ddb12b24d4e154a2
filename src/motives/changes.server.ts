/** Whether motives shift: what organisations were said to have on one day, and on a later one. */
import { z } from 'zod';
import movedSql from '#clickhouse/queries/motives/moved.sql?raw';
import { isCareful } from '#adoption/hiding.ts';
import { SMALLEST, suppressedTable } from '#statistics/hiding.ts';
import { isUse, lapsedOf, LADDERS, NO_OCCASION, type Climber } from '#adoption/ladder.ts';
import { holdingParameters, holdingSql } from '#motives/holding.ts';
import { judge } from '#motives/judgement.ts';
import type { Model } from '#motives/learning.ts';
import type { ChangeAsked } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import * as past from '#motives/past.server.ts';
import { STANDINGS, type Standing } from '#motives/standing.ts';
import { FOREVER } from '#organisations/municipality.ts';
import type { Share } from '#statistics/proportion.ts';
import { transitionShares } from '#statistics/transitions.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, type Day } from '#time/day.ts';

export interface Change {
  from: Day;
  to: Day | undefined;
  /** Rows and columns in the order of STANDINGS; undefined where too few to show. */
  counts: (number | undefined)[][];
  /** Of a row; with its interval. Undefined where a count is, or the row is empty. */
  shares: (Share | undefined)[][];
  /** Organisations in the registry on both days that did not move in between. */
  organisations: number;
  /** The largest moves, and how many went the other way; that is a description and no test. */
  moves: { from: Standing; to: Standing; organisations: number; back: number | undefined }[];
}

const Row = z.object({
  sector: z.string(),
  size: z.string(),
  was: z.number(),
  became: z.number(),
  held: z.string().transform(BigInt),
  holds: z.string().transform(BigInt),
  organisations: z.coerce.number()
});

/** Answers are left out: somebody who answered in between did not change by it. */
const UNSAID = [-1, -1, -1, -1];

function standing(model: Model, kind: { sector: string; size: string }, state: number, bits: bigint): Standing {
  const ladder = LADDERS[model.rules.population];
  if (state === NO_OCCASION) return 'no_occasion';
  if (isUse(ladder, state)) return 'using';
  if (ladder.lapsedAfter !== undefined && state === lapsedOf(ladder)) return 'lapsed';
  return judge(model, { ...kind, holds: bits, said: UNSAID, fold: 0 }).main ?? 'unknown';
}

/** The last week that had ended when a day began. */
const weekBefore = (day: Day): Day => mondayOf(addDays(day, -7));

/** So many moves are named. */
const NAMED = 8;

/** The largest moves that are shown; that an occasion is too long ago says nothing of a motive. */
function largest(shown: readonly (readonly (number | undefined)[])[]): Change['moves'] {
  return STANDINGS.flatMap((from, i) =>
    STANDINGS.flatMap((to, j) => {
      const organisations = shown[i]![j];
      if (from === to || from === 'no_occasion' || to === 'no_occasion' || !organisations) return [];
      return [{ from, to, organisations, back: shown[j]![i] }];
    })
  )
    .sort((a, b) => b.organisations - a.organisations)
    .slice(0, NAMED);
}

async function counted(model: Model, population: Climber, { from, to, filters }: ChangeAsked) {
  return ask(
    `SELECT sector, size, was, became, toString(${holdingSql('', 'before')}) AS held, toString(${holdingSql('', 'after')}) AS holds, count() AS organisations
     FROM (${movedSql}) GROUP BY ALL`,
    {
      population,
      ...filters,
      ...holdingParameters(model.rules),
      signals: SIGNALS[population].length,
      from,
      to: to ?? FOREVER,
      from_week: weekBefore(from),
      to_week: to === undefined ? mondayOf(dayOf(Date.now())) : weekBefore(to)
    },
    Row
  );
}

/** Undefined while there is nothing to tell. */
export async function change(asked: ChangeAsked): Promise<Change | undefined> {
  const { population, from, to } = asked;
  const ready = await motives.model(population);
  const days = [from, ...(to === undefined ? [] : [to])];
  const known = await Promise.all(days.map((day) => past.asOf(population, day)));
  if (!ready || known.includes(false)) return undefined;
  const counts = STANDINGS.map(() => STANDINGS.map(() => 0));
  for (const { was, became, held, holds, organisations, ...kind } of await counted(ready.model, population, asked)) {
    const [before, after] = [standing(ready.model, kind, was, held), standing(ready.model, kind, became, holds)];
    counts[STANDINGS.indexOf(before)]![STANDINGS.indexOf(after)]! += organisations;
  }
  const organisations = counts.flat().reduce((sum, n) => sum + n, 0);
  if (isCareful(population) && organisations < SMALLEST) return undefined;
  const hidden = isCareful(population) ? suppressedTable(counts) : counts.map((row) => row.map(() => false));
  const shown = counts.map((row, i) => row.map((n, j) => (hidden[i]![j] ? undefined : n)));
  return {
    from,
    to,
    counts: shown,
    shares: transitionShares(counts).map((row, i) => row.map((one, j) => (hidden[i]![j] ? undefined : one))),
    organisations,
    moves: largest(shown)
  };
}
