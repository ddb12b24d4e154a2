/** A funnel question as it stands in a URL: parsed, with the parameter named that is wrong. */
import { z } from 'zod';
import { DIMENSIONS, type Dimension, type Filters } from '#adoption/dimension.ts';
import { decode, DEFAULT_FUNNELS, Population, withoutValue, type Funnel } from '#adoption/funnel.ts';
import { BOUNDARIES, todayOf, type Boundaries } from '#organisations/municipality.ts';
import { Day } from '#time/day.ts';
import { lastDays, periodOf, previous, WrongPeriod, type Period, type PeriodFault } from '#time/period.ts';

export interface Asked {
  /** Municipalities as they are today, or as they were at the end of the period. */
  boundaries: Boundaries;
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

/** Why a parameter cannot be: of a period as it says itself, of a funnel or a filter in it, no number, or just not one of the choices. */
export type Fault = PeriodFault | 'funnel' | 'value' | 'choice' | 'number';

/** Thrown with the name of the parameter; a route turns it into a refusal, a page into a sentence. */
export class WrongParameter extends Error {
  readonly parameter: string;
  readonly fault: Fault;
  /** The step (from 1) that is wrong, where it is a step. */
  readonly step: number | undefined;
  constructor(parameter: string, message: string, fault: Fault = 'choice', step?: number) {
    super(message);
    this.parameter = parameter;
    this.fault = fault;
    this.step = step;
  }
}

const PRESETS = { '30': 30, '90': 90, '365': 365 } as const;
type Preset = keyof typeof PRESETS;

/** Which of the ready-made periods this is, however it was asked. */
export function presetOf(period: Period, today: Day): Preset | undefined {
  if (period.to !== today) return undefined;
  return (Object.keys(PRESETS) as Preset[]).find((name) => lastDays(today, PRESETS[name]).from === period.from);
}

/** @throws WrongParameter */
export function askedPeriod(parameters: URLSearchParams, today: Day): Period {
  const [from, to, preset] = ['from', 'to', 'days'].map((name) => parameters.get(name) ?? '');
  if (preset) {
    if (!Object.hasOwn(PRESETS, preset)) throw new WrongParameter('days', 'must be 30, 90 or 365');
    return lastDays(today, PRESETS[preset as Preset]);
  }
  // Who names the last day alone, as what is kept of a moment does, means the year up to it.
  const end = from ? undefined : Day.safeParse(to || today).data;
  if (end !== undefined) return lastDays(end, 365);
  try {
    return periodOf(from ?? '', to || today);
  } catch (error) {
    if (error instanceof WrongPeriod) throw new WrongParameter(error.parameter, error.message, error.fault);
    throw error;
  }
}

function funnelOf(parameters: URLSearchParams): { funnel: Funnel; own: boolean } {
  const given = parameters.get('funnel');
  if (given) {
    const funnel = decode(given);
    if (!funnel) throw new WrongParameter('funnel', 'is not a funnel', 'funnel');
    const step = withoutValue(funnel);
    if (step) throw new WrongParameter('funnel', `step ${step} has a filter without a value`, 'value', step);
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

/**
 * One of the choices, or nothing.
 * @throws WrongParameter
 */
export function chosen<const Options extends readonly [string, ...string[]]>(
  parameters: URLSearchParams,
  name: string,
  options: Options
): Options[number] | undefined {
  const given = parameters.get(name) || undefined;
  if (given !== undefined && !options.includes(given))
    throw new WrongParameter(name, `must be one of ${options.join(', ')}`);
  return given;
}

/** @throws WrongParameter */
export function filtersOf<Side extends Dimension>(
  parameters: URLSearchParams,
  sides: readonly Side[]
): Record<Side, string[]> {
  return Object.fromEntries(
    sides.map((side) => {
      const values = parameters.getAll(side).filter((value) => value !== '');
      // Left out, it would show more than was asked.
      if (values.some((value) => value.length > 200)) throw new WrongParameter(side, 'has at most 200 characters');
      return [side, values];
    })
  ) as Record<Side, string[]>;
}

/**
 * By which boundaries, and the municipalities that are asked about: by those of today a merged one is what it came to be part of.
 * @throws WrongParameter
 */
export function placesOf<Filters extends { municipality: readonly string[] }>(
  parameters: URLSearchParams,
  filters: Filters
): { boundaries: Boundaries; filters: Filters } {
  const boundaries = chosen(parameters, 'boundaries', BOUNDARIES) ?? 'now';
  if (boundaries === 'then') return { boundaries, filters };
  const municipality = filters.municipality.map((value) => {
    const name = todayOf(value);
    if (name === '') throw new WrongParameter('municipality', `${value} is not one municipality today`);
    return name;
  });
  return { boundaries, filters: { ...filters, municipality } };
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function ask(parameters: URLSearchParams, today: Day): Asked {
  const { funnel, own } = funnelOf(parameters);
  const period = askedPeriod(parameters, today);
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
    ...placesOf(parameters, filtersOf(parameters, DIMENSIONS)),
    breakdown: breakdown.data,
    stuck: stuck.data
  };
}

/**
 * The question that is left without what is wrong with it, and what that was: a page answers as much as it can.
 * Of a period that cannot be both days are left out.
 */
export function withoutFaults<Question>(
  asks: (parameters: URLSearchParams, today: Day) => Question,
  parameters: URLSearchParams,
  today: Day
): { asked: Question; faults: WrongParameter[] } {
  const left = new URLSearchParams(parameters);
  const faults: WrongParameter[] = [];
  for (;;) {
    try {
      return { asked: asks(left, today), faults };
    } catch (error) {
      if (!(error instanceof WrongParameter)) throw error;
      faults.push(error);
      for (const name of ['from', 'to'].includes(error.parameter) ? ['from', 'to'] : [error.parameter])
        left.delete(name);
    }
  }
}
