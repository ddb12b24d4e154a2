/** Quarters of the calendar, in which slow things are looked at once. */
import { addDays, mondayOf, monthAfter, type Day } from '#time/day.ts';
import type { Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export interface Quarter {
  /** Its first and last day. */
  from: Day;
  to: Day;
  /** Monday of the week in which it ends, when it is looked at. */
  week: Day;
}

/** The quarter that a day is in. */
export function quarterOf(day: Day): Quarter {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
  const from = `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
  const to = addDays(monthAfter(from, 3), -1);
  return { from, to, week: mondayOf(to) };
}

export const before = ({ from }: Quarter): Quarter => quarterOf(addDays(from, -1));

/** Quarters that end in one of the weeks. */
export const endingIn = (weeks: readonly Day[]): Quarter[] =>
  weeks
    .map((week) => ({ quarter: quarterOf(week), week }))
    .flatMap(({ quarter, week }) => (quarter.week === week ? [quarter] : []));

export const quarterName = ({ from }: Quarter, language: Language): string =>
  m.moments_quarter_name({ quarter: (Number(from.slice(5, 7)) + 2) / 3, year: from.slice(0, 4) }, { locale: language });
