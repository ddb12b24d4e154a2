/** Why non-users do not use the box: shares with their uncertainty, what is behind them, and where to act. */
import { z } from 'zod';
import kindsSql from '#clickhouse/queries/motives/kinds.sql?raw';
import { LADDERS, isUse, lapsedOf, NO_OCCASION, type Climber } from '#adoption/ladder.ts';
import { isCareful, shown } from '#adoption/hiding.ts';
import { suppressed } from '#statistics/hiding.ts';
import * as cells from '#motives/cells.server.ts';
import { nonUsers, saidOf, sum, type Cell } from '#motives/cell.ts';
import { estimate, layersOf, type Estimate, type Layer } from '#motives/estimate.ts';
import { aspectOf, judge, type Judgement } from '#motives/judgement.ts';
import { learn, type Model } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';
import type { MotivesAsked, WhereAsked } from '#motives/motive-question.ts';
import * as rules from '#motives/rules.server.ts';
import { placesOf, type Place } from '#motives/where.ts';
import { ask } from '#store/warehouse.server.ts';

/** Undefined where a count is too small to show, or would give such a one away. */
type Shown = number | undefined;

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

export interface MotiveShare extends Estimate {
  motive: Inferred;
  /** Organisations said to have it. */
  has: Shown;
}

export interface Overview {
  computedAt: number;
  /** Organisations: in the registry, without occasion, users, who were, and who never used it though it had occasion. */
  registered: Shown;
  withoutOccasion: Shown;
  users: Shown;
  lapsed: Shown;
  nonUsers: Shown;
  shares: MotiveShare[];
  /** Obliged by a legal fact, and by their own word. */
  obliged: { fact: Shown; said: Shown; asked: number };
  /** Of which neither evidence nor answers say why. */
  unknown: Shown;
  /** What is behind a motive, of those said to have it; undefined is said by no rule. */
  aspects: { motive: Inferred; aspect: Aspect | undefined; organisations: Shown }[];
  /** Who answered, of how many. */
  layers: (Layer & { organisations: Shown; answered: Shown })[];
  /** Answers that say something else than behaviour makes likely, and of how many answers. */
  conflicts: { motive: Inferred; conflicting: Shown; answers: Shown }[];
  /** Of the rules. */
  version: number;
}

const add = (all: readonly { organisations: number }[]): number =>
  all.reduce((total, { organisations }) => total + organisations, 0);

/** Undefined while there is nothing to tell. */
export async function overview(asked: MotivesAsked): Promise<Overview | undefined> {
  const { population } = asked;
  const ready = await model(population);
  if (!ready) return undefined;
  const all = await counted(ready.version, asked, false);
  const ladder = LADDERS[population];
  const own = nonUsers(ladder, all);
  const judged = own.map((cell) => ({ ...cell, judgement: judge(ready.model, cell) }));
  const within = (count: number) => shown(population, count);
  const hasIt =
    (motive: Motive) =>
    ({ judgement }: { judgement: Judgement }) =>
      judgement.verdicts.some((verdict) => verdict.motive === motive && verdict.is);
  const fact = judged.filter(({ judgement }) => judgement.verdicts.some(({ basis, is }) => basis === 'fact' && is));
  const parts = partsOf(population, {
    withoutOccasion: sum(all.filter(({ state }) => state === NO_OCCASION)),
    users: sum(all.filter(({ state }) => isUse(ladder, state))),
    lapsed: ladder.lapsedAfter === undefined ? 0 : sum(all.filter(({ state }) => state === lapsedOf(ladder))),
    nonUsers: sum(own)
  });
  return {
    computedAt: ready.version,
    registered: within(sum(all)),
    ...parts,
    shares: INFERRED.map((motive) => ({
      motive,
      ...estimate(ready.model, motive, own),
      has: within(add(judged.filter(hasIt(motive))))
    })),
    obliged: {
      fact: within(add(fact)),
      said: within(add(own.filter((cell) => saidOf(cell, 'moeten') === 1))),
      asked: sum(own.filter((cell) => saidOf(cell, 'moeten') >= 0))
    },
    unknown: within(add(judged.filter(({ judgement }) => judgement.main === undefined))),
    aspects: aspectsOf(ready.model, judged).map((row) => ({ ...row, organisations: within(row.organisations) })),
    layers: layersShown(population, own),
    conflicts: INFERRED.map((motive) => {
      const answers = judged.filter((cell) => saidOf(cell, motive) >= 0);
      const conflicting = answers.filter(({ judgement }) =>
        judgement.verdicts.some((verdict) => verdict.motive === motive && verdict.conflict !== undefined)
      );
      return { motive, conflicting: within(add(conflicting)), answers: within(add(answers)) };
    }),
    version: ready.rules
  };
}

/** Parts of the registry: when one is too few to show, the total would give it away, and another is hidden along. */
function partsOf<Name extends string>(population: Climber, counts: Record<Name, number>): Record<Name, Shown> {
  const names = Object.keys(counts) as Name[];
  const hidden = isCareful(population) ? suppressed(names.map((name) => counts[name])) : [];
  return Object.fromEntries(names.map((name, index) => [name, hidden[index] ? undefined : counts[name]])) as Record<
    Name,
    Shown
  >;
}

function aspectsOf(
  ready: Model,
  judged: readonly (Cell & { judgement: Judgement })[]
): { motive: Inferred; aspect: Aspect | undefined; organisations: number }[] {
  const counts = new Map<string, { motive: Inferred; aspect: Aspect | undefined; organisations: number }>();
  for (const cell of judged)
    for (const { motive, is } of cell.judgement.verdicts) {
      if (!is || (motive !== 'kunnen' && motive !== 'willen')) continue;
      const aspect = aspectOf(ready, motive, cell);
      const row = counts.get(`${motive} ${aspect}`) ?? { motive, aspect, organisations: 0 };
      row.organisations += cell.organisations;
      counts.set(`${motive} ${aspect}`, row);
    }
  return [...counts.values()].sort(
    (a, b) => MOTIVES.indexOf(a.motive) - MOTIVES.indexOf(b.motive) || b.organisations - a.organisations
  );
}

function layersShown(population: Climber, own: readonly Cell[]): Overview['layers'] {
  const layers = layersOf(own, 'weten');
  const hide = (counts: number[]) => (isCareful(population) ? suppressed(counts) : counts.map(() => false));
  const [all, some] = [
    hide(layers.map(({ organisations }) => organisations)),
    hide(layers.map(({ answered }) => answered))
  ];
  return layers.map((layer, index) => ({
    ...layer,
    organisations: all[index] ? undefined : layer.organisations,
    answered: some[index] ? undefined : layer.answered
  }));
}

export interface Where {
  places: Place[];
  /** Organisations in groups that are too small to show. */
  small: number;
}

/** Where most organisations with a motive are, largest first. Undefined while there is nothing to tell. */
export async function where(asked: WhereAsked): Promise<Where | undefined> {
  const ready = await model(asked.population);
  if (!ready) return undefined;
  const all = await counted(ready.version, asked, asked.by.includes('region'));
  return placesOf(ready.model, nonUsers(LADDERS[asked.population], all), asked.by, isCareful(asked.population));
}
