/** Before and after an intervention that was not drawn, beside whoever was not approached: an indication, and never proof. */
import {
  changedMore,
  trendsBefore,
  type Difference,
  type Followed,
  type TrendsBefore
} from '#statistics/parallel-trends.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';
import { z } from 'zod';

/** Question in a URL. */
export const Asked = z.object({ intervention: z.string().max(80).default('') });

/** Days of a period: whole weeks, so that each day of the week counts alike. */
export const PERIOD_DAYS = 28;
/** Periods before and after that are looked at, where there are as many. */
const MOST = 6;

export interface Span {
  begun: Day;
  /** The day after its last. */
  ended: Day;
}

/**
 * Periods before the intervention began and after it ended; while it went on belongs to neither.
 * @param first day of which there is anything to tell; @param until the day after the last one
 */
export function spansAround(
  { begins, ends }: { begins: Day; ends: Day },
  first: Day,
  until: Day
): { before: Span[]; after: Span[] } {
  const start = mondayOf(begins);
  const next = addDays(mondayOf(ends), 7);
  const span = (from: Day, place: number): Span => ({
    begun: addDays(from, place * PERIOD_DAYS),
    ended: addDays(from, (place + 1) * PERIOD_DAYS)
  });
  const places = Array.from({ length: MOST }, (_, place) => place);
  return {
    before: places.map((place) => span(start, place - MOST)).filter(({ begun }) => begun >= first),
    after: places.map((place) => span(next, place)).filter(({ ended }) => ended <= until)
  };
}

/** What is followed: a municipality, a sector, a team or a public body, with its counts in every period. */
export interface Unit {
  name: string;
  approached: boolean;
  before: readonly { sum: number; size: number }[];
  after: readonly { sum: number; size: number }[];
}

export interface Point {
  sum: number;
  size: number;
}

export interface Compared {
  /** How many are followed of each. */
  approached: number;
  others: number;
  /** Counts of all of a kind per period, before and then after. */
  course: { approached: Point[]; others: Point[] };
  /** More than the others changed; undefined where too few are followed. */
  effect: Difference | undefined;
  trends: TrendsBefore | undefined;
  /** The effect beside only those of like size. */
  alike: (Difference & { others: number }) | undefined;
  verdict: 'few' | 'trends_differ' | 'no_difference' | 'better' | 'worse';
}

/** Others count as of like size within this factor of the smallest and the largest approached. */
const LIKE = 2;

const total = (points: readonly Point[]): Point => ({
  sum: points.reduce((sum, one) => sum + one.sum, 0),
  size: points.reduce((sum, one) => sum + one.size, 0)
});

const followed = ({ before, after }: Unit): Followed => {
  const rates = (points: readonly Point[]) => points.map(({ sum, size }) => sum / size);
  const all = total([...before, ...after]);
  return { size: all.size / (before.length + after.length), before: rates(before), after: rates(after) };
};

function course(units: readonly Unit[]): Point[] {
  const length = units[0] ? units[0].before.length + units[0].after.length : 0;
  return Array.from({ length }, (_, place) => total(units.map(({ before, after }) => [...before, ...after][place]!)));
}

/**
 * Units in which some period has nobody are left out: a rate of nothing is none. Others are matched by size alone: matching by what they
 * did before makes differences of its own, because what was high by chance falls back (Daw & Hatfield 2018, Health Services Research
 * 53:4138–4156).
 */
export function compare(units: readonly Unit[]): Compared {
  const whole = units.filter(({ before, after }) => [...before, ...after].every(({ size }) => size > 0));
  const [approached, others] = [true, false].map((which) => whole.filter((one) => one.approached === which)) as [
    Unit[],
    Unit[]
  ];
  const [own, beside] = [approached.map(followed), others.map(followed)];
  const effect = changedMore(beside, own);
  const sizes = own.map(({ size }) => size);
  const [least, most] = [Math.min(...sizes) / LIKE, Math.max(...sizes) * LIKE];
  const like = beside.filter(({ size }) => size >= least && size <= most);
  const alike = like.length < beside.length ? changedMore(like, own) : undefined;
  const trends = trendsBefore(beside, own);
  return {
    approached: own.length,
    others: beside.length,
    course: { approached: course(approached), others: course(others) },
    effect,
    trends,
    alike: alike && { ...alike, others: like.length },
    verdict: !effect
      ? 'few'
      : trends?.verdict === 'different'
        ? 'trends_differ'
        : effect.low > 0
          ? 'better'
          : effect.high < 0
            ? 'worse'
            : 'no_difference'
  };
}
