/** Down to the evidence: what is known of one organisation and what it makes of it, and what other rules would change. */
import { z } from 'zod';
import { shown } from '#adoption/hiding.ts';
import { LADDERS, statesOf, type Climber } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { foldOf, FOLDS, nonUsers, type Cell } from '#motives/cell.ts';
import { estimate, type Estimate } from '#motives/estimate.ts';
import * as grounds from '#motives/grounds.server.ts';
import { holdingParameters, holdingSql } from '#motives/holding.ts';
import { judge, weightsOf, type Judgement, type Weight } from '#motives/judgement.ts';
import { learn, type Model } from '#motives/learning.ts';
import { INFERRED, isNonUser, type Inferred } from '#motives/motive.ts';
import * as motives from '#motives/motives.server.ts';
import { movesOf, type Moves } from '#motives/moves.ts';
import { holds, RuleSet, type Rule } from '#motives/rule.ts';
import * as rules from '#motives/rules.server.ts';
import { trialOf, type Sample, type Trial } from '#motives/sample.ts';
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
  said: z.array(z.number()),
  said_in: z.array(z.string())
});

export interface Explained {
  organisation: Pseudonym;
  kind: Pick<Cell, 'sector' | 'size' | 'region'> & { municipality: string };
  state: string;
  /** Motives are told of non-users only: had occasion, never used the box. */
  nonUser: boolean;
  signals: { name: string; times: number }[];
  /** Version of the rules by which it was counted, and those of them that hold. */
  version: number;
  rules: Rule[];
  /** By which it has to. */
  facts: grounds.Fact[];
  /** What it said itself, of the answers that count. */
  sayings: grounds.Saying[];
  judgement: Judgement;
  weights: { motive: Inferred; weights: Weight[] }[];
}

/** Organisations named in one question; its text has a limit of 256 kB. */
const NAMED = 5_000;

function explained(model: Model, row: z.infer<typeof Known>): Omit<Explained, 'version' | 'facts' | 'sayings'> {
  const { population, rules: all } = model.rules;
  const { key, municipality, region, sector, size, state, counted } = row;
  return {
    organisation: key,
    kind: { municipality, region, sector, size },
    state: statesOf(LADDERS[population]).find(({ code }) => code === state)?.name ?? '',
    nonUser: isNonUser(LADDERS[population], state),
    signals: SIGNALS[population].map(({ name }, index) => ({ name, times: counted[index] ?? 0 })),
    rules: all.filter((_, index) => holds(row.holds, index)),
    judgement: judge(model, { ...row, fold: foldOf(key, row.said) }),
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
    const sql = `SELECT toString(organisation) AS key, municipality, region, sector, size, state, counted, said, said_in, toString(${holdingSql()}) AS holds FROM (${cells.evidenceSql})`;
    found.push(...(await ask(sql, { ...shared, only }, Known)));
  }
  return found;
}

/** What is known and made of these organisations; those that the registry does not have now are left out. Empty before anything is counted. */
export async function of(population: Climber, organisations: readonly Pseudonym[]): Promise<Explained[]> {
  const ready = await motives.model(population);
  if (!ready) return [];
  const rows = await known(ready.model, organisations);
  const saidOf = ({ said, said_in: saidIn }: (typeof rows)[number]): grounds.Said => ({ said, saidIn });
  const [factsOf, sayingsOf] = await Promise.all([
    grounds.facts(population, organisations),
    grounds.sayings(rows.map(saidOf))
  ]);
  return rows.map((row) => ({
    ...explained(ready.model, row),
    version: ready.rules,
    facts: factsOf(row.key),
    sayings: sayingsOf(saidOf(row))
  }));
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
    rows
      .filter(({ state }) => isNonUser(LADDERS[population], state))
      .map((row) => [row.key, judge(ready.model, { ...row, fold: foldOf(row.key, row.said) })])
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

/** Of all non-users, by the rules that are in force or would be. */
export interface Told extends Estimate {
  /** Organisations said to have it; undefined where too few. */
  has: number | undefined;
}

export interface Preview extends Moves {
  shares: { motive: Inferred; was: Told; becomes: Told }[];
  /** Of each sample, in order. */
  trials: { was: Trial; becomes: Trial }[];
}

/**
 * What would change if these rules were in force, on all organisations there are, and for invented ones: nothing is kept.
 * @throws Refusal rules_wrong
 */
export async function preview(given: unknown, samples: readonly Sample[] = []): Promise<Preview> {
  const next = wellFormed(RuleSet, given, 'rules_wrong');
  const { population } = next;
  const { rules: now } = await rules.inForce(population);
  const rows = await ask(
    `SELECT sector, size, state, said, toString(${holdingSql('now_')}) AS was, toString(${holdingSql('next_')}) AS becomes,
       if(arrayExists(y -> y >= 0, said), toUInt8(organisation % {folds:UInt8}), 0) AS fold, count() AS organisations
     FROM (${cells.evidenceSql}) GROUP BY ALL`,
    {
      ...(await cells.evidenceOf(population, Date.now())),
      ...holdingParameters(now, 'now_'),
      ...holdingParameters(next, 'next_'),
      folds: FOLDS
    },
    Moved
  );
  const as = (which: 'was' | 'becomes') =>
    nonUsers(
      LADDERS[population],
      rows.map((row): Cell => ({ ...row, region: '', holds: row[which] }))
    );
  const [was, becomes] = [as('was'), as('becomes')];
  const [before, after] = [learn(now, was), learn(next, becomes)];
  const [judgedBefore, judgedAfter] = [judgedBy(before, was), judgedBy(after, becomes)];
  return {
    shares: INFERRED.map((motive) => ({
      motive,
      was: { ...estimate(before, motive, was), has: hasOf(population, motive, judgedBefore) },
      becomes: { ...estimate(after, motive, becomes), has: hasOf(population, motive, judgedAfter) }
    })),
    ...movesOf(
      population,
      judgedBefore.map(({ judgement, organisations }, index) => ({
        from: judgement.main,
        to: judgedAfter[index]!.judgement.main,
        organisations
      }))
    ),
    trials: samples.map((sample) => ({ was: trialOf(now, before, sample), becomes: trialOf(next, after, sample) }))
  };
}

interface Judged {
  judgement: Judgement;
  organisations: number;
}

const judgedBy = (model: Model, all: readonly Cell[]): Judged[] =>
  all.map((cell) => ({ judgement: judge(model, cell), organisations: cell.organisations }));

function hasOf(population: Climber, motive: Inferred, judged: readonly Judged[]): number | undefined {
  const has = judged.filter(({ judgement }) =>
    judgement.verdicts.some((verdict) => verdict.motive === motive && verdict.is)
  );
  return shown(
    population,
    has.reduce((sum, { organisations }) => sum + organisations, 0)
  );
}
