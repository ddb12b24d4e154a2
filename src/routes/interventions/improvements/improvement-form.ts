/** What is filled in of an improvement; where in the funnel is one choice, with whose funnel. */
import { text } from '../../attempt.ts';

export const placeOf = ({ population, step }: { population: string; step: string }): string => `${population} ${step}`;

/** An improvement to be checked by Improvement. */
export function improvementOf(form: FormData): unknown {
  const [population = '', step = ''] = text(form, 'place').split(' ');
  return { title: text(form, 'title'), motive: text(form, 'motive'), population, step };
}
