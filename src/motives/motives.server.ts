/** Why non-users do not use the box: shares with their uncertainty, what is behind them, and where to act. */
import { z } from 'zod';
import kindsSql from '#clickhouse/queries/motives/kinds.sql?raw';
import { LADDERS, type Climber } from '#adoption/ladder.ts';
import { isCareful } from '#adoption/hiding.ts';
import * as cells from '#motives/cells.server.ts';
import { nonUsers, type Cell } from '#motives/cell.ts';
import { learn, type Model } from '#motives/learning.ts';
import type { MotivesAsked, WhereAsked } from '#motives/motive-question.ts';
import { overviewOf, type Overview } from '#motives/overview.ts';
import * as rules from '#motives/rules.server.ts';
import { placesOf, type Place } from '#motives/where.ts';
import { ask } from '#store/warehouse.server.ts';

const Row = z.object({
  region: z.string(),
  sector: z.string(),
  size: z.string(),
  state: z.number(),
  holds: z.string().transform(BigInt),
  said: z.array(z.number()),
  fold: z.number(),
  organisations: z.coerce.number()
});

const EVERYBODY = { municipality: [], region: [], sector: [], size: [] };

function counted(version: number, { population, filters }: MotivesAsked, regions: boolean): Promise<Cell[]> {
  return ask(kindsSql, { version, population, ...filters, regions }, Row);
}

/** What was learned last of each population, and from which count: learning again from the same gives the same. */
const learned = new Map<Climber, { version: number; model: Promise<Model> }>();

async function learnFrom(population: Climber, version: number, by: number): Promise<Model> {
  const [{ rules: ruleSet }, all] = await Promise.all([
    rules.at(population, by),
    counted(version, { population, filters: EVERYBODY }, false)
  ]);
  return learn(ruleSet, nonUsers(LADDERS[population], all));
}

/** The model to read: of which count it is, and by which version of the rules; undefined before there is one. */
export async function model(
  population: Climber
): Promise<{ version: number; rules: number; model: Model } | undefined> {
  const read = await cells.counted(population);
  if (!read) return undefined;
  const { version } = read;
  let known = learned.get(population);
  if (known?.version !== version) {
    known = { version, model: learnFrom(population, version, read.rules) };
    learned.set(population, known);
    // What failed is tried again by whoever asks next.
    known.model.catch(() => learned.delete(population));
  }
  return { ...read, model: await known.model };
}

export type Told = Overview & {
  computedAt: number;
  /** Of the rules that it was counted by. */
  version: number;
};

/** Undefined while there is nothing to tell. */
export async function overview(asked: MotivesAsked): Promise<Told | undefined> {
  const { population } = asked;
  const ready = await model(population);
  if (!ready) return undefined;
  const all = await counted(ready.version, asked, false);
  return {
    ...overviewOf(ready.model, LADDERS[population], all, isCareful(population)),
    computedAt: ready.version,
    version: ready.rules
  };
}

export interface Where {
  places: Place[];
  /** Organisations in groups that are not shown; undefined where too few to tell. */
  small: number | undefined;
}

/** Where most organisations with a motive are, largest first. Undefined while there is nothing to tell. */
export async function where(asked: WhereAsked): Promise<Where | undefined> {
  const ready = await model(asked.population);
  if (!ready) return undefined;
  const all = await counted(ready.version, asked, asked.by.includes('region'));
  return placesOf(ready.model, nonUsers(LADDERS[asked.population], all), asked.by, isCareful(asked.population));
}
