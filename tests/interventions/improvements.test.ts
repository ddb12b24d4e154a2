import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import * as contacts from '#interventions/contacts.server.ts';
import { byHeard, Improvement, stepsOf, told, type Heard } from '#interventions/improvement.ts';
import * as improvements from '#interventions/improvements.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { contacts as contactTable, improvements as improvementTable, remarks, touches } from '#store/tables.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = '2026-06-15';
const NOW = new Date(startOf(TODAY) + 12 * 3_600_000);
const WANTED = { title: 'Leg machtigen uit', population: 'company', motive: 'kunnen', step: 'logged_in' };

async function heard(texts: string[], change: Record<string, unknown> = {}, by = 'ans'): Promise<string[]> {
  const id = randomUUID();
  await contacts.keep(
    {
      id,
      intervention: '',
      population: 'company',
      isGroup: false,
      reference: '99000001',
      name: '',
      day: TODAY,
      kind: 'visit',
      theirs: false,
      outcome: 'needs_help',
      improvement: '',
      minutes: 15,
      people: 1,
      ...change,
      remarks: texts.map((text) => ({ kind: 'tip', text }))
    },
    by,
    NOW
  );
  return texts.map((_, place) => `${id}/${place}`);
}

const one = async (id: string) => improvements.one(id);

beforeAll(async () => {
  const key = organisationKey('gemeente-oss');
  await insertRows(
    'organisations',
    [
      {
        organisation: key,
        head: key,
        population: 'authority',
        name: 'Gemeente Oss',
        valid_from: '2010-01-01',
        valid_to: '2149-06-06',
        import_id: 'test',
        imported_at: 1
      }
    ],
    randomUUID()
  );
});
beforeEach(async () => {
  const database = await register();
  for (const table of [remarks, contactTable, improvementTable, touches]) await database.delete(table);
});

test('remarks are put together, and counted by how often, from how many, and when last', async () => {
  const first = await heard(['Hoe machtig ik?', 'Machtigen lukt niet'], { day: addDays(TODAY, -3) });
  const second = await heard(['Machtigen?'], { reference: '99000002', day: addDays(TODAY, -90) });
  const again = await heard(['Nog steeds machtigen'], { day: addDays(TODAY, -200) });
  const body = await heard(['Bij ons ook'], { population: 'authority', reference: '', name: 'Gemeente Oss' });
  const group = await heard(['En bij ons'], { isGroup: true, reference: '' });
  expect(await improvements.ungrouped()).toHaveLength(6);
  const id = await improvements.create(WANTED, [...first, ...second], 'ans', NOW);
  expect((await one(id)).heard).toEqual({
    remarks: 3,
    contacts: 2,
    companies: 2,
    bodies: 0,
    last: addDays(TODAY, -3)
  });
  expect(await improvements.group(id, [...again, ...body, ...group])).toBe(3);
  expect((await one(id)).heard).toEqual({ remarks: 6, contacts: 5, companies: 2, bodies: 1, last: TODAY });
  expect(await improvements.ungrouped()).toEqual([]);
  // What has its place is not taken from there by who did not see that.
  await expect(improvements.create(WANTED, first, 'ans', NOW)).rejects.toMatchObject({ code: 'remarks_none' });
  expect(await improvements.list()).toHaveLength(1);
  await improvements.ungroup(id, first[0]!);
  expect((await one(id)).heard.remarks).toBe(5);
  expect((await improvements.ungrouped()).map(({ text }) => text)).toEqual(['Hoe machtig ik?']);
});

test('what it is about has to be a step of its funnel', async () => {
  const [remark] = await heard(['Tip']);
  for (const wrong of [{ step: 'adequate' }, { population: 'visitor' }, { title: 'x' }, { motive: 'anders' }])
    await expect(improvements.create({ ...WANTED, ...wrong }, [remark!], 'ans', NOW)).rejects.toMatchObject({
      code: 'improvement_malformed'
    });
  expect(Improvement.safeParse({ ...WANTED, population: 'authority', step: 'adequate' }).success).toBe(true);
  expect(stepsOf('department')).toContain('first_handled');
});

test('of two who try it at once one succeeds, and after it is closed nobody', async () => {
  const id = await improvements.create(WANTED, await heard(['Tip']), 'ans', NOW);
  const tries = await Promise.allSettled(['a', 'b', 'c'].map((key) => improvements.tryBy(id, '', key)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { experiment, status } = await one(id);
  expect(status).toBe('trying');
  await improvements.tryBy(id, experiment, 'd');
  await improvements.close(id, { status: 'dropped', outcome: 'Het hielp niet, dus niet.' }, NOW);
  await expect(improvements.tryBy(id, 'd', 'e')).rejects.toMatchObject({ code: 'tried_already' });
});

test('closing asks for words, happens once, and is told back to each who said something', async () => {
  const mine = await heard(['Een', 'Twee'], { day: addDays(TODAY, -5) }, 'ans');
  const theirs = await heard(['Drie'], { population: 'authority', reference: '', name: 'Gemeente Oss' }, 'bas');
  const id = await improvements.create(WANTED, [...mine, ...theirs], 'ans', NOW);
  await expect(improvements.tell(id, mine[0]!.split('/')[0]!, 'ans', NOW)).rejects.toMatchObject({
    code: 'closed_not_yet'
  });
  expect(await improvements.tellings({ improvement: id })).toEqual([]);
  await expect(improvements.close(id, { status: 'done', outcome: 'kort' }, NOW)).rejects.toMatchObject({
    code: 'closing_malformed'
  });
  await improvements.close(id, { status: 'done', outcome: 'De uitleg staat er nu.' }, NOW);
  await expect(
    improvements.close(id, { status: 'dropped', outcome: 'Toch maar niet gedaan.' }, NOW)
  ).rejects.toMatchObject({ code: 'closed_already' });
  const list = await improvements.tellings({ improvement: id });
  expect(list.map(({ day, name, by, remarks: of }) => [day, name, by, of.map(({ text }) => text)])).toEqual([
    [addDays(TODAY, -5), '', 'ans', ['Een', 'Twee']],
    [TODAY, 'Gemeente Oss', 'bas', ['Drie']]
  ]);
  expect(JSON.stringify(list)).not.toContain(organisationKey('99000001'));
  const [first] = list;
  await improvements.tell(id, first!.contact, 'cor', NOW);
  await improvements.tell(id, first!.contact, 'dirk', new Date(NOW.getTime() + 1));
  expect(await improvements.tellings({ by: 'ans', untold: true })).toEqual([]);
  expect((await improvements.tellings({ by: 'bas', untold: true })).map(({ name }) => name)).toEqual(['Gemeente Oss']);
  const after = await improvements.tellings({ improvement: id });
  expect(after.map(({ toldBy }) => toldBy)).toEqual(['', 'cor']);
  // Heard again after it was closed: that one is to be told too.
  await improvements.group(id, await heard(['Vier'], { reference: '99000002' }, 'ans'));
  expect(await improvements.tellings({ by: 'ans', untold: true })).toHaveLength(1);
  expect((await improvements.realised(TODAY, TODAY)).map(({ title, day }) => [title, day])).toEqual([
    ['Leg machtigen uit', TODAY]
  ]);
  expect(await improvements.realised(addDays(TODAY, 1), addDays(TODAY, 2))).toEqual([]);
  await improvements.reopen(id);
  expect(await one(id)).toMatchObject({ status: 'open', outcome: '', closedAt: null });
  expect(await improvements.realised(TODAY, TODAY)).toEqual([]);
  expect(await improvements.tellings({ by: 'bas' })).toEqual([]);
});

const Counts = fc.record({
  remarks: fc.nat(30),
  contacts: fc.nat(30),
  companies: fc.nat(30),
  bodies: fc.nat(30),
  last: fc.constantFrom('', '2026-01-01', '2026-05-01')
});

test('few companies are told to the project team alone', () => {
  fc.assert(
    fc.property(Counts, (heard: Heard) => {
      expect(told(heard, true)).toEqual(heard);
      const { companies, ...rest } = told(heard, false);
      expect(companies).toBe(heard.companies > 0 && heard.companies < 10 ? undefined : heard.companies);
      expect({ ...rest, companies: heard.companies }).toEqual(heard);
    })
  );
});

test('what is heard most comes first, and the order is one', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ heard: Counts, title: fc.constantFrom('a', 'b', 'c') })), (all) => {
      const sorted = [...all].sort(byHeard);
      for (const [place, it] of sorted.entries())
        if (place > 0) expect(sorted[place - 1]!.heard.remarks).toBeGreaterThanOrEqual(it.heard.remarks);
      expect(
        [...all]
          .reverse()
          .sort(byHeard)
          .map(({ heard }) => heard.remarks)
      ).toEqual(sorted.map(({ heard }) => heard.remarks));
    })
  );
});
