/** Down to the evidence: what is known of one organisation and what it makes of it, and what other rules would change. */
import { z } from 'zod';
import evidenceSql from '#clickhouse/queries/motives/evidence.sql?raw';
import { isCareful, suppressedTable } from '#adoption/hiding.ts';
import { LADDERS, statesOf, type Climber } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { FOLDS, nonUsers, type Cell } from '#motives/cell.ts';
import { estimate, type Estimate } from '#motives/estimate.ts';
import { holdingParameters, holdingSql } from '#motives/holding.ts';
import { judge, weightsOf, type Judgement, type Weight } from '#motives/judgement.ts';
import { learn, type Model } from '#motives/model.ts';
import { INFERRED, isNonUser, type Inferred } from '#motives/motive.ts';
import * as motives from '#motives/motives.server.ts';
import { holds, RuleSet, type Rule } from '#motives/rule.ts';
import * as rules from '#motives/rules.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import { wellFormed } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';

const count = z.coerce.number();
const Known = z.object({
  key: z.string(),
  municipality: z.string(),
  region: z.string(),
  sector: z.string(),
  size: z.string(),
  state: z.number(),
  counted: z.array(count),
  holds: z.string().transform(BigInt),
  said: z.array(z.number())
});

export interface Explained {
  organisation: Pseudonym;
  kind: Pick<Cell, 'sector' | 'size' | 'region'> & { municipality: string };
  state: string;
  /** Motives are told of non-users only: had occasion, never used the box. */
  nonUser: boolean;
  signals: { name: string; times: number }[];
  /** Rules that hold. */
  rules: Rule[];
  judgement: Judgement;
  weights: { motive: Inferred; weights: Weight[] }[];
}

/** Organisations named in one question; its text has a limit of 256 kB. */
const NAMED = 5_000;

function explained(model: Model, row: z.infer<typeof Known>): Explained {
  const { population, rules: all } = model.rules;
  const { key, municipality, region, sector, size, state, counted } = row;
  return {
    organisation: key,
    kind: { municipality, region, sector, size },
    state: statesOf(LADDERS[population]).find(({ code }) => code === state)?.name ?? '',
    nonUser: isNonUser(LADDERS[population], state),
    signals: SIGNALS[population].map(({ name }, index) => ({ name, times: counted[index] ?? 0 })),
    rules: all.filter((_, index) => holds(row.holds, index)),
    judgement: judge(model, row),
    weights: INFERRED.map((motive) => ({ motive, weights: weightsOf(model, motive, row) }))
  };
}

async function known(model: Model, organisations: readonly Pseudonym[]): Promise<z.infer<typeof Known>[]> {
  const found: z.infer<typeof Known>[] = [];
  const shared = {
    ...(await cells.evidenceOf(model.rules.population, Date.now())),
    ...holdingParameters(model.rules)
  };
  for (let from = 0; from < organisations.length; from += NAMED) {
    const only = organisations.slice(from, from + NAMED).map(BigInt);
    const sql = `SELECT toString(organisation) AS key, municipality, region, sector, size, state, counted, said, toString(${holdingSql()}) AS holds FROM (${evidenceSql})`;
    found.push(...(await ask(sql, { ...shared, only }, Known)));
  }
  return found;
}

/** What is known of an organisation, and what is made of it; undefined when the registry does not have it now, or nothing is counted yet. */
export async function explain(population: Climber, organisation: Pseudonym): Promise<Explained | undefined> {
  const ready = await motives.model(population);
  const [row] = ready ? await known(ready.model, [organisation]) : [];
  return ready && row && explained(ready.model, row);
}

/** Motives of those of these organisations that are non-users; of all others nothing is said. */
export async function judgements(
  population: Climber,
  organisations: readonly Pseudonym[]
): Promise<Map<Pseudonym, Judgement>> {
  const ready = await motives.model(population);
  if (!ready) return new Map();
  const rows = await known(ready.model, organisations);
  return new Map(
    rows.filter(({ state }) => isNonUser(LADDERS[population], state)).map((row) => [row.key, judge(ready.model, row)])
  );
}

const Moved = z.object({
  sector: z.string(),
  size: z.string(),
  state: z.number(),
  was: z.string().transform(BigInt),
  becomes: z.string().transform(BigInt),
  said: z.array(z.number()),
  fold: z.number(),
  organisations: count
});

/** What somebody is said to have most of all; undefined is unknown. */
type Main = Inferred | undefined;
export const MAINS: readonly Main[] = [...INFERRED, undefined];

export interface Preview {
  shares: { motive: Inferred; was: Estimate; becomes: Estimate }[];
  /** Non-users by what they are said to have now and would be: rows and columns in the order of MAINS; undefined where too few. */
  moves: (number | undefined)[][];
  /** Organisations that would be said to have something else. */
  changed: number;
}

/**
 * What would change if these rules were in force, on all organisations there are: nothing is kept.
 * @throws Refusal rules_wrong
 */
export async function preview(given: unknown): Promise<Preview> {
  const next = wellFormed(RuleSet, given, 'rules_wrong');
  const { population } = next;
  const { rules: now } = await rules.inForce(population);
  const rows = await ask(
    `SELECT sector, size, state, said, toString(${holdingSql('now_')}) AS was, toString(${holdingSql('next_')}) AS becomes,
       if(arrayExists(y -> y >= 0, said), toUInt8(organisation % {folds:UInt8}), 0) AS fold, count() AS organisations
     FROM (${evidenceSql}) GROUP BY ALL`,
    {
      ...(await cells.evidenceOf(population, Date.now())),
      ...holdingParameters(now, 'now_'),
      ...holdingParameters(next, 'next_'),
      folds: FOLDS
    },
    Moved
  );
  const as = (which: 'was' | 'becomes') =>
    rows
      .map((row): Cell => ({ ...row, region: '', holds: row[which] }))
      .filter(({ state }) => isNonUser(LADDERS[population], state));
  const [was, becomes] = [as('was'), as('becomes')];
  const [before, after] = [learn(now, was), learn(next, becomes)];
  const moves = MAINS.map(() => MAINS.map(() => 0));
  was.forEach((cell, index) => {
    const [from, to] = [judge(before, cell).main, judge(after, becomes[index]!).main];
    moves[MAINS.indexOf(from)]![MAINS.indexOf(to)]! += cell.organisations;
  });
  const hidden = isCareful(population) ? suppressedTable(moves) : undefined;
  return {
    shares: INFERRED.map((motive) => ({
      motive,
      was: estimate(before, motive, was),
      becomes: estimate(after, motive, becomes)
    })),
    moves: moves.map((row, i) => row.map((n, j) => (hidden?.[i]![j] ? undefined : n))),
    changed: moves.reduce((sum, row, i) => sum + row.reduce((part, n, j) => part + (i === j ? 0 : n), 0), 0)
  };
}
