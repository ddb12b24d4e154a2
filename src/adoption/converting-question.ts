/** A question about how long it takes from one step of a funnel to another, and how that goes in time, as it stands in a URL. */
import { z } from 'zod';
import { keyStepOf } from '#adoption/funnel.ts';
import { ask, chosen, WrongParameter, type Asked } from '#adoption/question.ts';
import { daysBetween, type Day } from '#time/day.ts';

export const VIEWS = ['days', 'course'] as const;
export type ConvertingView = (typeof VIEWS)[number];
export const PERS = ['week', 'month'] as const;

export interface ConvertingAsked extends Asked {
  /** How many days it took, or which share got there by month. */
  view: ConvertingView;
  /** From which step (from 1) to which. */
  first: number;
  last: number;
  /** Of the course: within so many days. */
  within: number;
  per: (typeof PERS)[number];
}

/** Beyond so many days months are easier to read. */
const EASY_BY_WEEK = 26 * 7;
/** Short enough for most months of a year to be known. */
const WITHIN = 90;

/** @throws WrongParameter */
function wholeNumber(parameters: URLSearchParams, name: string, [least, most]: [number, number]): number | undefined {
  const given = parameters.get(name) || undefined;
  if (given === undefined) return undefined;
  const parsed = z.coerce.number().int().min(least).max(most).safeParse(given);
  if (!parsed.success) throw new WrongParameter(name, `must be ${least} to ${most}`);
  return parsed.data;
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askConverting(parameters: URLSearchParams, today: Day): ConvertingAsked {
  const asked = ask(parameters, today);
  const { funnel, period } = asked;
  const steps = funnel.steps.length;
  const first = wholeNumber(parameters, 'first', [1, Math.max(1, steps - 1)]) ?? 1;
  const usual = keyStepOf(funnel) > first ? keyStepOf(funnel) : steps;
  const last = wholeNumber(parameters, 'last', [Math.min(first + 1, steps), steps]) ?? usual;
  return {
    ...asked,
    view: chosen(parameters, 'view', VIEWS) ?? 'days',
    first,
    last,
    within: wholeNumber(parameters, 'within', [1, 1_095]) ?? Math.min(WITHIN, funnel.window),
    per: chosen(parameters, 'per', PERS) ?? (daysBetween(period.from, period.to) < EASY_BY_WEEK ? 'week' : 'month')
  };
}
