/** From paper and e-mail to digital: shares per channel, and what would have gone how if nothing had changed. */
import { CHANNELS, type Channel } from '#events/message.ts';

/** Items per channel. */
export type Items = Readonly<Record<Channel, number>>;

/** Items of a process in a month (its first day). */
export type MonthOfProcess = Items & { month: string; process: string };

export const NOTHING: Items = { berichtenbox: 0, portal: 0, email: 0, paper: 0 };

export const sumOf = (all: readonly Items[]): Items =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, all.reduce((sum, one) => sum + one[channel], 0)])) as Record<
    Channel,
    number
  >;

export const total = (items: Items): number => CHANNELS.reduce((sum, channel) => sum + items[channel], 0);

/** Fewer items than this say nothing about a share. */
export const FEWEST = 10;

/** Share through the message box or a portal; undefined of fewer than FEWEST items. */
export function digitalShare(items: Items): number | undefined {
  const all = total(items);
  return all < FEWEST ? undefined : (items.berichtenbox + items.portal) / all;
}

/** Months that what came later is compared with. */
const BASELINE = 3;

export interface Shift {
  /** First days of the months that are the baseline. */
  baseline: string[];
  /** Per channel: what went through it after the baseline, and what would have at the shares of the baseline. */
  actual: Items;
  expected: Items;
  /** Items after the baseline of processes that had too few in it to compare with. */
  leftOut: number;
}

/**
 * What changed since the first whole months, process by process: a process that grows and is more digital than others is no shift.
 * Descriptive: nothing tells that it was our doing.
 * @param months in any order
 * @param whole first days of the months that lie in the period as a whole, in order
 * @returns undefined when there is no month after the baseline
 */
export function shiftOf(months: readonly MonthOfProcess[], whole: readonly string[]): Shift | undefined {
  const baseline = whole.slice(0, BASELINE);
  const after = new Set(whole.slice(BASELINE));
  if (after.size === 0) return undefined;
  const shift = { baseline, actual: NOTHING, expected: NOTHING, leftOut: 0 };
  for (const own of Map.groupBy(months, ({ process }) => process).values()) {
    const before = sumOf(own.filter(({ month }) => baseline.includes(month)));
    const since = sumOf(own.filter(({ month }) => after.has(month)));
    const [was, is] = [total(before), total(since)];
    if (was < FEWEST) {
      shift.leftOut += is;
      continue;
    }
    const usual = Object.fromEntries(CHANNELS.map((channel) => [channel, (before[channel] / was) * is]));
    shift.actual = sumOf([shift.actual, since]);
    shift.expected = sumOf([shift.expected, usual as Record<Channel, number>]);
  }
  return shift;
}

/** What one item costs through each channel, in any unit; undefined where nobody said. */
export type UnitCosts = Readonly<Partial<Record<Channel, number>>>;

/**
 * What the shift saved, in the unit of the costs.
 * @returns undefined as long as a channel that something shifted to or from has no cost
 */
export function saved({ actual, expected }: Shift, costs: UnitCosts): number | undefined {
  let sum = 0;
  for (const channel of CHANNELS) {
    const more = actual[channel] - expected[channel];
    if (Math.abs(more) < 0.5) continue;
    const cost = costs[channel];
    if (cost === undefined) return undefined;
    sum -= more * cost;
  }
  return sum;
}
