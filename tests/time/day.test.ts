import { describe, expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, fromWallClock, mondayOf, startOf, weekOf } from '#time/day.ts';
import { fc } from '../property.ts';

/** Oracle: what the engine's own calendar shows in Amsterdam at a moment. */
const shown = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  dateStyle: 'short',
  timeStyle: 'medium'
});
const wall = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);
const seconds = fc.integer({ min: Date.UTC(1970, 0, 2) / 1000, max: Date.UTC(2080, 0, 1) / 1000 });

describe('Amsterdam wall clock', () => {
  test.each([
    ['winter', '2026-01-15 12:00:00', '2026-01-15T11:00:00Z'],
    ['summer', '2026-07-15 12:00:00', '2026-07-15T10:00:00Z'],
    ['the hour that spring skips is the hour after', '2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
    ['the hour that autumn repeats is the first', '2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
    ['right after that hour', '2026-10-25 03:00:00', '2026-10-25T02:00:00Z']
  ])('%s', (_, local, utc) => {
    expect(new Date(fromWallClock(wall(local))).toISOString()).toBe(utc.replace('Z', '.000Z'));
  });

  test('what a clock shows at any moment leads back to that moment, but for the repeated hour', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const moment = second * 1000;
        const back = fromWallClock(wall(shown.format(moment)));
        // In the repeated hour the clock shows the same twice, an hour apart.
        expect(shown.format(back)).toBe(shown.format(moment));
        expect([0, 3_600_000]).toContain(moment - back);
      }),
      { numRuns: 1000 }
    );
  });

  test('every wall clock time, existing or not, is at most an hour from what is shown at its moment', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const told = wall(shown.format(fromWallClock(second * 1000)));
        expect([0, 3_600_000]).toContain(told - second * 1000);
      }),
      { numRuns: 1000 }
    );
  });
});

describe('days', () => {
  test('a day runs from its start to the start of the next, 23 to 25 hours', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const day = dayOf(second * 1000);
        expect(startOf(day)).toBeLessThanOrEqual(second * 1000);
        expect(startOf(addDays(day, 1))).toBeGreaterThan(second * 1000);
        expect([23, 24, 25]).toContain((startOf(addDays(day, 1)) - startOf(day)) / 3_600_000);
        expect(daysBetween(day, addDays(day, 45))).toBe(45);
      })
    );
  });

  // Source: ISO 8601, whose first week of a year has its first Thursday; these are the known corners.
  test.each([
    ['2021-01-03', 53, 2020],
    ['2021-01-04', 1, 2021],
    ['2024-12-30', 1, 2025],
    ['2026-11-29', 48, 2026],
    ['2027-01-03', 53, 2026]
  ])('%s lies in week %i of %i', (day, week, year) => {
    expect(weekOf(day)).toEqual({ week, year });
  });

  test('a week begins on a Monday, and its seven days are of the same week', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const day = dayOf(second * 1000);
        const monday = mondayOf(day);
        expect(new Date(`${monday}T12:00:00Z`).getUTCDay()).toBe(1);
        expect(daysBetween(monday, day)).toBeGreaterThanOrEqual(0);
        expect(daysBetween(monday, day)).toBeLessThan(7);
        expect(weekOf(addDays(monday, 6))).toEqual(weekOf(monday));
      })
    );
  });
});
