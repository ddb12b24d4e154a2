/** Which week, month or quarter a day is in, and which periods are due. */
import { expect, test } from 'vitest';
import { around, before, due, isWhole, MOST_MISSED, REGULAR } from '#reports/span.ts';
import { addDays, weekOf } from '#time/day.ts';
import { fc } from '../property.ts';

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days));
const kind = fc.constantFrom(...REGULAR);

test('periods of a kind follow each other without a gap, and every day is in one', () => {
  fc.assert(
    fc.property(kind, day, (of, one) => {
      const period = around(of, one);
      expect(period.from <= one && one <= period.to).toBe(true);
      expect(around(of, period.from)).toEqual(period);
      expect(around(of, period.to)).toEqual(period);
      expect(before(of, period).to).toBe(addDays(period.from, -1));
      expect(isWhole(of, period)).toBe(true);
      expect(isWhole(of, { ...period, to: addDays(period.to, -1) })).toBe(false);
    })
  );
});

test('weeks are those of ISO 8601, and quarters those of the calendar', () => {
  expect(around('week', '2027-01-01')).toEqual({ from: '2026-12-28', to: '2027-01-03' });
  expect(weekOf('2027-01-01')).toEqual({ week: 53, year: 2026 });
  expect(around('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(around('quarter', '2026-12-31')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(before('quarter', around('quarter', '2026-02-01'))).toEqual({ from: '2025-10-01', to: '2025-12-31' });
  expect(before('own', { from: '2026-03-10', to: '2026-03-12' })).toEqual({ from: '2026-03-07', to: '2026-03-09' });
});

test('the first time only what ended last is due', () => {
  expect(due('week', undefined, '2026-10-05')).toEqual([{ from: '2026-09-28', to: '2026-10-04' }]);
  // On a Sunday its week still runs.
  expect(due('week', undefined, '2026-10-04')).toEqual([{ from: '2026-09-21', to: '2026-09-27' }]);
});

test('what was missed is due once each, in order, and at most so many', () => {
  fc.assert(
    fc.property(kind, day, fc.integer({ min: 0, max: 30 }), (of, today, missed) => {
      let last = before(of, around(of, today));
      for (let count = 0; count < missed; count++) last = before(of, last);
      const periods = due(of, last.to, today);
      expect(periods.length).toBe(Math.min(missed, MOST_MISSED));
      for (const [index, period] of periods.entries()) {
        expect(period.to < today && period.from > last.to).toBe(true);
        if (index > 0) expect(period.from).toBe(addDays(periods[index - 1]!.to, 1));
      }
      // Once these are there, nothing is due until another has ended.
      expect(due(of, periods.at(-1)?.to ?? last.to, today)).toEqual([]);
    })
  );
});
