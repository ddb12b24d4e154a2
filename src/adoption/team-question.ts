/** A question about consistency between teams as it stands in a URL. */
import { z } from 'zod';
import { askedPeriod, WrongParameter } from '#adoption/question.ts';
import type { Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** What is compared: teams, or authorities as a whole. */
export const UNITS = ['team', 'authority'] as const;
export type Unit = (typeof UNITS)[number];

/** Which share goes how, how long an answer takes, and which paths are taken. */
export const TEAM_VIEWS = ['share', 'time', 'paths'] as const;
export type TeamView = (typeof TEAM_VIEWS)[number];

/** Through the message box alone, or through a portal too. */
export const MEASURES = ['box', 'digital'] as const;
export type Measure = (typeof MEASURES)[number];

export interface TeamsAsked {
  period: Period;
  by: Unit;
  view: TeamView;
  measure: Measure;
  /** Empty is the one with most items. */
  process: string;
  /** Empty is all. */
  authority: string;
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askTeams(parameters: URLSearchParams, today: Day): TeamsAsked {
  const choice = <const T extends readonly [string, ...string[]]>(name: string, options: T): T[number] => {
    const given = z.enum(options).safeParse(parameters.get(name) || options[0]);
    if (!given.success) throw new WrongParameter(name, `must be one of ${options.join(', ')}`);
    return given.data as T[number];
  };
  const text = (name: string): string => {
    const value = parameters.get(name) ?? '';
    if (value.length > 200) throw new WrongParameter(name, 'has at most 200 characters');
    return value;
  };
  return {
    period: askedPeriod(parameters, today),
    by: choice('by', UNITS),
    view: choice('view', TEAM_VIEWS),
    measure: choice('measure', MEASURES),
    process: text('process'),
    authority: text('authority')
  };
}
