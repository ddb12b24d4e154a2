/** Weeks as they are told: those with moments, and quiet ones, of which a row stands together. */
import type { Moment } from '#moments/moment.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';

export interface Told {
  /** Mondays of the first and the last week; the same of a week by itself. */
  from: Day;
  to: Day;
  moments: Moment[];
}

/**
 * @param moments the newest first
 * @param looked Mondays of weeks that were looked at; without moments they were quiet
 * @returns the newest first
 */
export function byWeek(moments: readonly Moment[], looked: readonly Day[]): Told[] {
  const of = Map.groupBy(moments, ({ day }) => mondayOf(day));
  const weeks = [...new Set([...of.keys(), ...looked])].sort().reverse();
  const told: Told[] = [];
  for (const week of weeks) {
    const own = of.get(week) ?? [];
    const last = told.at(-1);
    if (own.length === 0 && last?.moments.length === 0 && addDays(last.from, -7) === week) last.from = week;
    else told.push({ from: week, to: week, moments: own });
  }
  return told;
}
