/** How far actors get: the one deed behind the page and the API. */
import { z } from 'zod';
import firstDaySql from '#clickhouse/queries/adoption/first_day.sql?raw';
import funnelSql from '#clickhouse/queries/adoption/funnel.sql?raw';
import unlinked from '#clickhouse/queries/adoption/unlinked.sql?raw';
import values from '#clickhouse/queries/adoption/values.sql?raw';
import { DIMENSIONS, inOrder, type Dimension } from '#adoption/dimension.ts';
import type { Population } from '#adoption/funnel.ts';
import { shown, shownGroups, type Group } from '#adoption/hiding.ts';
import { isOrigin, progress, type Question } from '#adoption/progress.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import type { Boundaries } from '#organisations/municipality.ts';
import { ask } from '#store/warehouse.server.ts';
import { Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export interface StepAnswer {
  name: string;
  /** Undefined where it is too small to show; shares of it are then undefined too. */
  count: number | undefined;
  /** Share of those who completed the step before; of the eligible for the first. Undefined where that is nobody. */
  ofPrevious: Share | undefined;
  ofFirst: Share | undefined;
  /** Seconds from the step before, in the middle; undefined for the first step and where nobody completed it. */
  medianSeconds: number | undefined;
}

export interface Answer {
  /** In the registry during the period, with or without occasion. For visitors: those who took the first step. */
  registered: number;
  /** Undefined where it is too small to show; so is everything of the steps then. */
  eligible: number | undefined;
  steps: StepAnswer[];
  groups: Group[] | undefined;
}

const Row = z.object({
  value: z.string(),
  registered: z.coerce.number(),
  eligible: z.coerce.number(),
  steps: z.array(z.coerce.number()),
  seconds: z.array(z.coerce.number())
});

/** @param times also how long steps took, which for an own funnel costs twice as much as the counts alone */
async function ofGroups(question: Question, times: boolean): Promise<z.infer<typeof Row>[]> {
  const { sql, parameters } = progress(question, { times, origins: isOrigin(question.breakdown) });
  const more = { breakdown: question.breakdown ?? '', stuck: question.stuck ?? 0 };
  const rows = await ask(`${sql}\n${funnelSql}`, { ...parameters, ...more }, Row, { memory: 6e9 });
  // The engine tells as far as somebody came.
  return rows.map((row) => ({ ...row, steps: question.funnel.steps.map((_, index) => row.steps[index] ?? 0) }));
}

type Counts = Omit<z.infer<typeof Row>, 'value'>;

/** The exact counts, small ones too: to compute with, not to show. */
export async function counted(question: Question): Promise<Counts> {
  const [whole] = await ofGroups({ ...question, breakdown: undefined }, question.times ?? true);
  return whole ?? { registered: 0, eligible: 0, steps: question.funnel.steps.map(() => 0), seconds: [] };
}

/** Share of a whole; undefined where nobody is in it or one of both is not shown. */
const shareOf = (count: number | undefined, of: number | undefined): Share | undefined =>
  count === undefined || of === undefined ? undefined : wilson(count, of);

/** The largest group first, but sizes by size: people look for the next one. */
const ordered = (breakdown: Dimension | undefined, groups: Group[]): Group[] =>
  breakdown === 'size' ? groups.sort((a, b) => inOrder(a.value, b.value)) : groups;

/** Answers a funnel question, without what is too small to show. */
export async function answer(question: Question): Promise<Answer> {
  const { population, steps } = question.funnel;
  const [total, groups] = await Promise.all([
    counted(question),
    question.breakdown ? ofGroups(question, false) : undefined
  ]);
  const eligible = shown(population, total.eligible);
  const counts = total.steps.map((count) => (eligible === undefined ? undefined : shown(population, count)));
  return {
    registered: total.registered,
    eligible,
    steps: steps.map(({ name }, index) => ({
      name,
      count: counts[index],
      ofPrevious: shareOf(counts[index], index === 0 ? eligible : counts[index - 1]),
      ofFirst: shareOf(counts[index], eligible),
      medianSeconds: index === 0 || counts[index] === undefined ? undefined : total.seconds[index - 1]
    })),
    groups: groups && ordered(question.breakdown, shownGroups(population, groups, question.breakdown))
  };
}

/** Visitors who did not make themselves known in the period: an estimate, about 1.6% off for large numbers. */
export async function unlinkedVisitors({ from, to }: Period): Promise<number> {
  const [row] = await ask(unlinked, { from, to }, z.object({ visitors: z.coerce.number() }));
  return row?.visitors ?? 0;
}

/** Remembers what was found for so many milliseconds; a failure is not remembered. */
function remembered<Key, Found>(keep: number, find: (key: Key) => Promise<Found>): (key: Key) => Promise<Found> {
  const known = new Map<Key, { at: number; found: Promise<Found> }>();
  return (key) => {
    const last = known.get(key);
    if (last && Date.now() - last.at < keep) return last.found;
    const found = find(key);
    known.set(key, { at: Date.now(), found });
    found.catch(() => known.delete(key));
    return found;
  };
}

/**
 * From which day on there is data about these: before it, who did nothing and who was not seen look the same. Of visitors
 * nobody knows that is the first day whose events are still kept. Undefined while there is nothing.
 */
export const firstDay = remembered(60_000, async (population: Population): Promise<Day | undefined> => {
  const [row] = await ask(firstDaySql, { anonymous: population === 'visitor' }, z.object({ day: Day }));
  return row?.day;
});

/** Remembered for a moment, because every view offers it. */
const offered = remembered(10_000, choicesNow);

/** What there is to filter on: of municipalities also those of then, where these are asked about. */
export async function choices(
  population: Population,
  boundaries: Boundaries = 'now'
): Promise<Record<Dimension, string[]>> {
  const { then, ...all } = await offered(population);
  if (boundaries === 'now') return all;
  return { ...all, municipality: [...new Set([...all.municipality, ...then])].sort(inOrder) };
}

/** Municipalities by their name of then stand beside those of today. */
const OFFERED = [...DIMENSIONS, 'then'] as const;

async function choicesNow(population: Population): Promise<Record<Dimension | 'then', string[]>> {
  const rows = await ask(values, { population }, z.object({ dimension: z.enum(OFFERED), value: z.string() }));
  return Object.fromEntries(
    OFFERED.map((dimension) => [
      dimension,
      rows
        .filter((row) => row.dimension === dimension)
        .map(({ value }) => value)
        .sort(inOrder)
    ])
  ) as Record<Dimension | 'then', string[]>;
}
