/** The ladder out of the warehouse against the oracle that looks at everybody in every week, and against the registry. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ABSENT, ELSEWHERE, LADDERS, statesOf, useOf } from '#adoption/ladder.ts';
import { askLadder, type LadderAsked } from '#adoption/ladder-question.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as ladders from '#adoption/ladders.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as stays from '#adoption/stays.server.ts';
import { kaplanMeier, medianTime, type Followed } from '#statistics/survival.ts';
import { setFact } from '#store/facts.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, dayOf, daysBetween, mondayOf, startOf, type Day } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { stateOf, type Somebody } from './climb.ts';

useStores();

// Departments: of them nothing is hidden, and they can lapse, be regular and be digital.
const LADDER = LADDERS.department;
const START = '2025-01-06';
const END = '2026-06-29';
const FOREVER = '2149-01-01';

const day = fc.integer({ min: 0, max: daysBetween(START, END) }).map((days) => addDays(START, days));
const PLACES = ['Oss', 'Breda'];
const stretches = fc
  .record({
    // Registered, each of them following the last at once or after a gap of at least two weeks.
    start: fc.integer({ min: -60, max: 200 }),
    lengths: fc.array(fc.tuple(fc.integer({ min: 14, max: 300 }), fc.constantFrom(0, 0, 20)), {
      minLength: 1,
      maxLength: 3
    }),
    places: fc.array(fc.constantFrom(...PLACES), { minLength: 3, maxLength: 3 }),
    counts: fc.array(fc.constantFrom(true, true, true, false), { minLength: 3, maxLength: 3 }),
    endless: fc.boolean()
  })
  .map(({ start, lengths, places, counts, endless }) => {
    let from = addDays(START, start);
    return lengths.map(([length, gap], index) => {
      const to = endless && index === lengths.length - 1 ? FOREVER : addDays(from, length);
      const stretch = { from, to, municipality: places[index]!, counts: counts[index]! };
      from = addDays(to, gap);
      return stretch;
    });
  });
const occasions = fc.array(
  fc.tuple(day, fc.constantFrom(1, 30, 400)).map(([from, days]) => ({ from, to: addDays(from, days) })),
  { maxLength: 3 }
);
const deed = fc.oneof(
  { weight: 1, arbitrary: day.map((when) => ({ day: when, name: 'presentation_attended', properties: {} })) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(day, fc.constantFrom('berichtenbox', 'berichtenbox', 'berichtenbox', 'email'))
      .map(([when, channel]) => ({
        day: when,
        name: 'message_handled',
        properties: { channel }
      }))
  }
);
const somebody: fc.Arbitrary<Somebody> = fc.record({ stretches, occasions, deeds: fc.array(deed, { maxLength: 12 }) });

const common = { import_id: 'test', imported_at: Date.now() };

/** @param all under the keys 1, 2, … */
async function put(all: readonly Somebody[], population: string): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys'])
    await run(`TRUNCATE TABLE ${table}`);
  const rows = <Row>(of: (one: Somebody, key: string) => Row[]) =>
    all.flatMap((one, index) => of(one, String(index + 1)));
  await insertRows(
    'organisations',
    rows(({ stretches: own }, organisation) =>
      own.map(({ from, to, municipality, counts }) => ({
        ...common,
        organisation,
        population: counts ? population : 'authority',
        head: organisation,
        municipality,
        valid_from: from,
        valid_to: to
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasions: own }, organisation) =>
      own.map(({ from, to }, index) => ({
        ...common,
        organisation,
        process: `p${index}`,
        valid_from: from,
        valid_to: to
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'events',
    [
      // Something happened in the first week, so that all weeks are told of.
      {
        id: randomUUID(),
        source: 'test',
        name: 'page_view',
        at: startOf(START),
        received_at: Date.now(),
        actor: '888',
        organisation: '888'
      },
      ...rows(({ deeds: own }, organisation) =>
        own.flatMap(({ day: when, name, properties }, index) => {
          const event = {
            id: randomUUID(),
            source: 'test',
            name,
            at: startOf(when) + index * 60_000,
            received_at: Date.now(),
            actor: organisation,
            organisation,
            properties
          };
          // What comes twice is one.
          return index === 0 ? [event, { ...event, received_at: Date.now() + 1 }] : [event];
        })
      )
    ],
    randomUUID()
  );
  await journeys.refresh({ all: true });
}

const question = (parameters: string): LadderAsked =>
  askLadder(new URLSearchParams(`population=department&${parameters}`), END);

const weeksBetween = (from: Day, to: Day) =>
  Array.from({ length: daysBetween(from, to) / 7 + 1 }, (_, index) => addDays(from, 7 * index));

const tally = <Key>(keys: readonly Key[]) =>
  new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));

test('everybody stands where the rules say, in every week, of all and of one municipality', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 15, maxLength: 60 }), day, async (all, given) => {
      await put(all, 'department');
      for (const municipality of [undefined, 'Oss']) {
        const from = mondayOf(given);
        const weeks = weeksBetween(from, END);
        const asked = question(`from=${given}&to=${END}${municipality ? `&municipality=${municipality}` : ''}`);
        const states = all.map((one) => weeks.map((week) => stateOf(LADDER, one, week, municipality)));
        const isThere = (state: number) => state !== ABSENT && state !== ELSEWHERE;

        const stock = (await ladders.stock(asked))!;
        expect(stock.weeks.map(({ week }) => week)).toEqual(weeks);
        for (const [index, told] of stock.weeks.entries()) {
          const there = tally(states.map((own) => own[index]!).filter(isThere));
          expect(told.states.map(({ organisations }) => organisations)).toEqual(
            statesOf(LADDER).map(({ code }) => there.get(code) ?? 0)
          );
        }
        const { first, joined, left, moved, last } = stock.account;
        expect(last).toBe(stock.weeks.at(-1)!.registered);
        expect(first! + joined! - left! + moved!).toBe(last);
        if (!municipality) expect(moved).toBe(0);

        const names = new Map(
          [...statesOf(LADDER), { code: ABSENT, name: 'absent' }, { code: ELSEWHERE, name: 'elsewhere' }].map(
            ({ code, name }) => [code, name]
          )
        );
        const pairs = states
          .filter((own) => isThere(own[0]!) || isThere(own.at(-1)!))
          .map((own) => `${names.get(own[0]!)} > ${names.get(own.at(-1)!)}`);
        const { flows } = (await ladders.between(asked))!;
        expect(new Map(flows.map(({ from: was, to, organisations }) => [`${was} > ${to}`, organisations]))).toEqual(
          new Map([...tally(pairs)])
        );
      }
    }),
    { numRuns: runs(3), endOnFailure: true }
  );
});

test('stays and first use take as long as they took', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 15, maxLength: 60 }), async (all) => {
      // One stretch each: what a move does to a stay stands in a test of its own.
      const simple = all.map((one) => ({ ...one, stretches: [{ ...one.stretches[0]!, counts: true }] }));
      await put(simple, 'department');
      const weeks = weeksBetween(START, END);
      const stays: (Followed & { state: number })[] = [];
      const uses: Followed[] = [];
      for (const one of simple) {
        const own = weeks.map((week) => stateOf(LADDER, one, week));
        for (let begun = 1; begun < own.length; begun++) {
          const state = own[begun]!;
          if (state === ABSENT || own[begun - 1] === state) continue;
          const next = own.findIndex((other, index) => index > begun && other !== state);
          const happened = next >= 0 && own[next] !== ABSENT;
          stays.push({ state, time: (happened ? next : (next < 0 ? own.length : next) - 1) - begun, happened, n: 1 });
        }
        const started = own.findIndex((state) => state > 1);
        if (started < 1) continue;
        const used = own.findIndex((state) => state >= useOf(LADDER));
        const there = own.findLastIndex((state) => state !== ABSENT);
        uses.push({ time: (used < 0 ? there : used) - started, happened: used >= 0, n: 1 });
      }
      const asked = question(`from=${START}&to=${END}`);
      const told = (await ladders.durations(asked))!;
      for (const [index, { code }] of statesOf(LADDER).entries()) {
        const own = stays.filter(({ state }) => state === code);
        expect(told[index]!.organisations).toBe(own.length);
        expect(told[index]!.median).toEqual(medianTime(kaplanMeier(own)));
      }
      const groups = (await ladders.firstUse(asked))!;
      expect(groups.reduce((sum, { organisations }) => sum + organisations!, 0)).toBe(uses.length);
      if (uses.length > 0) expect(groups[0]!.median).toEqual(medianTime(kaplanMeier(uses)));
    }),
    { numRuns: runs(3), endOnFailure: true }
  );
});

test('who moves is not new, and how long it stood there is not known', async () => {
  const occasion = [{ from: START, to: END }];
  const moves = [
    { from: '2020-01-01', to: '2025-06-04', municipality: 'Oss', counts: true },
    { from: '2025-06-04', to: FOREVER, municipality: 'Breda', counts: true }
  ];
  await put([{ stretches: moves, occasions: occasion, deeds: [] }], 'department');
  const inBreda = question(`from=2025-05-26&to=2025-06-15&municipality=Breda`);
  const stock = (await ladders.stock(inBreda))!;
  // It moves on a Wednesday: at the end of that week it lives in Breda.
  expect(stock.weeks.map(({ week, registered }) => [week, registered])).toEqual([
    ['2025-05-26', 0],
    ['2025-06-02', 1],
    ['2025-06-09', 1]
  ]);
  expect(stock.account).toEqual({ first: 0, joined: 0, left: 0, moved: 1, last: 1 });
  expect((await ladders.between(inBreda))!.flows).toEqual([{ from: 'elsewhere', to: 'nothing_yet', organisations: 1 }]);
  expect((await ladders.durations(inBreda))!.every(({ organisations }) => organisations === 0)).toBe(true);
  const groups = (await ladders.stock(question('from=2025-05-26&to=2025-06-15&by=municipality')))!.groups!;
  expect(groups.map(({ value, first, last }) => [value, first.registered, last.registered])).toEqual([
    ['Breda', 0, 1],
    ['Oss', 1, 0]
  ]);
});

test('of companies no small count is told, nor can it be worked out', async () => {
  const everybody = Array.from({ length: 60 }, (_, index): Somebody => ({
    stretches: [{ from: '2020-01-01', to: FOREVER, municipality: PLACES[index % 2]!, counts: true }],
    occasions: [{ from: '2025-02-03', to: '2025-03-05' }],
    deeds:
      index < 4
        ? [{ day: '2025-03-04', name: 'message', properties: { channel: 'berichtenbox', direction: 'to_authority' } }]
        : index < 20
          ? [{ day: '2025-02-11', name: 'information_read', properties: {} }]
          : []
  }));
  await put(everybody, 'company');
  const asked = { ...question('from=2025-02-10&to=2025-04-01&by=municipality'), population: 'company' as const };
  const { weeks, groups } = (await ladders.stock(asked))!;
  const last = weeks.at(-1)!;
  expect(last.registered).toBe(60);
  // Four use it: hidden, with the smallest other, and so is their sum.
  expect(last.using).toBeUndefined();
  expect(last.states.filter(({ organisations }) => organisations === undefined).map(({ name }) => name)).toEqual([
    'informed',
    'first_message'
  ]);
  expect(groups!.map((group) => group.last.using)).toEqual([undefined, undefined]);
  const { flows } = (await ladders.between(asked))!;
  expect(flows.filter(({ organisations }) => organisations === undefined).length).toBeGreaterThan(1);
});

test('a week is told of when it has ended, and a stretch of no Sunday leaves nothing behind', async () => {
  const occasion = [{ from: '2026-01-01', to: '2026-06-01' }];
  const told = { from: '2020-01-01', to: FOREVER, municipality: 'Oss', counts: true };
  await put([{ stretches: [told], occasions: occasion, deeds: [] }], 'department');
  const far = (await ladders.stock(question('from=2026-01-01&to=2035-01-01')))!;
  expect(addDays(far.weeks.at(-1)!.week, 6) < dayOf(Date.now())).toBe(true);
  // Registered on a Monday, and on the Wednesday it had always been another place.
  const rows = [
    { ...told, from: '2026-06-01' },
    { ...told, from: '2026-06-03', municipality: 'Breda' }
  ];
  for (const known of [rows.slice(0, 1), rows]) {
    await insertRows(
      'organisations',
      known.map(({ from, to, municipality }) => ({
        ...common,
        imported_at: Date.now(),
        organisation: '77',
        population: 'department',
        head: '77',
        municipality,
        valid_from: from,
        valid_to: to
      })),
      randomUUID()
    );
    await setFact('journeys_up_to', Date.now() - 1_000);
    await journeys.refresh();
  }
  // Not only when it is its turn.
  await stays.count({ now: true });
  const { weeks, account } = (await ladders.stock(question('from=2026-05-25&to=2026-06-29')))!;
  expect(weeks.map(({ registered }) => registered)).toEqual([1, 2, 2, 2, 2, 2]);
  expect(account).toEqual({ first: 1, joined: 1, left: 0, moved: 0, last: 2 });
});

test('of nothing is nothing told, and a wrong parameter is named', async () => {
  await put([], 'department');
  await run('TRUNCATE TABLE events');
  const { asked, faults } = withoutFaults(
    askLadder,
    new URLSearchParams('view=tree&by=colour&population=visitor&from=x'),
    END
  );
  expect(faults.map(({ parameter }) => parameter).sort()).toEqual(['by', 'from', 'population', 'view']);
  expect(asked).toMatchObject({ population: 'company', view: 'stock', by: undefined });
  const before = question('from=2010-01-01&to=2010-12-31');
  expect(await ladders.answer(before)).toMatchObject({ weeks: undefined, stock: undefined });
});

test('who is reachable for which kind of message is what each company with occasion last said of it', async () => {
  const said = (name: string, type: string, when: Day) => ({ day: when, name, properties: { type } });
  const all = Array.from({ length: 26 }, (_, index): Somebody => ({
    stretches: [{ from: START, to: FOREVER, municipality: index % 2 ? 'Oss' : 'Breda', counts: true }],
    occasions: index === 25 ? [] : [{ from: '2026-01-05', to: '2026-06-01' }],
    deeds: [
      ...(index < 14 || index === 25 ? [said('reachability_declared', 'Vergunning', '2026-02-02')] : []),
      ...(index < 12 ? [said('reachability_declared', 'Melding', '2026-02-03')] : []),
      ...(index < 2 ? [said('reachability_withdrawn', 'Melding', '2026-03-03')] : []),
      ...(index === 0 ? [said('reachability_declared', 'Melding', '2026-04-03')] : []),
      ...(index < 3 ? [said('reachability_declared', 'Subsidie', '2026-02-04')] : []),
      // Of which kind it is no source says.
      said('reachability_declared', '', '2026-02-05')
    ]
  }));
  await put(all, 'company');
  const of = (more = '') =>
    ladders.answer(
      askLadder(new URLSearchParams(`population=company&from=2025-06-02&to=2026-05-31&view=types${more}`), END)
    );
  expect((await of()).reachable).toEqual([
    { type: 'Vergunning', organisations: 14 },
    { type: 'Melding', organisations: 11 },
    { type: 'Subsidie', organisations: undefined }
  ]);
  expect((await of('&municipality=Oss')).reachable?.every(({ organisations }) => organisations === undefined)).toBe(
    true
  );
  expect((await ladders.answer(askLadder(new URLSearchParams('population=company'), END))).reachable).toBeUndefined();
  await put(
    all.map((one) => ({ ...one, deeds: one.deeds.slice(-1) })),
    'company'
  );
  expect((await of()).reachable).toEqual([]);
});
