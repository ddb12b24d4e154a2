/** Which counts may be shown where each is about somebody: what to hide so that no small one is seen, or can be worked out. */

/** Counts smaller than this are not shown (CBS practice and the domain study, requirement 34). */
export const SMALLEST = 10;

export const isSmall = (count: number) => count > 0 && count < SMALLEST;

/**
 * Which counts of one column must stay hidden: the small ones, those hidden already, and as many of the next smallest as it takes for
 * the hidden ones to be ten or more together, and two or more: the total less what is shown would tell.
 */
export function suppressed(counts: readonly number[], already: readonly boolean[] = []): boolean[] {
  const hidden = counts.map((count, index) => isSmall(count) || (already[index] ?? false));
  const left = counts
    .map((count, index) => ({ count, index }))
    .filter(({ count, index }) => count > 0 && !hidden[index])
    .sort((a, b) => a.count - b.count || a.index - b.index);
  for (const { index } of left) {
    const there = counts.filter((count, at) => hidden[at] && count > 0);
    const together = there.reduce((sum, count) => sum + count, 0);
    if (there.length === 0 || (there.length > 1 && together >= SMALLEST)) break;
    hidden[index] = true;
  }
  return hidden;
}

/**
 * Tells parts beside which, elsewhere, their sums are told: what of a whole is hidden there is hidden here of its parts, and within a whole
 * that is told the parts hide each other. One that is a whole by itself is told as without this.
 * @param how tell: of parts of one sum what may be shown, one for one; sum: of parts their whole; masked: a part without what is hidden of its whole
 */
export function toldWithin<Part, Told>(
  parts: readonly Part[],
  wholeOf: (part: Part) => string,
  how: {
    tell: (all: readonly Part[]) => Told[];
    sum: (all: readonly [Part, ...Part[]]) => Part;
    masked: (part: Told, whole: Told) => Told;
  }
): Told[] {
  const wholes = [...Map.groupBy(parts.keys(), (index) => wholeOf(parts[index]!)).values()];
  const own = wholes.map((indices) => indices.map((index) => parts[index]!) as [Part, ...Part[]]);
  const sums = how.tell(own.map((all) => (all.length === 1 ? all[0] : how.sum(all))));
  const told: Told[] = [];
  for (const [place, indices] of wholes.entries()) {
    const whole = sums[place]!;
    const each = indices.length === 1 ? [whole] : how.tell(own[place]!).map((part) => how.masked(part, whole));
    for (const [at, index] of indices.entries()) told[index] = each[at]!;
  }
  return told;
}

/** As suppressed, of parts of wholes; see toldWithin. */
export const suppressedWithin = (counts: readonly number[], wholes: readonly string[]): boolean[] =>
  toldWithin(
    counts.map((count, index) => ({ count, whole: wholes[index]! })),
    ({ whole }) => whole,
    {
      tell: (all) => suppressed(all.map(({ count }) => count)),
      sum: (all) => ({ ...all[0], count: all.reduce((total, { count }) => total + count, 0) }),
      masked: (part, whole) => part || whole
    }
  );

/** A part and what is left of its whole, told together or not at all: undefined when either is small. */
export const shownPart = (part: number, whole: number): number | undefined =>
  isSmall(part) || isSmall(whole - part) ? undefined : part;

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
