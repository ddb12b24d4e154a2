/** A period of whole days, the last one included. */
import { addDays, Day, daysBetween } from '#time/day.ts';
import { z } from 'zod';

export const Period = z
  .object({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'lies before from' })
  // Which days the engine knows; far beyond them a year has no four digits either.
  .refine(({ from }) => from >= '1970-01-01', { path: ['from'], message: 'lies before 1970' })
  .refine(({ to }) => to < '2149-01-01', { path: ['to'], message: 'lies after 2148' })
  .refine(({ from, to }) => daysBetween(from, to) < 3_700, { path: ['from'], message: 'at most ten years' });
export type Period = z.infer<typeof Period>;

/** The last n days up to and including a day. */
export function lastDays(today: Day, days: number): Period {
  return { from: addDays(today, 1 - days), to: today };
}

/** The period of equal length right before. */
export function previous({ from, to }: Period): Period {
  const length = daysBetween(from, to) + 1;
  return { from: addDays(from, -length), to: addDays(from, -1) };
}
