/** Cells out of the engine against a count of everybody one by one, from the same deeds, occasions, obligations and answers. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as journeys from '#adoption/journeys.server.ts';
import { ABSENT, LADDERS } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { FOLDS } from '#motives/cell.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import * as evidence from '#motives/evidence.server.ts';
import { ASPECTS_OF, MOTIVES, type Motive } from '#surveys/motive.ts';
import * as motives from '#motives/motives.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import { holdsOf } from '#motives/rule.ts';
import * as signals from '#motives/signals.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { STANDARD } from '#surveys/standard.ts';
import type { Meaning } from '#surveys/survey.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, dayOf, mondayOf, startOf } from '#time/day.ts';
import { stateOf } from '../adoption/climb.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = dayOf(Date.now());
const RULES = DEFAULT_RULES.company;
const FOREVER = '2149-01-01';
const SUBSIDY = 'Subsidie';

const ago = (most: number) => fc.integer({ min: 1, max: most }).map((days) => addDays(TODAY, -days));
const name = fc.constantFrom(
  'reached',
  'page_view',
  'information_read',
  'login_started',
  'login_failed',
  'login_succeeded',
  'help_viewed',
  'upload_failed',
  'box_created',
  'message'
);
const deed = fc.record({
  day: ago(300),
  name,
  path: fc.constantFrom('/', '/berichtenbox/veelgestelde-vragen'),
  error: fc.constantFrom('', 'eherkenning_ontbreekt'),
  channel: fc.constantFrom('email', 'email', 'berichtenbox')
});
const response = fc.record({
  day: ago(200),
  answers: fc.array(
    fc.constantFrom(...STANDARD.questions).chain(({ key, options }) =>
      fc.record({
        question: fc.constant(key),
        options: fc.subarray(
          options.map((option) => option.key),
          { maxLength: 2 }
        )
      })
    ),
    { maxLength: 3 }
  )
});
const somebody = fc.record({
  municipality: fc.constantFrom('Oss', 'Breda'),
  sector: fc.constantFrom('F Bouw', 'G Handel'),
  size: fc.constantFrom('1', '2', ''),
  occasions: fc.array(fc.record({ from: ago(600), process: fc.constantFrom(SUBSIDY, 'Melding') }), { maxLength: 2 }),
  deeds: fc.array(deed, { maxLength: 7 }),
  responses: fc.array(response, { maxLength: 2 })
});
type Somebody = typeof somebody extends fc.Arbitrary<infer One> ? One : never;

const OBLIGED_FROM = addDays(TODAY, -200);
const OBLIGED_UNTIL = addDays(TODAY, -20);

let slug = '';
let meanings: Meaning[] = [];
beforeAll(async () => {
  const survey = await surveys.create(STANDARD, 'test', new Date());
  ({ slug } = survey);
  await surveys.act(slug, 'open', new Date());
  meanings = await surveys.meanings();
  await obligations.add(
    {
      population: 'company',
      process: SUBSIDY,
      basis: 'voorwaarde, bedacht',
      validFrom: OBLIGED_FROM,
      validTo: OBLIGED_UNTIL
    },
    'test'
  );
});

const common = { import_id: 'test', imported_at: Date.now() };
const propertiesOf = ({ error, channel, name: of }: Somebody['deeds'][number]): Record<string, string> =>
  of === 'message' ? { channel, direction: 'to_authority' } : of === 'login_failed' && error ? { error } : {};
const until = (from: string) => addDays(from, 30);

async function put(all: readonly Somebody[]): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys', 'answers'])
    await run(`TRUNCATE TABLE ${table}`);
  const rows = (of: (one: Somebody, organisation: string) => object[]) =>
    all.flatMap((one, index) => of(one, String(index + 1)));
  await insertRows(
    'organisations',
    rows(({ municipality, sector, size }, organisation) => [
      {
        ...common,
        organisation,
        head: organisation,
        population: 'company',
        municipality,
        sector,
        size,
        valid_from: '2020-01-01',
        valid_to: FOREVER
      }
    ]),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasions }, organisation) =>
      occasions.map(({ from, process }) => ({
        ...common,
        organisation,
        process,
        valid_from: from,
        valid_to: until(from)
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'events',
    rows(({ deeds }, organisation) =>
      deeds.flatMap((one, index) => {
        const event = {
          id: randomUUID(),
          source: 'test',
          name: one.name,
          at: startOf(one.day) + index,
          received_at: Date.now(),
          actor: organisation,
          organisation,
          path: one.path,
          properties: propertiesOf(one)
        };
        // What comes twice is one.
        return index === 0 ? [event, { ...event, received_at: Date.now() + 1 }] : [event];
      })
    ),
    randomUUID()
  );
  await insertRows(
    'answers',
    rows(({ responses }, organisation) =>
      responses.flatMap(({ day, answers }, index) => {
        const id = randomUUID();
        return answers.map(({ question, options }) => ({
          ...common,
          organisation,
          survey: slug,
          response: id,
          question,
          options,
          origin: 'form',
          answered_at: startOf(day) + index
        }));
      })
    ),
    randomUUID()
  );
  await journeys.refresh({ all: true });
  await signals.refresh({ all: true });
}

/** What somebody's answers say of a motive: the last response that says anything of it, where it stands as it stood then. */
function saidOf(one: Somebody, motive: Motive): number {
  const said = one.responses.flatMap(({ day, answers }, index) => {
    if (standingOf(one, day) !== standingOf(one)) return [];
    // Of a question that was answered twice, the engine keeps the last that came.
    const last = answers.filter(
      ({ question }, place) => answers.findLastIndex((one) => one.question === question) === place
    );
    const given = last.filter(({ options }) => options.length > 0);
    const chosen = given.flatMap(({ question, options }) =>
      options.flatMap((option) =>
        meanings.filter((one) => one.motive === motive && one.question === question && one.option === option)
      )
    );
    const several = given.filter(
      ({ question }) =>
        STANDARD.questions.find(({ key }) => key === question)!.kind === 'many' &&
        meanings.some((one) => one.motive === motive && one.question === question && one.is)
    );
    if (chosen.length === 0 && several.length === 0) return [];
    return [{ at: startOf(day) + index, so: codeOf(chosen) }];
  });
  return said.sort((a, b) => a.at - b.at).at(-1)?.so ?? -1;
}

/** 0 is not so, 1 is, and from 2 on what it is about; of several the last. */
const codeOf = (chosen: readonly Meaning[]): number =>
  Math.max(
    0,
    ...chosen
      .filter(({ is }) => is)
      .map(({ motive, aspect }) => (aspect === '' ? 1 : ASPECTS_OF[motive].findIndex((one) => one === aspect) + 2))
  );

function signalsOf({ deeds, occasions }: Somebody): Record<string, number> {
  const often = (of: string, also: (one: Somebody['deeds'][number]) => boolean = () => true) =>
    deeds.filter((one) => one.name === of && also(one)).length;
  const recent = occasions.filter(({ from }) => until(from) > addDays(TODAY, -365));
  return {
    occasions: recent.length,
    obligations: recent.filter(
      ({ from, process }) => process === SUBSIDY && from < OBLIGED_UNTIL && until(from) > OBLIGED_FROM
    ).length,
    reached: often('reached'),
    visits: often('page_view'),
    informed: often('information_read'),
    questions: often('page_view', ({ path }) => path.includes('veelgestelde-vragen')),
    login_started: often('login_started'),
    login_failed: often('login_failed'),
    means_missing: often('login_failed', ({ error }) => error !== ''),
    logged_in: often('login_succeeded'),
    help: often('help_viewed'),
    upload_failed: often('upload_failed'),
    box_created: often('box_created'),
    box_messages: often('message', ({ channel }) => channel === 'berichtenbox'),
    other_messages: often('message', ({ channel }) => channel !== 'berichtenbox')
  };
}

const standingOf = (one: Somebody, day = TODAY) =>
  stateOf(
    LADDERS.company,
    {
      stretches: [{ from: '2020-01-01', to: FOREVER, municipality: one.municipality, counts: true }],
      occasions: one.occasions.map(({ from }) => ({ from, to: until(from) })),
      deeds: one.deeds.map((each) => ({ ...each, properties: propertiesOf(each) }))
    },
    mondayOf(day)
  );

const Cell = z.object({ key: z.string(), n: z.coerce.number() });

test('every organisation is in the cell of its place, evidence and answers; explained, it is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 20, maxLength: 50 }), async (all) => {
      await put(all);
      const expected = new Map<string, number>();
      all.forEach((one, index) => {
        const state = standingOf(one);
        expect(state).not.toBe(ABSENT);
        const said = MOTIVES.map((motive) => saidOf(one, motive));
        const fold = said.some((so) => so >= 0) ? (index + 1) % FOLDS : 0;
        const holds = holdsOf(RULES, signalsOf(one));
        const key = JSON.stringify([one.municipality, one.sector, one.size, state, String(holds), said, fold]);
        expected.set(key, (expected.get(key) ?? 0) + 1);
      });
      const rows = await ask(
        `SELECT toJSONString((municipality, sector, size, state, toString(holds), said, fold)) AS key, sum(organisations) AS n
         FROM motive_cells WHERE version = {version:Int64} AND population = 'company' GROUP BY key`,
        { version: (await cells.counted('company'))!.version },
        Cell
      );
      expect(new Map(rows.map(({ key, n }) => [key, n]))).toEqual(expected);

      const overview = (await motives.overview({
        population: 'company',
        filters: { municipality: [], region: [], sector: [], size: [] }
      }))!;
      expect(overview.registered).toBe(all.length);
      const one = all[7]!;
      const [explained] = await evidence.of('company', ['8']);
      expect(Object.fromEntries(explained!.signals.map(({ name: of, times }) => [of, times]))).toMatchObject(
        signalsOf(one)
      );
      const judged = await evidence.judgements('company', ['8', '999']);
      expect([...judged.keys()]).toEqual(explained!.nonUser ? ['8'] : []);
    }),
    { numRuns: runs(4), endOnFailure: true }
  );
}, 120_000);

test('following what arrives gives the cells that counting anew gives, and an answer is counted without anything else', async () => {
  const [mine] = fc.sample(fc.array(somebody, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 5 });
  await put(mine!);
  const now = async () => {
    const { version } = (await cells.counted('company'))!;
    return ask(
      `SELECT toJSONString((municipality, sector, size, state, toString(holds), said, fold)) AS key, sum(organisations) AS n
       FROM motive_cells WHERE version = {version:Int64} GROUP BY key ORDER BY key`,
      { version },
      Cell
    );
  };
  const before = await now();
  await insertRows(
    'answers',
    [
      {
        ...common,
        imported_at: Date.now(),
        organisation: '3',
        survey: slug,
        response: randomUUID(),
        question: 'bekend',
        options: ['niet'],
        origin: 'form',
        answered_at: Date.now()
      }
    ],
    randomUUID()
  );
  await signals.refresh();
  await cells.count({ now: true });
  const answered = await now();
  expect(answered).not.toEqual(before);
  await insertRows(
    'events',
    [
      {
        id: randomUUID(),
        source: 'test',
        name: 'login_failed',
        at: Date.now() - 1_000,
        received_at: Date.now(),
        actor: '4',
        organisation: '4'
      }
    ],
    randomUUID()
  );
  await journeys.refresh();
  await signals.refresh();
  await cells.count({ now: true });
  const followed = await now();
  expect(followed).not.toEqual(answered);
  await journeys.refresh({ all: true });
  await signals.refresh({ all: true });
  expect(await now()).toEqual(followed);
});
