/** Retention, stickiness, paths and months of a metric: what may be shown of counts that are known. */
import { describe, expect, test } from 'vitest';
import { besideOf } from '#adoption/path.ts';
import { retained, type Cohort } from '#adoption/retention.ts';
import { early, measured, medianOf, monthOfShare } from '#adoption/standard.ts';
import { stickinessOf, weeksOf } from '#adoption/stickiness.ts';
import { wilson } from '#statistics/proportion.ts';
import { addDays, mondayOf } from '#time/day.ts';
import { fc } from '../property.ts';

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
const isSmall = (count: number) => count > 0 && count < 10;

/** One cohort a month, the first the oldest, each with as many ages as there were months after it. */
const cohorts = fc.integer({ min: 1, max: 7 }).chain((length) =>
  fc.tuple(
    ...Array.from({ length }, (_, index) =>
      fc
        .tuple(
          fc.oneof(fc.nat(12), fc.nat(60)),
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
            minLength: length - 1 - index,
            maxLength: length - 1 - index
          })
        )
        .map(([size, shares]): Cohort => ({
          start: `2026-0${index + 1}-01`,
          active: [size, ...shares.map((share) => Math.round(share * size))]
        }))
    )
  )
);

describe('retention', () => {
  test('of all cohorts together counts only those that are old enough, whatever of them is hidden', () => {
    fc.assert(
      fc.property(cohorts, fc.boolean(), (given, isCareful) => {
        const { curve, organisations } = retained(given, isCareful);
        for (const { age, organisations: n, active, share } of curve) {
          const old = given.filter((one) => one.active.length > age);
          expect(n).toBe(sum(old.map((one) => one.active[0]!)));
          expect(active).toBe(sum(old.map((one) => one.active[age]!)));
          expect(share).toEqual(wilson(active, n));
        }
        if (isCareful) return;
        expect(organisations).toBe(sum(given.map((one) => one.active[0]!)));
        const told = given[0]!.active.flatMap((_, age) =>
          age > 0 && given.some((one) => one.active.length > age && one.active[0]! > 0) ? [age] : []
        );
        expect(curve.map(({ age }) => age)).toEqual(told);
      })
    );
  });

  test('of companies no count under ten stands there, and none is left when all that is shown is taken away', () => {
    fc.assert(
      fc.property(cohorts, (given) => {
        const { cohorts: shown, curve, organisations } = retained(given, true);
        for (const [index, { organisations: size, active }] of shown.entries()) {
          if (size === undefined) expect(active.every((count) => count === undefined)).toBe(true);
          else {
            expect([size, given[index]!.active[0]]).toEqual([given[index]!.active[0], size]);
            expect(isSmall(size)).toBe(false);
          }
          for (const count of active) if (count !== undefined) expect([count, size! - count].some(isSmall)).toBe(false);
        }
        // How many are followed at each age, and in all: between any two of them no small number of hidden cohorts.
        const told = [
          ...curve.map(({ age, organisations: n }) => ({ age, n })),
          ...(organisations === undefined ? [] : [{ age: 0, n: organisations }])
        ];
        const leftAt = ({ age, n }: { age: number; n: number }) =>
          n - sum(shown.flatMap((one, index) => (given[index]!.active.length > age ? [one.organisations ?? 0] : [])));
        for (const one of told)
          for (const other of [...told, { age: 99, n: 0 }])
            expect(isSmall(Math.abs(leftAt(one) - leftAt(other)))).toBe(false);
        for (const { age, organisations: n, active } of curve) {
          const cells = shown.flatMap((one) => {
            const back = one.active[age - 1];
            return back === undefined ? [] : [{ back, size: one.organisations! }];
          });
          const back = active - sum(cells.map((cell) => cell.back));
          expect(isSmall(back)).toBe(false);
          expect(isSmall(n - sum(cells.map(({ size }) => size)) - back)).toBe(false);
        }
      })
    );
  });
});

describe('stickiness', () => {
  test('every week belongs to the month of its Thursday, so to one', () => {
    const months = Array.from({ length: 60 }, (_, index) =>
      new Date(Date.UTC(2024, index, 1)).toISOString().slice(0, 10)
    );
    const weeks = months.flatMap((month) => weeksOf(month));
    for (const month of months)
      for (const monday of weeksOf(month)) {
        expect(mondayOf(monday)).toBe(monday);
        expect(addDays(monday, 3).slice(0, 7)).toBe(month.slice(0, 7));
      }
    expect(weeks.slice(1)).toEqual(weeks.slice(0, -1).map((monday) => addDays(monday, 7)));
  });

  test('the mean has Student’s interval', () => {
    // Oracle: by hand; squares 10 × 0.81 + 6 × 0.01 + 4 × 4.41 = 25.8, and t at 0.975 with 19 degrees is 2.093 in tables.
    const half = 2.093 * Math.sqrt(25.8 / 19 / 20);
    const { weeks, mean, several } = stickinessOf('2026-04-01', [10, 6, 0, 4], false);
    expect(weeks).toBe(5);
    expect(mean?.value).toBeCloseTo(1.9, 10);
    expect(mean?.low).toBeCloseTo(1.9 - half, 4);
    expect(mean?.high).toBeCloseTo(1.9 + half, 4);
    expect(several).toEqual(wilson(10, 20));
    // All alike is no certainty: of 12 without an exception Wilson allows 24.2%, each up to four weeks more.
    const { mean: alike } = stickinessOf('2026-04-01', [12], false);
    expect(alike).toEqual({ value: 1, low: 1, high: 1 + 4 * wilson(0, 12)!.high });
    expect(alike!.high).toBeCloseTo(1 + 4 * 0.2425, 3);
  });

  test('of companies an average is not told where it tells of a few', () => {
    expect(stickinessOf('2026-04-01', [30, 4], true)).toMatchObject({
      organisations: 34,
      mean: undefined,
      below: 10 / 34
    });
    expect(stickinessOf('2026-04-01', [4, 30], true)).toMatchObject({
      organisations: 34,
      mean: undefined,
      below: undefined
    });
    expect(stickinessOf('2026-04-01', [3, 3], true)).toMatchObject({ organisations: undefined, mean: undefined });
    // Enough on either side: the share, and no average, which with retention by week would be an equation too many.
    expect(stickinessOf('2026-04-01', [20, 10, 1, 1], true)).toMatchObject({
      organisations: 32,
      mean: undefined,
      several: wilson(12, 32)
    });
    // In February 2027 the weeks are the month, and the number a diagonal of retention by month.
    expect(stickinessOf('2027-02-01', [20, 12], true)).toMatchObject({ organisations: undefined, several: undefined });
    expect(stickinessOf('2027-02-01', [20, 12], false).organisations).toBe(32);
  });
});

describe('a month of a metric', () => {
  test('the median lies between values, and its interval at ranks of the binomial', () => {
    // Oracle: Conover (1999), 3.2: of 1 to 100 the ranks are 50 ∓ 9.8, and 1 more on the upper side.
    const counts = [0, ...Array.from({ length: 100 }, () => 1)];
    expect(medianOf(counts)).toEqual({ value: 50.5, low: 40, high: 61 });
    expect(medianOf([0, 0, 3])).toEqual({ value: 2, low: 2, high: 2 });
    expect(medianOf([])).toBeUndefined();
  });

  test('the last that is told is compared with the one before it, and with none where that is not told', () => {
    const [may, june, july] = [
      monthOfShare('2026-05-01', 5, 50),
      monthOfShare('2026-06-01', 20, 50),
      early('2026-07-01')
    ];
    const told = measured('reaction', [may, june, july]);
    expect(told.last).toBe(june);
    expect(told.change?.value).toBeCloseTo(0.3, 10);
    expect(told.change?.low).toBeGreaterThan(0);
    for (const key of ['lapsed', 'turnaround'] as const)
      expect(measured(key, [may, june]).change).toMatchObject({ low: undefined, high: undefined });
    expect(measured('reaction', [monthOfShare('2026-05-01', 3, 9), june]).change).toBeUndefined();
    expect(monthOfShare('2026-05-01', 3, 9)).toMatchObject({ n: 9, value: undefined, why: 'few' });
  });
});

test('beside a step nothing is shown of under ten visitors, nor left over', () => {
  const steps = fc.array(fc.oneof(fc.nat(15), fc.nat(200)), { maxLength: 15 });
  fc.assert(
    fc.property(steps, (drawn) => {
      const counts = drawn.map((visitors, index) => ({ name: `/${index}`, visitors }));
      const all = sum(drawn);
      const { steps: shown, nearly, rest } = besideOf(1, counts);
      const left = all - sum(shown.map(({ visitors }) => visitors));
      for (const { name, visitors } of shown) {
        expect(visitors).toBe(counts.find((one) => one.name === name)?.visitors);
        expect(visitors).toBeGreaterThanOrEqual(10);
      }
      if (nearly) {
        // Nearly all did one thing: only how many at least, and never of half.
        expect(nearly.above).toBeGreaterThanOrEqual(0.8);
        expect([shown, rest]).toEqual([[], undefined]);
        expect(counts.find(({ name }) => name === nearly.name)!.visitors / all).toBeGreaterThan(nearly.above);
      } else if (all >= 10) {
        expect(isSmall(left)).toBe(false);
        expect(rest?.visitors ?? 0).toBe(left);
      }
    })
  );
});
