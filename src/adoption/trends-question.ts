/** A question about how use goes on, as it stands in a URL: standard metrics, retention, or paths. */
import { SIDES, type Side } from '#adoption/ladder-question.ts';
import { askedPeriod, chosen, filtersOf, placesOf, WrongParameter } from '#adoption/question.ts';
import { KEYS, type StandardKey } from '#adoption/standard.ts';
import type { Boundaries } from '#organisations/municipality.ts';
import { EVENT_NAME } from '#events/event.ts';
import { daysBetween, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export const VIEWS = ['metrics', 'retention', 'paths'] as const;
export type TrendsView = (typeof VIEWS)[number];

/** Those who can use the box again: of authorities no use is seen but that they answer. */
export const RETAINED = ['company', 'department'] as const;
export const PERS = ['week', 'month', 'quarter'] as const;
export type Per = (typeof PERS)[number];

export interface TrendsAsked {
  view: TrendsView;
  period: Period;
  /** The one that is looked at; all where it does not say. */
  metric: StandardKey | undefined;
  population: (typeof RETAINED)[number];
  /** Municipalities as they are today, or as they were at the end of the period. */
  boundaries: Boundaries;
  /** Empty is all. */
  filters: Readonly<Record<Side, readonly string[]>>;
  /** What cohorts are made of. */
  per: Per;
  /** The step around which paths are told. */
  event: string;
}

/** Days beyond which there are too many weeks to be read as columns, and beyond which months are easier to read. */
const MOST_BY_WEEK = 60 * 7;
const EASY_BY_WEEK = 26 * 7;

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askTrends(parameters: URLSearchParams, today: Day): TrendsAsked {
  const period = askedPeriod(parameters, today);
  const length = daysBetween(period.from, period.to) + 1;
  const per = chosen(parameters, 'per', PERS) ?? (length > EASY_BY_WEEK ? 'month' : 'week');
  if (per === 'week' && length > MOST_BY_WEEK)
    throw new WrongParameter('per', 'week takes a period of at most 60 weeks');
  const event = parameters.get('event') || 'login_failed';
  if (!EVENT_NAME.test(event)) throw new WrongParameter('event', 'must be the name of an event');
  return {
    view: chosen(parameters, 'view', VIEWS) ?? 'metrics',
    period,
    metric: chosen(parameters, 'metric', KEYS),
    population: chosen(parameters, 'population', RETAINED) ?? 'company',
    ...placesOf(parameters, filtersOf(parameters, SIDES)),
    per,
    event
  };
}
