/** What somebody filled in, held against the questions: what counts as answered, and what is not right yet. */
import { scrub } from '#events/event.ts';
import type { Question } from '#surveys/survey.ts';

/** The longest open answer. */
export const LONGEST = 1000;

export interface Filled {
  options: readonly string[];
  said: string;
}

export interface Answer {
  question: string;
  options: string[];
  said: string;
}

export interface Fault {
  question: string;
  fault: 'required' | 'choice' | 'long';
}

// Also with brackets, slashes and more than one space between: (0413) 12 34 56.
const SPREAD = /\+?\d(?:[\s()./-]{0,3}\d){6,}/g;

/** An open answer without e-mail addresses and long numbers, by which somebody could be known. */
export const withoutNumbers = (text: string): string => scrub(text).replace(SPREAD, '[nummer]');

/** Whether a question is put to who answered this to the questions before it. */
export const isAsked = ({ onlyAfter }: Question, before: readonly Answer[]): boolean =>
  !onlyAfter ||
  before.some(
    ({ question, options }) =>
      question === onlyAfter.question && options.some((option) => onlyAfter.options.includes(option))
  );

function faultOf({ kind, required, options }: Question, filled: Filled): Fault['fault'] | undefined {
  if (kind === 'open') {
    if (filled.said.length > LONGEST) return 'long';
    return required && filled.said === '' ? 'required' : undefined;
  }
  const known = filled.options.every((key) => options.some((option) => option.key === key));
  if (!known || (kind !== 'many' && filled.options.length > 1)) return 'choice';
  return required && filled.options.length === 0 ? 'required' : undefined;
}

const NOTHING: Filled = { options: [], said: '' };

/**
 * An answer to every question, empty where it was not asked or left open: so that a second response replaces all of the first.
 * What was filled in at a question that was not asked does not count.
 */
export function respond(
  questions: readonly Question[],
  filled: ReadonlyMap<string, Filled>
): { answers: Answer[]; faults: Fault[] } {
  const answers: Answer[] = [];
  const faults: Fault[] = [];
  for (const question of questions) {
    const asked = isAsked(question, answers);
    const given = asked ? (filled.get(question.key) ?? NOTHING) : NOTHING;
    // Browsers send a line break as two characters, but count it as one.
    const said = question.kind === 'open' ? given.said.replaceAll('\r\n', '\n').trim() : '';
    const options = question.kind === 'open' ? [] : [...new Set(given.options)];
    const fault = asked ? faultOf(question, { options, said }) : undefined;
    if (fault) faults.push({ question: question.key, fault });
    answers.push({ question: question.key, options: fault ? [] : options, said: withoutNumbers(said) });
  }
  return { answers, faults };
}

export const isAnswered = ({ options, said }: Answer): boolean => options.length > 0 || said !== '';
