/** What a label of one organisation rests on beyond behaviour: the legal facts it falls under, and the answers that it gave itself. */
import { z } from 'zod';
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import chosen from '#clickhouse/queries/motives/chosen.sql?raw';
import { EVERYONE } from '#adoption/compile.ts';
import type { Climber } from '#adoption/ladder.ts';
import { holdsFor, type Occasion } from '#motives/counting.ts';
import * as obligations from '#motives/obligations.server.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { MOTIVES, type Motive } from '#surveys/motive.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { dayOf, type Day } from '#time/day.ts';

/** That it has to: in this process, by this law, contract or decision. */
export interface Fact {
  process: string;
  basis: string;
  validFrom: Day;
  validTo: Day;
}

/** What it said itself of a motive. */
export interface Saying {
  motive: Motive;
  /** Of the survey. */
  title: string;
  question: string;
  /** What it chose that says so; all it chose of several where not choosing says that it is not. */
  options: string[];
  day: Day;
}

const Occasions = z.object({
  whose: z.string(),
  eligible_from: z.array(z.string()),
  eligible_to: z.array(z.string()),
  eligible_process: z.array(z.string())
});

/** Legal facts by which each of these organisations has to, on the occasions of the year up to now. */
export async function facts(
  population: Climber,
  organisations: readonly Pseudonym[]
): Promise<(organisation: Pseudonym) => Fact[]> {
  const all = (await obligations.list()).filter((one) => one.population === population);
  if (all.length === 0 || organisations.length === 0) return () => [];
  const rows = await ask(
    `SELECT toString(whose) AS whose, eligible_from, eligible_to, eligible_process FROM (${occasions})`,
    { ...EVERYONE, only: organisations.map(BigInt) },
    Occasions
  );
  const known = new Map(
    rows.map(({ whose, eligible_from: from, eligible_to: to, eligible_process: process }) => [
      whose,
      from.map((begun, place): Occasion => ({ from: begun, to: to[place]!, process: process[place]! }))
    ])
  );
  const today = dayOf(Date.now());
  return (organisation) =>
    all
      .filter((fact) => known.get(organisation)?.some((occasion) => holdsFor(fact, occasion, today)))
      .map(({ process, basis, validFrom, validTo }) => ({ process, basis, validFrom, validTo }));
}

const Chosen = z.object({
  response: z.string(),
  survey: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  at: z.coerce.number()
});

/** In which response an organisation said something of each motive, in the order of MOTIVES, and whether it said so. */
export interface Said {
  said: readonly number[];
  saidIn: readonly string[];
}

/** What each of these said itself, of the answers that count. */
export async function sayings(all: readonly Said[]): Promise<(one: Said) => Saying[]> {
  const responses = [...new Set(all.flatMap(({ said, saidIn }) => saidIn.filter((_, place) => said[place]! >= 0)))];
  if (responses.length === 0) return () => [];
  const known = new Map((await surveys.list()).map((survey) => [survey.slug, survey.definition]));
  const rows = await ask(chosen, { surveys: [...known.keys()], responses }, Chosen);
  const byResponse = Map.groupBy(rows, ({ response }) => response);
  return ({ said, saidIn }) =>
    MOTIVES.flatMap((motive, place) =>
      said[place]! < 0
        ? []
        : (byResponse.get(saidIn[place]!) ?? []).flatMap(({ survey, question: key, options: keys, at }): Saying[] => {
            const definition = known.get(survey);
            const question = definition?.questions.find((one) => one.key === key);
            if (!definition || !question) return [];
            const says = (is: boolean) => (option: (typeof question.options)[number]) =>
              option.says.some((one) => one.motive === motive && one.is === is);
            const own = question.options.filter((option) => keys.includes(option.key));
            const telling = own.filter(says(said[place]! > 0));
            // Of several answers, not to choose one that says so says that it is not.
            const isNot = said[place] === 0 && question.kind === 'many' && question.options.some(says(true));
            const shown = telling.length > 0 ? telling : isNot ? own : [];
            if (shown.length === 0) return [];
            const options = shown.map(({ text }) => text);
            return [{ motive, title: definition.title, question: question.text, options, day: dayOf(at) }];
          })
    );
}
