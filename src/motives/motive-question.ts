/** A question about motives as it stands in a URL. */
import { z } from 'zod';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { SIDES, type Side } from '#adoption/ladder-question.ts';
import { chosen, filtersOf, WrongParameter } from '#adoption/question.ts';
import type { Day } from '#time/day.ts';

export interface MotivesAsked {
  population: Climber;
  /** Empty is all. */
  filters: Readonly<Record<Side, readonly string[]>>;
}

/** @throws WrongParameter */
export function populationOf(parameters: URLSearchParams): Climber {
  const population = z.enum(CLIMBERS).safeParse(parameters.get('population') || 'company');
  if (!population.success) throw new WrongParameter('population', `must be one of ${CLIMBERS.join(', ')}`);
  return population.data;
}

/** @throws WrongParameter */
export function askMotives(parameters: URLSearchParams): MotivesAsked {
  return { population: populationOf(parameters), filters: filtersOf(parameters, SIDES) };
}

/** Why not as it is now, or survey after survey. */
const VIEWS = ['shares', 'waves'] as const;

/** @throws WrongParameter */
export const motivesView = (parameters: URLSearchParams): (typeof VIEWS)[number] =>
  chosen(parameters, 'view', VIEWS) ?? 'shares';

/** What the table of where to act is divided by. */
export const DIVISIONS = ['sector', 'size', 'region'] as const;
export type Division = (typeof DIVISIONS)[number];

export interface WhereAsked extends MotivesAsked {
  by: readonly Division[];
  /** Of a hundred organisations that are helped with their motive, so many come to use the box; undefined until somebody says so. */
  gain: number | undefined;
}

/** @throws WrongParameter */
export function askWhere(parameters: URLSearchParams): WhereAsked {
  const by = z.array(z.enum(DIVISIONS)).safeParse(parameters.getAll('by').filter((value) => value !== ''));
  if (!by.success) throw new WrongParameter('by', `must be of ${DIVISIONS.join(', ')}`);
  const gain = z.coerce
    .number()
    .gt(0)
    .max(100)
    .optional()
    .safeParse(parameters.get('gain') || undefined);
  if (!gain.success) throw new WrongParameter('gain', 'must be a number from 0 to 100', 'number');
  return {
    ...askMotives(parameters),
    by: by.data.length > 0 ? [...new Set(by.data)] : ['sector', 'size'],
    gain: gain.data
  };
}

export interface ChangeAsked extends MotivesAsked {
  /** First of a month: how it was when that began. */
  from: Day;
  /** The same, or now where undefined. */
  to: Day | undefined;
}

/** So many months back can be chosen: as long as events are kept. */
const MONTHS = 12;

/** Days on which months began, newest first. */
export function monthsBefore(today: Day): Day[] {
  const [year, month] = today.split('-').map(Number);
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(year!, month! - 1 - back, 1)).toISOString().slice(0, 10)
  );
}

/** @throws WrongParameter */
export function askChange(parameters: URLSearchParams, today: Day): ChangeAsked {
  const months = monthsBefore(today);
  const month = (name: string): Day | undefined => {
    const given = parameters.get(name) || undefined;
    if (given !== undefined && !months.includes(given))
      throw new WrongParameter(name, `must be the first day of one of the last ${MONTHS} months`);
    return given;
  };
  const [from, to] = [month('from') ?? months[5]!, month('to')];
  if (to !== undefined && to <= from) throw new WrongParameter('to', 'must be after from', 'order');
  return { ...askMotives(parameters), from, to };
}
