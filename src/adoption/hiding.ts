/** What is too small to show: a figure about a handful of companies is a figure about somebody. */
import type { Population } from '#adoption/funnel.ts';

/** Counts smaller than this are not shown (CBS practice and the domain study, requirement 34). */
export const SMALLEST = 10;

export const isSmall = (count: number) => count > 0 && count < SMALLEST;

/** Whether counts per step are hidden too: authorities and departments are no persons, and a visitor is nobody known. */
export const isCareful = (population: Population) => population === 'company';

/**
 * Which counts of one column must stay hidden: the small ones, those hidden already, and, when that makes just one, also
 * the next smallest, because the total would give the one away.
 */
export function suppressed(counts: readonly number[], already: readonly boolean[] = []): boolean[] {
  const hidden = counts.map((count, index) => isSmall(count) || (already[index] ?? false));
  if (counts.filter((count, index) => hidden[index] && count > 0).length === 1) {
    const next = counts
      .map((count, index) => ({ count, index }))
      .filter(({ count, index }) => count > 0 && !hidden[index])
      .sort((a, b) => a.count - b.count || a.index - b.index)[0];
    if (next) hidden[next.index] = true;
  }
  return hidden;
}

/** As suppressed, of a table of which the sums of rows and of columns are known. */
export function suppressedTable(
  rows: readonly (readonly number[])[],
  already: readonly (readonly boolean[])[] = rows.map((row) => row.map(() => false))
): boolean[][] {
  let hidden = already.map((row) => [...row]);
  for (;;) {
    const byRow = rows.map((row, i) => suppressed(row, hidden[i]));
    const columns = (rows[0] ?? []).map((_, j) =>
      suppressed(
        rows.map((row) => row[j]!),
        byRow.map((row) => row[j]!)
      )
    );
    const next = rows.map((row, i) => row.map((_, j) => columns[j]![i]!));
    // What a column hides may leave one alone in a row, which then hides another: every round hides more, until none does.
    if (String(next) === String(hidden)) return hidden;
    hidden = next;
  }
}

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
