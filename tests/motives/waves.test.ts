/** Waves out of the engine against a count of everybody one by one: where it stood when a survey was answered, and what it said in it. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import * as journeys from '#adoption/journeys.server.ts';
import { ABSENT, ELSEWHERE, LADDERS, NO_OCCASION, NOTHING_YET } from '#adoption/ladder.ts';
import { placeCode, wavesOf, type Counted } from '#motives/wave.ts';
import * as waves from '#motives/waves.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { STANDARD } from '#surveys/standard.ts';
import type { Definition } from '#surveys/survey.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, dayOf, mondayOf, startOf, type Day } from '#time/day.ts';
import { stateOf } from '../adoption/climb.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { wave } from './asked-twice.ts';

useStores();

const TODAY = dayOf(Date.now());
const LADDER = LADDERS.authority;
const FOREVER = '2149-01-01';
/** Authorities, of which every count is told. */
const ASKED: Definition = { ...STANDARD, population: 'authority' };
const OTHER: Definition = {
  ...ASKED,
  title: 'Anders gevraagd',
  questions: ASKED.questions.map((question) => ({ ...question, text: `${question.text} Echt?` }))
};

const ago = (least: number, most: number) => fc.integer({ min: least, max: most }).map((days) => addDays(TODAY, -days));
const response = (least: number, most: number) =>
  fc.record({
    day: ago(least, most),
    origin: fc.constantFrom('form', 'form', 'interview', 'typed'),
    answers: fc.uniqueArray(
      fc.constantFrom(...STANDARD.questions).chain(({ key, options }) =>
        fc.record({
          question: fc.constant(key),
          options: fc.subarray(
            options.map((option) => option.key),
            { minLength: key === 'bekend' ? 1 : 0, maxLength: 2 }
          )
        })
      ),
      { minLength: 2, maxLength: 5, selector: ({ question }) => question }
    )
  });
const somebody = fc.record({
  municipality: fc.constantFrom('Oss', 'Breda'),
  /** When it moved to the other one, if it did. */
  moved: fc.option(ago(10, 300), { nil: undefined }),
  size: fc.constantFrom('1', '2'),
  occasions: fc.array(ago(5, 600), { maxLength: 2 }),
  deeds: fc.array(
    fc.record({ day: ago(1, 320), name: fc.constantFrom('authority_connected', 'officer_appointed', 'answered') }),
    { maxLength: 2 }
  ),
  /** To the first survey, to the second, to the one that asks otherwise; the office that answers for it comes on top. */
  responses: fc.tuple(
    fc.array(response(150, 220), { maxLength: 2 }),
    fc.array(response(5, 60), { maxLength: 2 }),
    fc.array(response(5, 60), { maxLength: 1 })
  ),
  byBranch: fc.boolean()
});
type Somebody = typeof somebody extends fc.Arbitrary<infer One> ? One : never;

/** Two of the same questions and one of others; of the last the answers come from before it opened here. */
const all: { slug: string; definition: Definition }[] = [];
beforeAll(async () => {
  for (const [definition, days] of [
    [ASKED, 225],
    [{ ...ASKED, title: 'Nog eens' }, 61],
    [OTHER, 3]
  ] as const) {
    const at = new Date(startOf(addDays(TODAY, -days)) + 3_600_000);
    const { slug } = await surveys.create(definition, 'test', at);
    await surveys.act(slug, 'open', at);
    all.push({ slug, definition });
  }
  // Nobody answers these: a draft, and one of others.
  await surveys.create(ASKED, 'test', new Date());
});

const common = { import_id: 'test', imported_at: Date.now() };
const until = (from: Day) => addDays(from, 30);
const elsewhere = (municipality: string) => (municipality === 'Oss' ? 'Breda' : 'Oss');
const branchOf = (organisation: string) => String(10_000 + Number(organisation));

async function put(everybody: readonly Somebody[]): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys', 'answers'])
    await run(`TRUNCATE TABLE ${table}`);
  const rows = (of: (one: Somebody, organisation: string) => object[]) =>
    everybody.flatMap((one, index) => of(one, String(index + 1)));
  await insertRows(
    'organisations',
    rows(({ municipality, moved, size }, organisation) => {
      const row = { ...common, organisation, head: organisation, population: 'authority', size };
      const first = { ...row, municipality, valid_from: '2020-01-01', valid_to: moved ?? FOREVER };
      const branch = { ...first, organisation: branchOf(organisation), valid_to: FOREVER };
      return [
        first,
        branch,
        ...(moved ? [{ ...row, municipality: elsewhere(municipality), valid_from: moved, valid_to: FOREVER }] : [])
      ];
    }),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasions }, organisation) =>
      occasions.map((from) => ({
        ...common,
        organisation,
        process: 'Begroting',
        valid_from: from,
        valid_to: until(from)
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'events',
    rows(({ deeds }, organisation) =>
      deeds.map(({ day, name }, index) => ({
        id: randomUUID(),
        source: 'test',
        name,
        at: startOf(day) + index,
        received_at: Date.now(),
        actor: organisation,
        organisation
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'answers',
    rows(({ responses, byBranch }, organisation) =>
      responses.flatMap((given, place) =>
        given.flatMap(({ day, origin, answers }, index) => {
          const id = randomUUID();
          return answers.map(({ question, options }) => ({
            ...common,
            organisation: byBranch ? branchOf(organisation) : organisation,
            survey: all[place]!.slug,
            response: id,
            question,
            options,
            origin,
            answered_at: startOf(day) + 1 + index
          }));
        })
      )
    ),
    randomUUID()
  );
  await journeys.refresh({ all: true });
}

/** What somebody says of the motives in a survey, by what it chose: of several responses the last, and a typed one after all others. */
function saidIn({ responses }: Somebody, place: number): number[] {
  return MOTIVES.map((motive) => {
    const said = responses[place]!.flatMap(({ day, origin, answers }, index) => {
      const given = answers.flatMap(({ question, options }) => {
        const { kind, options: all } = STANDARD.questions.find(({ key }) => key === question)!;
        if (kind === 'open' || options.length === 0) return [];
        const chosen = all
          .filter(({ key }) => options.includes(key))
          .flatMap(({ says }) => says.filter((one) => one.motive === motive))
          .map(({ is }) => is);
        const could = all.some(({ says }) => says.some((one) => one.motive === motive && one.is));
        return kind === 'many' && could ? [...chosen, false] : chosen;
      });
      return given.length === 0
        ? []
        : [{ sure: origin !== 'typed', at: startOf(day) + index, so: given.some((is) => is) }];
    });
    const last = said.sort((a, b) => Number(a.sure) - Number(b.sure) || a.at - b.at).at(-1);
    return last === undefined ? -1 : Number(last.so);
  });
}

const asSeen = ({ municipality, moved, occasions, deeds }: Somebody) => ({
  stretches: [
    { from: '2020-01-01', to: moved ?? FOREVER, municipality, counts: true },
    ...(moved ? [{ from: moved, to: FOREVER, municipality: elsewhere(municipality), counts: true }] : [])
  ],
  occasions: occasions.map((from) => ({ from, to: until(from) })),
  deeds: deeds.map((one) => ({ ...one, properties: {} }))
});

/** The steps of an authority, one after the other; for whoever has no occasion they say how far it came. */
const STEPS = ['authority_connected', 'officer_appointed', 'answered'];

function placeIn(one: Somebody, week: Day, municipality: string | undefined): number {
  const state = stateOf(LADDER, asSeen(one), week, municipality);
  if (state === ABSENT || state === ELSEWHERE) return 0;
  let [steps, since] = [0, -1];
  for (const step of STEPS) {
    const at = one.deeds
      .map(({ day, name }, index) => ({ name, day, at: startOf(day) + index }))
      .filter(({ name, at: moment }) => name === step && moment > since)
      .map(({ day, at: moment }) => ({ day, moment }))
      .sort((a, b) => a.moment - b.moment)[0];
    if (!at || at.day > addDays(week, 6)) break;
    [steps, since] = [steps + 1, at.moment];
  }
  return placeCode(state, state === NO_OCCASION ? NOTHING_YET + steps : state, one.size === '1');
}

test('where everybody stood, what it said, and so every share and difference', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 170, maxLength: 200 }), async (everybody) => {
      await put(everybody);
      const days = all.map((_, place) =>
        everybody
          .flatMap(({ responses }) => responses[place]!.flatMap(({ day, answers }) => answers.map(() => day)))
          .sort()
      );
      const opened = [225, 61, 3].map((back) => addDays(TODAY, -back));
      const order = all
        .map(({ slug, definition }, place) => {
          const answered = days[place]!;
          const [first, last] = [answered[0]!, answered.at(-1)!];
          const begins = first < opened[place]! ? first : opened[place]!;
          const middle = answered[Math.ceil(answered.length / 2) - 1]!;
          return { place, ...wave(slug, { title: definition.title, begins, middle, until: last, definition }) };
        })
        .sort((a, b) => a.middle.localeCompare(b.middle) || a.survey.localeCompare(b.survey));
      for (const municipality of [undefined, 'Oss']) {
        const counted = everybody.map((one): Counted => ({
          stood: order.map(({ middle }) => placeIn(one, mondayOf(middle), municipality)),
          answered: order.map(({ place }) => {
            const last = one.responses[place]!.map(({ day }) => day)
              .sort()
              .at(-1);
            return last === undefined ? 0 : placeIn(one, mondayOf(last), municipality);
          }),
          said: order.map(({ place }) => saidIn(one, place)),
          organisations: 1
        }));
        const told = await waves.waves(
          {
            population: 'authority',
            filters: { municipality: municipality ? [municipality] : [], region: [], sector: [], size: [] }
          },
          TODAY
        );
        const expected = wavesOf(LADDER, order, counted, false);
        expect(told).toEqual(
          expected.map(({ shares, ...one }) => ({
            ...one,
            shares: shares.map(({ share, change, ...rest }) => ({
              ...rest,
              share: share && close(share),
              change: change && { ...change, ...close(change) }
            }))
          }))
        );
        if (!municipality)
          expect(told.flatMap(({ shares }) => shares.filter(({ change }) => change)).length).toBeGreaterThan(2);
      }
    }),
    { numRuns: runs(3), endOnFailure: true }
  );
}, 120_000);

/** In whatever order they are added up. */
const close = ({ value, low, high }: { value: number; low: number; high: number }) => ({
  value: expect.closeTo(value, 9) as number,
  low: expect.closeTo(low, 9) as number,
  high: expect.closeTo(high, 9) as number
});

test('of answers that are no longer all kept nothing is told but that; without answers there is no wave', async () => {
  const asked = { population: 'authority', filters: { municipality: [], region: [], sector: [], size: [] } } as const;
  const told = await waves.waves(asked, addDays(TODAY, 300));
  expect(told.map(({ isErased }) => isErased)).toContain(true);
  for (const { isErased, shares } of told)
    if (isErased) expect(shares.every(({ share, why }) => share === undefined && why === 'erased')).toBe(true);
  expect(await waves.waves({ ...asked, population: 'department' }, TODAY)).toEqual([]);
});
