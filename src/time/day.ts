/** Days as yyyy-mm-dd in Europe/Amsterdam, the one time-zone rule; moments are milliseconds since 1970. */
import { z } from 'zod';

const ZONE = 'Europe/Amsterdam';
const DAY = 86_400_000;

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

/** Wall clock in Amsterdam of a moment, as if it were UTC. */
function wallClock(moment: number): number {
  const part = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!, part['second']!);
}

/**
 * The moment of an Amsterdam wall clock time given as if it were UTC. A time that a spring change skips is read as the
 * hour after; of a time that an autumn change repeats, the first is meant.
 */
export function fromWallClock(wall: number): number {
  const offsets = [wall - DAY, wall + DAY].map(
    (around) => wallClock(Math.floor(around / 1000) * 1000) - Math.floor(around / 1000) * 1000
  );
  for (const offset of [Math.max(...offsets), Math.min(...offsets)]) {
    const moment = wall - offset;
    if (wallClock(Math.floor(moment / 1000) * 1000) === Math.floor(wall / 1000) * 1000) return moment;
  }
  return wall - Math.min(...offsets);
}

/** First moment of a day. */
export function startOf(day: Day): number {
  return fromWallClock(Date.parse(`${day}T00:00:00Z`));
}

/** The day a moment falls on. */
export function dayOf(moment: number): Day {
  return new Date(wallClock(Math.floor(moment / 1000) * 1000)).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Days from one to the other; negative when the other comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / DAY);
}
