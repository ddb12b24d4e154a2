/** Steps in any order, and a value that an attempt holds, against trying every choice of events (`journey.ts`). */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compile, EVERYONE, isPlain } from '#adoption/compile.ts';
import { decode, DEFAULT_FUNNELS, encode, Funnel } from '#adoption/funnel.ts';
import { stepWords } from '#adoption/words.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { anyOrder, earliest, journey, type Move } from './journey.ts';

useStores();

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);
const VALUES = ['', 'x', 'y'];

const written = fc.record({
  actor: fc.integer({ min: 1, max: 3 }),
  day: fc.integer({ min: 0, max: 10 }),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.constantFrom(...VALUES)
});
type Written = typeof written extends fc.Arbitrary<infer Value> ? Value : never;

async function write(events: readonly Written[]): Promise<(Written & { id: string; at: number })[]> {
  await run('TRUNCATE TABLE events');
  const rows = events.map((event, index) => ({
    ...event,
    id: randomUUID(),
    at: START + event.day * DAY + index * 1000
  }));
  await insertRows(
    'events',
    rows.map(({ actor, id, at, name, value }) => ({
      id,
      at,
      received_at: at,
      name,
      source: 's',
      host: `${value}.example`,
      actor,
      organisation: actor,
      properties: value === '' ? {} : { p: value }
    })),
    randomUUID()
  );
  return rows;
}

async function reached(funnel: Funnel, times = true): Promise<Map<number, number[]>> {
  const { sql, column, parameters } = compile(funnel, { times, origins: true });
  const rows = await ask(
    `SELECT who, ${column === 'reached' ? 'arrayMap(r -> toUnixTimestamp(r), reached)' : '[toUInt32(completed)]'} AS reached FROM (${sql})`,
    { ...parameters, ...EVERYONE, since: 0, until: START + 100 * DAY },
    z.object({ who: z.coerce.number(), reached: z.array(z.coerce.number()) })
  );
  return new Map(rows.map(({ who, reached: list }) => [who, list]));
}

/** Two of the four events can complete two steps, so that which one they complete matters. */
const STEPS: Record<string, number[]> = { a: [1], b: [1, 2], c: [2, 3], d: [] };
const funnelOf = (more: object) =>
  Funnel.parse({
    population: 'company',
    window: 4,
    steps: [['a', 'b'], ['b', 'c'], ['c']].map((names, index) => ({
      name: String(index),
      any: names.map((event) => ({ event }))
    })),
    ...more
  });
const movesOf = (rows: readonly (Written & { id: string; at: number })[]): Move[] =>
  rows.map(({ at, id, name }) => ({ at, id, steps: STEPS[name]!, stops: name === 'd' ? [1] : [] }));

describe('against every choice of events', () => {
  test.each([
    ['any order', { order: 'any' }],
    ['any order, holding a property', { order: 'any', hold: 'property:p' }],
    [
      'in order, holding a property, with an exclusion',
      { hold: 'property:p', exclusions: [{ after: 1, any: [{ event: 'd' }] }] }
    ]
  ] as const)('%s', async (_, more) => {
    const funnel = funnelOf(more);
    expect(isPlain(funnel)).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.array(written, { maxLength: 14 }), fc.integer({ min: 1, max: 8 }), async (events, window) => {
        const rows = await write(events);
        const found = await reached({ ...funnel, window });
        for (const actor of [1, 2, 3]) {
          const own = rows.filter((row) => row.actor === actor);
          const attempts = 'hold' in more ? ['x', 'y'].map((value) => own.filter((row) => row.value === value)) : [own];
          const expected = earliest(
            attempts.map((attempt) =>
              'order' in more ? anyOrder(movesOf(attempt), 3, window) : journey(movesOf(attempt), 3, window, [])
            ),
            3
          );
          expect(found.get(actor) ?? [0, 0, 0]).toEqual(expected.map((at) => at / 1000));
        }
      }),
      { numRuns: runs(40) }
    );
  });

  test('where windowFunnel counts, an attempt holds its value too', async () => {
    const funnel = Funnel.parse({
      population: 'company',
      window: 5,
      steps: ['a', 'b'].map((event) => ({ name: event, any: [{ event }] })),
      hold: 'host'
    });
    expect(isPlain(funnel)).toBe(true);
    await write([
      { actor: 1, day: 0, name: 'a', value: 'x' },
      { actor: 1, day: 1, name: 'b', value: 'y' },
      { actor: 2, day: 0, name: 'a', value: 'x' },
      { actor: 2, day: 1, name: 'b', value: 'x' }
    ]);
    expect([...(await reached(funnel, false))].sort()).toEqual([
      [1, [1]],
      [2, [2]]
    ]);
  });

  test('a name that would break out of the question is just a name', async () => {
    await write([{ actor: 1, day: 0, name: 'a', value: 'x' }]);
    expect(await reached(funnelOf({ hold: "property:p'] OR 1=1 --" }))).toEqual(new Map());
  });
});

describe('a funnel that says so', () => {
  test('travels in a URL, and one that does not is written as before', () => {
    const plain = {
      population: 'visitor',
      steps: [{ name: 's', any: [{ event: 'a', filters: [] }] }],
      window: 7,
      exclusions: []
    };
    expect(encode(Funnel.parse(plain))).toBe(JSON.stringify(plain));
    expect(encode(DEFAULT_FUNNELS.company)).not.toMatch(/order|hold/);
    const both = funnelOf({ order: 'any', hold: 'property:p' });
    expect(decode(encode(both))).toEqual(both);
  });

  test.each([
    { order: 'any', exclusions: [{ after: 1, any: [{ event: 'd' }] }] },
    { order: 'any', steps: [1, 2].map((name) => ({ name: String(name), any: [{ event: 'a' }], within: 3 })) },
    { order: 'any', steps: Array.from({ length: 7 }, (_, name) => ({ name: String(name), any: [{ event: 'a' }] })) },
    { order: 'none' },
    { hold: 'colour' }
  ])('cannot be %j', (more) => expect(() => funnelOf(more)).toThrow());

  test('is said in words', () => {
    const [, second] = stepWords(funnelOf({ order: 'any', hold: 'property:process' }));
    expect(second).toContain('volgorde');
    expect(second).toContain('eigenschap process');
  });
});
