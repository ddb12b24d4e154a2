/** What is too small to show: a figure about a handful of companies is a figure about somebody. */
import type { Dimension } from '#adoption/dimension.ts';
import type { Population } from '#adoption/funnel.ts';
import { todayOf } from '#organisations/municipality.ts';
import { isSmall, suppressed, toldWithin } from '#statistics/hiding.ts';

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

/** What a group is a part of, of which the sum is told elsewhere: a municipality of then is part of one of today. */
export const wholeOf =
  (breakdown: Dimension | undefined) =>
  ({ value }: { value: string }): string =>
    breakdown === 'municipality' ? todayOf(value) : value;

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Groups of one sum as they may be shown. */
function toldGroups(population: Population, groups: readonly Counted[]): Group[] {
  const hidden = suppressed(groups.map(({ eligible }) => eligible));
  const columns = Array.from({ length: groups[0]?.steps.length ?? 0 }, (_, step) =>
    isCareful(population)
      ? suppressed(
          groups.map(({ steps }) => steps[step] ?? 0),
          hidden
        )
      : hidden
  );
  return groups.map(({ value, eligible, steps }, index): Group => {
    if (hidden[index]) return { value, hidden: true, eligible: undefined, steps: undefined };
    const seen = steps.map((count, step) => (columns[step]?.[index] ? undefined : count));
    return { value, hidden: false, eligible, steps: seen };
  });
}

/** Groups as they may be shown. */
export function shownGroups(population: Population, groups: readonly Counted[], breakdown?: Dimension): Group[] {
  const filled = groups.filter(({ eligible }) => eligible > 0);
  return toldWithin(filled, wholeOf(breakdown), {
    tell: (all) => toldGroups(population, all),
    sum: (all) => ({
      value: all[0].value,
      eligible: sum(all.map(({ eligible }) => eligible)),
      steps: all[0].steps.map((_, step) => sum(all.map(({ steps }) => steps[step] ?? 0)))
    }),
    masked: (group, whole) =>
      whole.hidden
        ? { ...whole, value: group.value }
        : {
            ...group,
            steps: group.steps?.map((count, step) => (whole.steps?.[step] === undefined ? undefined : count))
          }
  });
}

/** A count of the whole as it may be shown; undefined where it is too small. */
export const shown = (population: Population, count: number): number | undefined =>
  isCareful(population) && isSmall(count) ? undefined : count;
