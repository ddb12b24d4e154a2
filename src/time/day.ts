/** Days as yyyy-mm-dd in Europe/Amsterdam, the one time-zone rule; moments are milliseconds since 1970. */
import { z } from 'zod';

const ZONE = 'Europe/Amsterdam';
/** Milliseconds between the same clock time of two days, but for a change of the clocks. */
export const DAY = 86_400_000;

export const Day = z.iso.date();
export type Day = string;

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23'
});

// Asking the calendar costs 10 µs, and a file asks a million times about the same few hours. Clocks change on the hour (UTC).
const HOUR = 3_600_000;
const REMEMBERED = 50_000;
const offsets = new Map<number, number>();

/** Milliseconds that Amsterdam is ahead of UTC at a moment. */
function offsetAt(moment: number): number {
  const hour = Math.floor(moment / HOUR) * HOUR;
  let offset = offsets.get(hour);
  if (offset === undefined) {
    const part = Object.fromEntries(parts.formatToParts(hour).map(({ type, value }) => [type, Number(value)]));
    const wall = Date.UTC(
      part['year']!,
      part['month']! - 1,
      part['day']!,
      part['hour']!,
      part['minute']!,
      part['second']!
    );
    offset = wall - hour;
    if (offsets.size >= REMEMBERED) offsets.clear();
    offsets.set(hour, offset);
  }
  return offset;
}

/**
 * The moment of an Amsterdam wall clock time given as if it were UTC. A time that a spring change skips is read as the
 * hour after; of a time that an autumn change repeats, the first is meant.
 */
export function fromWallClock(wall: number): number {
  const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(wall - offset) === offset) return wall - offset;
  }
  return wall - Math.min(before, after);
}

/** First moment of a day. */
export function startOf(day: Day): number {
  return fromWallClock(Date.parse(`${day}T00:00:00Z`));
}

/** The day a moment falls on. */
export function dayOf(moment: number): Day {
  return new Date(moment + offsetAt(moment)).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Days from one to the other; negative when the other comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / DAY);
}

/** The first day of the week of a day. */
export function mondayOf(day: Day): Day {
  return addDays(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}

/** The first day of a month so many months after the one of a day. */
export function monthAfter(day: Day, months: number): Day {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

/** Number of a week (ISO 8601) and the year it belongs to, of any day in it. */
export function weekOf(day: Day): { week: number; year: number } {
  // The year of its Thursday; the first week is the one with the fourth of January.
  const thursday = addDays(mondayOf(day), 3);
  const year = Number(thursday.slice(0, 4));
  return { year, week: Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1 };
}
