/** A funnel question as it stands in a URL: parsed, with the parameter named that is wrong. */
import { z } from 'zod';
import { DIMENSIONS, type Dimension, type Filters } from '#adoption/dimension.ts';
import { decode, DEFAULT_FUNNELS, Population, type Funnel } from '#adoption/funnel.ts';
import type { Day } from '#time/day.ts';
import { lastDays, Period, previous } from '#time/period.ts';

export interface Asked {
  funnel: Funnel;
  /** Given as a whole in the URL, so not a default one. */
  own: boolean;
  period: Period;
  /** The period before, when asked to compare. */
  before: Period | undefined;
  filters: Filters;
  breakdown: Dimension | undefined;
  /** The step (from 1) whose drop-off is looked at. */
  stuck: number | undefined;
}

/** Thrown with the name of the parameter; a route turns it into a refusal. */
export class WrongParameter extends Error {
  readonly parameter: string;
  constructor(parameter: string, message: string) {
    super(message);
    this.parameter = parameter;
  }
}

const PRESETS = { '30': 30, '90': 90, '365': 365 } as const;

function periodOf(parameters: URLSearchParams, today: Day): Period {
  const [from, to, preset] = ['from', 'to', 'days'].map((name) => parameters.get(name) ?? '');
  if (preset) {
    if (!Object.hasOwn(PRESETS, preset)) throw new WrongParameter('days', 'must be 30, 90 or 365');
    return lastDays(today, PRESETS[preset as keyof typeof PRESETS]);
  }
  if (!from && !to) return lastDays(today, 365);
  const parsed = Period.safeParse({ from: from || undefined, to: to || today });
  if (!parsed.success)
    throw new WrongParameter(String(parsed.error.issues[0]?.path[0] ?? 'from'), parsed.error.issues[0]?.message ?? '');
  return parsed.data;
}

function funnelOf(parameters: URLSearchParams): { funnel: Funnel; own: boolean } {
  const given = parameters.get('funnel');
  if (given) {
    const funnel = decode(given);
    if (!funnel) throw new WrongParameter('funnel', 'is not a funnel');
    return { funnel, own: true };
  }
  const population = Population.exclude(['visitor']).safeParse(parameters.get('population') ?? 'company');
  if (!population.success) throw new WrongParameter('population', 'must be company, authority or department');
  const base = DEFAULT_FUNNELS[population.data];
  const window = parameters.get('window');
  if (window === null) return { funnel: base, own: false };
  const days = z.coerce.number().int().min(1).max(1_095).safeParse(window);
  if (!days.success) throw new WrongParameter('window', 'must be 1 to 1095 days');
  return { funnel: { ...base, window: days.data }, own: false };
}

function filtersOf(parameters: URLSearchParams): Filters {
  return Object.fromEntries(
    DIMENSIONS.map((dimension) => {
      const values = parameters.getAll(dimension).filter((value) => value !== '');
      // Left out, it would show more than was asked.
      if (values.some((value) => value.length > 200)) throw new WrongParameter(dimension, 'has at most 200 characters');
      return [dimension, values];
    })
  );
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function ask(parameters: URLSearchParams, today: Day): Asked {
  const { funnel, own } = funnelOf(parameters);
  const period = periodOf(parameters, today);
  const breakdown = z
    .enum(DIMENSIONS)
    .optional()
    .safeParse(parameters.get('breakdown') || undefined);
  if (!breakdown.success) throw new WrongParameter('breakdown', `must be one of ${DIMENSIONS.join(', ')}`);
  const stuck = z.coerce
    .number()
    .int()
    .min(1)
    .max(funnel.steps.length)
    .optional()
    .safeParse(parameters.get('stuck') || undefined);
  if (!stuck.success) throw new WrongParameter('stuck', `must be 1 to ${funnel.steps.length}`);
  return {
    funnel,
    own,
    period,
    before: parameters.has('compare') ? previous(period) : undefined,
    filters: filtersOf(parameters),
    breakdown: breakdown.data,
    stuck: stuck.data
  };
}
