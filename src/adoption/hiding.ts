/** What is too small to show: a figure about a handful of companies is a figure about somebody. */
import type { Population } from '#adoption/funnel.ts';
import { isSmall, suppressed } from '#statistics/hiding.ts';

/** Whether counts per step are hidden too: authorities and departments are no persons, and a visitor is nobody known. */
export const isCareful = (population: Population) => population === 'company';

/** A group of a breakdown, before hiding. */
export interface Counted {
  value: string;
  eligible: number;
  steps: readonly number[];
}

export interface Group {
  value: string;
  /** Too small to show, or needed to keep a small one hidden; figures are then undefined. */
  hidden: boolean;
  eligible: number | undefined;
  /** How many completed each step; undefined where that is too small to show, or would give a small one away. */
  steps: readonly (number | undefined)[] | undefined;
}

/** Groups as they may be shown. */
export function shownGroups(population: Population, groups: readonly Counted[]): Group[] {
  const hidden = suppressed(groups.map(({ eligible }) => eligible));
  const columns = Array.from({ length: groups[0]?.steps.length ?? 0 }, (_, step) =>
    isCareful(population)
      ? suppressed(
          groups.map(({ steps }) => steps[step] ?? 0),
          hidden
        )
      : hidden
  );
  return groups.flatMap(({ value, eligible, steps }, index): Group[] => {
    if (eligible === 0) return [];
    if (hidden[index]) return [{ value, hidden: true, eligible: undefined, steps: undefined }];
    const seen = steps.map((count, step) => (columns[step]?.[index] ? undefined : count));
    return [{ value, hidden: false, eligible, steps: seen }];
  });
}

/** A count of the whole as it may be shown; undefined where it is too small. */
export const shown = (population: Population, count: number): number | undefined =>
  isCareful(population) && isSmall(count) ? undefined : count;
