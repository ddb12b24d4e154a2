import { expect, test } from 'vitest';
import { addDays, daysBetween } from '#time/day.ts';
import { lastDays, monthsOf, Period, periodOf, previous, WrongPeriod } from '#time/period.ts';
import { fc } from '../property.ts';

const day = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays('1990-01-01', days));
const length = fc.integer({ min: 1, max: 3_000 });

test('the last days include today, and are as many as asked', () => {
  fc.assert(
    fc.property(day, length, (today, days) => {
      const { from, to } = lastDays(today, days);
      expect(to).toBe(today);
      expect(daysBetween(from, to) + 1).toBe(days);
    })
  );
  expect(lastDays('2026-03-01', 1)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
});

test('the period before is as long and ends the day before, also over a change of the clock and a leap day', () => {
  fc.assert(
    fc.property(day, length, (today, days) => {
      const period = lastDays(today, days);
      const before = previous(period);
      expect(daysBetween(before.from, before.to)).toBe(daysBetween(period.from, period.to));
      expect(addDays(before.to, 1)).toBe(period.from);
    })
  );
  expect(previous({ from: '2024-03-01', to: '2024-03-31' })).toEqual({ from: '2024-01-30', to: '2024-02-29' });
});

test.each([
  [{ from: '2026-02-30', to: '2026-03-01' }, 'from'],
  [{ from: '2026-03-02', to: '2026-03-01' }, 'to'],
  [{ from: '1990-01-01', to: '2026-03-01' }, 'from'],
  [{ from: '2026-03-01', to: null }, 'to']
])('%o is no period', (given, wrong) => {
  const parsed = Period.safeParse(given);
  expect(parsed.error?.issues[0]?.path).toEqual([wrong]);
});

test.each([
  ['2026-12-31', '2026-01-01', 'to', 'order'],
  ['2026-02-31', '2026-03-01', 'from', 'day'],
  ['2026-02-01', '2026-02-31', 'to', 'day'],
  ['', '2026-03-01', 'from', 'missing'],
  ['2026-03-01', '', 'to', 'missing'],
  ['1969-12-31', '2026-03-01', 'from', 'early'],
  ['2148-12-01', '2149-01-01', 'to', 'late'],
  ['2010-01-01', '2026-01-01', 'from', 'long'],
  ['2026-01-01', '2026-01-01', '', '']
])('from %s to %s: %s %s', (from, to, parameter, fault) => {
  let wrong: unknown;
  try {
    periodOf(from, to);
  } catch (error) {
    wrong = error;
  }
  if (fault === '') expect(wrong).toBeUndefined();
  else expect(wrong).toMatchObject({ parameter, fault });
  if (wrong !== undefined) expect(wrong).toBeInstanceOf(WrongPeriod);
});

test('months of a period follow each other, and only those at its ends are there in part', () => {
  expect(monthsOf({ from: '2027-12-31', to: '2028-02-29' })).toEqual([
    { month: '2027-12-01', last: '2027-12-31', isWhole: false },
    { month: '2028-01-01', last: '2028-01-31', isWhole: true },
    { month: '2028-02-01', last: '2028-02-29', isWhole: true }
  ]);
});
