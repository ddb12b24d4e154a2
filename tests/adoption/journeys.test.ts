/** Journeys that follow what arrives are the journeys that a rebuild from nothing gives, whatever came and in which order. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as journeys from '#adoption/journeys.server.ts';
import * as events from '#events/events.server.ts';
import { USAGE } from '#events/messages.server.ts';
import * as example from '#example/example.server.ts';
import { importFile } from '#files/importing.server.ts';
import type { Kind } from '#files/kind.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { Refusal } from '#refusal.ts';
import { setFact } from '#store/facts.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { fc, runs, some } from '../property.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-journeys-'));
beforeAll(() => municipalities.fill());
afterAll(async () => {
  await events.close();
  rmSync(folder, { recursive: true, force: true });
});

const DAY = 86_400_000;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const HEADS = ['99000001', '99000002', '99000003'];
const BRANCHES = ['990000010001', '990000010002'];
const AUTHORITIES = ['Gemeente Oss', 'Gemeente Breda'];
const TEAMS = ['Subsidies', 'Meldingen'];

// No two moments alike: of two first visits at once either may be called the first.
const days = fc.integer({ min: 0, max: 27 * 24 * 3600 }).map((seconds) => seconds * 1000);
const company = fc.constantFrom(...HEADS, ...BRANCHES);
const visitor = fc.constantFrom('a', 'b', 'c');

const clicks = fc.record({
  what: fc.constant('clicks' as const),
  clicks: fc.array(
    fc.record(
      {
        name: fc.constantFrom('page_view', 'information_read', 'login_succeeded', 'presentation_attended'),
        ago: days,
        visitor,
        organisation: fc.oneof({ weight: 4, arbitrary: company }, { weight: 1, arbitrary: fc.constantFrom(...TEAMS) }),
        campaign: fc.constantFrom('brief', 'bezoek')
      },
      { requiredKeys: ['name', 'ago', 'visitor'] }
    ),
    { minLength: 1, maxLength: 3 }
  )
});
const registry = fc.record({
  what: fc.constant('registry' as const),
  rows: fc.array(
    fc.oneof(
      fc.record({
        reference: fc.constantFrom(...HEADS),
        population: fc.constantFrom('bedrijf', 'bedrijf', 'bedrijf', 'overheid'),
        head: fc.constantFrom('', '', '', ...HEADS),
        place: fc.constantFrom('Oss', 'Breda'),
        from: fc.constantFrom('1-1-2020', '1-1-2025'),
        process: fc.constantFrom('', 'Subsidie')
      }),
      fc.record({
        reference: fc.constantFrom(...BRANCHES),
        population: fc.constant('vestiging'),
        head: fc.constantFrom(...HEADS),
        place: fc.constant('Oss'),
        from: fc.constantFrom('1-1-2020', '1-1-2025'),
        process: fc.constantFrom('', 'Melding', 'Subsidie')
      }),
      fc.record({
        reference: fc.constantFrom(...AUTHORITIES, ...TEAMS),
        population: fc.constantFrom('overheid', 'afdeling'),
        head: fc.constant(''),
        place: fc.constant(''),
        from: fc.constant('1-1-2020'),
        process: fc.constantFrom('', 'Melding')
      })
    ),
    { minLength: 1, maxLength: 3 }
  )
});
const usage = fc.record({
  what: fc.constant('usage' as const),
  rows: fc.array(
    fc.record({
      reference: fc.constantFrom('M1', 'M2', 'M3', 'M4'),
      organisation: company,
      authority: fc.constantFrom('', ...AUTHORITIES),
      team: fc.constantFrom('', ...TEAMS),
      channel: fc.constantFrom('box', 'box', 'post'),
      ago: days,
      answered: fc.boolean()
    }),
    { minLength: 1, maxLength: 3 }
  )
});
const change = fc.oneof(
  { weight: 4, arbitrary: clicks },
  { weight: 3, arbitrary: registry },
  { weight: 3, arbitrary: usage },
  { weight: 1, arbitrary: fc.constantFrom({ what: 'example' as const }, { what: 'removal' as const }) }
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

let number = 0;
async function load(kind: Kind, rows: readonly object[]): Promise<void> {
  const path = join(folder, `${++number}.ndjson`);
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  await importFile({ kind, source: 'proef', path, filename: path, by: 'test' }).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'already_imported')) throw error;
  });
}

let moment = 0;
const before = (ago: number) => Date.now() - DAY - ago + (moment++ % 1000);
const iso = (at: number) => new Date(at).toISOString();

async function happen(one: Change): Promise<void> {
  if (one.what === 'clicks') {
    const sent = one.clicks.map(({ name, ago, visitor, organisation, campaign }) => ({
      id: randomUUID(),
      name,
      at: before(ago),
      visitor,
      organisation,
      url: 'https://www.proef.example/',
      campaign: { name: campaign }
    }));
    const { accepted } = await events.collect(
      { slug: 'proef', names: [] },
      { events: sent },
      { agent: AGENT, language: 'nl' },
      Date.now()
    );
    expect(accepted).toBe(sent.length);
    await events.flush();
  } else if (one.what === 'registry') {
    await load(
      organisations.REGISTRY,
      one.rows.map(({ reference, population, head, place, from, process }) => ({
        nummer: reference,
        doelgroep: population,
        hoofdnummer: head,
        gemeente: place,
        vanaf: from,
        proces: process
      }))
    );
  } else if (one.what === 'usage') {
    await load(
      USAGE,
      one.rows.map(({ reference, organisation, authority, team, channel, ago, answered }) => {
        const sent = before(ago);
        return {
          kenmerk: reference,
          kvk: organisation,
          overheid: authority,
          proces: 'Subsidie',
          kanaal: channel,
          afdeling: team,
          verzonden: iso(sent),
          beantwoord: answered ? iso(sent + DAY / 2) : ''
        };
      })
    );
  } else if (one.what === 'example') {
    const key = organisationKey('99000099');
    const stays = {
      valid_from: '2020-01-01',
      valid_to: '2149-01-01',
      imported_at: Date.now(),
      import_id: '',
      example: true
    };
    await insertRows(
      'organisations',
      [{ organisation: key, head: key, population: 'company', ...stays }],
      randomUUID()
    );
    await insertRows(
      'events',
      [
        {
          id: randomUUID(),
          name: 'reached',
          at: before(0),
          received_at: Date.now(),
          source: 'voorbeeld',
          actor: key,
          organisation: key,
          example: true
        }
      ],
      randomUUID()
    );
    await journeys.refresh({ all: true });
  } else await example.remove();
}

const Journey = z.record(z.string(), z.unknown());
const kept = () =>
  ask(
    `SELECT population, toString(organisation) AS organisation, reached, municipality, region, sector, size, site, campaign, valid_from, valid_to,
       arraySort(arrayZip(eligible_from, eligible_to)) AS eligible, example
     FROM journeys FINAL ORDER BY population, organisation`,
    {},
    Journey
  );

const keptLadders = () =>
  ask(
    `SELECT population, toString(organisation) AS organisation, valid_from, municipality, region, came, weeks, states, example
     FROM ladders FINAL ORDER BY population, organisation, valid_from`,
    {},
    Journey
  );

/** As if the last refresh looked at all until now, so that the next one sees what comes after it and nothing from before. */
const seenUntilNow = () => setFact('journeys_up_to', Date.now() + 60_000);

const TABLES = ['events', 'arrivals', 'links', 'organisations', 'eligibilities', 'messages', 'journeys', 'ladders'];

async function empty(): Promise<void> {
  for (const table of TABLES) await run(`TRUNCATE TABLE ${table}`);
  await (await register()).delete(imports);
}

/** One more change, followed. */
async function follow(one: Change): Promise<void> {
  await seenUntilNow();
  await happen(one);
  await journeys.refresh();
}

/** What following came to, when a rebuild comes to the same. */
async function asRebuilt(): Promise<unknown[]> {
  const [followed, climbed] = [await kept(), await keptLadders()];
  for (const table of ['journeys', 'ladders']) await run(`TRUNCATE TABLE ${table}`);
  await journeys.refresh({ all: true });
  expect(followed).toEqual(await kept());
  expect(climbed).toEqual(await keptLadders());
  return followed;
}

type Row = Extract<Change, { what: 'registry' }>['rows'][number];
type Click = Extract<Change, { what: 'clicks' }>['clicks'][number];
type Item = Extract<Change, { what: 'usage' }>['rows'][number];
const [ONE, TWO] = ['99000001', '99000002'];
const BRANCH = '990000010001';
const registered = (...rows: (Partial<Row> & { reference: string })[]): Change => ({
  what: 'registry',
  rows: rows.map(
    (row) => ({ population: 'bedrijf', head: '', place: 'Oss', from: '1-1-2020', process: 'Subsidie', ...row }) as Row
  )
});
const clicked = (name: Click['name'], daysAgo: number, more: Partial<Click> = {}): Change => ({
  what: 'clicks',
  clicks: [{ name, ago: daysAgo * DAY, visitor: 'a', ...more }]
});
const used = (more: Partial<Item>): Change => ({
  what: 'usage',
  rows: [
    {
      reference: 'M1',
      organisation: ONE,
      authority: '',
      team: '',
      channel: 'box',
      ago: 3 * DAY,
      answered: false,
      ...more
    } as Item
  ]
});
const WITH_BRANCH = registered(
  { reference: ONE },
  { reference: TWO },
  { reference: BRANCH, population: 'vestiging', head: ONE }
);

/** How it was before the last of these changes, and how it is after following it. */
async function lastOf(changes: readonly Change[]): Promise<{ before: unknown[]; after: unknown[] }> {
  await empty();
  for (const one of changes.slice(0, -1)) await happen(one);
  await journeys.refresh({ all: true });
  const before = await kept();
  await follow(changes.at(-1)!);
  return { before, after: await asRebuilt() };
}

const CASES: [string, Change[]][] = [
  ['a deed of a branch is one of its head', [WITH_BRANCH, clicked('page_view', 5, { organisation: BRANCH })]],
  [
    'what somebody did before logging in for a branch is its head’s',
    [WITH_BRANCH, clicked('page_view', 5), clicked('login_succeeded', 2, { organisation: BRANCH })]
  ],
  [
    'and stays so when something else about the head arrives',
    [
      WITH_BRANCH,
      clicked('page_view', 5),
      clicked('login_succeeded', 4, { organisation: BRANCH }),
      clicked('information_read', 1, { organisation: ONE, visitor: 'b' })
    ]
  ],
  [
    'who turns out to be of two is no longer of the first',
    [
      WITH_BRANCH,
      clicked('page_view', 5),
      clicked('login_succeeded', 4, { organisation: ONE }),
      clicked('login_succeeded', 3, { organisation: TWO })
    ]
  ],
  [
    'a message turns out not to be handled by a team',
    [
      registered({ reference: 'Subsidies', population: 'afdeling', place: '' }),
      clicked('presentation_attended', 9, { organisation: 'Subsidies' }),
      used({ team: 'Subsidies' }),
      used({ team: '' })
    ]
  ],
  [
    'a company turns out to be a branch',
    [
      registered({ reference: ONE }, { reference: TWO }),
      clicked('page_view', 5, { organisation: ONE }),
      registered({ reference: ONE, head: TWO })
    ]
  ],
  [
    'a company turns out to be an authority',
    [registered({ reference: ONE }), registered({ reference: ONE, population: 'overheid' })]
  ],
  [
    'an occasion of a branch is one of its head',
    [
      registered({ reference: ONE, process: '' }),
      registered({ reference: BRANCH, population: 'vestiging', head: ONE, process: 'Subsidie' })
    ]
  ],
  ['an example is removed', [registered({ reference: ONE }), { what: 'example' }, { what: 'removal' }]]
];
test.each(some(CASES))('%s', async (_, changes) => {
  const { before, after } = await lastOf(changes);
  expect(after).not.toEqual(before);
});

test('what a branch did is of the head it has now', async () => {
  const moved = registered({ reference: BRANCH, population: 'vestiging', head: TWO, from: '1-1-2025' });
  const { after } = await lastOf([WITH_BRANCH, clicked('page_view', 5, { organisation: BRANCH }), moved]);
  const whoWasReached = z
    .array(z.object({ organisation: z.string(), reached: z.array(z.string()) }))
    .parse(after)
    .filter(({ reached }) => (reached[0] ?? '') > '1971')
    .map(({ organisation }) => organisation);
  expect(whoWasReached).toEqual([organisationKey(TWO)]);
});

test('who has occasion by a branch is not said to be without', async () => {
  await empty();
  await happen(registered({ reference: ONE, process: '' }, { reference: TWO, process: '' }));
  await happen(registered({ reference: BRANCH, population: 'vestiging', head: ONE }));
  expect(await organisations.quality('2026-06-01')).toMatchObject([
    { population: 'company', organisations: 2, branches: 1, without_occasion: 1 }
  ]);
});

test(
  'after any clicks, links, imports, corrections and removals, following gives what a rebuild gives',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 5 }), async (changes) => {
        await empty();
        await journeys.refresh();
        for (const one of changes) await follow(one);
        await asRebuilt();
      }),
      { numRuns: runs(3) }
    );
  }
);

test('what was erased after its term is gone within a week, also of whom nothing arrived about', async () => {
  await empty();
  await happen(registered({ reference: ONE }));
  await happen(clicked('page_view', 5, { organisation: ONE }));
  await journeys.refresh({ all: true });
  const Climbed = z.object({ states: z.array(z.number()) });
  const climbed = async () =>
    (await ask("SELECT states FROM ladders FINAL WHERE population = 'company'", {}, Climbed)).flatMap(
      ({ states }) => states
    );
  expect(await climbed()).toContain(3);
  await run('TRUNCATE TABLE events');
  await seenUntilNow();
  await journeys.refresh();
  expect(await climbed()).toContain(3);
  await setFact('journeys_whole_at', Date.now() - 8 * DAY);
  await journeys.refresh();
  expect(await climbed()).not.toContain(3);
});
