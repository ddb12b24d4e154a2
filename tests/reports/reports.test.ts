/** Publishing on the real stores: what was said stays said, each period once, and nothing is told that was not known. */
import { eq } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as journeys from '#adoption/journeys.server.ts';
import { canonical } from '#experiments/canonical.ts';
import type { Facts } from '#moments/moment.ts';
import { compose } from '#reports/composing.server.ts';
import * as goals from '#reports/goals.server.ts';
import * as reports from '#reports/reports.server.ts';
import { fact } from '#store/facts.server.ts';
import { register } from '#store/register.server.ts';
import * as annotations from '#adoption/annotations.server.ts';
import {
  annotations as annotationTable,
  improvements,
  interventions,
  momentPeriods,
  moments,
  reports as table,
  subscriptions,
  trials
} from '#store/tables.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { startOf, type Day } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

const WEEK = { kind: 'week', from: '2026-03-30', to: '2026-04-05', scope: '' } as const;
const at = (day: Day) => new Date(startOf(day) + 6.75 * 3_600_000);
const MONDAY = at('2026-04-06');
const BY = { by: 'somebody', now: MONDAY };

const common = { import_id: 'test', imported_at: Date.now() };
const COMPANIES = Array.from({ length: 60 }, (_, index) => String(index + 1));

/** One in three uses the box since the first days; from a day on, more do. */
async function send(users: readonly string[], day: Day): Promise<void> {
  await insertRows(
    'events',
    users.map((actor) => ({
      id: randomUUID(),
      source: 'test',
      name: 'message',
      at: startOf(day) + 9 * 3_600_000,
      received_at: Date.now(),
      actor,
      organisation: actor,
      properties: { channel: 'berichtenbox', direction: 'to_authority' }
    })),
    randomUUID()
  );
}

beforeAll(async () => {
  await insertRows(
    'organisations',
    COMPANIES.map((organisation) => ({
      ...common,
      organisation,
      population: 'company',
      head: organisation,
      municipality: 'Oss',
      valid_from: '2020-01-01',
      valid_to: '2149-01-01'
    })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    COMPANIES.map((organisation) => ({
      ...common,
      organisation,
      process: 'Subsidie',
      valid_from: '2025-01-06',
      valid_to: '2149-01-01'
    })),
    randomUUID()
  );
  for (const day of ['2025-01-07', '2025-06-10', '2025-11-11', '2026-03-03']) await send(COMPANIES.slice(0, 20), day);
  await journeys.refresh({ all: true });
}, 120_000);

const both = (text: string) => ({ nl: text, en: text });
const FACTS: Facts = {
  what: both('Het stappenplan hielp'),
  whom: both('bedrijven die een machtiging aanvragen'),
  amount: { value: 0.08, low: 0.04, high: 0.12, unit: 'points', of: both('meer verstuurde formulieren') },
  shrunk: { value: 0.06, low: 0.02, high: 0.1, unit: 'points', of: both('meer verstuurde formulieren') },
  known: both('een A/B-proef'),
  link: '/experiments/stappenplan',
  evidence: ['abc'],
  unknown: both('of het blijft'),
  thanks: ['Team Loket'],
  next: both('ook op de andere site'),
  p: 0.001
};
const momentOf = (id: string, more: Partial<typeof moments.$inferInsert> = {}) => ({
  id,
  kind: 'experiment',
  tone: 'win',
  day: '2026-04-01',
  population: 'company',
  facts: FACTS,
  digest: 'x',
  ...more
});

beforeEach(async () => {
  const database = await register();
  for (const one of [table, moments, subscriptions, interventions, improvements]) await database.delete(one);
});

describe('what a report says', () => {
  test('of whoever has an occasion, who uses the box, with interval, what it was, baseline and goal', async () => {
    await goals.set({ figure: 'using_company', scope: '', value: 0.5, day: '2027-01-01' }, 'x', MONDAY);
    const { figures, course, quiet, headline } = await compose('week', WEEK, '', MONDAY);
    const [using] = figures;
    expect(using).toMatchObject({
      key: 'using_company',
      amount: { value: 20 / 60, unit: 'share' },
      previous: 20 / 60,
      before: { nl: 'week 13' },
      // Half a year after the first week with data.
      baseline: { value: 20 / 60, source: { nl: expect.stringContaining('week 28, 2025') as string } },
      goal: { value: 0.5, day: '2027-01-01' },
      until: '2026-04-05'
    });
    expect(using!.amount!.low).toBeLessThan(1 / 3);
    expect(course.points).toHaveLength(26);
    expect(course.points.at(-1)).toMatchObject({ day: '2026-04-05', value: 1 / 3 });
    expect(quiet).toBe(true);
    expect(headline.nl).toContain('Een rustige week');
    // What no source tells is said to be so, and is never nought.
    const opened = figures.find(({ key }) => key === 'opened_3');
    expect([opened?.amount, opened?.absent?.nl]).toEqual([undefined, 'niets te tellen']);
    await goals.remove('using_company', '');
    expect((await compose('week', WEEK, '', MONDAY)).figures[0]?.goal).toBeUndefined();
  });

  test('a count under ten is not told, nor a week of new users', async () => {
    await send(['21', '22', '23'], '2026-03-10');
    await journeys.refresh({ all: true });
    const { figures } = await compose('month', { from: '2026-03-01', to: '2026-03-31' }, '', at('2026-05-01'));
    const fresh = figures.find(({ key }) => key === 'new_users');
    expect([fresh?.amount, fresh?.absent?.nl]).toEqual([undefined, 'te klein om te tonen']);
    const weekly = await compose('week', WEEK, '', MONDAY);
    expect(weekly.figures.find(({ key }) => key === 'new_users')?.until).toMatch(/-(28|30|31)$/);
  });

  test('moments with the effect as it likely is, lessons beside them, and the words of a person', async () => {
    await (
      await register()
    )
      .insert(moments)
      .values([
        momentOf('a'),
        momentOf('b', { tone: 'lesson', wording: 'Streng zijn hielp niet' }),
        momentOf('too early', { day: '2026-03-29' }),
        momentOf('elsewhere', { population: 'authority' })
      ]);
    const all = await compose('week', WEEK, '', MONDAY);
    expect(all.moments.map(({ id }) => id)).toEqual(['a', 'elsewhere']);
    expect(all.moments[0]?.amount?.value).toBe(0.06);
    expect(all.lessons).toMatchObject([
      { id: 'b', what: { nl: 'Streng zijn hielp niet', en: 'Streng zijn hielp niet' } }
    ]);
    expect(all.headline.nl).toMatch(/^Het stappenplan hielp\. We leerden: Streng zijn hielp niet\./);
    const companies = await compose('week', WEEK, 'population:company', MONDAY);
    expect(companies.moments.map(({ id }) => id)).toEqual(['a']);
  });

  test('what was found after the report before it is told in the next, once, as of then', async () => {
    const database = await register();
    const found = (id: string, day: Day, moment: Day) => momentOf(id, { day, at: at(moment) });
    const publish = async (from: Day, to: Day, now: Day) =>
      (await reports.one((await reports.publish({ ...WEEK, from, to }, { by: 'x', now: at(now) })).id)).content;
    await database
      .insert(moments)
      .values([found('told', '2026-03-22', '2026-03-22'), found('before all', '2026-03-10', '2026-03-24')]);
    const first = await publish('2026-03-16', '2026-03-22', '2026-03-23');
    await database
      .insert(moments)
      .values([found('late', '2026-03-21', '2026-03-29'), found('later', '2026-03-20', '2026-04-20')]);
    const second = await publish('2026-03-23', '2026-03-29', '2026-03-30');
    const third = await publish('2026-03-30', '2026-04-05', '2026-04-27');
    const told = ({ moments: all }: typeof first) => all.map(({ id, late }) => [id, late]);
    expect([first, second, third].map(told)).toEqual([[['told', undefined]], [['late', true]], [['later', true]]]);
    // Of a period of one's own it is by day.
    const own = await compose('own', { from: '2026-03-21', to: '2026-04-05' }, '', at('2026-04-27'));
    expect(told(own)).toEqual([
      ['late', undefined],
      ['told', undefined]
    ]);
  });

  test('weeks that are not closed are said to be', async () => {
    const database = await register();
    const month = { from: '2026-03-01', to: '2026-03-31' };
    expect((await compose('month', month, '', MONDAY)).open).toBe(5);
    await database
      .insert(momentPeriods)
      .values(
        ['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16'].map((week) => ({ week, candidates: 0, found: 0 }))
      );
    expect((await compose('month', month, '', MONDAY)).open).toBe(1);
    await database.insert(momentPeriods).values({ week: '2026-03-23', candidates: 0, found: 0 });
    expect((await compose('month', month, '', MONDAY)).open).toBeUndefined();
    await database.delete(momentPeriods);
  });

  test('what ran and what waited then, and not what came later', async () => {
    const database = await register();
    const intervention = (slug: string, status: string, begins: Day, ends: Day) => ({
      id: slug,
      slug,
      status,
      createdBy: 'x',
      definition: {
        title: `Brief ${slug}`,
        kind: 'letter',
        population: 'company',
        motive: 'weten',
        audience: { sectors: [], sizes: [], regions: [], municipalities: [], names: [] },
        begins,
        ends,
        by: 'Team Loket'
      }
    });
    await database
      .insert(interventions)
      .values([
        intervention('now', 'running', '2026-03-01', '2026-05-01'),
        intervention('done since', 'done', '2026-03-01', '2026-04-20'),
        intervention('over', 'done', '2026-02-01', '2026-03-01'),
        intervention('later', 'running', '2026-04-10', '2026-05-01'),
        intervention('never', 'cancelled', '2026-03-01', '2026-05-01')
      ]);
    const tip = (title: string, createdAt: Date, more: object = {}) => ({
      id: title,
      title,
      population: 'company',
      motive: 'kunnen',
      status: 'open',
      createdBy: 'x',
      createdAt,
      ...more
    });
    await database
      .insert(improvements)
      .values([
        tip('Grotere knop', at('2026-02-01')),
        tip('Net gezegd', at('2026-04-01')),
        tip('Sindsdien gedaan', at('2026-02-01'), { status: 'done', closedAt: at('2026-04-20') })
      ]);
    const { running, waiting } = await compose('week', WEEK, '', MONDAY);
    expect(running.map(({ title }) => title)).toEqual(['Brief done since', 'Brief now']);
    expect(waiting.map(({ title, state }) => [title, state.nl])).toEqual([
      ['Grotere knop', 'Tip wacht al 9 weken'],
      ['Sindsdien gedaan', 'Tip wacht al 9 weken']
    ]);
    // Of a team are list experiments of which it carries out an arm.
    const trial = (name: string, slug: string) => ({
      id: name,
      key: `list_${slug}`,
      name,
      status: 'drawn',
      createdBy: 'x',
      drawnAt: at('2026-03-20'),
      design: {
        question: 'Helpt een brief van het loket?',
        population: 'company',
        arms: [
          { name: 'geen contact', weight: 0.5 },
          { name: 'brief', intervention: slug, weight: 0.5 }
        ],
        outcome: 'first_message',
        starts: '2026-03-23',
        seed: 1
      }
    });
    await database.insert(trials).values([trial('Brief of niet', 'now'), trial('Van een ander', 'elders')]);
    const ofTeam = await compose('week', WEEK, 'team:Team Loket', MONDAY);
    expect(ofTeam.running.map(({ title }) => title)).toEqual(['Brief of niet', 'Brief done since', 'Brief now']);
    await database.delete(trials);
  });

  test('of a team and a site there is a report too, and of nothing else', async () => {
    for (const scope of ['team:Subsidies', 'site:brabant', 'population:authority', 'population:department'])
      expect((await compose('week', WEEK, scope, MONDAY)).figures.length, scope).toBeGreaterThan(0);
    await expect(compose('week', WEEK, 'region:Oss', MONDAY)).rejects.toMatchObject({ code: 'scope_unknown' });
  });

  test('the course of a team is by whole month, of a site too, with what happened meanwhile', async () => {
    const months = ['2025-12', '2026-01', '2026-02', '2026-03'];
    const items = months.flatMap((month, later) =>
      Array.from({ length: 40 }, (_, index) => ({
        ...common,
        id: randomUUID(),
        source: 'bvb',
        // Whose they are nobody knows, so that no company is seen using the box by them.
        organisation: '0',
        process: 'Subsidie',
        team: 'Subsidies',
        // One in ten more of each month than of the one before.
        channel: index < 4 * (later + 2) ? 'berichtenbox' : 'paper',
        direction: 'to_authority',
        sent_at: startOf(`${month}-10` as Day) + 9 * 3_600_000
      }))
    );
    await insertRows('messages', items, randomUUID());
    await annotations.add(
      { begins: '2026-02-03', ends: '2026-02-05', kind: 'change', label: 'Nieuw loket' },
      'x',
      MONDAY
    );
    const { course } = await compose('week', WEEK, 'team:Subsidies', MONDAY);
    expect(course.per).toBe('month');
    expect(course.points.map(({ day, value }) => [day, value])).toEqual([
      ['2025-12-31', 0.2],
      ['2026-01-31', 0.3],
      ['2026-02-28', 0.4],
      ['2026-03-31', 0.5]
    ]);
    for (const { value, low, high } of course.points) expect(low < value && value < high).toBe(true);
    expect(course.marks).toEqual([
      { from: '2026-02-03', to: '2026-02-05', kind: 'change', label: both('Nieuw loket') }
    ]);
    // Where nobody came by there is no month to tell of.
    expect((await compose('week', WEEK, 'site:nergens', MONDAY)).course).toMatchObject({ per: 'month', points: [] });
    await run('ALTER TABLE messages DELETE WHERE 1', {}, {}, { mutations_sync: '2' });
    await (await register()).delete(annotationTable);
  });
});

describe('what was published', () => {
  test('says next year what it said then, whatever becomes of data and words', async () => {
    const database = await register();
    await database.insert(moments).values(momentOf('a'));
    const { id } = await reports.publish(WEEK, BY);
    const then = await reports.one(id);
    expect(then.content.figures[0]?.amount?.value).toBeCloseTo(23 / 60, 10);

    // Another nineteen companies turn out to have sent a message by then, words change, and a goal is set.
    await send(COMPANIES.slice(30, 49), '2026-03-04');
    await journeys.refresh({ all: true });
    await database.update(moments).set({ wording: 'Wij vonden het allemaal geweldig' }).where(eq(moments.id, 'a'));
    await goals.set({ figure: 'using_company', scope: '', value: 0.9, day: '2027-01-01' }, 'x', MONDAY);
    const anew = await compose('week', WEEK, '', MONDAY);
    expect(anew.figures[0]?.amount?.value).toBeGreaterThan(0.6);
    expect(anew.headline.nl).toContain('geweldig');

    expect(await reports.one(id)).toEqual(then);
    expect((await reports.publish(WEEK, { ...BY, now: at('2027-04-06') })).id).toBe(id);
    expect(await reports.one(id)).toEqual(then);
    // The baseline is kept as it was first told.
    expect(await fact('report_baseline_using_company_')).toMatchObject({
      value: then.content.figures[0]!.baseline!.value
    });
    await goals.remove('using_company', '');
  });

  test('carries a digest that anybody can check, and is refused once it was altered', async () => {
    const { id } = await reports.publish(WEEK, BY);
    const report = await reports.one(id);
    const { kind, from, to, scope, content } = report;
    expect(report.digest).toBe(
      createHash('sha256').update(canonical({ content, from, kind, scope, to })).digest('hex')
    );
    expect(reports.isIntact(report)).toBe(true);
    const database = await register();
    const figures = content.figures.map((one) => ({ ...one, previous: 0.99 }));
    for (const altered of [{ content: { ...content, figures } }, { to: '2026-04-06' }, { scope: 'team:X' }]) {
      await database.update(table).set(altered).where(eq(table.id, id));
      await expect(reports.one(id)).rejects.toMatchObject({ code: 'report_altered' });
      expect((await reports.list()).filter(reports.isIntact)).toEqual([]);
      await database.update(table).set({ content, to, scope }).where(eq(table.id, id));
    }
    // One that has no shape any more takes no other with it.
    const told = vi.spyOn(console, 'error').mockReturnValue();
    await database
      .update(table)
      .set({ content: { version: 2 } })
      .where(eq(table.id, id));
    expect(await reports.list()).toEqual([]);
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
    await database.update(table).set({ content }).where(eq(table.id, id));
    expect(await reports.one(id)).toEqual(report);
  });

  test('is put right beside it only', async () => {
    const { id } = await reports.publish(WEEK, BY);
    const then = await reports.one(id);
    await expect(reports.correct(id, '  ', 'x', MONDAY)).rejects.toMatchObject({ code: 'correction_empty' });
    await expect(reports.correct('none', 'x', 'x', MONDAY)).rejects.toMatchObject({ code: 'report_unknown' });
    await reports.correct(id, ' Het was 34%. ', 'somebody', at('2026-04-08'));
    await reports.correct(id, 'Toch niet.', 'somebody', at('2026-04-09'));
    expect(await reports.correctionsOf(id)).toMatchObject([
      { text: 'Het was 34%.', by: 'somebody', at: at('2026-04-08') },
      { text: 'Toch niet.' }
    ]);
    expect(await reports.one(id)).toEqual(then);
  });

  test('says beside it which win was taken back since, and only there', async () => {
    const database = await register();
    await database.insert(moments).values(momentOf('a'));
    const { id } = await reports.publish(WEEK, BY);
    const then = await reports.one(id);
    const back = { ...FACTS, what: both('Weer uit productie'), refers: 'a' };
    await database
      .insert(moments)
      .values(momentOf('b', { tone: 'lesson', day: '2026-04-08', at: at('2026-04-13'), facts: back }));
    await reports.correct(id, 'Het was 34%.', 'somebody', at('2026-04-14'));
    expect((await reports.since(then, 'nl')).map(({ text }) => text)).toEqual([
      'Later teruggedraaid op 8-4-2026: Het stappenplan hielp',
      'Het was 34%.'
    ]);
    expect(await reports.one(id)).toEqual(then);
    // Told of in the same report, it needs no line beside it.
    const { id: both_ } = await reports.publish(
      { kind: 'own', from: '2026-03-30', to: '2026-04-12', scope: '' },
      { by: 'x', now: at('2026-04-14') }
    );
    expect(await reports.since(await reports.one(both_), 'nl')).toEqual([]);
  });

  test('only of a period that has ended, and that is one', async () => {
    await expect(reports.publish(WEEK, { ...BY, now: at('2026-04-05') })).rejects.toMatchObject({
      code: 'report_early'
    });
    await expect(reports.publish({ ...WEEK, to: '2026-04-04' }, BY)).rejects.toMatchObject({ code: 'period_wrong' });
    await expect(
      reports.publish({ kind: 'own', from: '2026-04-04', to: '2026-04-01', scope: '' }, BY)
    ).rejects.toMatchObject({ code: 'period_wrong' });
    const own = { kind: 'own', from: '2026-03-03', to: '2026-03-20', scope: '' } as const;
    expect(await reports.publish(own, BY)).toMatchObject({ isNew: true });
    expect(await reports.publish(own, BY)).toMatchObject({ isNew: false });
  });
});

describe('by itself', () => {
  const known = async () =>
    (await reports.list()).map(({ kind, from, scope }) => [kind, from, scope].join(' ').trim()).sort();

  test('what ended is published once, by however many instances, and what was missed is caught up', async () => {
    const made = await Promise.all([1, 2, 3].map(() => reports.publishDue(MONDAY)));
    expect(made.flat()).toHaveLength(3);
    expect(await known()).toEqual(['month 2026-03-01', 'quarter 2026-01-01', 'week 2026-03-30']);
    expect(await reports.publishDue(MONDAY)).toEqual([]);
    // Three weeks nothing ran.
    expect(await reports.publishDue(at('2026-04-28'))).toHaveLength(3);
    expect(await known()).toEqual([
      'month 2026-03-01',
      'quarter 2026-01-01',
      'week 2026-03-30',
      'week 2026-04-06',
      'week 2026-04-13',
      'week 2026-04-20'
    ]);
  });

  test('of time before there was anything there is no report', async () => {
    expect(await reports.publishDue(at('2025-01-06'))).toEqual([]);
    await reports.publishDue(at('2025-01-13'));
    expect(await known()).toEqual(['week 2025-01-06']);
  });

  test('parts with a subscription have theirs, as long as it holds', async () => {
    const subscription = (id: string, scope: string, endedAt: Date | null = null) => ({
      id,
      channel: 'email',
      address: 'x@hoera.example',
      kind: 'week',
      scope,
      tokenHash: id,
      createdBy: 'x',
      endedAt
    });
    await (
      await register()
    )
      .insert(subscriptions)
      .values([
        subscription('1', 'team:Subsidies'),
        subscription('2', 'team:Subsidies'),
        subscription('3', 'site:brabant', MONDAY),
        subscription('4', 'nonsense')
      ]);
    await reports.publishDue(MONDAY);
    expect(await known()).toEqual([
      'month 2026-03-01',
      'quarter 2026-01-01',
      'week 2026-03-30',
      'week 2026-03-30 team:Subsidies'
    ]);
  });
});

test('nothing of it is left in a count of an empty installation', async () => {
  for (const name of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys'])
    await run(`TRUNCATE TABLE ${name}`);
  await journeys.refresh({ all: true });
  const { figures, course, quiet, freshness } = await compose(
    'month',
    { from: '2026-03-01', to: '2026-03-31' },
    '',
    at('2026-04-01')
  );
  expect(figures.every(({ amount, absent }) => amount === undefined && absent !== undefined)).toBe(true);
  expect([course.points, quiet, freshness]).toEqual([[], true, []]);
});
