/** How long it takes from one step of a funnel to another, and which share of who began gets there: what may be told of it. */
import type { Dimension } from '#adoption/dimension.ts';
import type { Population } from '#adoption/funnel.ts';
import { isCareful, shown, shownGroups } from '#adoption/hiding.ts';
import { isSmall } from '#statistics/hiding.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { kaplanMeier, medianTime, survivalAt, type Followed } from '#statistics/survival.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';
import { monthsOf, type Period } from '#time/period.ts';

/** So many organisations took from `from` up to and including `to` whole days; the last one may have no end. */
export interface Bin {
  from: number;
  to: number | undefined;
  organisations: number;
}

/** Days that go together in one bar, and how many bars can be read. */
const WIDTHS = [1, 7, 30, 91, 365];
const MOST = 24;
/** The bar without an end holds no more than this share, where that can be. */
const TAIL = 0.2;

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Bars of a width, up to where they become too small to show; from there on all together. */
function binsOf(width: number, times: readonly { days: number; n: number }[], careful: boolean): Bin[] {
  const bars = Math.floor(Math.max(...times.map(({ days }) => days)) / width) + 1;
  const counts = Array.from({ length: bars }, () => 0);
  for (const { days, n } of times) counts[Math.floor(days / width)]! += n;
  let whole = counts.findIndex((count) => careful && isSmall(count));
  whole = Math.min(whole === -1 ? bars : whole, MOST);
  while (careful && isSmall(sum(counts.slice(whole)))) whole--;
  const bins = counts
    .slice(0, whole)
    .map((organisations, bar): Bin => ({ from: bar * width, to: (bar + 1) * width - 1, organisations }));
  const left = sum(counts.slice(whole));
  return left === 0 ? bins : [...bins, { from: whole * width, to: undefined, organisations: left }];
}

/**
 * How many took how many days, in bars as narrow as can be read. Of companies no bar holds fewer than ten: nothing is left out, so
 * nothing can be worked out. At least ten took the step then.
 */
export function binned(times: readonly { days: number; n: number }[], careful: boolean): Bin[] {
  if (times.length === 0) return [];
  const total = sum(times.map(({ n }) => n));
  const tailOf = (bins: readonly Bin[]) => (bins.at(-1)!.to === undefined ? bins.at(-1)!.organisations / total : 0);
  const choices = WIDTHS.map((width) => binsOf(width, times, careful));
  return choices.find((bins) => tailOf(bins) <= TAIL) ?? choices.reduce((a, b) => (tailOf(b) < tailOf(a) ? b : a));
}

export interface Reached {
  /** Within fewer than so many days. */
  days: number;
  /** Share of who began, as if nobody was followed shorter: Kaplan and Meier, 95%. */
  share: Share;
}

export interface Durations {
  /** Who took the first of both steps; undefined where it is too small to show, as all below. */
  began: number | undefined;
  got: number | undefined;
  median: ReturnType<typeof medianTime>;
  bins: Bin[];
  curve: Reached[];
}

/** Followed by fewer, a share says nothing; of companies it would say something of somebody. */
const FEWEST = 10;
const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** @param followed in whole days */
export function durationsOf(population: Population, followed: readonly Followed[]): Durations {
  const all = sum(followed.map(({ n }) => n));
  const done = followed.filter(({ happened }) => happened);
  const [began, got] = [shown(population, all), shown(population, sum(done.map(({ n }) => n)))];
  if (began === undefined || !got) return { began, got, median: undefined, bins: [], curve: [] };
  const steps = kaplanMeier(followed);
  const bins = binned(
    done.map(({ time: days, n }) => ({ days, n })),
    isCareful(population)
  );
  const curve = bins.flatMap(({ to }): Reached[] => {
    const atRisk = sum(followed.map(({ time, n }) => (to !== undefined && time >= to ? n : 0)));
    if (to === undefined || atRisk < FEWEST) return [];
    const step = survivalAt(steps, to);
    // Before the first of them there is no variance to make an interval of, and yet no certainty.
    const share = step
      ? { value: 1 - step.survival, low: 1 - step.high, high: 1 - step.low }
      : { value: 0, low: 0, high: wilson(0, atRisk)!.high };
    return [
      { days: to + 1, share: { value: rounded(share.value), low: rounded(share.low), high: rounded(share.high) } }
    ];
  });
  return { began, got, median: medianTime(steps), bins, curve };
}

export interface DurationGroup {
  value: string;
  began: number | undefined;
  got: number | undefined;
  median: Durations['median'];
}

/** The same of each group, as far as may be told. */
export function durationGroups(
  population: Population,
  groups: readonly { value: string; followed: readonly Followed[] }[],
  breakdown?: Dimension
): DurationGroup[] {
  const counted = groups.map(({ value, followed }) => ({
    value,
    eligible: sum(followed.map(({ n }) => n)),
    steps: [sum(followed.map(({ n, happened }) => (happened ? n : 0)))]
  }));
  return shownGroups(population, counted, breakdown).map(({ value, eligible, steps }): DurationGroup => {
    const got = steps?.[0];
    const own = groups.find((one) => one.value === value)!;
    return { value, began: eligible, got, median: got ? medianTime(kaplanMeier(own.followed)) : undefined };
  });
}

/** The weeks or months that lie in a period as a whole and have ended. */
export function stretchesOf(per: 'week' | 'month', period: Period, today: Day): { start: Day; end: Day }[] {
  const { from, to } = { from: period.from, to: period.to < today ? period.to : addDays(today, -1) };
  if (per === 'month')
    return monthsOf({ from, to })
      .filter(({ isWhole }) => isWhole)
      .map(({ month, last }) => ({ start: month, end: last }));
  const weeks: { start: Day; end: Day }[] = [];
  for (let start = mondayOf(addDays(from, 6)); addDays(start, 6) <= to; start = addDays(start, 7))
    weeks.push({ start, end: addDays(start, 6) });
  return weeks;
}

export interface Began {
  start: Day;
  end: Day;
  organisations: number;
  completed: number;
}

export interface Course {
  start: Day;
  end: Day;
  /** Who took the first step in it, and who of them got there in time; undefined where it may not be shown. */
  organisations: number | undefined;
  completed: number | undefined;
  /** 95% by Wilson. */
  share: Share | undefined;
  /** Whether all had as many days as they get; else more may follow. */
  isRipe: boolean;
}

/** @param known the last day of which everything is known */
export function courseOf(population: Population, within: number, known: Day, all: readonly Began[]): Course[] {
  const told = shownGroups(
    population,
    all.map(({ start, organisations, completed }) => ({ value: start, eligible: organisations, steps: [completed] }))
  );
  return all.map(({ start, end, organisations }) => {
    const one = told.find(({ value }) => value === start);
    const completed = one?.steps?.[0];
    return {
      start,
      end,
      organisations: organisations === 0 ? 0 : one?.eligible,
      completed: organisations === 0 ? 0 : completed,
      share: one?.eligible === undefined || completed === undefined ? undefined : wilson(completed, one.eligible),
      isRipe: addDays(end, within) <= known
    };
  });
}
