/** From which motive to which organisations would move by other rules, as it may be shown. */
import { isCareful } from '#adoption/hiding.ts';
import { isSmall, suppressedTable } from '#statistics/hiding.ts';
import type { Climber } from '#adoption/ladder.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';

/** What somebody is said to have most of all; undefined is unknown. */
export type Main = Inferred | undefined;
export const MAINS: readonly Main[] = [...INFERRED, undefined];

export interface Moves {
  /** Non-users by what they are said to have now and would be: rows and columns in the order of MAINS; undefined where too few. */
  table: (number | undefined)[][];
  /** Organisations that would be said to have something else; undefined where it would give away what the table hides. */
  changed: number | undefined;
}

export function movesOf(population: Climber, moved: readonly { from: Main; to: Main; organisations: number }[]): Moves {
  const counts = MAINS.map(() => MAINS.map(() => 0));
  for (const { from, to, organisations } of moved) counts[MAINS.indexOf(from)]![MAINS.indexOf(to)]! += organisations;
  const hidden = isCareful(population) ? suppressedTable(counts) : counts.map((row) => row.map(() => false));
  const moves = counts.flatMap((row, i) =>
    row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ count, isHidden: hidden[i]![j]! }]))
  );
  const sum = (all: typeof moves) => all.reduce((total, { count }) => total + count, 0);
  // The sum with what is shown taken off it is what is hidden: of one move, or of few organisations, it would say how many.
  const unseen = moves.filter(({ isHidden }) => isHidden);
  const tells = unseen.length === 1 || isSmall(sum(unseen));
  return {
    table: counts.map((row, i) => row.map((count, j) => (hidden[i]![j] ? undefined : count))),
    changed: tells ? undefined : sum(moves)
  };
}
