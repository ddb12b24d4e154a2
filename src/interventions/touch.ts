/** When a company may be approached again: at most once within a term. */
import { z } from 'zod';
import { addDays, type Day } from '#time/day.ts';

/** Days from one approach to the next, at least. Source: the domain study, requirement 30 (four weeks). */
export const USUAL_TERM = 28;
export const Term = z.number().int().min(1).max(365);

/** Days strictly between which another approach is in the way. */
export const within = (day: Day, term: number): { after: Day; before: Day } => ({
  after: addDays(day, -term),
  before: addDays(day, term)
});

/**
 * The first day from a day on at which no approach is in the way.
 * @param days on which there was one, or will be, in any order
 */
export function freeFrom(days: readonly Day[], day: Day, term: number): Day {
  let free = day;
  for (const one of [...days].sort()) {
    const { after, before } = within(free, term);
    if (one > after && one < before) free = addDays(one, term);
  }
  return free;
}
