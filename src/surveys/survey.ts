/** A questionnaire: what it asks, what its answers say about motives, and how far it is. */
import { z } from 'zod';
import { Population } from '#organisations/organisation.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { Aspect, ASPECTS_OF, Motive } from '#surveys/motive.ts';

/** What an answer says: that a motive is why somebody does not use the box, or that it is not. Of moeten: that it has to. */
export const Saying = z.object({
  motive: Motive,
  aspect: Aspect.optional(),
  is: z.boolean()
});
export type Saying = z.infer<typeof Saying>;

/** Names in the answers; never changed once somebody answered. */
const Key = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

const short = (max: number) => z.string().trim().max(max);

/** How well somebody says to know the box. Source: the domain study, section 2 (Motivaction 2013) and requirement 11. */
export const AWARENESS = ['well', 'name', 'not'] as const;
export type Awareness = (typeof AWARENESS)[number];

export const Option = z.object({
  key: Key,
  text: short(200).min(1),
  says: z.array(Saying).max(4).default([]),
  /** Only where it is the answer to that question: who says `weten` may know it by name or not at all. */
  awareness: z.enum(AWARENESS).optional()
});
export type Option = z.infer<typeof Option>;

export const QUESTION_KINDS = ['one', 'many', 'scale', 'open'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export const Question = z.object({
  key: Key,
  kind: z.enum(QUESTION_KINDS),
  text: short(300).min(1),
  help: short(500).default(''),
  required: z.boolean().default(false),
  /** What can be chosen; of an open question the codes that staff may give an answer. */
  options: z.array(Option).max(30),
  /** What the first and last step of a scale mean. */
  ends: z.tuple([short(60).min(1), short(60).min(1)]).optional(),
  /** Asked only of who chose one of these. */
  onlyAfter: z.object({ question: Key, options: z.array(Key).min(1) }).optional()
});
export type Question = z.infer<typeof Question>;

/** Who may answer without a link: nobody, anybody, or anybody and then with its KvK number if it likes. */
export const WITHOUT_LINK = ['nobody', 'anonymous', 'reference'] as const;

export const Definition = z.object({
  title: short(120).min(1),
  /** In which its texts are, and so the form around them. */
  language: z.enum(['nl', 'en']).default('nl'),
  population: Population.default('company'),
  intro: short(2000),
  thanks: short(2000),
  withoutLink: z.enum(WITHOUT_LINK).default('anonymous'),
  questions: z.array(Question).min(1).max(40)
});
export type Definition = z.infer<typeof Definition>;

export const SCALE = ['1', '2', '3', '4', '5'] as const;

/** What is wrong with a question among those before it, as the end of a sentence. */
function faultOf(question: Question, before: readonly Question[]): string | undefined {
  const { kind, options, ends, onlyAfter } = question;
  const keys = options.map(({ key }) => key);
  if (before.some(({ key }) => key === question.key)) return 'heet intern hetzelfde als een andere vraag';
  if (new Set(keys).size < keys.length) return 'heeft twee antwoorden die intern hetzelfde heten';
  if ((kind === 'one' || kind === 'many') && options.length < 2) return 'heeft minstens twee antwoorden nodig';
  if (kind === 'scale' && (!ends || String(keys) !== String(SCALE)))
    return 'heeft een schaal van 1 tot en met 5 nodig, met een woord bij elk uiteinde';
  if (options.some(({ says }) => says.some(({ motive, aspect }) => aspect && !isOf(motive, aspect))))
    return 'zegt iets over een kant van een motief die daar niet bij hoort';
  if (!onlyAfter) return undefined;
  const parent = before.find(({ key }) => key === onlyAfter.question);
  if (!parent) return 'hangt af van een vraag die er niet vóór staat';
  if (parent.kind === 'open') return 'kan niet afhangen van een open vraag';
  if (!onlyAfter.options.every((key) => parent.options.some((option) => option.key === key)))
    return 'hangt af van een antwoord dat er niet meer is';
  return undefined;
}

const isOf = (motive: Motive, aspect: Aspect) => ASPECTS_OF[motive].includes(aspect);

/**
 * A definition that holds together.
 * @throws Refusal survey_malformed | survey_unsound
 */
export function sound(given: unknown): Definition {
  const definition = wellFormed(Definition, given, 'survey_malformed');
  for (const [place, question] of definition.questions.entries()) {
    const fault = faultOf(question, definition.questions.slice(0, place));
    if (fault) throw new Refusal('survey_unsound', `Vraag ${place + 1} (‘${question.text.slice(0, 60)}’) ${fault}.`);
  }
  return definition;
}

/** What somebody who answers is shown: all but what it means, and the codes of open answers. */
const asked = ({ questions, ...rest }: Definition): string =>
  JSON.stringify({
    ...rest,
    questions: questions.map(({ options, ...question }) => ({
      ...question,
      options: question.kind === 'open' ? [] : options.map(({ key, text }) => ({ key, text }))
    }))
  });

/** Whether nothing changed that somebody may have answered already: what it means may, and codes may be added. */
export function onlyMeaningChanged(before: Definition, after: Definition): boolean {
  const codes = ({ questions }: Definition) =>
    questions.filter(({ kind }) => kind === 'open').map(({ options }) => options.map(({ key }) => key));
  return (
    asked(before) === asked(after) &&
    codes(before).every((keys, place) => keys.every((key) => codes(after)[place]?.includes(key)))
  );
}

export const STATUSES = ['draft', 'open', 'closed'] as const;
export type Status = (typeof STATUSES)[number];
export type Action = 'open' | 'close';

/**
 * What a survey is after an action; it never goes back, because answers refer to it.
 * @throws Refusal transition_impossible
 */
export function after(status: Status, action: Action): Status {
  if (action === 'open' && status === 'draft') return 'open';
  if (action === 'close' && status === 'open') return 'closed';
  throw new Refusal(
    'transition_impossible',
    action === 'open'
      ? 'Alleen een vragenlijst in concept kun je openzetten.'
      : 'Alleen een vragenlijst die openstaat kun je sluiten.',
    { status: 409 }
  );
}

/** What an answer says about a motive, as a row; `aspect` is empty where it says nothing closer. */
export interface Meaning {
  survey: string;
  question: string;
  option: string;
  motive: Motive;
  aspect: string;
  is: boolean;
}

export const meaningsOf = (slug: string, { questions }: Definition): Meaning[] =>
  questions.flatMap(({ key: question, options }) =>
    options.flatMap(({ key: option, says }) =>
      says.map(({ motive, aspect = '', is }) => ({ survey: slug, question, option, motive, aspect, is }))
    )
  );

/**
 * What answers say as a question to the engine wants it: `survey|question|option|motive` of options that say that a motive is so, and that
 * it is not; and `survey|question|motive` of questions with several answers of which one could have said so: not to choose it says that it
 * is not. Of a question with one answer, or of what was said in own words, only what was chosen says anything. `codes` tells of each of
 * `so` what it is about more closely: 1 nothing, from 2 on the place in ASPECTS_OF of the motive.
 */
export interface MeaningKeys {
  so: string[];
  codes: number[];
  not: string[];
  about: string[];
}

export function meaningKeysOf(all: readonly { slug: string; definition: Definition }[]): MeaningKeys {
  const meanings = all.flatMap(({ slug, definition }) =>
    meaningsOf(slug, definition).map((one) => ({
      ...one,
      several: definition.questions.some(({ key, kind }) => key === one.question && kind === 'many')
    }))
  );
  const keys = (is: boolean) =>
    meanings
      .filter((one) => one.is === is)
      .map(({ survey, question, option, motive }) => [survey, question, option, motive].join('|'));
  const about = meanings
    .filter(({ is, several }) => is && several)
    .map(({ survey, question, motive }) => [survey, question, motive].join('|'));
  const codes = meanings
    .filter(({ is }) => is)
    .map(({ motive, aspect }) => ASPECTS_OF[motive].findIndex((one) => one === aspect) + 2);
  return { so: keys(true), codes, not: keys(false), about: [...new Set(about)] };
}

/** What answers say of knowing the box: as `MeaningKeys`, with `levels`: `survey|question|option|awareness`. */
export interface AwarenessKeys extends Pick<MeaningKeys, 'so' | 'not'> {
  levels: string[];
}

export function awarenessKeysOf(all: readonly { slug: string; definition: Definition }[]): AwarenessKeys {
  const { so, not } = meaningKeysOf(all);
  const levels = all.flatMap(({ slug, definition }) =>
    definition.questions.flatMap(({ key: question, options }) =>
      options.flatMap(({ key, awareness }) => (awareness ? [[slug, question, key, awareness].join('|')] : []))
    )
  );
  return { so, not, levels };
}
