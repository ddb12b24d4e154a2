/** Stickiness: in how many weeks of a month those who use the box in it do so. */
import { isSmall, SMALLEST } from '#statistics/hiding.ts';
import { tQuantile } from '#statistics/distribution.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';

/** Mondays of the weeks that belong to a month: those of which the Thursday lies in it, as with weeks of a year (ISO 8601). */
export function weeksOf(month: Day): Day[] {
  // Three days on is in the week of the first Thursday, whatever day the month begins on.
  const start = mondayOf(addDays(month, 3));
  return Array.from({ length: 5 }, (_, index) => addDays(start, 7 * index)).filter((monday) =>
    addDays(monday, 3).startsWith(month.slice(0, 7))
  );
}

export interface Sticky {
  month: Day;
  /** Weeks that belong to it. */
  weeks: number;
  /** Used the box in at least one of them; undefined where it must stay hidden, as all below. */
  organisations: number | undefined;
  /** Weeks in which they did, on average, with its interval; never of companies. */
  mean: Share | undefined;
  /** Share that did in two weeks or more. */
  several: Share | undefined;
  /** That it is less than this, where no more may be said. */
  below: number | undefined;
}

/** Whether its weeks are just the days of the month: whoever used the box in them are then a diagonal of retention by month. */
const isJustMonth = (month: Day, weeks: readonly Day[]): boolean =>
  weeks[0] === month && addDays(weeks.at(-1)!, 7).endsWith('-01');

/**
 * Of companies only how many did so in two weeks or more: the average with its interval, times their number, is an equation in the
 * counts by number of weeks, and the sum of a diagonal of retention by week, from which what is hidden there could be worked out.
 * The interval of the mean is Student's t over organisations, within what is possible. Where all are alike their spread says nothing:
 * then so many may differ, as far as they can, as the interval of a share of none has at most.
 * @param counts organisations by the number of weeks in which they used the box, from one week
 */
export function stickinessOf(month: Day, counts: readonly number[], isCareful: boolean): Sticky {
  const mondays = weeksOf(month);
  const weeks = mondays.length;
  const n = counts.reduce((a, b) => a + b, 0);
  const hidden = { month, weeks, mean: undefined, several: undefined, below: undefined };
  if (isCareful && (isSmall(n) || isJustMonth(month, mondays))) return { ...hidden, organisations: undefined };
  const more = n - (counts[0] ?? 0);
  // Beside the number of organisations the share would tell how few are on one side.
  if (n === 0 || (isCareful && (isSmall(more) || isSmall(n - more))))
    return { ...hidden, organisations: n, below: isSmall(more) && n > SMALLEST ? SMALLEST / n : undefined };
  const several = wilson(more, n);
  if (isCareful) return { ...hidden, organisations: n, several };
  const value = counts.reduce((total, count, index) => total + count * (index + 1), 0) / n;
  const squares = counts.reduce((total, count, index) => total + count * (index + 1 - value) ** 2, 0);
  const others = squares === 0 ? wilson(0, n)!.high : 0;
  const half = n === 1 ? 0 : tQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  const mean = {
    value,
    low: Math.max(1, value - half - others * (value - 1)),
    high: Math.min(weeks, value + half + others * (weeks - value))
  };
  return { month, weeks, organisations: n, mean, several, below: undefined };
}
