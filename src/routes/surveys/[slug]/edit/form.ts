/** The form of the builder: read as it stands, however far it is, and changed by the deed of its button. */
import {
  SCALE,
  type Awareness,
  type Definition,
  type Option,
  type Question,
  type QuestionKind,
  type Saying
} from '#surveys/survey.ts';
import { text } from '../../../attempt.ts';

/** Where on the page a question stands, from 0; after a change one goes on there. */
export const anchorOf = (place: number): string => `vraag-${place + 1}`;

/** What an answer says, as the word that stands in a form, such as kunnen.gedoe+. */
export const wordOf = ({ motive, aspect, is }: Saying): string =>
  `${motive}${aspect ? `.${aspect}` : ''}${is ? '+' : '-'}`;

function sayingOf(word: string): Saying | undefined {
  const [, motive, aspect, sign] = /^([a-z]+)(?:\.([a-z]+))?([+-])$/.exec(word) ?? [];
  return motive === undefined ? undefined : ({ motive, ...(aspect && { aspect }), is: sign === '+' } as Saying);
}

/** How often something with this name stands in the form. */
const times = (form: FormData, name: string): number => Math.min(50, Number(text(form, name)) || 0);

function optionsIn(form: FormData, name: string): Option[] {
  return Array.from({ length: times(form, `${name}_options`) }, (_, place) => {
    const own = `${name}_o${place}`;
    const says = form
      .getAll(`${own}_says`)
      .map((word) => sayingOf(String(word)))
      .filter((saying) => saying !== undefined);
    const awareness = text(form, `${own}_awareness`) as Awareness | '';
    return { key: text(form, `${own}_key`), text: text(form, `${own}_text`), says, ...(awareness && { awareness }) };
  });
}

/** What a question of a kind begins with, when it was another kind before. */
function suited(kind: QuestionKind, was: string, options: readonly Option[]): Option[] {
  if (kind === 'scale')
    return SCALE.map((key) => ({ says: [], ...options.find((option) => option.key === key), key, text: key }));
  if (kind === 'open') return was === 'open' ? [...options] : [];
  if (was !== 'open' || options.length > 1) return [...options];
  const first = options[0] ?? blank([]);
  return [first, blank([first])];
}

function questionIn(form: FormData, name: string): Question {
  const kind = text(form, `${name}_kind`) as QuestionKind;
  const options = optionsIn(form, name);
  const after = form.getAll(`${name}_after`).map((value) => String(value).split(':'));
  const parent = after[0]?.[0];
  return {
    key: text(form, `${name}_key`),
    kind,
    text: text(form, `${name}_text`),
    help: text(form, `${name}_help`),
    required: form.has(`${name}_required`),
    options: suited(kind, text(form, `${name}_was`), options),
    ...(kind === 'scale' && { ends: [text(form, `${name}_low`), text(form, `${name}_high`)] as [string, string] }),
    ...(parent !== undefined && {
      onlyAfter: {
        question: parent,
        // Answers of several questions cannot be asked for together: the first question counts.
        options: after.filter(([question]) => question === parent).map(([, option]) => option ?? '')
      }
    })
  };
}

/** What was filled in; whether that can be is for `sound` to say. */
export function definitionIn(form: FormData): Definition {
  return {
    title: text(form, 'title'),
    language: text(form, 'language') as Definition['language'],
    population: text(form, 'population') as Definition['population'],
    intro: text(form, 'intro').replaceAll('\r\n', '\n'),
    thanks: text(form, 'thanks').replaceAll('\r\n', '\n'),
    withoutLink: text(form, 'without_link') as Definition['withoutLink'],
    questions: Array.from({ length: times(form, 'questions') }, (_, place) => questionIn(form, `q${place}`))
  };
}

/** A name that is not there yet. */
function fresh(stem: string, taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) if (!taken.includes(`${stem}-${number}`)) return `${stem}-${number}`;
}

const blank = (options: readonly Option[], number = options.length + 1): Option => ({
  key: fresh(
    'antwoord',
    options.map(({ key }) => key)
  ),
  text: `Antwoord ${number}`,
  says: []
});

function newQuestion(taken: readonly string[]): Question {
  const first = blank([]);
  return {
    key: fresh('vraag', taken),
    kind: 'one',
    text: 'Nieuwe vraag',
    help: '',
    required: false,
    options: [first, blank([first])]
  };
}

/** Leaves out conditions on what is no longer there. */
const pruned = (questions: readonly Question[]): Question[] =>
  questions.map(({ onlyAfter, ...question }) => {
    const parent = questions.find(({ key }) => key === onlyAfter?.question);
    const options = onlyAfter?.options.filter((key) => parent?.options.some((option) => option.key === key)) ?? [];
    return { ...question, ...(onlyAfter && options.length > 0 && { onlyAfter: { ...onlyAfter, options } }) };
  });

/**
 * A definition after the deed of a button (add, remove:2, up:2, down:2, option:2, drop:2:0), and where on the page that can be seen.
 */
export function changed(definition: Definition, deed: string): { definition: Definition; anchor: string } {
  const [what = '', first = '0', second = '0'] = deed.split(':');
  const [place, at] = [Number(first), Number(second)];
  const questions = [...definition.questions];
  const question = questions[place];
  let shown = place;
  if (what === 'add') {
    shown = questions.length;
    questions.push(newQuestion(questions.map(({ key }) => key)));
  }
  if (what === 'remove' && questions.length > 1) {
    questions.splice(place, 1);
    shown = Math.max(0, place - 1);
  }
  if ((what === 'up' || what === 'down') && question) {
    shown = Math.min(questions.length - 1, Math.max(0, place + (what === 'up' ? -1 : 1)));
    questions.splice(place, 1);
    questions.splice(shown, 0, question);
  }
  if (what === 'option' && question)
    questions[place] = { ...question, options: [...question.options, blank(question.options)] };
  if (what === 'drop' && question)
    questions[place] = { ...question, options: question.options.filter((_, index) => index !== at) };
  return {
    definition: { ...definition, questions: pruned(questions) },
    anchor: what === 'save' ? '' : anchorOf(shown)
  };
}
