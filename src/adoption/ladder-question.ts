/** A question about the ladder as it stands in a URL. */
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import type { Boundaries } from '#organisations/municipality.ts';
import { askedPeriod, chosen, filtersOf, placesOf } from '#adoption/question.ts';
import type { Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** What the ladder knows of an organisation at any moment; where it came by belongs to a visit. */
export const SIDES = ['municipality', 'region', 'sector', 'size'] as const;
export type Side = (typeof SIDES)[number];

/** Where they stand, where they went, how long it takes, and for which kinds of messages they are reachable. */
export const VIEWS = ['stock', 'flows', 'time', 'types'] as const;
export type View = (typeof VIEWS)[number];

export interface LadderAsked {
  population: Climber;
  period: Period;
  /** Municipalities as they are today, or as they were in each week. */
  boundaries: Boundaries;
  /** Empty is all. */
  filters: Readonly<Record<Side, readonly string[]>>;
  by: Side | undefined;
  view: View;
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askLadder(parameters: URLSearchParams, today: Day): LadderAsked {
  return {
    population: chosen(parameters, 'population', CLIMBERS) ?? 'company',
    period: askedPeriod(parameters, today),
    ...placesOf(parameters, filtersOf(parameters, SIDES)),
    by: chosen(parameters, 'by', SIDES),
    view: chosen(parameters, 'view', VIEWS) ?? 'stock'
  };
}
