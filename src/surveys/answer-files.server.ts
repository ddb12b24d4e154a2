/** Answers that were gathered elsewhere, out of a file: one row an answer. */
import { momentOf, required, text, type Column, type Mapping } from '#files/column.ts';
import type { Kind } from '#files/kind.server.ts';
import { WrongCell, type Cells } from '#files/table.ts';
import { referenceIn } from '#organisations/organisation.ts';
import { registered } from '#organisations/organisations.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { responseId } from '#surveys/answers.server.ts';
import { LONGEST, withoutNumbers } from '#surveys/response.ts';
import type { Question } from '#surveys/survey.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { DAY } from '#time/day.ts';

const COLUMNS: readonly Column[] = [
  {
    name: 'reference',
    title: 'nummer',
    examples: ['99000001', '99000001', '99000002'],
    required: true,
    also: ['referentie', 'kvk', 'kvk-nummer', 'kvknummer', 'nummer']
  },
  {
    name: 'survey',
    title: 'vragenlijst',
    examples: ['mijn-vragenlijst', 'mijn-vragenlijst', 'mijn-vragenlijst'],
    required: true,
    also: ['vragenlijst', 'enquete', 'enquête']
  },
  {
    name: 'question',
    title: 'vraag',
    examples: ['bekend', 'waarvoor', 'bekend'],
    required: true,
    also: ['vraag']
  },
  {
    name: 'options',
    title: 'antwoord',
    examples: ['naam', '', 'niet'],
    required: false,
    also: ['antwoord', 'antwoorden', 'keuze', 'optie', 'opties', 'code', 'codes']
  },
  {
    name: 'said',
    title: 'tekst',
    examples: ['', 'Een aanvraag sturen', ''],
    required: false,
    also: ['tekst', 'toelichting', 'open antwoord']
  },
  {
    name: 'answered_at',
    title: 'datum',
    examples: ['1-10-2026', '1-10-2026', '2-10-2026'],
    words: 'date',
    required: true,
    also: ['datum', 'ingevuld op', 'beantwoord', 'moment']
  }
];

/** The shortest that thirteen months can be, after which the warehouse lets go of an answer. */
const KEPT = 393 * DAY;

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Options by their key or their text, with semicolons or bars between. */
function optionsIn(cells: Cells, mapping: Mapping, { kind, options }: Question): string[] {
  const given = text(cells, mapping, 'options');
  const whole = options.find(({ text: words, key }) => same(words, given) || same(key, given));
  // A text may have a semicolon of its own.
  const words = whole ? [given] : given.split(/[;|]/).filter((word) => word.trim() !== '');
  const found = words.map((word) => options.find((option) => same(option.key, word) || same(option.text, word)));
  if (found.some((option) => option === undefined))
    throw new WrongCell('options', 'option', 'is geen antwoord van deze vraag');
  if (found.length > 1 && (kind === 'one' || kind === 'scale'))
    throw new WrongCell('options', 'several', 'heeft meer dan één antwoord, en bij deze vraag hoort er één');
  return [...new Set(found.map((option) => option!.key))];
}

/** How a file of answers is read. Rows of one organisation about one survey are one response, whatever file they come from. */
export const ANSWERS: Kind = {
  name: 'answers',
  columns: COLUMNS,
  organisations: {
    column: 'reference',
    of: (cells, mapping) => organisationKey(referenceIn(cells, mapping, 'reference')),
    registered
  },
  label: (cells, mapping) =>
    ['survey', 'question']
      .map((column) => withoutNumbers(String(cells[mapping[column] ?? ''] ?? '')).slice(0, 40))
      .join(' '),
  reader: async ({ importId, now, mapping }) => {
    const known = new Map((await surveys.list()).map((survey) => [survey.slug, survey]));
    return {
      read: (cells) => {
        const organisation = organisationKey(referenceIn(cells, mapping, 'reference'));
        const survey = known.get(required(cells, mapping, 'survey').toLowerCase());
        if (!survey) throw new WrongCell('survey', 'survey', 'is geen vragenlijst die we kennen');
        if (survey.status === 'draft')
          throw new WrongCell('survey', 'survey_draft', 'is een vragenlijst die nog niet openstaat');
        const name = required(cells, mapping, 'question');
        const question = survey.definition.questions.find(
          ({ key, text: words }) => same(key, name) || same(words, name)
        );
        if (!question) throw new WrongCell('question', 'question', 'is geen vraag van deze vragenlijst');
        required(cells, mapping, 'answered_at');
        const answeredAt = momentOf(cells, mapping, 'answered_at')!;
        if (answeredAt > now + DAY) throw new WrongCell('answered_at', 'future', 'ligt in de toekomst');
        if (answeredAt < now - KEPT)
          throw new WrongCell(
            'answered_at',
            'too_old',
            'ligt meer dan 13 maanden terug; zo lang bewaren we antwoorden niet'
          );
        const options = optionsIn(cells, mapping, question);
        const isOpen = question.kind === 'open';
        const said = isOpen ? withoutNumbers(text(cells, mapping, 'said')).slice(0, LONGEST) : '';
        if (isOpen ? said === '' && options.length === 0 : options.length === 0)
          throw new WrongCell(isOpen ? 'said' : 'options', 'empty', 'is leeg');
        const row = {
          organisation,
          survey: survey.slug,
          response: responseId(survey.slug, organisation, 'import'),
          question: question.key,
          options,
          said,
          origin: 'import',
          coded_by: isOpen && options.length > 0 ? 'import' : '',
          answered_at: answeredAt,
          import_id: importId,
          imported_at: now,
          example: survey.example
        };
        return [{ target: 'answers', row }];
      }
    };
  }
};
