/** List experiments in the stores: who takes part, who was drawn for what, and what came out, against sums in TypeScript. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as journeys from '#adoption/journeys.server.ts';
import * as candidates from '#experiments/candidates.server.ts';
import * as deliveries from '#experiments/deliveries.server.ts';
import * as drawing from '#experiments/drawing.server.ts';
import * as figures from '#experiments/trial-figures.server.ts';
import { shownComparison, shownLooked } from '#experiments/shown.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as touches from '#interventions/touches.server.ts';
import * as trials from '#experiments/trials.server.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import { randomFrom } from '#statistics/random.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { contacts, interventions, touches as touchTable } from '#store/tables.server.ts';
import { ask, insertRows } from '#store/warehouse.server.ts';
import { addDays, mondayOf, startOf, type Day } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

/** Monday of a past week; whatever today is, all of it has happened. */
const STARTS = '2026-06-01';
const DRAWN = new Date(startOf('2026-05-29') + 12 * 3_600_000);
const OVER = new Date(startOf(addDays(STARTS, 60)) + 12 * 3_600_000);
const FOREVER = '2149-01-01';
const COMPANIES = 240;
const kvk = (index: number) => String(99_000_000 + index);
const key = (index: number) => organisationKey(kvk(index));
const place = (index: number) => ['Oss', 'Breda', 'Tilburg', 'Helmond', 'Boxtel', 'Best'][index % 6]!;
/** The last twenty are something else than candidates. */
const STRANGE = { idle: [220, 225], user: [225, 232], tried: [232, 240] } as const;
const isIn = ([from, to]: readonly [number, number], index: number) => index >= from && index < to;

const common = { import_id: 'test', imported_at: startOf('2026-01-01') };
const happened = (index: number, name: string, day: Day, properties: Record<string, string> = {}) => ({
  id: randomUUID(),
  source: 'test',
  name,
  at: startOf(day) + 12 * 3_600_000,
  received_at: startOf(day) + 12 * 3_600_000,
  actor: key(index),
  organisation: key(index),
  properties
});
const message = (index: number, day: Day) =>
  happened(index, 'message', day, { channel: 'berichtenbox', direction: 'to_authority' });

const folder = mkdtempSync(join(tmpdir(), 'hoera-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (lines: readonly string[]) => {
  const path = join(folder, `${randomUUID()}.csv`);
  writeFileSync(path, lines.join('\n'));
  return { path, filename: 'lijst.csv' };
};

const given = (indices: readonly number[], together = ''): drawing.Given => ({
  header: ['Naam', 'KvK', 'Accountant', 'Behandelend team'],
  rows: indices.map((index) => ({
    organisation: key(index),
    cells: {
      Naam: `Bedrijf ${index}`,
      KvK: kvk(index),
      Accountant: index % 3 === 0 ? '' : `Kantoor ${index % 40}`,
      'Behandelend team': index % 10 === 9 ? ' ' : `Team ${index % 10}`
    }
  })),
  received: indices.length,
  refused: 0,
  together
});
const all = Array.from({ length: COMPANIES }, (_, index) => index);

const design = (more: object = {}) => ({
  question: 'Helpt bellen meer dan niets doen?',
  population: 'company',
  arms: [
    { name: 'geen contact', weight: 0.5 },
    { name: 'bellen', intervention: 'bellen', weight: 0.5 }
  ],
  outcome: 'first_message',
  starts: STARTS,
  days: 56,
  seed: 77,
  ...more
});
const made = (more: object = {}, name = 'Bellen') => trials.create({ name, design: design(more) }, 'wie', DRAWN);

beforeAll(async () => {
  await insertRows(
    'organisations',
    all.map((index) => ({
      ...common,
      organisation: key(index),
      population: 'company',
      head: key(index),
      sector: index % 2 ? 'F Bouw' : 'G Handel',
      size: index % 3 ? '1' : '5-10',
      municipality: place(index),
      valid_from: '2020-01-01',
      valid_to: FOREVER
    })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    all
      .filter((index) => !isIn(STRANGE.idle, index))
      .map((index) => ({
        ...common,
        organisation: key(index),
        process: 'Melding',
        valid_from: '2026-03-01',
        valid_to: '2026-12-01'
      })),
    randomUUID()
  );
  await insertRows(
    'events',
    [
      ...all.filter((index) => isIn(STRANGE.user, index)).map((index) => message(index, '2026-04-01')),
      ...all
        .filter((index) => isIn(STRANGE.tried, index))
        .map((index) => happened(index, 'login_started', '2026-04-01'))
    ],
    randomUUID()
  );
  const definition = {
    title: 'Bellen',
    kind: 'call',
    population: 'company',
    motive: 'kunnen',
    begins: STARTS,
    ends: STARTS,
    by: 'team',
    audience: { sectors: [], sizes: [], regions: [], municipalities: [], names: [] }
  };
  await (
    await register()
  )
    .insert(interventions)
    .values({ id: 'i1', slug: 'bellen', definition, status: 'done', hoursSpent: 40, createdBy: 'wie' });
  await journeys.refresh({ all: true });
}, 60_000);

test('who could take part has occasion, never used the box and is not to be left in peace', async () => {
  await (await register()).insert(touchTable).values([
    { organisation: key(0), day: addDays(STARTS, -27), source: 'contact:x' },
    { organisation: key(1), day: addDays(STARTS, -28), source: 'contact:x' },
    { organisation: key(2), day: addDays(STARTS, 20), source: 'contact:x' }
  ]);
  const { key: name, design: asked } = await made({}, 'Wie');
  const told = await drawing.look(name, given([...all, 999_999]), DRAWN);
  expect(told).toMatchObject({
    received: COMPANIES + 1,
    left: { unregistered: 1, idle: 5, user: 7, reached: 0, blocked: 2, nowhere: 0 },
    fresh: COMPANIES - 5 - 7 - 2
  });
  const around = await candidates.around(asked, '2026-05-29');
  expect(around).toMatchObject({
    registered: COMPANIES,
    idle: 5,
    organisations: COMPANIES - 14,
    blocked: 2,
    clusters: undefined
  });
  // Of the stores as it is; what of it is told hides the few.
  expect(shownLooked('company', told, false)).toMatchObject({
    left: { unregistered: undefined, idle: undefined, user: undefined, blocked: undefined, elsewhere: undefined },
    fresh: COMPANIES - 14
  });
  await expect(drawing.look(name, given([...all.slice(0, 9), 999_999]), DRAWN)).rejects.toMatchObject({
    code: 'look_small'
  });
  // A rung that some have reached already leaves them out.
  const { key: tried } = await made({ outcome: 'tried' }, 'Geprobeerd');
  expect((await drawing.look(tried, given(all), DRAWN)).left).toMatchObject({ reached: 8, user: 7 });
  await (await register()).delete(touchTable);
});

test('the whole of it: drawn, delivered, and told once it is over, as an independent sum has it', async () => {
  const { key: name } = await made();
  const first = await drawing.drawList(name, given(all.slice(0, 150)), 'wie', DRAWN);
  // A second list, part of which is known, in another order.
  const second = await drawing.drawList(name, given([...all.slice(100)].reverse()), 'wie', DRAWN);
  expect([first.fresh, second.known, second.fresh]).toEqual([150, 50, 78]);
  const again = await drawing.drawList(name, given(all), 'wie', DRAWN);
  expect(again.fresh).toBe(0);
  const members = await trials.members(name);
  expect(members).toHaveLength(228);
  expect(new Set(members.map(({ organisation }) => organisation)).size).toBe(228);
  const of = new Map(members.map((one) => [one.organisation, one.arm]));
  const groupOf = (index: number) => (of.get(key(index)) === 0 ? 'geen contact' : 'bellen');
  expect(again.lines.slice(1).every(([, number, , , group]) => group === groupOf(Number(number) - 99_000_000))).toBe(
    true
  );
  expect(members.filter(({ arm }) => arm === 0)).toHaveLength(114);
  // Only who is approached is to be left in peace by others.
  expect(await touches.blocked([...of.keys()], STARTS)).toEqual(
    new Set([...of].flatMap(([one, arm]) => (arm === 1 ? [one] : [])))
  );
  expect((await ledger.of(name, 'plan')).map(({ content }) => content)).toMatchObject([
    { rule: 'trial_draw', batch: 1, organisations: 150 },
    { batch: 2, organisations: 78, members: 228, digest: drawing.digestOf(members) }
  ]);

  // What each does: the truth, from which the oracle counts.
  const chance = randomFrom(3);
  const did = new Map<number, Day>();
  for (const index of all) {
    const member = of.get(key(index));
    if (member === undefined) continue;
    const chances = member === 0 ? 0.15 : 0.45;
    if (chance() < 0.06) did.set(index, addDays(STARTS, -1));
    else if (chance() < chances) did.set(index, addDays(STARTS, Math.floor(chance() * 70)));
  }
  await insertRows(
    'events',
    [...did].map(([index, day]) => message(index, day)),
    randomUUID()
  );
  await journeys.refresh({ all: true });
  const approached = all.filter((index) => of.get(key(index)) === 1);
  const fate = (index: number) => (index % 4 === 0 ? 'retour' : index % 4 === 1 ? '' : 'bezorgd');
  const list = fileOf([
    'KvK-nummer;Status;Datum',
    ...approached.filter((index) => fate(index) !== '').map((index) => `${kvk(index)};${fate(index)};3-6-2026`),
    `${kvk(226)};bezorgd;3-6-2026`,
    '12;bezorgd;3-6-2026',
    `${kvk(approached[0]!)};misschien;3-6-2026`
  ]);
  const imported = await deliveries.importList(name, list, '', OVER);
  const told = approached.filter((index) => fate(index) !== '').length;
  expect(imported).toMatchObject({ received: told + 3, kept: told, leftAlone: 0, wrong: 3 });
  expect(imported.refused).toEqual([
    { line: told + 2, fault: 'stranger' },
    { line: told + 3, fault: 'number' },
    { line: told + 4, fault: 'status' }
  ]);
  const before = await figures.tallies(await trials.one(name), []);
  await deliveries.importList(name, list, '', OVER);
  expect(await figures.tallies(await trials.one(name), [])).toEqual(before);
  // Spoken with according to the log: two of the approached of whom the list says nothing, and one that was to be left alone.
  const spoken = [
    ...approached.filter((index) => fate(index) === '').slice(0, 2),
    all.find((index) => of.get(key(index)) === 0)!
  ];
  await (await register()).insert(contacts).values(
    spoken.map((index) => ({
      id: randomUUID(),
      intervention: 'i1',
      population: 'company',
      organisation: key(index),
      name: '',
      day: addDays(STARTS, 3),
      kind: 'call',
      outcome: 'spoken',
      minutes: 10,
      by: 'wie'
    }))
  );

  const isLate = (index: number) => mondayOf(did.get(index)!) >= addDays(STARTS, 56);
  const oracle = (arm: number) => {
    const mine = all.filter((index) => of.get(key(index)) === arm && !(did.has(index) && did.get(index)! < STARTS));
    const adopters = mine.filter((index) => did.has(index) && !isLate(index));
    const reached = mine.filter((index) => (arm === 1 && fate(index) === 'bezorgd') || spoken.includes(index));
    return {
      members: mine.length,
      adopters: adopters.length,
      reached: reached.length,
      both: adopters.filter((index) => reached.includes(index)).length
    };
  };
  await expect(figures.conclude(name, 'wie', new Date(startOf(addDays(STARTS, 55)) + 1_000))).rejects.toMatchObject({
    code: 'trial_unfinished'
  });
  const progress = await figures.progress(await trials.one(name));
  expect(progress.contaminated).toBe(1);
  expect(JSON.stringify(progress)).not.toContain('adopters');
  const record = await figures.conclude(name, 'wie', OVER);
  const [control, treated] = [oracle(0), oracle(1)];
  expect(record.tallies).toMatchObject([control, treated]);
  const [compared] = record.comparisons;
  expect(shownComparison('company', compared!)).toMatchObject({ side: 'better', adopters: treated.adopters });
  const handful = { ...compared!, controlAdopters: 9 };
  expect(shownComparison('company', handful)).toMatchObject({
    side: 'better',
    adopters: undefined,
    controlAdopters: undefined,
    itt: undefined,
    reached: undefined
  });
  expect(shownComparison('authority', handful)).toMatchObject({ controlAdopters: 9, itt: compared!.itt });
  expect(compared).toMatchObject({
    intervention: 'bellen',
    kind: 'call',
    hours: 40,
    organisations: treated.members,
    adopters: treated.adopters,
    controlOrganisations: control.members,
    controlAdopters: control.adopters
  });
  const itt = treated.adopters / treated.members - control.adopters / control.members;
  expect(compared!.itt.estimate).toBeCloseTo(itt, 12);
  expect(compared!.itt.low).toBeGreaterThan(0);
  const share = treated.reached / treated.members - control.reached / control.members;
  expect(compared!.reached!.estimate).toBeCloseTo(itt / share, 12);
  expect(record).toMatchObject({
    intact: true,
    contaminated: 1,
    draw: { verdict: 'even' },
    methods: ['score'],
    registered: COMPANIES
  });
  const written = (await ledger.last(name, 'review'))!;
  expect(TrialOutcome.parse(written.content)).toMatchObject({
    trial: name,
    strength: 'proven',
    outcome: 'first_message'
  });
  expect(figures.holds(await trials.one(name), (await figures.recorded(name))!)).toBe(true);
  expect(await trials.one(name)).toMatchObject({ status: 'done' });
  await expect(figures.conclude(name, 'wie', OVER)).rejects.toMatchObject({ code: 'trial_unfinished' });
  expect((await ledger.verify()).broken).toBeUndefined();
});

test('who shares an intermediary or a municipality is drawn as a whole, and counted so', async () => {
  const { key: shared } = await made(
    { cluster: 'intermediary', starts: addDays(STARTS, 35), outcome: 'informed' },
    'Samen'
  );
  const drawn = await drawing.drawList(shared, given(all, 'Accountant'), 'wie', DRAWN);
  const members = await trials.members(shared);
  const groups = Map.groupBy(drawn.lines.slice(1), ([, , office]) => office);
  for (const [office, rows] of groups)
    if (office !== '') expect(new Set(rows.map((row) => row.at(-1))).size, office).toBe(1);
  for (const [, some] of Map.groupBy(members, ({ cluster }) => cluster))
    expect(new Set(some.map(({ arm }) => arm)).size).toBe(1);
  // Nobody can read who the intermediary is.
  const kept = await ask(`SELECT toString(tuple(*)) AS row FROM trial_members`, {}, z.object({ row: z.string() }));
  expect(JSON.stringify(kept)).not.toMatch(/Kantoor|Bedrijf|\b9900\d{4}\b/);
  const counted = await figures.tallies(await trials.one(shared), []);
  expect(counted.reduce((sum, { members: n, before }) => sum + n + before, 0)).toBe(members.length);
  expect(counted).toHaveLength(new Set(members.map(({ cluster }) => cluster)).size);
  // Who takes part here, approached or left alone, does not take part elsewhere until it is over.
  const { key: later } = await made({ starts: addDays(STARTS, 70), outcome: 'informed' }, 'Later');
  expect(await drawing.look(later, given(all), DRAWN)).toMatchObject({ fresh: 0, left: { elsewhere: members.length } });
  await trials.discard(shared, 'wie', DRAWN);

  const { key: places } = await made(
    { cluster: 'municipality', starts: addDays(STARTS, 70), outcome: 'informed' },
    'Gemeenten'
  );
  await drawing.drawList(places, given(all), 'wie', DRAWN);
  const arms = new Map((await trials.members(places)).map(({ organisation, arm }) => [organisation, arm]));
  for (const [, some] of Map.groupBy(
    all.filter((index) => arms.has(key(index))),
    place
  ))
    expect(new Set(some.map((index) => arms.get(key(index)))).size).toBe(1);
  await trials.discard(places, 'wie', DRAWN);
});

test('whom the same team handles is drawn as a whole, who has no team does not take part', async () => {
  const { header } = given([]);
  expect([drawing.guessTogether(header, 'team'), drawing.guessTogether(header, 'organisation')]).toEqual([
    'Behandelend team',
    'Accountant'
  ]);
  const { key: teams } = await made({ cluster: 'team', starts: addDays(STARTS, 70), outcome: 'informed' }, 'Teams');
  const drawn = await drawing.drawList(teams, given(all, 'Behandelend team'), 'wie', DRAWN);
  const without = all.filter((index) => index % 10 === 9).length;
  // Of those without a team some have no occasion or use the box: that is the reason that is told.
  expect(drawn.left.nowhere).toBeGreaterThan(without - 8);
  expect([drawn.clusters, drawn.sharing]).toEqual([9, 0]);
  const rows = Map.groupBy(drawn.lines.slice(1), ([, , , team]) => team);
  expect([...rows.keys()].map((team) => team!.trim()).sort()).toEqual(
    Array.from({ length: 9 }, (_, team) => `Team ${team}`)
  );
  for (const [team, some] of rows) expect(new Set(some.map((row) => row.at(-1))).size, team).toBe(1);
  const kept = await ask(`SELECT toString(tuple(*)) AS row FROM trial_members`, {}, z.object({ row: z.string() }));
  expect(JSON.stringify(kept)).not.toContain('Team');
  await trials.discard(teams, 'wie', DRAWN);
  await expect(made({ cluster: 'team', population: 'department', outcome: 'regular' }, 'Intern')).rejects.toMatchObject(
    {
      code: 'cluster_unknown'
    }
  );
});

test('drawn one by one, it is counted how many share an intermediary', async () => {
  const { key: single } = await made({ starts: addDays(STARTS, 70), outcome: 'informed' }, 'Los');
  const drawn = await drawing.drawList(single, given(all.slice(0, 150), 'Accountant'), 'wie', DRAWN);
  const offices = Map.groupBy(drawn.lines.slice(1), ([, , office]) => office);
  const shared = [...offices].reduce(
    (sum, [office, { length }]) => sum + (office !== '' && length > 1 ? length : 0),
    0
  );
  expect(shared).toBeGreaterThan(10);
  expect(drawn.sharing).toBe(shared);
  // Who was drawn before counts too: the same list again says the same.
  expect((await drawing.look(single, given(all.slice(0, 150), 'Accountant'), DRAWN)).sharing).toBe(shared);
  expect((await drawing.look(single, given(all.slice(0, 150)), DRAWN)).sharing).toBe(0);
  await trials.discard(single, 'wie', DRAWN);
});

test('a stepped roll-out draws the steps, each with its own day, and everybody is approached once', async () => {
  const { key: name } = await made(
    { shape: 'stepped', steps: 3, stepDays: 14, starts: addDays(STARTS, 140), outcome: 'informed' },
    'Getrapt'
  );
  // In the way on the last step alone: which step it would get is not known yet.
  await touches.touch(key(0), addDays(STARTS, 140 + 28 + 27), 'contact:late');
  const drawn = await drawing.drawList(name, given(all), 'wie', DRAWN);
  expect(drawn.left.blocked).toBe(1);
  const members = await trials.members(name);
  expect(new Set(members.map(({ arm }) => arm))).toEqual(new Set([1]));
  const steps = Map.groupBy(members, ({ step }) => step);
  expect([...steps.keys()].sort()).toEqual([1, 2, 3]);
  for (const [step, some] of steps) {
    expect(new Set(some.map(({ starts }) => starts))).toEqual(new Set([addDays(STARTS, 140 + 14 * (step - 1))]));
    expect(Math.abs(some.length - members.length / 3)).toBeLessThanOrEqual(1);
  }
  // Thrown away on the day of the second step: the third is free again, the first two were approached.
  await trials.discard(name, 'wie', new Date(startOf(addDays(STARTS, 154)) + 3_600_000));
  const source = trials.sourceOf(await trials.one(name), 1);
  const rows = await (await register()).select().from(touchTable).where(eq(touchTable.source, source));
  expect(new Set(rows.map(({ day }) => day))).toEqual(new Set([addDays(STARTS, 140), addDays(STARTS, 154)]));
});

test('no lot after the first day, none of a handful, and a draft thrown away leaves nobody waiting', async () => {
  await expect(made({ days: 336 }, 'Lang')).rejects.toMatchObject({ code: 'design_long' });
  await expect(made({ shape: 'stepped', steps: 12, stepDays: 28 }, 'Lang')).rejects.toMatchObject({
    code: 'design_long'
  });
  await expect(
    trials.create({ name: 'Te laat', design: design({}) }, 'wie', new Date(startOf(addDays(STARTS, 1))))
  ).rejects.toMatchObject({ code: 'start_passed' });
  const { key: late } = await made({}, 'Laat');
  await expect(drawing.drawList(late, given(all), 'wie', OVER)).rejects.toMatchObject({ code: 'start_passed' });
  const { key: small } = await made({ starts: addDays(STARTS, 280) }, 'Klein');
  await expect(drawing.drawList(small, given(all.slice(0, 19)), 'wie', DRAWN)).rejects.toMatchObject({
    code: 'list_small'
  });
  // Nobody of it is in the registry.
  await expect(drawing.drawList(small, given([9_000, 9_001]), 'wie', DRAWN)).rejects.toMatchObject({
    code: 'list_nobody'
  });
  expect(await trials.members(small)).toEqual([]);
  await drawing.drawList(small, given(all.slice(0, 40)), 'wie', DRAWN);
  await expect(trials.save(small, 2, design())).rejects.toMatchObject({ code: 'not_a_draft' });
  await trials.discard(small, 'wie', DRAWN);
  expect(await touches.near(addDays(STARTS, 280))).toEqual([]);
  expect((await trials.list()).map(({ key: one }) => one)).not.toContain(small);
});
