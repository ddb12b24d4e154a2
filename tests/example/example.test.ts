import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as annotations from '#adoption/annotations.server.ts';
import * as adoption from '#adoption/adoption.server.ts';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { measure } from '#adoption/standards.server.ts';
import { askLadder } from '#adoption/ladder-question.ts';
import * as ladders from '#adoption/ladders.server.ts';
import * as example from '#example/example.server.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as reviews from '#experiments/reviews.server.ts';
import * as stepped from '#experiments/stepped.server.ts';
import { holds } from '#experiments/stepped.ts';
import * as figures from '#experiments/trial-figures.server.ts';
import * as trials from '#experiments/trials.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { peaksIn } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { CONTRADICTS } from '#example/survey.ts';
import * as evidence from '#motives/evidence.server.ts';
import * as motives from '#motives/motives.server.ts';
import { MUNICIPALITIES } from '#organisations/municipality.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { ask, insertRows } from '#store/warehouse.server.ts';
import * as goals from '#reports/goals.server.ts';
import * as reports from '#reports/reports.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { randomUUID } from 'node:crypto';
import { addDays } from '#time/day.ts';
import { ON_SERVERS } from '../property.ts';
import { register } from '#store/register.server.ts';
import { contacts as contactTable, improvements as improvementTable, remarks, touches } from '#store/tables.server.ts';
import * as improvements from '#interventions/improvements.server.ts';
import { useStores } from '../stores.ts';

useStores();

const SIZE = { organisations: 400, events: 4_000, seed: 7, until: '2026-10-31' };
const truthFile = () => join(process.env['HOERA_DATA'] ?? '', 'example-truth.ndjson');
const Count = z.object({ n: z.coerce.number() });
const one = async (sql: string) => (await ask(sql, {}, Count))[0]?.n;

/** What there is, as one number that any change would change. */
const print = () =>
  ask(
    `SELECT toString(groupBitXor(sipHash64(toString(tuple(* EXCEPT (received_at)))))) AS n FROM events WHERE example
     UNION ALL SELECT toString(groupBitXor(sipHash64(toString(tuple(* EXCEPT (imported_at)))))) FROM messages WHERE example
     UNION ALL SELECT toString(groupBitXor(sipHash64(toString(tuple(* EXCEPT (imported_at)))))) FROM organisations WHERE example`,
    {},
    z.object({ n: z.string() })
  ).then((rows) => rows.map(({ n }) => n).sort());

/** Whom the invented team spoke with, and what it heard. */
const spoken = async () => {
  const database = await register();
  return JSON.stringify([
    // Of which intervention: that gets another id each time.
    (await database.select().from(contactTable).orderBy(contactTable.id)).map((row) => ({
      ...row,
      intervention: row.intervention !== null
    })),
    await database.select().from(remarks).orderBy(remarks.id),
    await database.select().from(touches).orderBy(touches.source)
  ]);
};

let first: string[] = [];
let heard = '';
let truth = '';
beforeAll(async () => {
  await insertRows(
    'events',
    [
      {
        id: randomUUID(),
        source: 'echt',
        name: 'page_view',
        at: Date.now(),
        received_at: Date.now(),
        actor: '5',
        visitor: '5'
      }
    ],
    randomUUID()
  );
  await example.fill(SIZE);
  first = await print();
  heard = await spoken();
  truth = readFileSync(truthFile(), 'utf8');
}, 60_000);

test('the ladder adds up to the registry, to the last organisation, in the first week and the last', async () => {
  for (const population of CLIMBERS) {
    const asked = askLadder(new URLSearchParams({ population, from: '2025-06-02', to: SIZE.until }), SIZE.until);
    const { weeks } = (await ladders.stock(asked))!;
    expect(weeks.length).toBe(74);
    for (const { week, registered } of [weeks[0]!, weeks.at(-1)!]) {
      const [there] = await ask(
        `SELECT uniqExact(organisation) AS n FROM organisations FINAL
         WHERE population = {population:String} AND head = organisation AND valid_from <= {sunday:Date} AND valid_to > {sunday:Date}`,
        { population, sunday: addDays(week, 6) },
        Count
      );
      expect(registered).toBe(there?.n);
    }
    const { flows } = (await ladders.between(asked))!;
    // Of companies only those are told that are not too few.
    if (population !== 'company')
      expect(flows.reduce((sum, { organisations }) => sum + organisations!, 0)).toBe(weeks.at(-1)?.registered);
  }
});

test('whoever the funnel saw sending a message has come to use the box on the ladder', async () => {
  const users = await one(
    `SELECT countIf(reached[7] > toDateTime(0, 'UTC')) AS n FROM journeys FINAL WHERE population = 'company' AND example`
  );
  const climbed = await one(
    `SELECT countIf(arrayExists(s -> s >= 8 AND s < 255, states)) AS n FROM ladders FINAL WHERE population = 'company' AND example`
  );
  // The funnel asks for every step before it, the ladder does not.
  expect(climbed).toBeGreaterThanOrEqual(users!);
  expect(users).toBeGreaterThan(10);
});

test('what happened beside the figures is marked: campaigns when they truly ran, and what went into production', async () => {
  const truth = JSON.parse(readFileSync(truthFile().replace('.ndjson', '.json'), 'utf8')) as {
    start: string;
    campaigns: { from: number; to: number }[];
  };
  const marked = await annotations.list();
  expect(marked.map(({ begins }) => begins).sort()).toEqual(
    truth.campaigns.map(({ from }) => addDays(truth.start, Math.floor(from * 548)))
  );
  expect(marked.every(({ begins, ends }) => begins < ends && ends <= SIZE.until)).toBe(true);
  expect(await shipping.changes()).toMatchObject([{ name: 'Stappenplan vooraf', action: 'ship' }]);
});

test('a year of planning: what is done knows what it took, what is to come does not, and others can refer to it', async () => {
  const all = await interventions.list();
  expect(all.map(({ example: isExample }) => isExample)).toEqual(all.map(() => true));
  for (const slug of [
    'brief-een-regel',
    'branche-bouw',
    'bellen-vastgelopen',
    'naast-elkaar-bouw',
    'presentatie-teams',
    'proefbericht-gemeenten',
    'proces-subsidies',
    'instructie-gemeenten',
    'melding-tekst',
    'aanwijzing-subsidie'
  ])
    expect(all.map((one) => one.slug)).toContain(slug);
  for (const { slug, plan, status, hours } of all) {
    expect(hours !== undefined, slug).toBe(status === 'done');
    if (status === 'done') expect(plan.ends <= SIZE.until, slug).toBe(true);
    if (status === 'planned') expect(plan.begins > SIZE.until, slug).toBe(true);
    if (status === 'running') expect(plan.begins <= SIZE.until && plan.ends >= SIZE.until, slug).toBe(true);
  }
  expect(new Set(all.map(({ status }) => status)).size).toBe(4);
  // There is something to be warned of.
  const open = all.filter(({ status }) => status === 'planned' || status === 'running');
  const beside = await Promise.all(open.map(({ plan, slug }) => interventions.beside(plan, slug)));
  expect(beside.some((others) => others.length > 0) || open.some(({ plan }) => peaksIn(plan).length > 0)).toBe(true);
});

test('the standard metrics tell what there is, and that its sources do not say what was opened', async () => {
  const all = await measure({ from: '2025-11-01', to: SIZE.until }, undefined, addDays(SIZE.until, 100));
  for (const { key, isProvided, last } of all) {
    if (key.startsWith('opened')) expect([key, isProvided, last]).toEqual([key, false, undefined]);
    else if (key === 'completion' || key === 'digital') expect([key, last?.month]).toEqual([key, '2026-10-01']);
    else expect([key, isProvided]).toEqual([key, true]);
  }
});

test('there are reports of what went before, each with what was known the morning after', async () => {
  const published = await reports.list();
  expect(published.map(({ kind, from }) => `${kind} ${from}`).sort()).toEqual([
    'month 2026-10-01',
    'quarter 2026-07-01',
    'week 2026-09-28',
    'week 2026-10-05',
    'week 2026-10-12',
    'week 2026-10-19'
  ]);
  expect(published.every(({ example: invented, publishedAt, to }) => invented && publishedAt > new Date(to))).toBe(
    true
  );
  expect(published.every(reports.isIntact)).toBe(true);
});

test('there is a second filling only after removal', async () => {
  await expect(example.fill(SIZE)).rejects.toMatchObject({ code: 'example_present' });
});

test('a Brabant that looks like one: its municipalities, its bodies, and fewer at every step', async () => {
  expect(await one("SELECT count() AS n FROM organisations FINAL WHERE example AND population = 'company'")).toBe(400);
  const today = new Set(
    MUNICIPALITIES.filter(({ successor, validTo }) => !successor && validTo > '2100').map(({ name }) => name)
  );
  expect(today.size).toBe(56);
  const names = await ask(
    "SELECT DISTINCT toString(municipality) AS name FROM organisations WHERE example AND population = 'company'",
    {},
    z.object({ name: z.string() })
  );
  for (const { name } of names) expect(today).toContain(name);
  for (const population of ['company', 'authority', 'department'] as const) {
    const period = { from: '2025-11-01', to: '2026-10-31' };
    const { registered, eligible, steps } = await adoption.counted({ funnel: DEFAULT_FUNNELS[population], period });
    // Who had occasion and who had none are together the registry, by its rows themselves.
    const [known] = await ask(
      `WITH occasioned AS (
         SELECT if(b.head != 0, b.head, e.organisation) FROM eligibilities AS e FINAL
         LEFT ANY JOIN branches AS b ON e.organisation = b.branch WHERE valid_from <= {to:Date} AND valid_to > {from:Date}
       )
       SELECT uniqExact(organisation) AS n, uniqExactIf(organisation, organisation NOT IN occasioned) AS without
       FROM organisations FINAL
       WHERE population = {population:String} AND head = organisation AND valid_from <= {to:Date} AND valid_to > {from:Date}`,
      { population, ...period },
      z.object({ n: z.coerce.number(), without: z.coerce.number() })
    );
    expect([registered, eligible + known!.without]).toEqual([known!.n, known!.n]);
    if (population === 'company') expect(known!.without).toBeGreaterThan(0);
    expect(eligible).toBeGreaterThan(0);
    const counts = [eligible, ...steps];
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts.at(-1)).toBeLessThan(eligible);
  }
});

test('the truth of every actor is kept outside the tables, and its numbers are fictitious', () => {
  const truths = truth
    .trim()
    .split('\n')
    .map((line) => z.object({ organisation: z.string(), motive: z.string() }).parse(JSON.parse(line)));
  // Numbers from 99 on have not been given out by the Chamber of Commerce.
  const fictitious = new Set(Array.from({ length: 400 }, (_, index) => organisationKey(String(99_000_000 + index))));
  const companies = truths.filter(({ organisation }) => fictitious.has(organisation));
  expect(companies).toHaveLength(400);
  expect(new Set(companies.map(({ motive }) => motive)).size).toBeGreaterThanOrEqual(3);
});

test('what was tried ended as it is in truth: helped, harmed, nothing, and one that runs', async () => {
  const all = await experiments.list();
  const of = (name: string) => all.find(({ experiment }) => experiment.name === name)!;
  expect(of('Stappenplan vooraf').state).toMatchObject({ status: 'in_force', verdict: 'ship', variant: 1 });
  expect(of('Strenge toon').state).toMatchObject({ status: 'decided', verdict: 'stop' });
  expect(of('Andere kop').state).toMatchObject({ status: 'decided', verdict: 'inconclusive' });
  expect(of('Hulp bij de upload').state).toMatchObject({ status: 'running' });
  const known = of('Stappenplan vooraf');
  const looks = await ledger.of(known.experiment.key, 'review');
  expect(looks.every((record) => reviews.holds(record, known))).toBe(true);
  // Planned on what came by before.
  const [plan] = await ledger.of(known.experiment.key, 'plan');
  expect(plan).toMatchObject({ content: { evidence: { plan: { measured: true, feasible: true } } } });
  expect(await ledger.verify(true)).toEqual({ records: expect.any(Number) as number, broken: undefined });
  expect(await ledger.verify(false)).toEqual({ records: 0, broken: undefined });
});

test('a letter that did nothing is told to have done nothing, by those who were drawn', async () => {
  const letter = (await trials.list()).find(({ key }) => key === 'list_voorbeeld-brief')!;
  expect(letter.status).toBe('done');
  const record = (await figures.recorded(letter.key))!;
  expect(record).toMatchObject({ intact: true, draw: { verdict: 'even' }, outcome: 'first_message' });
  const [{ itt, organisations, controlOrganisations, reached }] = record.comparisons as [
    (typeof record.comparisons)[0]
  ];
  expect(itt.low).toBeLessThan(0);
  expect(itt.high).toBeGreaterThan(0);
  expect(Math.abs(organisations - controlOrganisations)).toBeLessThan(10);
  // In truth 94 of a hundred letters arrive.
  expect(reached?.share).toBeGreaterThan(0.8);
  expect(figures.holds(letter, record)).toBe(true);
});

test('a roll-out step by step that helped is told to have helped, also those who were reached', async () => {
  const roll = (await trials.list()).find(({ key }) => key === 'list_voorbeeld-op-bezoek')!;
  const record = (await stepped.recorded(roll.key))!;
  expect(record).toMatchObject({ intact: true, contaminated: 0, weak: false });
  const [{ itt, reached }] = record.comparisons as [(typeof record.comparisons)[0]];
  expect(itt.low).toBeGreaterThan(0);
  expect(reached!.estimate).toBeGreaterThan(itt.estimate);
  // In truth of ten that had their turn seven were visited.
  expect(Math.abs(reached!.share - 0.7)).toBeLessThan(0.15);
  expect(holds(roll.design, record)).toBe(true);
});

test('what the survey says is true as often as it should be', async () => {
  const [survey] = await surveys.list();
  const meant = await surveys.meanings();
  const rows = await ask(
    `SELECT toString(organisation) AS organisation, question, options FROM answers FINAL WHERE survey = {survey:String} AND notEmpty(options)`,
    { survey: survey!.slug },
    z.object({ organisation: z.string(), question: z.string(), options: z.array(z.string()) })
  );
  const truths = new Map(
    truth
      .trim()
      .split('\n')
      .map((line) =>
        z.object({ organisation: z.string(), motive: z.string(), must: z.boolean() }).safeParse(JSON.parse(line))
      )
      .flatMap(({ data }) => (data ? [[data.organisation, data] as const] : []))
  );
  const by = Map.groupBy(rows, ({ organisation }) => organisation);
  let [said, right] = [0, 0];
  for (const motive of ['weten', 'willen', 'kunnen'] as const)
    for (const [organisation, given] of by) {
      const could = meant.filter(
        (one) => one.motive === motive && given.some(({ question }) => question === one.question)
      );
      if (could.length === 0) continue;
      const is = could.some(
        (one) => one.is && given.some((row) => row.question === one.question && row.options.includes(one.option))
      );
      said++;
      if (is === (truths.get(organisation)?.motive === motive)) right++;
    }
  // Oracle: who contradicts itself is wrong about at most two motives of three; four standard errors below that is no chance.
  expect(said).toBeGreaterThan(60);
  const least = 1 - CONTRADICTS;
  expect(right / said).toBeGreaterThan(least - 4 * Math.sqrt((CONTRADICTS * least) / by.size));
  expect(by.size).toBeGreaterThan(20);
  expect(by.size).toBeLessThan(70);
});

test('motives are of all that had occasion and never used the box, and who has to is who the law says', async () => {
  const told = (await motives.overview({
    population: 'company',
    filters: { municipality: [], region: [], sector: [], size: [] }
  }))!;
  const stock = (await ladders.stock(askLadder(new URLSearchParams('population=company'), SIZE.until)))!;
  expect(told.registered).toBe(stock.weeks.at(-1)!.registered);
  const { withoutOccasion, users, lapsed, nonUsers } = told;
  // What is too small is hidden with another: then there is no sum to hold.
  const parts = [withoutOccasion, users, lapsed, nonUsers];
  if (parts.every((part) => part !== undefined))
    expect(parts.reduce((sum, part) => sum! + part!, 0)).toBe(told.registered);
  const Truth = z.object({ organisation: z.string(), motive: z.string(), must: z.boolean() });
  const truths = truth
    .trim()
    .split('\n')
    .flatMap((line) => Truth.safeParse(JSON.parse(line)).data ?? []);
  const judged = await evidence.judgements(
    'company',
    truths.map(({ organisation }) => organisation)
  );
  expect(judged.size).toBe(nonUsers);
  for (const { organisation, must, motive } of truths) {
    const verdict = judged.get(organisation)?.verdicts.find((one) => one.motive === 'moeten');
    if (verdict) expect(verdict.basis === 'fact', organisation).toBe(must);
    // Whoever ever used the box is told no motive.
    if (motive === 'gebruiker') expect(judged.has(organisation)).toBe(false);
  }
});

test('the team was out for a year, kept to the cap but for what it says, and one tip is in production', async () => {
  const database = await register();
  const contacts = await database.select().from(contactTable);
  expect(contacts).toHaveLength(150);
  expect(contacts.every(({ day }) => day <= SIZE.until && day >= addDays(SIZE.until, -365))).toBe(true);
  const approached = (await database.select().from(touches)).map(({ source }) => source.replace('contact:', ''));
  const by = Map.groupBy(
    contacts.filter(({ id }) => approached.includes(id)),
    ({ organisation }) => organisation
  );
  for (const those of by.values()) {
    const days = those.sort((a, b) => a.day.localeCompare(b.day));
    for (const [place, { day, overCap }] of days.entries())
      expect(overCap).toBe(place > 0 && addDays(days[place - 1]!.day, 28) > day);
  }
  const all = await improvements.list();
  expect(all).toHaveLength(8);
  const [won] = all.filter(({ title }) => title.startsWith('Laat vooraf in stappen'));
  expect(won).toMatchObject({ status: 'done', experiment: 'stappenplan-vooraf' });
  expect(all.find(({ status }) => status === 'trying')?.experiment).toBe('hulp-bij-de-upload');
  expect(await improvements.tellings({ improvement: won!.id, untold: true })).not.toEqual([]);
  expect(await improvements.ungrouped()).not.toEqual([]);
});

test('removal leaves what is real', async () => {
  // A real visit, of which something was put with what is invented.
  const database = await register();
  const [made] = await database.select().from(contactTable).limit(1);
  const [group] = await improvements.list();
  await database.insert(contactTable).values({ ...made!, id: 'echt', by: 'ans', example: false });
  await database
    .insert(remarks)
    .values({ id: 'echt/0', contact: 'echt', kind: 'tip', text: 'Echt gezegd', improvement: group!.id });
  await example.remove();
  expect((await improvements.ungrouped()).map(({ text }) => text)).toEqual(['Echt gezegd']);
  expect(await database.select().from(improvementTable)).toEqual([]);
  expect(await database.select().from(touches)).toEqual([]);
  await database.delete(contactTable);
  for (const table of [
    'events',
    'messages',
    'organisations',
    'eligibilities',
    'links',
    'journeys',
    'visitors_daily',
    'exposures',
    'first_exposures',
    'answers',
    'motive_signals',
    'trial_members',
    'trial_deliveries'
  ])
    expect(await one(`SELECT count() AS n FROM ${table} WHERE example`), table).toBe(0);
  expect(await one("SELECT count() AS n FROM ledger WHERE startsWith(source, 'voorbeeld')")).toBe(0);
  expect(await one("SELECT count() AS n FROM events WHERE source = 'echt'")).toBe(1);
  expect(existsSync(truthFile())).toBe(false);
  expect(await experiments.list()).toEqual([]);
  expect(await annotations.list()).toEqual([]);
  expect(await surveys.list()).toEqual([]);
  expect(await interventions.list()).toEqual([]);
  expect(await trials.list()).toEqual([]);
  expect(await reports.list()).toEqual([]);
  expect(await goals.list()).toEqual([]);
  expect(await inForce.current()).toEqual([]);
  expect(await ledger.verify(true)).toMatchObject({ records: 0 });
});

// The engine decides that, wherever it is.
if (!ON_SERVERS)
  test('the same seed gives the same again, another seed another', { timeout: 90_000 }, async () => {
    await example.fill(SIZE);
    expect(await print()).toEqual(first);
    expect(await spoken()).toBe(heard);
    expect(readFileSync(truthFile(), 'utf8')).toBe(truth);
    await example.remove();
    await example.fill({ ...SIZE, seed: 8 });
    expect(await print()).not.toEqual(first);
  });
