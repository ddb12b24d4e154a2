/** Boundaries of now and of then, out of the warehouse and against an oracle that looks at every organisation on every day. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as adoption from '#adoption/adoption.server.ts';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { ABSENT, ELSEWHERE, LADDERS, statesOf } from '#adoption/ladder.ts';
import { askLadder, type LadderAsked } from '#adoption/ladder-question.ts';
import * as ladders from '#adoption/ladders.server.ts';
import { ask as askFunnel, withoutFaults } from '#adoption/question.ts';
import { retention, stickiness } from '#adoption/retentions.server.ts';
import { askTrends } from '#adoption/trends-question.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { BOUNDARIES, type Boundaries } from '#organisations/municipality.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, daysBetween, mondayOf, startOf, type Day } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { stateOf, type Somebody } from './climb.ts';

useStores();

// Departments: of them nothing is hidden.
const LADDER = LADDERS.department;
const START = '2020-06-01';
const END = '2022-06-26';
const FOREVER = '2149-01-01';

/** What happened, in words of the test: who became what on which day, what was made then, and what was divided. */
const MERGED: Record<string, { day: Day; into: string }> = {
  Cuijk: { day: '2022-01-01', into: 'Land van Cuijk' },
  Grave: { day: '2022-01-01', into: 'Land van Cuijk' },
  Boxmeer: { day: '2022-01-01', into: 'Land van Cuijk' },
  Uden: { day: '2022-01-01', into: 'Maashorst' }
};
const MADE: Record<string, Day> = { 'Land van Cuijk': '2022-01-01', Maashorst: '2022-01-01' };
const DIVIDED: Record<string, Day> = { Haaren: '2021-01-01' };
const NAMES = ['Oss', 'Vught', ...Object.keys(MERGED), ...Object.keys(MADE)];
const unknown = (name: string) => `${name} (unknown then)`;

/** The name that a source gave, by the boundaries of today and by those of a day. */
const nowOf = (given: string): string => MERGED[given]?.into ?? (given in DIVIDED ? '' : given);
function thenOf(given: string, day: Day): string {
  const merged = MERGED[given];
  if (merged) return day < merged.day ? given : merged.into;
  return day < (MADE[given] ?? START) ? unknown(given) : given;
}
const nameOn = (boundaries: Boundaries, given: string, day: Day) =>
  boundaries === 'now' ? nowOf(given) : thenOf(given, day);

/** In `municipality` stands what the source gave. */
const stretches = fc
  .record({
    start: fc.integer({ min: -60, max: 500 }),
    lengths: fc.array(fc.tuple(fc.integer({ min: 14, max: 500 }), fc.constantFrom(0, 0, 20)), {
      minLength: 1,
      maxLength: 3
    }),
    places: fc.array(fc.constantFrom(...NAMES), { minLength: 3, maxLength: 3 }),
    counts: fc.array(fc.constantFrom(true, true, true, true, false), { minLength: 3, maxLength: 3 }),
    endless: fc.boolean(),
    divided: fc.boolean()
  })
  .map(({ start, lengths, places, counts, endless, divided }) => {
    let from = addDays(START, start);
    return lengths.map(([length, gap], index) => {
      const to = endless && index === lengths.length - 1 ? FOREVER : addDays(from, length);
      const municipality = divided && to <= DIVIDED['Haaren']! ? 'Haaren' : places[index]!;
      const stretch = { from, to, municipality, counts: counts[index]! };
      from = addDays(to, gap);
      return stretch;
    });
  });
const day = fc.integer({ min: 0, max: daysBetween(START, END) }).map((days) => addDays(START, days));
const somebody: fc.Arbitrary<Somebody> = fc.record({
  stretches,
  occasions: fc.array(
    fc.tuple(day, fc.constantFrom(1, 30, 400)).map(([from, days]) => ({ from, to: addDays(from, days) })),
    { maxLength: 3 }
  ),
  deeds: fc.array(
    day.map((when) => ({ day: when, name: 'message_handled', properties: { channel: 'berichtenbox' } })),
    { maxLength: 6 }
  )
});

const common = { import_id: 'test', imported_at: Date.now() };

/** @param all under the keys 1, 2, … */
async function put(all: readonly Somebody[], population = 'department'): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys', 'dimension_values'])
    await run(`TRUNCATE TABLE ${table}`);
  await municipalities.fill();
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
        municipality: nowOf(municipality),
        // An older file kept only the name of today.
        municipality_given: Number(organisation) % 3 === 0 && nowOf(municipality) === municipality ? '' : municipality,
        valid_from: from,
        valid_to: to
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasions }, organisation) =>
      occasions.map(({ from, to }, index) => ({
        ...common,
        organisation,
        process: `p${index}`,
        valid_from: from,
        valid_to: to
      }))
    ),
    randomUUID()
  );
  const event = (organisation: string, name: string, at: number, properties = {}) => ({
    ...{ id: randomUUID(), source: 'test', name, at, received_at: Date.now() },
    ...{ actor: organisation, organisation, properties }
  });
  await insertRows(
    'events',
    [
      // Something happened in the first week, so that all weeks are told of.
      event('888888', 'page_view', startOf(START)),
      ...rows(({ deeds }, organisation) =>
        deeds.map(({ day: when, name, properties }, index) =>
          event(organisation, name, startOf(when) + index * 60_000, properties)
        )
      )
    ],
    randomUUID()
  );
  await journeys.refresh({ all: true });
}

const question = (parameters: string, population = 'department'): LadderAsked =>
  askLadder(new URLSearchParams(`population=${population}&${parameters}`), END);
const weeksBetween = (from: Day, to: Day) =>
  Array.from({ length: daysBetween(from, to) / 7 + 1 }, (_, index) => addDays(from, 7 * index));
const tally = <Key>(keys: readonly Key[]) =>
  new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
const entries = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Where somebody is at the end of a week; undefined when it is not there. */
function placeOf(boundaries: Boundaries, one: Somebody, week: Day): string | undefined {
  const sunday = addDays(week, 6);
  const last = one.stretches
    .filter(({ from }) => from <= sunday)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
  return last && last.to > sunday && last.counts ? nameOn(boundaries, last.municipality, sunday) : undefined;
}

/** On which rung, seen from a municipality. */
function seenFrom(boundaries: Boundaries, one: Somebody, week: Day, municipality: string): number {
  const state = stateOf(LADDER, one, week);
  return state !== ABSENT && placeOf(boundaries, one, week) !== municipality ? ELSEWHERE : state;
}

test('everybody stands in its municipality of now or of then, in every week, and all together are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 25, maxLength: 70 }), day, async (all, given) => {
      await put(all);
      const from = mondayOf(given);
      const weeks = weeksBetween(from, mondayOf(END));
      const [first, last] = [weeks[0]!, weeks.at(-1)!];
      const whole = (await ladders.stock(question(`from=${given}&to=${END}`)))!;
      for (const boundaries of BOUNDARIES) {
        const period = `from=${given}&to=${END}&boundaries=${boundaries}`;
        const stock = (await ladders.stock(question(`${period}&by=municipality`)))!;
        expect(stock.weeks).toEqual(whole.weeks);
        expect(stock.account).toEqual(whole.account);
        for (const [end, week] of [
          ['first', first],
          ['last', last]
        ] as const) {
          const told = stock.groups!.map((group) => [group.value, group[end].registered!] as const);
          const there = tally(all.flatMap((one) => placeOf(boundaries, one, week) ?? []));
          expect(entries(new Map(told.filter(([, n]) => n > 0)))).toEqual(entries(there));
          const registered = (end === 'first' ? stock.weeks[0] : stock.weeks.at(-1))!.registered;
          expect(told.reduce((sum, [, n]) => sum + n, 0)).toBe(registered);
        }
        // What both have, what only one of them has, and what nobody knows.
        for (const municipality of ['Oss', 'Cuijk', 'Land van Cuijk', unknown('Land van Cuijk')]) {
          if (boundaries === 'now' && !['Oss', 'Land van Cuijk'].includes(municipality)) continue;
          const asked = question(`${period}&municipality=${encodeURIComponent(municipality)}`);
          const own = all.map((one) => weeks.map((week) => seenFrom(boundaries, one, week, municipality)));
          const isThere = (state: number) => state !== ABSENT && state !== ELSEWHERE;
          const part = (await ladders.stock(asked))!;
          for (const [index, told] of part.weeks.entries()) {
            const there = tally(own.map((states) => states[index]!).filter(isThere));
            expect(told.states.map(({ organisations: n }) => n)).toEqual(
              statesOf(LADDER).map(({ code }) => there.get(code) ?? 0)
            );
          }
          const { account } = part;
          expect(account.first! + account.joined! - account.left! + account.moved!).toBe(account.last);
          const names = new Map(
            [...statesOf(LADDER), { code: ABSENT, name: 'absent' }, { code: ELSEWHERE, name: 'elsewhere' }].map(
              ({ code, name }) => [code, name]
            )
          );
          const pairs = own
            .filter((states) => isThere(states[0]!) || isThere(states.at(-1)!))
            .map((states) => `${names.get(states[0]!)} > ${names.get(states.at(-1)!)}`);
          const { flows } = (await ladders.between(asked))!;
          expect(entries(new Map(flows.map((flow) => [`${flow.from} > ${flow.to}`, flow.organisations!])))).toEqual(
            entries(tally(pairs))
          );
        }
        // First use is of where it lay when it first had occasion.
        const began = all.flatMap((one) => {
          const whenever = weeksBetween(START, mondayOf(END));
          const week = whenever.find((monday) => stateOf(LADDER, one, monday) > 1);
          return week === undefined || week === START ? [] : [placeOf(boundaries, one, week)!];
        });
        const uses = (await ladders.firstUse(question(`${period}&by=municipality`)))!;
        expect(entries(new Map(uses.map(({ value, organisations: n }) => [value, n!])))).toEqual(entries(tally(began)));
      }
    }),
    { numRuns: runs(2), endOnFailure: true }
  );
}, 120_000);

/** Where somebody lay at the end of a period, or when it left. */
function placeInFunnel(boundaries: Boundaries, { stretches: all }: Somebody, to: Day): string {
  const own = all.filter(({ counts }) => counts).sort((a, b) => (a.from < b.from ? -1 : 1));
  if (boundaries === 'now') return nowOf(own.at(-1)!.municipality);
  const last = own.findLast(({ from }) => from <= to)!;
  return thenOf(last.municipality, last.to > to ? to : addDays(last.to, -1));
}

test('a funnel counts everybody where it lay at the end of the period, and so does the registry on a day', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 25, maxLength: 70 }), day, day, async (all, one, other) => {
      await put(all);
      const [from, to] = [one, other].sort() as [Day, Day];
      const there = all.filter(({ stretches: own }) => {
        const counted = own.filter(({ counts }) => counts);
        return counted.some((stretch) => stretch.from <= to) && counted.some((stretch) => stretch.to > from);
      });
      const hasOccasion = ({ occasions }: Somebody) =>
        occasions.some((occasion) => occasion.from <= to && occasion.to > from);
      const whole = await adoption.counted({ funnel: DEFAULT_FUNNELS.department, period: { from, to } });
      expect(whole.registered).toBe(there.length);
      for (const boundaries of BOUNDARIES) {
        const base = `population=department&from=${from}&to=${to}&boundaries=${boundaries}`;
        const eligible = there.filter(hasOccasion).map((who) => placeInFunnel(boundaries, who, to));
        for (const municipality of new Set([...eligible, 'Cuijk'])) {
          if (municipality === '' || (boundaries === 'now' && municipality === 'Cuijk')) continue;
          const asked = askFunnel(new URLSearchParams(`${base}&municipality=${encodeURIComponent(municipality)}`), END);
          expect((await adoption.counted(asked)).eligible).toBe(
            eligible.filter((place) => place === municipality).length
          );
        }
        const { groups } = await adoption.answer(askFunnel(new URLSearchParams(`${base}&breakdown=municipality`), END));
        const counts = tally(eligible);
        // Groups of fewer than ten are hidden, with what would tell them.
        expect(groups!.map(({ value }) => value).sort()).toEqual([...counts.keys()].sort());
        for (const { value, eligible: told } of groups!) expect([undefined, counts.get(value)]).toContain(told);

        const overview = await organisations.overview('department', to, boundaries);
        const onDay = all.flatMap(({ stretches: own }) => {
          const last = own.filter((stretch) => stretch.counts && stretch.from <= to && stretch.to > to).at(-1);
          return last ? [nameOn(boundaries, last.municipality, to)] : [];
        });
        const told = overview.filter(({ dimension }) => dimension === 'municipality');
        expect(entries(new Map(told.map(({ value, organisations: n }) => [value, n])))).toEqual(entries(tally(onDay)));
      }
    }),
    { numRuns: runs(2), endOnFailure: true }
  );
}, 120_000);

const always = (municipality: string, from: Day = START) => ({ from, to: FOREVER, municipality, counts: true });
const used = (when: Day) => ({ day: when, name: 'message_handled', properties: { channel: 'berichtenbox' } });
const occasions = [{ from: START, to: END }];

test('a merger moves who lies in it to elsewhere in the week in which it was, and keeps all the rest', async () => {
  // The first of January 2022 is a Saturday: at the end of that week it is Land van Cuijk.
  await put([{ stretches: [always('Cuijk')], occasions, deeds: [used('2021-11-02')] }]);
  const period = 'from=2021-12-20&to=2022-01-09&boundaries=then';
  const weeks = async (municipality: string) => {
    const { weeks: told, account } = (await ladders.stock(question(`${period}&municipality=${municipality}`)))!;
    return { registered: told.map(({ registered }) => registered), account };
  };
  expect(await weeks('Cuijk')).toEqual({
    registered: [1, 0, 0],
    account: { first: 1, joined: 0, left: 0, moved: -1, last: 0 }
  });
  expect(await weeks('Land van Cuijk')).toEqual({
    registered: [0, 1, 1],
    account: { first: 0, joined: 0, left: 0, moved: 1, last: 1 }
  });
  // How long it stays on a rung is not begun anew by it.
  const stays = (await ladders.durations(question(`${period}&municipality=Land van Cuijk`)))!;
  expect(stays.every(({ organisations: n }) => n === 0)).toBe(true);
  // By the boundaries of now it never went anywhere.
  const now = (await ladders.stock(question('from=2021-12-20&to=2022-01-09&municipality=Land van Cuijk')))!;
  expect(now.weeks.map(({ registered }) => registered)).toEqual([1, 1, 1]);
});

test('who keeps using it is asked of the municipality of then too, and its name is there to choose', async () => {
  await put([
    { stretches: [always('Cuijk')], occasions, deeds: [used('2021-02-02'), used('2021-03-03')] },
    { stretches: [always('Land van Cuijk')], occasions, deeds: [used('2021-02-02')] },
    { stretches: [always('Oss')], occasions, deeds: [used('2021-02-03')] }
  ]);
  const began = async (parameters: string) => {
    const asked = askTrends(
      new URLSearchParams(`view=retention&population=department&per=month&from=2021-02-01&${parameters}`),
      END
    );
    const told = await retention(asked, END);
    expect((await stickiness(asked, END))[0]!.organisations).toBe(told!.organisations);
    return told!.organisations;
  };
  expect(await began('to=2021-06-30&municipality=Cuijk&boundaries=then')).toBe(1);
  expect(await began('to=2022-03-31&municipality=Cuijk&boundaries=then')).toBe(0);
  expect(await began('to=2022-03-31&municipality=Land van Cuijk&boundaries=then')).toBe(2);
  expect(await began('to=2021-06-30&municipality=Land van Cuijk (unknown then)&boundaries=then')).toBe(1);
  // Asked by the boundaries of now, Cuijk is what it came to be part of.
  expect(await began('to=2021-06-30&municipality=Cuijk')).toBe(2);
  const choices = await Promise.all(BOUNDARIES.map((boundaries) => adoption.choices('department', boundaries)));
  expect(choices.map(({ municipality }) => municipality)).toEqual([
    ['Land van Cuijk', 'Oss'],
    ['Cuijk', 'Land van Cuijk', 'Land van Cuijk (unknown then)', 'Oss']
  ]);
});

test('kinds of messages are told of who lay there in the week', async () => {
  const said = { day: '2021-10-05', name: 'reachability_declared', properties: { type: 'besluit' } };
  await put(
    Array.from({ length: 24 }, (_, index) => ({
      stretches: [always(index < 12 ? 'Cuijk' : 'Grave')],
      occasions,
      deeds: [said]
    })),
    'company'
  );
  const told = async (parameters: string) =>
    (await ladders.answer(question(`view=types&from=2021-10-04&${parameters}`, 'company'))).reachable;
  const of = (n: number) => [{ type: 'besluit', organisations: n }];
  expect(await told('to=2021-12-12&municipality=Cuijk&boundaries=then')).toEqual(of(12));
  expect(await told('to=2022-02-13&municipality=Cuijk&boundaries=then')).toEqual([]);
  expect(await told('to=2021-12-12&municipality=Land van Cuijk')).toEqual(of(24));
});

test('of companies the parts of a merged municipality hide each other, because their sum is told by the boundaries of now', async () => {
  // Grave is small; were only the smallest of all hidden with it, Land van Cuijk less Cuijk and Boxmeer would be Grave.
  const sizes = { Cuijk: 40, Boxmeer: 30, Grave: 4, Oss: 12, Breda: 50 };
  await put(
    Object.entries(sizes).flatMap(([municipality, n]) =>
      Array.from({ length: n }, () => ({ stretches: [always(municipality)], occasions, deeds: [] }))
    ),
    'company'
  );
  const period = 'from=2021-09-01&to=2021-12-12&boundaries=then';
  const stock = (await ladders.stock(question(`${period}&by=municipality`, 'company')))!;
  const hidden = (told: readonly { value: string; n: number | undefined }[]) =>
    told.filter(({ n }) => n === undefined).map(({ value }) => value);
  expect(hidden(stock.groups!.map(({ value, last }) => ({ value, n: last.registered }))).sort()).toEqual([
    'Boxmeer',
    'Grave'
  ]);
  const funnel = await adoption.answer(askFunnel(new URLSearchParams(`${period}&breakdown=municipality`), END));
  expect(hidden(funnel.groups!.map(({ value, eligible: n }) => ({ value, n }))).sort()).toEqual(['Boxmeer', 'Grave']);
});

test('what was computed before anybody asked for then is not taken for it', async () => {
  await put([{ stretches: [always('Oss')], occasions, deeds: [] }], 'authority');
  await run('TRUNCATE TABLE journeys');
  // As it stood there before the columns were added.
  await run(
    `INSERT INTO journeys (population, organisation, reached, municipality, region, valid_from, valid_to, eligible_from, eligible_to, computed_at)
     SELECT 'authority', number + 1, [], 'Oss', 'Noordoost-Brabant', toDate({from:String}), toDate('2149-01-01'), [toDate({from:String})], [toDate('2149-01-01')], now64(3) FROM numbers(12)`,
    { from: START }
  );
  const asked = (boundaries: Boundaries) =>
    askFunnel(
      new URLSearchParams(
        `population=authority&from=${START}&to=${END}&breakdown=municipality&boundaries=${boundaries}`
      ),
      END
    );
  const names = async (boundaries: Boundaries) =>
    (await adoption.answer(asked(boundaries))).groups!.map(({ value }) => value);
  expect(await names('now')).toEqual(['Oss']);
  expect(await names('then')).toEqual([unknown('Oss')]);

  const period = `from=${START}&to=${END}&by=municipality`;
  expect(await ladders.stock(question(`${period}&boundaries=then`, 'authority'))).toBeDefined();
  const counted = z.object({ version: z.number(), of: z.unknown() }).parse(await fact('stays_counted'));
  await setFact('stays_counted', { ...counted, of: 1 });
  expect(await ladders.stock(question(`${period}&boundaries=then`, 'authority'))).toBeUndefined();
  expect(await ladders.stock(question(`${period}&boundaries=now`, 'authority'))).toBeDefined();

  // And the next refresh computes everybody anew, because the names are part of what it is computed by.
  await setFact('journeys_by', [1, 1, 1]);
  await journeys.refresh();
  expect(await names('then')).toEqual(['Oss']);
});

test('boundaries stand in the address; by those of now a merged municipality is what it became', () => {
  const parameters = (text: string) => new URLSearchParams(text);
  for (const asks of [askFunnel, askLadder, askTrends]) {
    const of = (text: string) => withoutFaults<ReturnType<typeof asks>>(asks, parameters(text), END);
    expect(of('municipality=Cuijk').asked).toMatchObject({
      boundaries: 'now',
      filters: { municipality: ['Land van Cuijk'] }
    });
    expect(of('municipality=Cuijk&boundaries=then').asked).toMatchObject({
      boundaries: 'then',
      filters: { municipality: ['Cuijk'] }
    });
    expect(of('boundaries=yesterday').faults.map(({ parameter }) => parameter)).toEqual(['boundaries']);
    // Divided: there is no one municipality of today.
    expect(of('municipality=Haaren').faults.map(({ parameter }) => parameter)).toEqual(['municipality']);
  }
});
