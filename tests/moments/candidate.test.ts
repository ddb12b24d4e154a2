/** Which candidates are told, and what is told of those that were picked for being large. */
import { describe, expect, test } from 'vitest';
import { choose, drawn, FALSE_SHARE, type Candidate } from '#moments/candidate.ts';
import { portion } from '#statistics/online.ts';
import { fc } from '../property.ts';

const SAID = { nl: 'x', en: 'x' };
const NONE: ReadonlySet<string> = new Set();
const candidate = (subject: string, more: Partial<Candidate> = {}): Candidate => ({
  kind: 'record',
  tone: 'win',
  subject,
  week: '2026-03-02',
  day: '2026-03-08',
  population: 'company',
  team: '',
  site: '',
  tell: () => ({
    what: SAID,
    whom: SAID,
    amount: { value: 0.1, low: 0.02, high: 0.18, unit: 'points', of: SAID },
    known: SAID,
    link: '/adoption',
    unknown: SAID,
    thanks: [],
    next: SAID
  }),
  ...more
});
const told = (all: readonly Candidate[], already = NONE, looked = 0, found = 0) =>
  choose(all, already, looked, found).map((one) => one.candidate.subject);

describe('what is told', () => {
  test('is every fact, and of what was tested only what is more than chance among all of it', () => {
    const all = [
      candidate('fact'),
      candidate('clear', { p: 1e-9 }),
      candidate('chance', { p: 0.04 }),
      ...Array.from({ length: 20 }, (_, index) => candidate(`other ${index}`, { p: 0.5 }))
    ];
    expect(told(all)).toEqual(['fact', 'clear']);
  });

  test('takes more the more was looked at, and less the more was found', () => {
    // Half of the level, of which the first week has its portion, for one search.
    const level = (FALSE_SHARE / 2) * portion(1);
    const at = (p: number) => candidate('a', { p });
    expect(told([at(level * 0.999)])).toEqual(['a']);
    expect(told([at(level * 1.001)])).toEqual([]);
    expect(told([at(level * 0.999), candidate('b', { p: 1 })])).toEqual([]);
    expect(told([at(level * 0.999)], NONE, 1)).toEqual([]);
    expect(told([at(level * 2.9)], NONE, 0, 2)).toEqual(['a']);
  });

  test('gives what was set out to test beforehand its own half, by its place', () => {
    const level = (FALSE_SHARE / 2) * portion(3);
    const many = Array.from({ length: 50 }, (_, index) => candidate(`searched ${index}`, { p: 0.9 }));
    const planned = (p: number) => candidate('planned', { p, planned: 3, kind: 'experiment' });
    expect(told([...many, planned(level * 0.999)], NONE, 40)).toEqual(['planned']);
    expect(told([...many, planned(level * 1.001)], NONE, 40)).toEqual([]);
  });

  test('is not told again, but still counts among what was looked at', () => {
    const level = (FALSE_SHARE / 2) * portion(1);
    const all = [candidate('a', { p: 1e-12 }), candidate('b', { p: level * 0.9 })];
    expect(told(all)).toEqual(['a', 'b']);
    // Beside one that does not help any more, b has half of the level.
    expect(told(all, new Set(['a']))).toEqual([]);
    expect(told([candidate('fact')], new Set(['fact']))).toEqual([]);
  });

  test('carries its chance, and an estimate that knows it was picked', () => {
    const [one] = choose([candidate('a', { p: 0.01 / 100 })], NONE, 0, 0);
    expect(one!.facts.p).toBe(0.0001);
    expect(one!.facts.shrunk!.value).toBeLessThan(0.1);
    expect(one!.facts.shrunk!.value).toBeGreaterThan(0);
    const [fact] = choose([candidate('fact')], NONE, 0, 0);
    expect(fact!.facts).not.toHaveProperty('p');
    expect(fact!.facts).not.toHaveProperty('shrunk');
  });
});

test('what is drawn towards no change lies between no change and what was seen, the closer the more surprising it was', () => {
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.double({ min: 1e-12, max: 0.01, noNaN: true }), (value, none, p) => {
      fc.pre(Math.abs(value - none) > 0.001);
      const amount = { value, unit: 'share' as const, of: SAID };
      const less = drawn(amount, none, p, 0.01)!;
      expect((less.value - none) / (value - none)).toBeGreaterThanOrEqual(-1e-9);
      expect((less.value - none) / (value - none)).toBeLessThanOrEqual(1 + 1e-9);
      const clearer = drawn(amount, none, p / 100, 0.01)!;
      expect(Math.abs(clearer.value - none)).toBeGreaterThanOrEqual(Math.abs(less.value - none) - 1e-9);
    })
  );
});
