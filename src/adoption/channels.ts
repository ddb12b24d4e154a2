/** From paper and e-mail to digital: shares per channel, and what would have gone how if nothing had changed. */
import { z } from 'zod';
import { CHANNELS, type Channel } from '#events/message.ts';
import { Day, monthAfter } from '#time/day.ts';

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

/** What later months are compared with: the first three of which files told. The same for every question. */
export const Baseline = z.object({
  /** First day of the first of its months. */
  since: Day,
  parts: z.array(
    z.object({
      process: z.string(),
      authority: z.string(),
      team: z.string(),
      ...(Object.fromEntries(CHANNELS.map((channel) => [channel, z.number()])) as Record<Channel, z.ZodNumber>)
    })
  )
});
export type Baseline = z.infer<typeof Baseline>;

/** First days of its months, in order. */
export const monthsIn = ({ since }: Pick<Baseline, 'since'>): Day[] =>
  [0, 1, 2].map((later) => monthAfter(since, later));

/** The day after its last. */
export const endOf = ({ since }: Pick<Baseline, 'since'>): Day => monthAfter(since, 3);

/**
 * Which of two is to be kept: what is long ago is removed, so that the earlier is right; of the same months the one with more items,
 * because some come late and others are gone already.
 */
export function firmer(kept: Baseline | undefined, found: Baseline | undefined): Baseline | undefined {
  if (!kept || !found) return kept ?? found;
  if (kept.since !== found.since) return kept.since < found.since ? kept : found;
  return total(sumOf(found.parts)) > total(sumOf(kept.parts)) ? found : kept;
}

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
 * What changed since the baseline, process by process: a process that grows and is more digital than others is no shift.
 * Descriptive: nothing tells that it was our doing.
 * @param baseline parts of whatever is asked about
 * @param months in any order
 * @param whole first days of the months that lie in the period as a whole
 * @returns undefined when no whole month of the period comes after the baseline
 */
export function shiftOf(
  baseline: Baseline,
  months: readonly MonthOfProcess[],
  whole: readonly string[]
): Shift | undefined {
  const after = new Set(whole.filter((month) => month >= endOf(baseline)));
  if (after.size === 0) return undefined;
  const shift = { baseline: monthsIn(baseline), actual: NOTHING, expected: NOTHING, leftOut: 0 };
  const usually = Map.groupBy(baseline.parts, ({ process }) => process);
  for (const [process, own] of Map.groupBy(months, (one) => one.process)) {
    const before = sumOf(usually.get(process) ?? []);
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
