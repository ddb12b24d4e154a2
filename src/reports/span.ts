/** Weeks, months and quarters: which one a day is in, which came before, and which are due to be published. */
import type { Kind } from '#reports/report.ts';
import { addDays, mondayOf, monthAfter, type Day } from '#time/day.ts';
import { previous, type Period } from '#time/period.ts';

/** Kinds that are published by themselves. */
export const REGULAR = ['week', 'month', 'quarter'] as const satisfies readonly Kind[];
export type Regular = (typeof REGULAR)[number];

/** Periods of a kind that are caught up at most after nothing ran. */
export const MOST_MISSED = 12;

/** The week (ISO 8601), month or quarter that a day is in. */
export function around(kind: Regular, day: Day): Period {
  if (kind === 'week') return { from: mondayOf(day), to: addDays(mondayOf(day), 6) };
  const into = kind === 'month' ? 0 : (Number(day.slice(5, 7)) - 1) % 3;
  const from = monthAfter(day, -into);
  return { from, to: addDays(monthAfter(from, kind === 'month' ? 1 : 3), -1) };
}

/** The period of the same kind right before; of an own one, as many days. */
export const before = (kind: Kind, period: Period): Period =>
  kind === 'own' ? previous(period) : around(kind, addDays(period.from, -1));

/** Whether this is a whole period of its kind. */
export function isWhole(kind: Kind, { from, to }: Period): boolean {
  if (kind === 'own') return from <= to;
  const whole = around(kind, from);
  return whole.from === from && whole.to === to;
}

/**
 * Which periods of a kind are due, in order: the last that has ended, and before it those that were missed since the newest
 * that was published, as far as MOST_MISSED goes.
 * @param published last day of the newest that was published; undefined when there is none
 * @param today what has not ended before it is not due
 */
export function due(kind: Regular, published: Day | undefined, today: Day): Period[] {
  const periods: Period[] = [];
  let period = before(kind, around(kind, today));
  while (periods.length < MOST_MISSED && (published === undefined ? periods.length === 0 : period.to > published)) {
    periods.unshift(period);
    period = before(kind, period);
  }
  return periods;
}
