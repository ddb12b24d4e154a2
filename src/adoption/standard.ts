/** The standard metrics: what each measures and what it is held against; how a month of one is told, and what changed. */
import { FEWEST } from '#adoption/channels.ts';
import { designEffect, type Clustered } from '#statistics/funnel-plot.ts';
import { isSmall } from '#statistics/hiding.ts';
import { difference, wilson, type Share } from '#statistics/proportion.ts';
import type { Day } from '#time/day.ts';

/** What a figure is held against; where it comes from is said beside it. */
export interface Reference {
  name: 'seed' | 'brabant_reacted' | 'brabant_adequate' | 'opened_after_3' | 'opened_after_6' | 'valkenswaard';
  value: number;
}

export interface Standard {
  key: string;
  unit: 'share' | 'days';
  /** Days after which what began in a month has had its time: before them the month is not told. */
  ripens: number;
  references: readonly Reference[];
  /** Whether the intervals of months say nothing about a change, because these are largely about the same organisations. */
  isStanding?: boolean;
}

/** Weeks within which an authority has to answer at the latest (Awb 4:13). */
export const ANSWER_WEEKS = 8;
/** Days within which a form that was begun is sent. */
export const FORM_DAYS = 7;

/** Source: the domain study, requirement 11. */
export const STANDARDS = [
  // Of those who answer, and not weighed: who is asked about motives is (see the room motives).
  { key: 'awareness', unit: 'share', ripens: 0, references: [{ name: 'seed', value: 0.3 }] },
  {
    key: 'completion',
    unit: 'share',
    ripens: FORM_DAYS,
    references: [{ name: 'valkenswaard', value: 0.9 }]
  },
  { key: 'opened_3', unit: 'share', ripens: 21, references: [{ name: 'opened_after_3', value: 0.54 }] },
  { key: 'opened_6', unit: 'share', ripens: 42, references: [{ name: 'opened_after_6', value: 0.6 }] },
  {
    key: 'reaction',
    unit: 'share',
    ripens: 7 * ANSWER_WEEKS,
    references: [{ name: 'brabant_reacted', value: 0.46 }]
  },
  {
    key: 'adequate',
    unit: 'share',
    ripens: 0,
    // Adequate of all that were written to is 31%: of those that answered, as here, that is 31 of 46.
    references: [{ name: 'brabant_adequate', value: 0.31 / 0.46 }],
    isStanding: true
  },
  // By its items, of which many come from one organisation: no ground to call a change more than chance.
  { key: 'turnaround', unit: 'days', ripens: 7 * ANSWER_WEEKS, references: [], isStanding: true },
  { key: 'digital', unit: 'share', ripens: 0, references: [] },
  { key: 'lapsed', unit: 'share', ripens: 0, references: [], isStanding: true }
] as const satisfies readonly Standard[];

export type StandardKey = (typeof STANDARDS)[number]['key'];
export const KEYS = STANDARDS.map(({ key }) => key) as [StandardKey, ...StandardKey[]];

export function standardOf(key: StandardKey): Standard {
  return STANDARDS.find((one) => one.key === key)!;
}

export interface Month {
  /** Its first day. */
  month: Day;
  /** Of how many; undefined where that is too small to show. */
  n: number | undefined;
  /** A share, or days; undefined where there is none to tell. */
  value: Share | undefined;
  /** Why there is none: not yet all known, no longer all kept, nothing or too little to make one of, or too small to show. */
  why: 'early' | 'erased' | 'nothing' | 'few' | 'hidden' | undefined;
  /** Of bekendheid: how well they know it, where that is told; undefined where a part of it is too small to show. */
  levels?: Levels;
}

export const LEVELS = ['well', 'name', 'not'] as const;
export type Level = (typeof LEVELS)[number];

/** Shares of those that said how well they know the box, together everybody; each interval is of its own share. */
export interface Levels extends Readonly<Record<Level, Share>> {
  n: number;
}

/**
 * How well companies know the box; the parts of a whole that stands beside them hide each other, and so does what is left of it.
 * @param counts of all `n` of which `happened` know the box: who said how well, and of these who knows it well and who not at all
 */
export function levelsOf(counts: {
  n: number;
  happened: number;
  told: number;
  well: number;
  none: number;
}): Levels | undefined {
  const { n, happened, told: all, well, none } = counts;
  const name = all - well - none;
  const apart = [happened, n - happened, well, name, none, happened - well, n - happened - name - none];
  if (apart.some(isSmall)) return undefined;
  const [a, b, c] = [well, name, none].map((count) => wilson(count, all));
  return a && b && c && { n: all, well: a, name: b, not: c };
}

export interface Measured {
  key: StandardKey;
  /** False where no source that there is gives what is needed: that is unknown, and not zero. */
  isProvided: boolean;
  /** Names of sources whose messages are left out, because they do not give what is needed. */
  without: string[];
  /** Whole months of the period, in order. */
  months: Month[];
  /** The last month that is told. */
  last: Month | undefined;
  /** The difference with the month before it; without ends where these do not depend on chance alone. */
  change: { value: number; low: number | undefined; high: number | undefined } | undefined;
}

export const early = (month: Day): Month => ({ month, n: undefined, value: undefined, why: 'early' });
export const erased = (month: Day): Month => ({ month, n: undefined, value: undefined, why: 'erased' });
export const hidden = (month: Day): Month => ({ month, n: undefined, value: undefined, why: 'hidden' });

/** Of a handful nothing is said. */
function told(month: Day, n: number, value: Share | undefined): Month {
  if (n === 0) return { month, n, value: undefined, why: 'nothing' };
  return n < FEWEST ? { month, n, value: undefined, why: 'few' } : { month, n, value, why: undefined };
}

export const monthOfShare = (month: Day, happened: number, n: number): Month => told(month, n, wilson(happened, n));

/**
 * A share of items of which those of one organisation are alike, as certain as of so many fewer that stand by themselves.
 * @param units without those of sources that do not give what it needs
 */
export function monthOfClustered(month: Day, units: readonly Clustered[]): Month {
  const sum = (of: (unit: Clustered) => number) => units.reduce((so, unit) => so + of(unit), 0);
  const [n, count, clusters] = [sum((unit) => unit.n), sum((unit) => unit.count), sum((unit) => unit.clusters)];
  // Of few organisations it does not show how alike their items are: then all of one count as one.
  const design = Math.max(designEffect(units), clusters < FEWEST ? sum((unit) => unit.nn) / Math.max(1, n) : 1);
  const share = wilson(count / design, n / design);
  return told(month, n, share && { ...share, value: count / n });
}

/** Two-sided 95%. */
const Z = 1.959963984540054;

/**
 * The median of whole numbers with an interval by their order, for which it does not matter how they are divided.
 * Source: Conover (1999), Practical Nonparametric Statistics, 3.2; the ranks by the normal approximation of the binomial.
 * @param counts how many there are of each number, from 0
 */
export function medianOf(counts: readonly number[]): Share | undefined {
  const n = counts.reduce((a, b) => a + b, 0);
  if (n === 0) return undefined;
  const ranked = (rank: number) => {
    let left = Math.min(n, Math.max(1, rank));
    return counts.findIndex((count) => (left -= count) <= 0);
  };
  const half = (Z * Math.sqrt(n)) / 2;
  return {
    value: (ranked(Math.floor((n + 1) / 2)) + ranked(Math.ceil((n + 1) / 2))) / 2,
    low: ranked(Math.floor(n / 2 - half)),
    high: ranked(Math.ceil(n / 2 + 1 + half))
  };
}

export function monthOfMedian(month: Day, counts: readonly number[]): Month {
  const n = counts.reduce((a, b) => a + b, 0);
  return told(month, n, medianOf(counts));
}

/** The metric as it is told, out of its months in order. */
export function measured(
  key: StandardKey,
  months: Month[],
  { isProvided = true, without = [] as string[] } = {}
): Measured {
  const place = months.findLastIndex(({ value }) => value !== undefined);
  const [last, before] = [months[place], months[place - 1]];
  const change = last?.value && before?.value && difference(last.value, before.value);
  return {
    key,
    isProvided,
    without,
    months,
    last,
    change: change && (standardOf(key).isStanding ? { ...change, low: undefined, high: undefined } : change)
  };
}
