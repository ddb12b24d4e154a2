/** What came out of surveys: how many answered, who they are, what they chose, and what they said in own words. */
import { z } from 'zod';
import answeredSql from '#clickhouse/queries/surveys/answered.sql?raw';
import responsesSql from '#clickhouse/queries/surveys/responses.sql?raw';
import resultsSql from '#clickhouse/queries/surveys/results.sql?raw';
import saidSql from '#clickhouse/queries/surveys/said.sql?raw';
import { overview } from '#organisations/organisations.server.ts';
import { isSmall } from '#statistics/hiding.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import * as links from '#surveys/links.server.ts';
import {
  resultsOf,
  sizeClassOf,
  standingsOf,
  type Counted,
  type QuestionResult,
  type SizeClass,
  type Standing
} from '#surveys/results.ts';
import type { Survey } from '#surveys/surveys.server.ts';

const count = z.coerce.number();

interface Response {
  /** Responses; an organisation counts once. Undefined where there are too few to tell. */
  responses: number | undefined;
  /** Of them those of who did not say who it is. */
  unknown: number | undefined;
  invited: number;
  /** Of the invited: who answered, in whatever way. */
  response: Share | undefined;
  lastAt: Date | undefined;
}

const Responses = z.object({ survey: z.string(), responses: count, unknown: count, last_at: count });
const Answered = z.object({ survey: z.string(), organisation: z.string() });

const slugs = (surveys: readonly Survey[]) => ({ surveys: surveys.map(({ slug }) => slug) });

async function answered(surveys: readonly Survey[]): Promise<Map<string, Set<Pseudonym>>> {
  const rows = await ask(answeredSql, slugs(surveys), Answered);
  const by = Map.groupBy(rows, ({ survey }) => survey);
  return new Map([...by].map(([slug, all]) => [slug, new Set(all.map(({ organisation }) => organisation))]));
}

/** How many answered each of these surveys, by slug. */
export async function responses(surveys: readonly Survey[]): Promise<Map<string, Response>> {
  if (surveys.length === 0) return new Map();
  const [rows, invited, who] = await Promise.all([
    ask(responsesSql, slugs(surveys), Responses),
    links.invited(surveys),
    answered(surveys)
  ]);
  return new Map(
    surveys.map(({ id, slug, definition }) => {
      const row = rows.find(({ survey }) => survey === slug);
      const told = (count: number) => (definition.population === 'company' && isSmall(count) ? undefined : count);
      const asked = invited.get(id) ?? [];
      const came = asked.filter((organisation) => who.get(slug)?.has(organisation)).length;
      return [
        slug,
        {
          responses: told(row?.responses ?? 0),
          unknown: told(row?.unknown ?? 0),
          invited: asked.length,
          response: told(came) === undefined ? undefined : wilson(came, asked.length),
          lastAt: row && new Date(row.last_at)
        }
      ];
    })
  );
}

async function counted(survey: Survey): Promise<Map<string, Counted>> {
  const rows = await ask(
    resultsSql,
    { survey: survey.slug },
    z.object({ question: z.string(), option: z.string(), responses: count })
  );
  return new Map(
    [...Map.groupBy(rows, ({ question }) => question)].map(([question, all]) => {
      const options = new Map(all.map(({ option, responses: count }) => [option, count] as const));
      return [question, { answered: options.get('') ?? 0, coded: options.get('*') ?? 0, options }] as const;
    })
  );
}

/** What came out, question by question. */
export async function results(survey: Survey): Promise<QuestionResult[]> {
  return resultsOf(survey.definition, await counted(survey));
}

/** Who was invited and who answered, by size, beside the companies of the registry; empty when nobody was invited. */
export async function standings(survey: Survey, day: string): Promise<Standing[]> {
  const asked = (await links.invited([survey])).get(survey.id) ?? [];
  if (asked.length === 0 || survey.definition.population !== 'company') return [];
  const [known, registry, who] = await Promise.all([
    links.standing(asked, day),
    overview('company', day),
    answered([survey])
  ]);
  const sum = (counts: readonly (readonly [SizeClass, number])[]) =>
    counts.reduce((so, [size, count]) => so.set(size, (so.get(size) ?? 0) + count), new Map<SizeClass, number>());
  const sizes = (organisations: readonly Pseudonym[]) =>
    sum(organisations.map((key) => [sizeClassOf(known.get(key)?.size ?? ''), 1] as const));
  return standingsOf(
    sum(
      registry
        .filter(({ dimension }) => dimension === 'size')
        .map(({ value, organisations }) => [sizeClassOf(value), organisations] as const)
    ),
    sizes(asked),
    sizes(asked.filter((key) => who.get(survey.slug)?.has(key)))
  );
}

const Said = z.object({
  response: z.string(),
  said: z.string(),
  options: z.array(z.string()),
  coded: z.boolean(),
  answered_at: count
});
type Said = z.infer<typeof Said>;

/** Answers in own words to a question; those that nobody coded first, and of those the newest. */
export function said(survey: Survey, question: string, limit: number): Promise<Said[]> {
  return ask(saidSql, { survey: survey.slug, question, limit }, Said);
}

/** How many answers to an open question nobody coded yet. */
export async function uncoded(survey: Survey): Promise<Map<string, number>> {
  const found = await counted(survey);
  return new Map(
    survey.definition.questions
      .filter(({ kind }) => kind === 'open')
      .map(({ key }) => [key, (found.get(key)?.answered ?? 0) - (found.get(key)?.coded ?? 0)])
  );
}
