/** For how many non-users each rule holds, in the count that is read. */
import { z } from 'zod';
import reachSql from '#clickhouse/queries/motives/reach.sql?raw';
import { isCareful } from '#adoption/hiding.ts';
import { suppressed } from '#statistics/hiding.ts';
import { LADDERS, NOTHING_YET, useOf, type Climber } from '#adoption/ladder.ts';
import type { RuleSet } from '#motives/rule.ts';
import { ask } from '#store/warehouse.server.ts';

const Reach = z.object({ held: z.array(z.coerce.number()), whole: z.coerce.number() });

/**
 * In the order of the rules; undefined where it, or those for whom it does not hold, are too few to show.
 * @param rules those by which the count was made
 */
export async function of(version: number, rules: RuleSet): Promise<(number | undefined)[]> {
  const { population } = rules;
  const [row] = await ask(
    reachSql,
    { version, population, rules: rules.rules.length, first: NOTHING_YET, use: useOf(LADDERS[population]) },
    Reach
  );
  return rules.rules.map((_, place) => shownOf(population, row?.held[place] ?? 0, row?.whole ?? 0));
}

function shownOf(population: Climber, held: number, whole: number): number | undefined {
  const [isHidden] = isCareful(population) ? suppressed([held, whole - held]) : [false];
  return isHidden ? undefined : held;
}
