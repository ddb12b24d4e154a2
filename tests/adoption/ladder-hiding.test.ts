/** Of companies no count under ten is told, nor left over when what is told is taken from the sums beside it. */
import { expect, test } from 'vitest';
import { isUse, LADDERS, NO_OCCASION, statesOf } from '#adoption/ladder.ts';
import { hideFlows, hideGroups, hideStates } from '#adoption/ladder-hiding.ts';
import { fc } from '../property.ts';

const LADDER = LADDERS.company;
const STATES = statesOf(LADDER);
const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 300 }));
const column = fc.array(count, { minLength: STATES.length, maxLength: STATES.length });
const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

/** What somebody can work out of a column of which some are told, and the sums that are known. */
function workedOut(counts: readonly number[], hidden: readonly boolean[], isSumKnown: boolean): number | undefined {
  const left = counts.filter((one, index) => hidden[index] && one > 0);
  return isSumKnown && left.length === 1 ? left[0] : undefined;
}

test('of the states of one moment', () => {
  fc.assert(
    fc.property(column, (counts) => {
      const { states, eligible, using } = hideStates(LADDER, counts);
      const only = (which: (code: number) => boolean) => counts.map((n, index) => (which(STATES[index]!.code) ? n : 0));
      const users = only((code) => isUse(LADDER, code));
      const rest = only((code) => code !== NO_OCCASION && !isUse(LADDER, code));
      const idle = counts[0]!;
      for (const [index, n] of counts.entries()) if (n > 0 && n < 10) expect(states[index]).toBe(true);
      for (const [n, hidden] of [
        [sum(users), using],
        [sum(users) + sum(rest), eligible],
        [idle, eligible]
      ] as const)
        if (n > 0 && n < 10) expect(hidden).toBe(true);
      // A sum is known when it is told or when all its parts are.
      const areUsersKnown = !using || !users.some((n, index) => n > 0 && states[index]);
      const areRestKnown = !rest.some((n, index) => n > 0 && states[index]);
      const tops = [idle, sum(users), sum(rest)];
      expect(workedOut(tops, [eligible, !areUsersKnown, !areRestKnown], true) ?? 10).toBeGreaterThanOrEqual(10);
      expect(workedOut(users, states, !using) ?? 10).toBeGreaterThanOrEqual(10);
      expect(workedOut(rest, states, !using && !eligible) ?? 10).toBeGreaterThanOrEqual(10);
    })
  );
});

test('of groups', () => {
  const group = fc.tuple(count, count, count).map(([idle, using, rest]) => ({
    registered: idle + using + rest,
    idle,
    eligible: using + rest,
    using
  }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 8 }), (groups) => {
      const told = hideGroups(groups);
      for (const name of ['registered', 'eligible', 'using'] as const) {
        const hidden = told.map((one) => one[name] === undefined);
        const counts = groups.map((one) => one[name]);
        for (const [index, n] of counts.entries()) if (n > 0 && n < 10) expect(hidden[index]).toBe(true);
        if (counts.filter((n) => n > 0).length > 1)
          expect(workedOut(counts, hidden, true) ?? 10).toBeGreaterThanOrEqual(10);
      }
      // Who has no occasion is the difference of two.
      for (const [index, { idle }] of groups.entries())
        if (idle > 0 && idle < 10) expect(told[index]!.eligible).toBeUndefined();
    })
  );
});

test('of flows, beside the states at both ends', () => {
  const table = fc.array(fc.array(count, { minLength: STATES.length, maxLength: STATES.length }), {
    minLength: STATES.length,
    maxLength: STATES.length
  });
  const check = (rows: readonly (readonly number[])[]) => {
    const hidden = hideFlows(LADDER, rows);
    const turned = STATES.map((_, j) => rows.map((row) => row[j]!));
    const turnedHidden = STATES.map((_, j) => hidden.map((row) => row[j]!));
    for (const [lines, cells] of [
      [rows, hidden],
      [turned, turnedHidden]
    ] as const) {
      const { states } = hideStates(LADDER, lines.map(sum));
      for (const [index, line] of lines.entries()) {
        for (const [place, n] of line.entries()) if (n > 0 && n < 10) expect(cells[index]![place]).toBe(true);
        const isHidden = line.some((n, place) => n > 0 && cells[index]![place]);
        // What adds up to a hidden state is not told in full; what adds up to a told one lacks none or several.
        if (states[index] && sum(line) > 0) expect(isHidden).toBe(true);
        if (!states[index] && line.filter((n) => n > 0).length > 1)
          expect(workedOut(line, cells[index]!, true) ?? 10).toBeGreaterThanOrEqual(10);
      }
    }
    const gone = rows.flat().filter((n, index) => n > 0 && hidden.flat()[index]);
    if (rows.flat().filter((n) => n > 0).length > 1) expect(gone.length).not.toBe(1);
  };
  fc.assert(fc.property(table, check));
  // Hardly anybody moved.
  const still = STATES.map((_, i) => STATES.map((__, j) => (i === j ? ([100, 50, 12, 3][i] ?? 0) : 0)));
  check(still);
});
