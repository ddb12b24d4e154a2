import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as adoption from '#adoption/adoption.server.ts';
import { compile, EVERYONE, isPlain } from '#adoption/compile.ts';
import { DEFAULT_FUNNELS, Funnel } from '#adoption/funnel.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { journey, type Move } from './journey.ts';
import { fc, runs } from '../property.ts';

useStores();

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);
const NAMES = ['a', 'b', 'c', 'd'];
const everything = { since: 0, until: START + 1_000 * DAY, ...EVERYONE };

interface Written {
  actor: number;
  day: number;
  name: string;
  property?: string;
}
const written = fc.record({
  actor: fc.integer({ min: 1, max: 4 }),
  day: fc.integer({ min: 0, max: 12 }),
  name: fc.constantFrom(...NAMES)
});

async function write(events: readonly Written[], more: object = {}): Promise<(Written & { id: string; at: number })[]> {
  await run('TRUNCATE TABLE events');
  const rows = events.map((event, index) => ({ ...event, id: randomUUID(), at: START + event.day * DAY + index }));
  await insertRows(
    'events',
    rows.map(({ actor, id, at, name, property }) => ({
      id,
      at,
      received_at: at,
      name,
      source: 's',
      actor,
      organisation: actor,
      properties: property ? { p: property } : {},
      example: true,
      ...more
    })),
    randomUUID()
  );
  return rows;
}

async function levels(funnel: Funnel, times: boolean): Promise<Map<number, number[]>> {
  const { sql, parameters } = compile(funnel, { times, origins: true });
  // A level is shown as so many moments.
  const reached =
    isPlain(funnel) && !times ? 'arrayWithConstant(completed, 1)' : 'arrayMap(r -> toUnixTimestamp(r), reached)';
  const rows = await ask(
    `SELECT who, ${reached} AS reached FROM (${sql})`,
    { ...parameters, ...everything },
    z.object({ who: z.coerce.number(), reached: z.array(z.coerce.number()) })
  );
  return new Map(rows.map(({ who, reached }) => [who, reached]));
}

const completed = (reached: readonly number[] | undefined) => (reached ?? []).filter((moment) => moment > 0).length;

describe('both ways of counting agree with the definition', () => {
  test('plain funnels: windowFunnel, the fold and every attempt tried out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(written, { maxLength: 25 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 2, max: 4 }),
        async (events, window, length) => {
          const funnel = Funnel.parse({
            population: 'company',
            window,
            steps: NAMES.slice(0, length).map((name) => ({ name, any: [{ event: name }] }))
          });
          expect(isPlain(funnel)).toBe(true);
          const rows = await write(events);
          const [quick, folded] = [await levels(funnel, false), await levels(funnel, true)];
          for (const actor of new Set(rows.map((row) => row.actor))) {
            const moves: Move[] = rows
              .filter((row) => row.actor === actor)
              .map(({ at, id, name }) => ({ at, id, stops: [], steps: [NAMES.indexOf(name) + 1] }));
            const expected = journey(moves, length, window, []).map((at) => Math.floor(at / 1000));
            expect(folded.get(actor) ?? expected.map(() => 0)).toEqual(expected);
            expect(completed(quick.get(actor))).toBe(completed(expected));
          }
        }
      ),
      { numRuns: runs(40) }
    );
  });

  test('the same event for several steps, limits per step and exclusions: the fold', async () => {
    const within = fc.constantFrom(undefined, 1, 3);
    await fc.assert(
      fc.asyncProperty(
        fc.array(written, { maxLength: 14 }),
        fc.integer({ min: 2, max: 9 }),
        within,
        within,
        fc.boolean(),
        async (events, window, second, third, exclude) => {
          const funnel = Funnel.parse({
            population: 'company',
            window,
            steps: [
              { name: '1', any: [{ event: 'a' }, { event: 'b' }] },
              { name: '2', any: [{ event: 'b' }], within: second },
              { name: '3', any: [{ event: 'b' }, { event: 'c' }], within: third }
            ],
            exclusions: exclude ? [{ after: 2, any: [{ event: 'd' }] }] : []
          });
          expect(isPlain(funnel)).toBe(false);
          const rows = await write(events);
          const folded = await levels(funnel, true);
          for (const actor of new Set(rows.map((row) => row.actor))) {
            const moves: Move[] = rows
              .filter((row) => row.actor === actor)
              .map(({ at, id, name }) => ({
                at,
                id,
                stops: exclude && name === 'd' ? [2] : [],
                steps: { a: [1], b: [1, 2, 3], c: [3], d: [] }[name] ?? []
              }));
            const expected = journey(moves, 3, window, [0, second ?? 0, third ?? 0]).map((at) => Math.floor(at / 1000));
            expect(folded.get(actor) ?? [0, 0, 0]).toEqual(expected);
          }
        }
      ),
      { numRuns: runs(60) }
    );
  });

  test('a message delivered twice is not a second message', async () => {
    const funnel = Funnel.parse({
      population: 'company',
      window: 10,
      steps: ['1', '2'].map((name) => ({ name, any: [{ event: 'a' }] }))
    });
    const [row] = await write([{ actor: 1, day: 0, name: 'a' }]);
    await insertRows(
      'events',
      [
        {
          id: row!.id,
          at: row!.at,
          received_at: row!.at + 5,
          name: 'a',
          source: 's',
          actor: 1,
          organisation: 1,
          example: true
        }
      ],
      randomUUID()
    );
    expect(completed((await levels(funnel, true)).get(1))).toBe(1);
  });

  test('filters: on properties and addresses, with text that would break out of a question', async () => {
    const hostile = "x'); DROP TABLE events; --\\";
    await write([
      { actor: 1, day: 0, name: 'a', property: hostile },
      { actor: 2, day: 0, name: 'a', property: 'other' },
      { actor: 3, day: 0, name: 'a' }
    ]);
    const who = async (filter: object) => {
      const funnel = Funnel.parse({
        population: 'company',
        window: 1,
        steps: [{ name: '1', any: [{ event: 'a', filters: [filter] }] }]
      });
      return [...(await levels(funnel, false)).entries()]
        .filter(([, reached]) => completed(reached) > 0)
        .map(([actor]) => actor)
        .sort();
    };
    expect(await who({ field: 'property:p', op: 'is', values: [hostile] })).toEqual([1]);
    expect(await who({ field: 'property:p', op: 'is_not', values: [hostile] })).toEqual([2, 3]);
    expect(await who({ field: 'property:p', op: 'contains', values: ['DROP'] })).toEqual([1]);
    expect(await who({ field: 'property:p', op: 'starts_with', values: ['x', 'o'] })).toEqual([1, 2]);
    expect(await who({ field: 'property:p', op: 'is_set', values: [] })).toEqual([1, 2]);
    expect(await who({ field: 'source', op: 'is', values: ['s'] })).toEqual([1, 2, 3]);
    expect(await who({ field: "property:p'] OR 1=1 --", op: 'is_set', values: [] })).toEqual([]);
  });
});

describe('organisations of the registry', () => {
  const period = { from: '2026-01-01', to: '2026-03-31' };
  const funnel = DEFAULT_FUNNELS.company;
  const organisation = (key: number, more: object = {}) => ({
    organisation: key,
    population: 'company',
    head: key,
    sector: 'F',
    size: '1',
    municipality: 'Tilburg',
    valid_from: '2020-01-01',
    valid_to: '2149-01-01',
    imported_at: START,
    import_id: 'x',
    example: true,
    ...more
  });
  const eligible = (key: number, from = '2026-02-01', to = '2026-02-02') => ({
    organisation: key,
    process: 'subsidie',
    valid_from: from,
    valid_to: to,
    imported_at: START,
    import_id: 'x',
    example: true
  });
  let event = 0;
  const happened = (name: string, day: number, more: object) => ({
    id: randomUUID(),
    name,
    at: START + day * DAY + event++,
    received_at: START,
    source: 'site',
    host: 'a.example',
    example: true,
    ...more
  });

  beforeAll(async () => {
    for (const table of ['events', 'links', 'organisations', 'eligibilities', 'journeys', 'visitors_daily'])
      await run(`TRUNCATE TABLE ${table}`);
    await insertRows(
      'municipalities',
      [
        {
          municipality: 'Tilburg',
          region: 'Midden',
          valid_from: '1900-01-01',
          valid_to: '2149-01-01',
          successor: '',
          imported_at: START
        }
      ],
      randomUUID()
    );
    await insertRows(
      'organisations',
      [
        organisation(1),
        organisation(2),
        organisation(3),
        organisation(4, { municipality: 'Breda' }),
        organisation(5, { valid_to: '2025-12-31' }),
        organisation(11, { head: 1 }),
        organisation(6, { population: 'authority' })
      ],
      randomUUID()
    );
    await insertRows(
      'eligibilities',
      [
        eligible(1),
        eligible(2),
        eligible(3),
        eligible(3, '2026-03-01', '2026-03-09'),
        eligible(5),
        eligible(6),
        eligible(4, '2025-05-01', '2025-05-02')
      ],
      randomUUID()
    );
    const known = (key: number) => ({ actor: key, organisation: key, visitor: 0 });
    const visitor = (key: number) => ({ actor: key, organisation: 0, visitor: key });
    await insertRows(
      'events',
      [
        // 1: anonymous first, known from login on; a branch's message counts for it.
        happened('page_view', 0, visitor(101)),
        happened('information_read', 1, visitor(101)),
        happened('login_started', 2, visitor(101)),
        happened('login_succeeded', 2, { actor: 1, organisation: 1, visitor: 101 }),
        happened('box_created', 3, known(1)),
        happened('reachability_declared', 4, known(1)),
        happened('message', 5, { ...known(11), properties: { channel: 'berichtenbox', direction: 'to_authority' } }),
        // 2: only visits by somebody who acts for two organisations, so nobody's.
        happened('page_view', 0, visitor(102)),
        happened('identify', 1, { actor: 7, organisation: 7, visitor: 102 }),
        happened('identify', 1, { actor: 8, organisation: 8, visitor: 102 }),
        // Nobody: never logs in.
        happened('page_view', 0, visitor(103)),
        // 3: reached in the period, informed after it.
        happened('reached', 10, known(3)),
        happened('information_read', 120, known(3)),
        // 4: did much, but had no occasion in the period.
        happened('reached', 1, known(4)),
        happened('information_read', 2, known(4))
      ],
      randomUUID()
    );
    await journeys.refresh({ all: true });
  });

  test('the first step is who had occasion; heads only, existing only; steps by the end of the period', async () => {
    const counts = await adoption.counted({ funnel, period });
    expect(counts).toMatchObject({ registered: 4, eligible: 3, steps: [2, 1, 1, 1, 1, 1, 1, 0, 0] });
    expect(counts.seconds[3]).toBeCloseTo(86_400, -1);
    expect(counts.seconds[6]).toBeUndefined();
  });

  test('the kept journeys and a question computed now give the same', async () => {
    const same = {
      ...funnel,
      steps: funnel.steps.map((step, index) => (index === 0 ? { ...step, name: 'other name' } : step))
    };
    for (const to of ['2026-01-01', '2026-01-03', '2026-03-31', '2026-06-30']) {
      const question = { period: { from: '2026-01-01', to } };
      const [kept, now] = await Promise.all([
        adoption.counted({ funnel, ...question }),
        adoption.counted({ funnel: same, ...question })
      ]);
      expect(now).toEqual(kept);
    }
  });

  test('filters and breakdown by the registry; groups under 10 are hidden', async () => {
    const answer = await adoption.answer({
      funnel,
      period,
      filters: { municipality: ['Tilburg'] },
      breakdown: 'region'
    });
    expect(answer.eligible).toBeUndefined();
    expect(answer.steps.every(({ count, ofFirst }) => count === undefined && ofFirst === undefined)).toBe(true);
    expect(answer.groups).toEqual([{ value: 'Midden', hidden: true, eligible: undefined, steps: undefined }]);
    expect((await adoption.answer({ funnel, period, filters: { municipality: ['Breda'] } })).eligible).toBe(0);
  });

  test('visitors who did not make themselves known are counted apart', async () => {
    expect(await adoption.unlinkedVisitors(period)).toBe(1);
  });

  test('a refresh takes in what arrived since, and doing it twice changes nothing', async () => {
    const now = Date.now();
    await insertRows(
      'events',
      [
        {
          id: randomUUID(),
          name: 'information_read',
          at: START + 11 * DAY,
          received_at: now,
          source: 'site',
          actor: 3,
          organisation: 3
        }
      ],
      randomUUID()
    );
    await journeys.refresh();
    await journeys.refresh();
    expect((await adoption.counted({ funnel, period })).steps).toEqual([2, 2, 1, 1, 1, 1, 1, 0, 0]);
  });
});
