/** Numbers, shares, days and durations as people read them, in both languages. */
import { describe, expect, it } from 'vitest';
import { clock, day, duration, moment, number, points, share } from '#ui/format.ts';
import { fc } from '../property.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace('\u2212', '-');

describe('in Dutch', () => {
  it('writes numbers with a point for thousands and a comma for decimals', () => {
    expect(number(1234567, 'nl')).toBe('1.234.567');
    expect(plain(share(0.4567, 'nl'))).toBe('45,7%');
    expect(plain(points(-0.0123, 'nl'))).toBe('-1,2');
    expect(points(0.0123, 'nl')).toBe('+1,2');
    expect(points(0, 'nl')).toBe('0,0');
  });

  it('writes days as d-m-yyyy, in Amsterdam', () => {
    expect(day('2026-03-02', 'nl')).toBe('2-3-2026');
    expect(day(new Date('2026-03-01T23:30:00Z'), 'nl')).toBe('2-3-2026');
    expect(day(new Date('2026-07-01T22:30:00Z'), 'nl')).toBe('2-7-2026');
  });

  it('writes a moment by Amsterdam clocks, before and after the change to summer time', () => {
    expect(moment(new Date('2026-03-29T00:30:00Z'), 'nl')).toContain('01:30');
    expect(moment(new Date('2026-03-29T01:30:00Z'), 'nl')).toContain('03:30');
    expect(clock(new Date('2026-03-02T09:05:07Z'), 'nl')).toBe('10:05:07');
  });

  it('writes durations in the largest unit that fits', () => {
    expect(duration(45, 'nl')).toBe('45 seconden');
    expect(duration(120, 'nl')).toBe('2 minuten');
    expect(duration(5400, 'nl')).toBe('1,5 uur');
    expect(duration(3 * 86_400, 'nl')).toBe('3 dagen');
  });
});

describe('in English', () => {
  it('writes the same the English way', () => {
    expect(number(1234567, 'en')).toBe('1,234,567');
    expect(plain(share(0.4567, 'en'))).toBe('45.7%');
    expect(day('2026-03-02', 'en')).toBe('02/03/2026');
    expect(duration(3 * 86_400, 'en')).toBe('3 days');
  });
});

it('keeps a yyyy-mm-dd day the same day', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      const [year, month, of] = date.toISOString().slice(0, 10).split('-').map(Number);
      expect(day(date.toISOString().slice(0, 10), 'nl')).toBe(`${of}-${month}-${year}`);
    })
  );
});
