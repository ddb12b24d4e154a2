/** A question that can be answered, in place of one that was too wide. */
import { daysBetween } from '#time/day.ts';
import { Period } from '#time/period.ts';

/** Pages that take a period, and its ready-made lengths. */
const OF_A_PERIOD = [
  '/adoption',
  '/adoption/time',
  '/adoption/ladder',
  '/adoption/channels',
  '/adoption/teams',
  '/adoption/trends',
  '/moments'
];
const SHORT = 90;

/** The days that were asked for, where they are few enough. */
function short(parameters: URLSearchParams): Record<string, string> | undefined {
  const [from = '', to = '', days] = ['from', 'to', 'days'].map((name) => parameters.get(name) ?? '');
  if (days) return Number(days) <= SHORT ? { days } : undefined;
  const period = Period.safeParse({ from, to });
  return period.success && daysBetween(from, to) < SHORT ? { from, to } : undefined;
}

/**
 * The same page with less: first the last 90 days, with whatever else was chosen; then without that. Of a page without a period the page
 * as it begins.
 * @returns undefined when nothing less can be asked there
 */
export function narrower({ pathname, search, searchParams }: URL): { href: string; is: 'short' | 'plain' } | undefined {
  if (!OF_A_PERIOD.includes(pathname)) return search === '' ? undefined : { href: pathname, is: 'plain' };
  const few = short(searchParams);
  const others = [...searchParams].filter(([name, value]) => !['from', 'to', 'days'].includes(name) && value !== '');
  if (!few) return { href: `${pathname}?${new URLSearchParams([...others, ['days', String(SHORT)]])}`, is: 'short' };
  return others.length > 0 ? { href: `${pathname}?${new URLSearchParams(few)}`, is: 'plain' } : undefined;
}
