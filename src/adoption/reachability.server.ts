/** For which kinds of messages companies have said to be reachable through the box: consent for one does not carry to another (Awb 2:8). */
import { z } from 'zod';
import { deeds } from '#adoption/compile.ts';
import type { LadderAsked } from '#adoption/ladder-question.ts';
import { isSmall } from '#statistics/hiding.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';

export interface Reachable {
  /** Kind of message, as its source calls it. */
  type: string;
  /** Undefined where too few to show. */
  organisations: number | undefined;
}

/** Kinds of messages that are told of: more, and they are no kinds. */
const MOST = 100;

/**
 * Companies in the registry at the end of a week, with occasion, by what they last said of each kind. Empty where no source says the kind.
 * @param week a Monday
 */
export async function reachable({ filters, boundaries }: LadderAsked, week: Day): Promise<Reachable[]> {
  const rows = await ask(
    `SELECT type, countIf(last = 'reachability_declared') AS organisations
     FROM (
       SELECT who, type, argMax(name, (at, id)) AS last
       FROM (${deeds('{names:Array(String)}', "at, id, name, properties['type'] AS type")})
       WHERE type != ''
       GROUP BY who, type
     )
     WHERE who IN (
       SELECT organisation FROM ladders FINAL
       WHERE population = 'company' AND states[arrayCount(w -> w <= {week:Date}, weeks)] NOT IN (0, 1, 255)
         AND (empty({municipality:Array(String)})
           OR if({boundaries:String} = 'then' AND notEmpty(lay_in), lay_in[greatest(1, arrayCount(f -> f <= {week:Date}, lay_from))], municipality) IN {municipality:Array(String)})
         AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
         AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
         AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
     )
     GROUP BY type ORDER BY organisations DESC, type LIMIT {most:UInt32}`,
    {
      names: ['reachability_declared', 'reachability_withdrawn'],
      until: startOf(addDays(week, 7)),
      only: [],
      slice: 0,
      slices: 1,
      week,
      most: MOST,
      boundaries,
      ...filters
    },
    z.object({ type: z.string(), organisations: z.coerce.number() })
  );
  return rows.map(({ type, organisations }) => ({
    type,
    organisations: isSmall(organisations) ? undefined : organisations
  }));
}
