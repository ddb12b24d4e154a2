import { expect, test } from 'vitest';
import { shown, shownGroups } from '#adoption/hiding.ts';
import { suppressed, suppressedTable, suppressedWithin } from '#statistics/hiding.ts';
import { fc } from '../property.ts';

const counts = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });

test('a small count is hidden, nought is not, and never exactly one that counts is', () => {
  fc.assert(
    fc.property(counts, (column) => {
      const hidden = suppressed(column);
      for (const [index, count] of column.entries()) {
        if (count > 0 && count < 10) expect(hidden[index]).toBe(true);
        if (count === 0) expect(hidden[index]).toBe(false);
      }
      const filled = column.filter((count) => count > 0);
      const gone = column.filter((count, index) => count > 0 && hidden[index]);
      if (filled.length > 1) expect(gone.length).not.toBe(1);
      // No more than needed: one beyond the small ones.
      expect(gone.filter((count) => count >= 10).length).toBeLessThanOrEqual(1);
    })
  );
});

test('beside the sums of wholes, what is hidden of one is ten or more of two or more, and of a hidden whole nothing is told', () => {
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('a', 'b', 'c', 'd')), {
    maxLength: 14
  });
  fc.assert(
    fc.property(parts, (drawn) => {
      const [sizes, wholes] = [drawn.map(([count]) => count), drawn.map(([, whole]) => whole)];
      const hidden = suppressedWithin(sizes, wholes);
      const names = [...new Set(wholes)];
      const of = (name: string) =>
        drawn
          .map(([count, whole], index) => ({ count, whole, isHidden: hidden[index]! }))
          .filter(({ whole }) => whole === name);
      const sums = names.map((name) => of(name).reduce((sum, { count }) => sum + count, 0));
      const hiddenElsewhere = suppressed(sums);
      for (const [place, name] of names.entries()) {
        const filled = of(name).filter(({ count }) => count > 0);
        const gone = filled.filter(({ isHidden }) => isHidden);
        if (hiddenElsewhere[place]) expect(gone).toEqual(filled);
        else {
          for (const { count, isHidden } of filled) if (count < 10) expect(isHidden).toBe(true);
          const together = gone.reduce((sum, { count }) => sum + count, 0);
          if (gone.length > 0) expect(gone.length > 1 && together >= 10).toBe(true);
        }
      }
    })
  );
  // Each a whole by itself: as without wholes.
  fc.assert(
    fc.property(counts, (column) => {
      expect(suppressedWithin(column, [...column.keys()].map(String))).toEqual(suppressed(column));
    })
  );
});

test('of companies no step of a group can be read or worked out that is under ten', () => {
  const group = fc.tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
  );
  fc.assert(
    fc.property(fc.array(group, { maxLength: 8 }), (drawn) => {
      const groups = drawn.map(([eligible, shares], index) => {
        let left = eligible;
        return { value: String(index), eligible, steps: shares.map((share) => (left = Math.floor(left * share))) };
      });
      const companies = shownGroups('company', groups);
      expect(companies.map(({ value }) => value)).toEqual(groups.map(({ value }) => value));
      for (let step = 0; step < 3; step++) {
        const cells = companies.map(({ steps }, index) => ({ seen: steps?.[step], real: groups[index]!.steps[step]! }));
        for (const { seen, real } of cells) {
          if (seen !== undefined) expect(seen).toBe(real);
          if (real > 0 && real < 10) expect(seen).toBeUndefined();
        }
        const gone = cells.filter(({ seen, real }) => seen === undefined && real > 0);
        if (cells.filter(({ real }) => real > 0).length > 1) expect(gone.length).not.toBe(1);
      }
      // Of others only groups are hidden.
      for (const { hidden, steps } of shownGroups('authority', groups))
        expect(steps?.every((count) => count !== undefined) ?? hidden).toBe(true);
    })
  );
});

test('so is a whole that is small, of companies', () => {
  expect([0, 1, 9, 10].map((count) => shown('company', count))).toEqual([0, undefined, undefined, 10]);
  expect(shown('visitor', 1)).toBe(1);
});

test('in a table no small count can be worked out from the sums of its rows and columns', () => {
  const table = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows
    })
  );
  fc.assert(
    fc.property(table, (rows) => {
      const hidden = suppressedTable(rows);
      const lines = [
        ...rows.map((row, i) => row.map((count, j) => ({ count, hidden: hidden[i]![j]! }))),
        ...rows[0]!.map((_, j) => rows.map((row, i) => ({ count: row[j]!, hidden: hidden[i]![j]! })))
      ];
      for (const line of lines) {
        for (const cell of line) {
          if (cell.count > 0 && cell.count < 10) expect(cell.hidden).toBe(true);
          if (cell.count === 0) expect(cell.hidden).toBe(false);
        }
        const filled = line.filter(({ count }) => count > 0);
        if (filled.length > 1) expect(filled.filter((cell) => cell.hidden).length).not.toBe(1);
      }
    })
  );
});
