/** What of the ladder of companies is too small to show, or would give such a figure away with the sums that stand beside it. */
import { isSmall, suppressed, suppressedTable } from '#statistics/hiding.ts';
import { isUse, NO_OCCASION, statesOf, type Ladder } from '#adoption/ladder.ts';

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Organisations at one moment. */
export interface Standing {
  /** Undefined where it must stay hidden, as all below. */
  registered: number | undefined;
  /** Had occasion. */
  eligible: number | undefined;
  /** Had occasion and use the box now. */
  using: number | undefined;
}

/** The same before hiding, with those who had no occasion. */
interface Totals {
  registered: number;
  idle: number;
  eligible: number;
  using: number;
}

/** What is added up of the states, in order of their ladder. */
export function totalsOf(ladder: Ladder, counts: readonly number[]): Totals {
  const of = (which: (code: number) => boolean) =>
    sum(statesOf(ladder).map(({ code }, index) => (which(code) ? counts[index]! : 0)));
  const registered = sum(counts);
  const idle = of((code) => code === NO_OCCASION);
  return { registered, idle, eligible: registered - idle, using: of((code) => isUse(ladder, code)) };
}

/** The smallest that counts something. */
function smallest(counts: readonly number[]): number {
  const filled = counts.filter((count) => count > 0);
  return filled.length === 0 ? -1 : counts.indexOf(Math.min(...filled));
}

/** Parts of a sum; where the sum itself is hidden, at least one of them is too, or adding them up would tell it. */
function parts(counts: readonly number[], isSumHidden: boolean): boolean[] {
  const hidden = suppressed(counts);
  if (isSumHidden && !counts.some((count, index) => count > 0 && hidden[index])) {
    const index = smallest(counts);
    if (index >= 0) hidden[index] = true;
  }
  return hidden;
}

/**
 * Which states stay hidden of one moment, in order of the ladder, and which sums. All are the idle, the users and the rest: three parts
 * of the registered, of which eligible is two; the users and the rest are sums of states.
 */
export function hideStates(
  ladder: Ladder,
  counts: readonly number[]
): { states: boolean[]; eligible: boolean; using: boolean } {
  const { idle, eligible, using } = totalsOf(ladder, counts);
  const tops = isSmall(eligible) ? [true, true, true] : suppressed([idle, using, eligible - using]);
  const [isIdle = false, isUsing = false, isRest = false] = tops;
  const codes = statesOf(ladder).map(({ code }) => code);
  const within = (which: (code: number) => boolean, isSumHidden: boolean) =>
    parts(
      counts.map((count, index) => (which(codes[index]!) ? count : 0)),
      isSumHidden
    );
  const users = within((code) => isUse(ladder, code), isUsing);
  const rest = within((code) => code !== NO_OCCASION && !isUse(ladder, code), isRest);
  const states = codes.map((code, index) => (code === NO_OCCASION ? isIdle : users[index]! || rest[index]!));
  return { states, eligible: isIdle, using: isUsing };
}

/** Groups together. */
export function addedUp<Group extends Totals>(all: readonly [Group, ...Group[]]): Group {
  const of = (figure: keyof Totals) => sum(all.map((one) => one[figure]));
  return { ...all[0], registered: of('registered'), idle: of('idle'), eligible: of('eligible'), using: of('using') };
}

/** A group without the figures that are hidden of what it is a part of. */
export const maskedBy = (part: Standing, whole: Standing): Standing => ({
  registered: whole.registered === undefined ? undefined : part.registered,
  eligible: whole.eligible === undefined ? undefined : part.eligible,
  using: whole.using === undefined ? undefined : part.using
});

/** Groups of one moment as they may be shown; the sum over all groups is known, so that hiding one hides another. */
export function hideGroups(groups: readonly Totals[]): Standing[] {
  const registered = suppressed(groups.map((one) => one.registered));
  // Who has no occasion is what is left of the registered.
  const eligible = suppressed(
    groups.map((one) => one.eligible),
    groups.map(({ idle }, index) => isSmall(idle) || registered[index]!)
  );
  const using = suppressed(
    groups.map((one) => one.using),
    registered
  );
  return groups.map((one, index) => ({
    registered: registered[index] ? undefined : one.registered,
    eligible: eligible[index] ? undefined : one.eligible,
    using: using[index] ? undefined : one.using
  }));
}

/**
 * Which cells stay hidden of a table of where they stood (rows) and where they stand now (columns), beside which the states of both
 * moments are told: where a state is hidden there, its row or column has a hidden cell.
 * @param rows counts by state in order of the ladder, then whatever is no state
 */
export function hideFlows(ladder: Ladder, rows: readonly (readonly number[])[]): boolean[][] {
  const size = statesOf(ladder).length;
  const turned = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]!));
  const already = rows.map((row) => row.map((count) => isSmall(count)));
  const mark = (
    lines: readonly (readonly number[])[],
    set: (line: number, place: number) => void,
    is: (line: number, place: number) => boolean
  ) => {
    const { states } = hideStates(ladder, lines.slice(0, size).map(sum));
    for (const [line, isHidden] of states.entries()) {
      const counts = lines[line]!;
      if (!isHidden || counts.some((count, place) => count > 0 && is(line, place))) continue;
      const place = smallest(counts);
      if (place >= 0) set(line, place);
    }
  };
  mark(
    rows,
    (i, j) => (already[i]![j] = true),
    (i, j) => already[i]![j]!
  );
  mark(
    turned,
    (j, i) => (already[i]![j] = true),
    (j, i) => already[i]![j]!
  );
  const hidden = suppressedTable(rows, already);
  // One alone in its row and its column is still what is left of all.
  const flat = suppressed(rows.flat(), hidden.flat());
  const width = rows[0]?.length ?? 0;
  return rows.map((row, i) => row.map((_, j) => flat[i * width + j]!));
}
