/** A period of whole days, the last one included. */
import { addDays, Day, daysBetween, monthAfter } from '#time/day.ts';
import { z } from 'zod';

/** Why a period cannot be, in words for programs; `params.fault` of an issue says which. */
const FAULTS = {
  order: { path: ['to'], message: 'lies before from' },
  early: { path: ['from'], message: 'lies before 1970' },
  late: { path: ['to'], message: 'lies after 2148' },
  long: { path: ['from'], message: 'at most ten years' }
};
const because = (fault: keyof typeof FAULTS) => ({ ...FAULTS[fault], params: { fault } });

export const Period = z
  .object({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, because('order'))
  // Which days the engine knows; far beyond them a year has no four digits either.
  .refine(({ from }) => from >= '1970-01-01', because('early'))
  .refine(({ to }) => to < '2149-01-01', because('late'))
  .refine(({ from, to }) => daysBetween(from, to) < 3_700, because('long'));
export type Period = z.infer<typeof Period>;

export type PeriodFault = keyof typeof FAULTS | 'day' | 'missing';

/** Thrown with the name of the parameter; a route turns it into a refusal, a page into a sentence. */
export class WrongPeriod extends Error {
  readonly parameter: 'from' | 'to';
  readonly fault: PeriodFault;
  constructor(parameter: 'from' | 'to', fault: PeriodFault, message: string) {
    super(message);
    this.parameter = parameter;
    this.fault = fault;
  }
}

/**
 * The period from one day up to and including another, as somebody wrote them.
 * @throws WrongPeriod
 */
export function periodOf(from: string, to: string): Period {
  const parsed = Period.safeParse({ from, to });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const parameter = issue?.path[0] === 'to' ? 'to' : 'from';
  const rule = issue?.code === 'custom' ? (issue.params?.['fault'] as PeriodFault) : undefined;
  const isMissing = (parameter === 'to' ? to : from) === '';
  throw new WrongPeriod(parameter, rule ?? (isMissing ? 'missing' : 'day'), issue?.message ?? '');
}

/** The last n days up to and including a day. */
export function lastDays(today: Day, days: number): Period {
  return { from: addDays(today, 1 - days), to: today };
}

/** The period of equal length right before. */
export function previous({ from, to }: Period): Period {
  const length = daysBetween(from, to) + 1;
  return { from: addDays(from, -length), to: addDays(from, -1) };
}

/** The months of a period by their first and last day; one that the period has only part of is not whole. */
export function monthsOf({ from, to }: Period): { month: Day; last: Day; isWhole: boolean }[] {
  const months: { month: Day; last: Day; isWhole: boolean }[] = [];
  for (let month = monthAfter(from, 0); month <= to;) {
    const next = monthAfter(month, 1);
    const last = addDays(next, -1);
    months.push({ month, last, isWhole: month >= from && last <= to });
    month = next;
  }
  return months;
}
