import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { isApproach, isCompanyNumber, OUTCOMES } from '#interventions/contact.ts';
import * as contacts from '#interventions/contacts.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { contacts as contactTable, interventions, remarks, touches } from '#store/tables.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { eq } from 'drizzle-orm';
import { addDays, startOf } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = '2026-06-15';
const NOW = new Date(startOf(TODAY) + 12 * 3_600_000);
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

const given = (change: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  intervention: '',
  population: 'company',
  isGroup: false,
  reference: '99000001',
  name: '',
  day: TODAY,
  kind: 'visit',
  theirs: false,
  outcome: 'uses',
  improvement: '',
  minutes: 15,
  people: 1,
  remarks: [],
  ...change
});

const row = async (id: string) =>
  (await (await register()).select().from(contactTable).where(eq(contactTable.id, id)))[0];
const said = async (id: string) =>
  (await (await register()).select().from(remarks).where(eq(remarks.contact, id)).orderBy(remarks.id)).map(
    ({ kind, text }) => `${kind}: ${text}`
  );
const touched = async (id: string) =>
  (
    await (
      await register()
    )
      .select()
      .from(touches)
      .where(eq(touches.source, `contact:${id}`))
  ).map(({ organisation, day }) => `${organisation} ${day}`);

beforeAll(async () => {
  const registered = { valid_from: '2010-01-01', valid_to: '2149-06-06', import_id: 'test', imported_at: 1 };
  const [oss, subsidies, branch] = ['gemeente-oss', 'afd-subsidies', '990000010001'].map(organisationKey);
  await insertRows(
    'organisations',
    [
      { organisation: oss, head: oss, population: 'authority', name: 'Gemeente Oss', ...registered },
      { organisation: subsidies, head: subsidies, population: 'department', name: 'Subsidies', ...registered },
      { organisation: branch, head: organisationKey('99000001'), population: 'company', name: '', ...registered }
    ],
    randomUUID()
  );
  await (await register()).insert(interventions).values({
    id: 'i1',
    slug: 'bellen',
    status: 'running',
    createdBy: 'test',
    definition: {
      title: 'Bellen met wie vastliep',
      kind: 'call',
      population: 'company',
      motive: 'kunnen',
      audience: {},
      begins: addDays(TODAY, -10),
      ends: addDays(TODAY, 10),
      by: 'Team'
    }
  });
});

test('a contact is kept once, however often and however simultaneously it comes in', async () => {
  const one = given({ reference: '99000011', remarks: [{ kind: 'tip', text: 'Bel eerst.' }] });
  const all = await Promise.all(Array.from({ length: 8 }, () => contacts.keep(one, 'ans', NOW)));
  expect(all.filter(({ again }) => !again)).toHaveLength(1);
  expect(new Set(all.map(({ overCap }) => overCap))).toEqual(new Set([false]));
  // Whatever else it says the second time: what came in first stays.
  expect(await contacts.keep({ ...one, minutes: 60 }, 'ans', later(1))).toEqual({
    id: one.id,
    again: true,
    overCap: false
  });
  expect(await row(one.id)).toMatchObject({ minutes: 15, by: 'ans' });
  expect(await said(one.id)).toEqual(['tip: Bel eerst.']);
  expect(await touched(one.id)).toHaveLength(1);
  await expect(contacts.keep(one, 'bas', NOW)).rejects.toMatchObject({ code: 'id_taken' });
});

test('of a company only a pseudonym is kept, of a branch that of its head; what was said is without numbers', async () => {
  const one = given({
    reference: '9900 0001 0001',
    day: addDays(TODAY, -100),
    remarks: [
      { kind: 'question', text: 'Mail mij op jan@bedrijf.nl of bel (0413) 12 34 56, KvK 99000001' },
      { kind: 'tip', text: '   ' }
    ]
  });
  await contacts.keep(one, 'ans', NOW);
  expect(await row(one.id)).toMatchObject({ organisation: organisationKey('99000001'), name: '' });
  const [text] = await said(one.id);
  expect(text).not.toMatch(/jan|bedrijf\.nl|12 34|99000001/);
  expect(text).toContain('Mail mij op');
  expect(await said(one.id)).toHaveLength(1);
  expect(JSON.stringify([await row(one.id), await touched(one.id)])).not.toContain('9900000');
});

test('bodies and teams by name, groups without; the cap is of companies', async () => {
  const body = given({ population: 'authority', reference: '', name: 'Gemeente Oss' });
  const team = given({ population: 'department', reference: '', name: 'Subsidies' });
  const group = given({ isGroup: true, reference: '', people: 12 });
  for (const one of [body, team, group]) expect((await contacts.keep(one, 'bas', NOW)).overCap).toBe(false);
  expect(await row(body.id)).toMatchObject({ name: 'Gemeente Oss', organisation: organisationKey('gemeente-oss') });
  expect(await row(group.id)).toMatchObject({ name: '', organisation: '0' });
  for (const one of [body, team, group]) expect(await touched(one.id)).toEqual([]);
  expect((await contacts.own('bas', NOW)).map(({ isGroup, name }) => [isGroup, name]).sort()).toEqual([
    [false, 'Gemeente Oss'],
    [false, 'Subsidies'],
    [true, '']
  ]);
});

test('over the cap is kept and said; who came to us, or was not reached, is no approach', async () => {
  const on = (change: Record<string, unknown>) => given({ reference: '99000021', ...change });
  const theirs = on({ theirs: true, day: addDays(TODAY, -9) });
  const silent = on({ outcome: 'not_reached', day: addDays(TODAY, -8) });
  const first = on({ day: addDays(TODAY, -7) });
  const second = on({});
  const third = on({ theirs: true });
  expect((await contacts.keep(theirs, 'ans', NOW)).overCap).toBe(false);
  expect((await contacts.keep(silent, 'ans', NOW)).overCap).toBe(false);
  expect((await contacts.keep(first, 'ans', NOW)).overCap).toBe(false);
  expect((await contacts.keep(second, 'ans', NOW)).overCap).toBe(true);
  expect((await contacts.keep(third, 'ans', NOW)).overCap).toBe(false);
  expect(await Promise.all([theirs, silent, first, second, third].map(({ id }) => touched(id)))).toEqual([
    [],
    [],
    [expect.any(String)],
    [expect.any(String)],
    []
  ]);
  expect(await row(second.id)).toMatchObject({ overCap: true });
});

test('what cannot be is refused with a reason, and nothing of it is kept', async () => {
  const before = await (await register()).$count(contactTable);
  const wrong: [Record<string, unknown>, string][] = [
    [{ reference: '123' }, 'reference_wrong'],
    [{ reference: '' }, 'reference_wrong'],
    [{ population: 'authority', name: 'Gemeente Nergens' }, 'body_unknown'],
    [{ population: 'department', name: 'Gemeente Oss' }, 'body_unknown'],
    [{ day: addDays(TODAY, 1) }, 'day_wrong'],
    [{ day: addDays(TODAY, -396) }, 'day_wrong'],
    [{ day: '2026-02-30' }, 'contact_malformed'],
    [{ outcome: '' }, 'contact_malformed'],
    [{ minutes: 0 }, 'contact_malformed'],
    [{ minutes: NaN }, 'contact_malformed'],
    [{ id: 'x' }, 'contact_malformed'],
    [{ intervention: 'nergens' }, 'intervention_unknown'],
    [{ remarks: [{ kind: 'tip', text: 'x'.repeat(501) }] }, 'contact_malformed']
  ];
  for (const [change, code] of wrong)
    await expect(contacts.keep(given(change), 'ans', NOW), JSON.stringify(change)).rejects.toMatchObject({ code });
  expect(await (await register()).$count(contactTable)).toBe(before);
});

test('within a day its writer mends it or takes it back, and the approach goes along', async () => {
  const one = given({
    reference: '99000031',
    day: addDays(TODAY, -40),
    remarks: [
      { kind: 'tip', text: 'Eerste' },
      { kind: 'tip', text: 'Tweede' }
    ]
  });
  await contacts.keep(one, 'ans', NOW);
  const better = {
    ...one,
    reference: '',
    day: addDays(TODAY, -39),
    minutes: 30,
    remarks: [
      { kind: 'tip', text: '' },
      { kind: 'objection', text: 'Tweede, beter' },
      { kind: 'question', text: 'Derde' }
    ]
  };
  await expect(contacts.mend(better, 'bas', later(1))).rejects.toMatchObject({ code: 'not_yours' });
  await expect(contacts.mend(better, 'ans', later(25))).rejects.toMatchObject({ code: 'mended_late' });
  expect(await contacts.mend(better, 'ans', later(1))).toMatchObject({ overCap: false });
  expect(await row(one.id)).toMatchObject({ minutes: 30, organisation: organisationKey('99000031') });
  expect(await said(one.id)).toEqual(['objection: Tweede, beter', 'question: Derde']);
  expect(await touched(one.id)).toEqual([`${organisationKey('99000031')} ${addDays(TODAY, -39)}`]);
  // The first, which may still be on its way from a device, does not undo it.
  await contacts.keep(one, 'ans', later(2));
  expect(await row(one.id)).toMatchObject({ minutes: 30 });
  await contacts.mend({ ...better, theirs: true }, 'ans', later(1));
  expect(await touched(one.id)).toEqual([]);
  await contacts.mend(better, 'ans', later(1));
  await expect(contacts.remove(one.id, 'bas', later(1))).rejects.toMatchObject({ code: 'not_yours' });
  await expect(contacts.remove(one.id, 'ans', later(25))).rejects.toMatchObject({ code: 'mended_late' });
  await contacts.remove(one.id, 'ans', later(1));
  expect([await row(one.id), await said(one.id), await touched(one.id)]).toEqual([undefined, [], []]);
  await expect(contacts.remove(one.id, 'ans', later(1))).rejects.toMatchObject({ code: 'contact_unknown' });
});

test('an intervention can be chosen while it goes on, and shortly after', async () => {
  expect(await contacts.choices(TODAY)).toEqual([{ slug: 'bellen', title: 'Bellen met wie vastliep', kind: 'call' }]);
  expect(await contacts.choices(addDays(TODAY, 60))).toEqual([]);
});

test('after thirteen months it is forgotten with which company it was, and nothing else', async () => {
  const one = given({ reference: '99000051', day: addDays(TODAY, -395), remarks: [{ kind: 'tip', text: 'Blijft' }] });
  const body = given({ population: 'authority', reference: '', name: 'Gemeente Oss', day: addDays(TODAY, -395) });
  await contacts.keep(one, 'ans', NOW);
  await contacts.keep(body, 'ans', NOW);
  expect(await contacts.expire(NOW)).toBe(0);
  expect(await contacts.expire(later(24))).toBe(1);
  expect(await row(one.id)).toMatchObject({ organisation: '0', outcome: 'uses' });
  expect(await row(body.id)).toMatchObject({ name: 'Gemeente Oss', organisation: organisationKey('gemeente-oss') });
  expect(await said(one.id)).toEqual(['tip: Blijft']);
});

test('a number of a company has eight or twelve digits, however it is spaced', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d ]{0,16}$/), (text) => {
      expect(isCompanyNumber(text)).toBe([8, 12].includes([...text].filter((one) => one !== ' ').length));
    })
  );
});

test('an approach is what we began and what reached somebody', () => {
  expect(OUTCOMES.filter((outcome) => isApproach({ theirs: false, outcome }))).toEqual(OUTCOMES.slice(0, -1));
  expect(OUTCOMES.some((outcome) => isApproach({ theirs: true, outcome }))).toBe(false);
});
