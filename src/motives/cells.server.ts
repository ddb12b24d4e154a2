/** Organisations counted by kind, evidence and answers: what all views on motives read. Made anew when anything of it changes. */
import { z } from 'zod';
import answeredSql from '#clickhouse/queries/motives/answered.sql?raw';
import evidenceOfSql from '#clickhouse/queries/motives/evidence.sql?raw';
import responsesSql from '#clickhouse/queries/motives/responses.sql?raw';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import * as stays from '#adoption/stays.server.ts';
import { Tally } from '#adoption/tally.server.ts';
import { FOLDS } from '#motives/cell.ts';
import { holdingParameters, holdingSql } from '#motives/holding.ts';
import * as rules from '#motives/rules.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { dayOf, mondayOf } from '#time/day.ts';
import * as surveys from '#surveys/surveys.server.ts';

const CHANGED = 'motives_changed';

/** Before a question that reads `responses`. */
export const withResponses = (sql: string): string => `WITH responses AS (${responsesSql}) ${sql}`;

/** What is known of each organisation, to select from. */
export const evidenceSql = withResponses(evidenceOfSql);

/** Parameters of evidenceSql, of all organisations as they are now. */
export async function evidenceOf(population: Climber, now: number): Promise<Record<string, unknown>> {
  return {
    population,
    ...(await surveys.meaningKeys()),
    signals: SIGNALS[population].length,
    week: mondayOf(dayOf(now)),
    only: []
  };
}

const Answered = z.object({ answers: z.coerce.number(), newest: z.coerce.number() });

/** Which version of the rules of each population a count is made by: what holds means nothing by another. */
const ByRules = z.object({ rules: z.record(z.enum(CLIMBERS), z.number()) });

const tally = new Tally({
  name: 'motives',
  tables: ['motive_cells'],
  of: async () => {
    const ladders = await stays.version();
    if (ladders === undefined) return undefined;
    return {
      changed: await fact(CHANGED),
      ladders,
      rules: await rules.numbers(),
      meanings: await surveys.meaningKeys(),
      answered: await ask(answeredSql, {}, Answered),
      week: mondayOf(dayOf(Date.now()))
    };
  },
  make: async (version, of) => {
    for (const population of CLIMBERS) {
      const { rules: ruleSet } = await rules.at(population, ByRules.parse(of).rules[population]);
      await run(
        `INSERT INTO motive_cells (version, population, municipality, region, sector, size, state, holds, said, fold, organisations)
         SELECT {version:Int64}, {population:String}, municipality, region, sector, size, state, ${holdingSql()} AS holds, said,
           if(arrayExists(y -> y >= 0, said), toUInt8(organisation % {folds:UInt8}), 0) AS fold, count()
         FROM (${evidenceSql}) GROUP BY ALL`,
        { version, folds: FOLDS, ...holdingParameters(ruleSet), ...(await evidenceOf(population, Date.now())) },
        { memory: 8e9, seconds: 600 }
      );
    }
  }
});

/** To be said before signals change, so that a count that is cut short is made later. */
export async function outdate(now: number): Promise<void> {
  await setFact(CHANGED, now);
}

/**
 * Name of the count to read, which is the moment it was made (milliseconds), and the version of the rules it was made by, which may not be
 * in force any more; undefined before the first time.
 */
export async function counted(population: Climber): Promise<{ version: number; rules: number } | undefined> {
  const read = await tally.counted();
  const by = ByRules.safeParse(read?.of);
  return read && by.success ? { version: read.version, rules: by.data.rules[population] } : undefined;
}

/** Counts again when anything changed that it is made of; see Tally. */
export const count = (options: { now: boolean }): Promise<void> => tally.count(options);

/** Removes counts that are not read any more. */
export const forget = (): Promise<void> => tally.forget();
