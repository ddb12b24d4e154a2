/** A plan: what may be planned, what can happen to it, and which two are in each other's way. */
import { describe, expect, test } from 'vitest';
import {
  ACTIONS,
  after,
  Audience,
  haveInCommon,
  isOpen,
  overlap,
  peaksIn,
  sound,
  STATUSES,
  type Status
} from '#interventions/intervention.ts';
import { MUNICIPALITIES } from '#organisations/municipality.ts';
import { addDays } from '#time/day.ts';
import { fc } from '../property.ts';

const everybody = Audience.parse({});
const plan = (more: object = {}) => ({
  title: 'Brief aan bouwbedrijven',
  kind: 'letter',
  population: 'company',
  motive: 'weten',
  audience: everybody,
  begins: '2026-03-02',
  ends: '2026-03-27',
  by: 'Projectteam',
  ...more
});

describe('what may be planned', () => {
  test('what is not said is empty', () => {
    expect(sound(plan())).toMatchObject({ card: '', what: '', hours: 0, euros: 0, basis: '' });
  });

  test.each([
    [{ ends: '2026-03-01' }, 'intervention_order'],
    [{ motive: 'moeten' }, 'basis_missing'],
    [{ motive: 'moeten', basis: '   ' }, 'basis_missing'],
    [{ title: '' }, 'intervention_malformed'],
    [{ hours: NaN }, 'intervention_malformed'],
    [{ begins: '2026-02-30' }, 'intervention_malformed'],
    [{ kind: 'threat' }, 'intervention_malformed']
  ])('%j is refused', (more, code) => {
    expect(() => sound(plan(more))).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('whoever obliges somebody says on what it rests', () => {
    expect(() => sound(plan({ motive: 'moeten' }))).toThrow(/grondslag/);
    expect(sound(plan({ motive: 'moeten', basis: 'Awb 2:13' })).basis).toBe('Awb 2:13');
  });
});

describe('what can happen', () => {
  test('planned, running, done; or cancelled before that', () => {
    const all = STATUSES.flatMap((from) => ACTIONS.map((action) => [from, action, after(from, action)] as const));
    expect(all.filter(([, , to]) => to !== undefined)).toEqual([
      ['planned', 'start', 'running'],
      ['planned', 'cancel', 'cancelled'],
      ['running', 'finish', 'done'],
      ['running', 'cancel', 'cancelled'],
      ['done', 'finish', 'done']
    ]);
  });

  test('whatever is done to it, a plan that is closed stays closed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 12 }), (actions) => {
        let status: Status = 'planned';
        let wasClosed = false;
        for (const action of actions) {
          status = after(status, action) ?? status;
          if (wasClosed) expect(isOpen(status)).toBe(false);
          wasClosed ||= !isOpen(status);
        }
      })
    );
  });
});

const REGIONS = [...new Set(MUNICIPALITIES.map(({ region }) => region))];
const today = MUNICIPALITIES.filter(({ successor }) => successor === '');
const some = (of: readonly string[]) => fc.uniqueArray(fc.constantFrom(...of), { maxLength: 3 });
const audience = fc.record({
  sectors: some(['Bouw', 'Horeca', 'ICT']),
  sizes: some(['1', '2', '3-5']),
  regions: some(REGIONS),
  municipalities: some(today.map(({ name }) => name)),
  names: fc.constant<string[]>([])
});

// Oracle: every kind of organisation that there can be, one by one.
test('two audiences have in common exactly what an organisation can be in both of', () => {
  const within = (
    one: Audience,
    { sector, size, name, region }: Record<'sector' | 'size' | 'name' | 'region', string>
  ) =>
    [
      [one.sectors, sector],
      [one.sizes, size],
      [one.regions, region],
      [one.municipalities, name]
    ].every(([words, word]) => words!.length === 0 || words!.includes(word as string));
  const everyone = ['Bouw', 'Horeca', 'ICT'].flatMap((sector) =>
    ['1', '2', '3-5'].flatMap((size) => today.map(({ name, region }) => ({ sector, size, name, region })))
  );
  let seen = 0;
  fc.assert(
    fc.property(audience, audience, (one, other) => {
      const both = everyone.some((it) => within(one, it) && within(other, it));
      if (both) seen++;
      expect(haveInCommon(one, other)).toBe(both);
      expect(haveInCommon(other, one)).toBe(both);
    }),
    { numRuns: 300 }
  );
  expect(seen).toBeGreaterThan(20);
  expect(seen).toBeLessThan(280);
});

test('they are in each other’s way when the days meet too, for the same population', () => {
  const one = sound(plan());
  const other = (more: object) => sound(plan({ begins: '2026-03-27', ends: '2026-04-30', ...more }));
  expect(overlap(one, other({}))).toBe(true);
  expect(overlap(one, other({ begins: '2026-03-28' }))).toBe(false);
  expect(overlap(one, other({ population: 'authority' }))).toBe(false);
  const named = (name: string) => other({ audience: { ...everybody, names: [name] } });
  expect(overlap(named('Subsidies'), named('Ruimte'))).toBe(false);
  expect(overlap(named('Subsidies'), one)).toBe(true);
});

test('a statutory peak is one of those who deliver or receive, not of companies', () => {
  const over = (population: string, begins: string) =>
    peaksIn(sound(plan({ population, begins, ends: addDays(begins, 20) }))).map(({ name }) => name);
  expect(over('authority', '2026-06-29')).toEqual(['accounts']);
  expect(over('department', '2026-11-01')).toEqual(['budgets']);
  expect(over('authority', '2026-08-01')).toEqual([]);
  expect(over('company', '2026-06-29')).toEqual([]);
});
