/** A question about moments as it stands in a URL. */
import { CLIMBERS } from '#adoption/ladder.ts';
import { askedPeriod, chosen, WrongParameter } from '#adoption/question.ts';
import { KINDS, TONES } from '#moments/moment.ts';
import type { Filters } from '#moments/scope.ts';
import type { Day } from '#time/day.ts';
import { lastDays, type Period } from '#time/period.ts';

export interface MomentsAsked {
  period: Period;
  filters: Filters;
}

/** Days that are told of when nobody says: half a year. */
const DAYS = 182;

function name(parameters: URLSearchParams, key: string): string | undefined {
  const value = parameters.get(key) || undefined;
  if (value !== undefined && value.length > 200) throw new WrongParameter(key, 'has at most 200 characters');
  return value;
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askMoments(parameters: URLSearchParams, today: Day): MomentsAsked {
  const saysWhen = ['from', 'to', 'days'].some((key) => parameters.get(key));
  return {
    period: saysWhen ? askedPeriod(parameters, today) : lastDays(today, DAYS),
    filters: {
      kind: chosen(parameters, 'kind', KINDS),
      tone: chosen(parameters, 'tone', TONES),
      population: chosen(parameters, 'population', CLIMBERS),
      team: name(parameters, 'team'),
      site: name(parameters, 'site')
    }
  };
}
