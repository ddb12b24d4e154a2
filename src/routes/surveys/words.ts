/** States, kinds, motives and who is asked, in the language of the page. */
import type { Population } from '#organisations/organisation.ts';
import type { SizeClass } from '#surveys/results.ts';
import type { Awareness, QuestionKind, Status } from '#surveys/survey.ts';
import { ASPECTS_OF, MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';
import { number, share, type Language } from '#ui/format.ts';
import type { Share } from '#statistics/proportion.ts';
import { m } from '#ui/paraglide/messages.js';
import type { Labels } from '../attempt.ts';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

export const statusWords: Words<Status> = {
  draft: m.surveys_status_draft,
  open: m.surveys_status_open,
  closed: m.surveys_status_closed
};

export const kindWords: Words<QuestionKind> = {
  one: m.surveys_kind_one,
  many: m.surveys_kind_many,
  scale: m.surveys_kind_scale,
  open: m.surveys_kind_open
};

export const awarenessWords: Words<Awareness> = {
  well: m.surveys_awareness_well,
  name: m.surveys_awareness_name,
  not: m.surveys_awareness_not
};

export const populationWords: Words<Population> = {
  company: m.surveys_population_company,
  authority: m.surveys_population_authority,
  department: m.surveys_population_department
};

export const withoutLinkWords: Words<'nobody' | 'anonymous' | 'reference'> = {
  nobody: m.surveys_without_nobody,
  anonymous: m.surveys_without_anonymous,
  reference: m.surveys_without_reference
};

export const sizeWords: Words<SizeClass> = {
  '1': m.surveys_size_one,
  '2-10': m.surveys_size_few,
  '10+': m.surveys_size_many,
  '': m.surveys_size_unknown
};

const motiveWords: Words<Motive> = {
  weten: m.surveys_motive_weten,
  willen: m.surveys_motive_willen,
  kunnen: m.surveys_motive_kunnen,
  moeten: m.surveys_motive_moeten
};
const aspectWords: Words<Aspect> = {
  middelen: m.surveys_aspect_middelen,
  vaardigheid: m.surveys_aspect_vaardigheid,
  gedoe: m.surveys_aspect_gedoe,
  weerstand: m.surveys_aspect_weerstand
};

/** All that an answer can say, by the word that stands in a form. */
export const sayings = (): { value: string; label: string }[] =>
  MOTIVES.flatMap((motive) =>
    [undefined, ...ASPECTS_OF[motive]].flatMap((aspect) => {
      const name = motiveWords[motive]() + (aspect ? `, ${aspectWords[aspect]()}` : '');
      const word = motive + (aspect ? `.${aspect}` : '');
      const [yes, no] =
        motive === 'moeten'
          ? [m.surveys_says_must, m.surveys_says_must_not]
          : [m.surveys_says_is, m.surveys_says_is_not];
      return [
        { value: `${word}+`, label: yes({ motive: name }) },
        { value: `${word}-`, label: no({ motive: name }) }
      ];
    })
  );

/** What the form calls the parts of a definition. */
export const fieldWords: Labels = {
  title: m.surveys_field_title,
  intro: m.surveys_field_intro,
  thanks: m.surveys_field_thanks,
  questions: m.surveys_field_questions,
  'questions.*.text': m.surveys_field_text,
  'questions.*.help': m.surveys_field_help,
  'questions.*.options': m.surveys_field_options,
  'questions.*.options.*.text': m.surveys_field_option,
  'questions.*.options.*.says': m.surveys_field_says,
  'questions.*.ends.0': m.surveys_field_low,
  'questions.*.ends.1': m.surveys_field_high
};

/** A count of which several stand beside each other: too small, or hidden so that a small one cannot be worked out. */
export const shown = (count: number | undefined, language: Language): string =>
  count === undefined ? m.surveys_hidden() : number(count, language);

/** A count that stands by itself. */
export const whole = (count: number | undefined, language: Language): string =>
  count === undefined ? m.surveys_few() : number(count, language);

export const interval = (of: Share | undefined, language: Language): string =>
  of ? m.surveys_between({ low: share(of.low, language), high: share(of.high, language) }) : '–';
