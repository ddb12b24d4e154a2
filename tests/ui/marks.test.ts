/** Marks on an axis: where they stand, by looking at every day. */
import { expect, test } from 'vitest';
import { place } from '#ui/marks.ts';
import { addDays } from '#time/day.ts';
import { fc } from '../property.ts';

const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-01-01', days));
const stretch = fc.tuple(day, fc.integer({ min: 0, max: 40 })).map(([from, length]) => ({
  from,
  to: addDays(from, length)
}));

test('a mark stands at the places that have a day of it, and is numbered by when it began', () => {
  fc.assert(
    fc.property(
      fc.array(stretch, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(8),
      (given, length, gap) => {
        const axis = Array.from({ length: 5 }, (_, index) => {
          const from = addDays('2026-01-10', index * (length + gap));
          return { from, to: addDays(from, length - 1) };
        });
        const placed = place(
          given.map((one, index) => ({ ...one, label: String(index), kind: 'piek' })),
          axis
        );
        for (const [index, { from, to }] of given.entries()) {
          const places = axis.flatMap((one, number) => (one.from <= to && one.to >= from ? [number] : []));
          const found = placed.find(({ mark }) => mark.label === String(index));
          expect(found && [found.first, found.last]).toEqual(
            places.length > 0 ? [places[0], places.at(-1)] : undefined
          );
        }
        expect(placed.map(({ number }) => number)).toEqual(placed.map((_, index) => index + 1));
        const begun = placed.map(({ mark }) => mark.from);
        expect(begun).toEqual([...begun].sort());
      }
    )
  );
});
