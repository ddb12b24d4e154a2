/** The form of a survey: how its fields are called, and what was filled in. */
import type { Filled } from '#surveys/response.ts';
import type { Question } from '#surveys/survey.ts';
import { text } from '../../attempt.ts';

/** Keys have no underscores, so that no two names are the same. */
export const questionId = (question: string): string => `q__${question}`;
export const optionId = (question: string, option: string): string => `a__${question}__${option}`;

/** What was filled in, by question; as an object, so that it can travel back to the page. */
export const filledIn = (form: FormData, questions: readonly Question[]): Record<string, Filled> =>
  Object.fromEntries(
    questions.map(({ key, kind }) => [
      key,
      kind === 'open'
        ? { options: [], said: text(form, questionId(key)) }
        : { options: form.getAll(questionId(key)).map(String), said: '' }
    ])
  );

/** Hides a question until an answer asks for it, and so also what depends on that question in turn: a style sheet, no script. */
export function shownRules(questions: readonly Question[]): string {
  const by = new Map(questions.map((question) => [question.key, question]));
  return questions
    .flatMap(({ key, onlyAfter }) => {
      const rules: string[] = [];
      for (let on = onlyAfter; on; on = by.get(on.question)?.onlyAfter) {
        const { question } = on;
        const chosen = on.options.map((option) => `#${optionId(question, option)}:checked`).join(', ');
        rules.push(`form:not(:has(${chosen})) #${questionId(key)} { display: none }`);
      }
      return rules;
    })
    .join('\n');
}
