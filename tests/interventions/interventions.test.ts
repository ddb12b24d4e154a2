/** Interventions in the register: planning, changing, what happened, and the contacts they led to. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as interventions from '#interventions/interventions.server.ts';
import { register } from '#store/register.server.ts';
import { contacts } from '#store/tables.server.ts';
import { useStores } from '../stores.ts';

useStores();

const NOW = new Date('2026-06-01T10:00:00Z');
const plan = (more: object = {}) => ({
  title: 'Brief aan bouwbedrijven',
  card: 'one-line',
  kind: 'letter',
  population: 'company',
  motive: 'weten',
  audience: { sectors: ['F Bouw'] },
  begins: '2026-03-02',
  ends: '2026-03-27',
  by: 'Projectteam',
  hours: 8,
  ...more
});
const create = (more: object = {}) => interventions.create(plan(more), 'somebody', NOW);

test('a name in addresses is never used twice, and never that of a page', async () => {
  expect((await create()).slug).toBe('brief-aan-bouwbedrijven');
  expect((await create()).slug).toBe('brief-aan-bouwbedrijven-2');
  expect((await create({ title: 'Cards' })).slug).toBe('cards-2');
  const given = await interventions.create(plan(), 'somebody', NOW, { example: true, slug: 'brief' });
  expect(given).toMatchObject({ slug: 'brief', status: 'planned', example: true, hours: undefined });
  await expect(create({ card: 'nothing' })).rejects.toMatchObject({ code: 'card_unknown', status: 404 });
  await expect(interventions.one('nothing')).rejects.toMatchObject({ code: 'intervention_unknown', status: 404 });
});

test('of two people who change the same, the second is refused and nothing of the first is lost', async () => {
  const { slug, revision } = await create({ title: 'Samen wijzigen' });
  await interventions.save(slug, revision, plan({ title: 'Anders', by: 'Loket' }));
  await expect(interventions.save(slug, revision, plan({ title: 'Weer anders' }))).rejects.toMatchObject({
    code: 'changed_meanwhile',
    status: 409
  });
  await expect(interventions.act(slug, revision, 'start')).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await interventions.one(slug)).toMatchObject({ slug, plan: { title: 'Anders', by: 'Loket' }, revision: 2 });
  const both = await Promise.allSettled([
    interventions.save(slug, 2, plan({ title: 'Een' })),
    interventions.save(slug, 2, plan({ title: 'Twee' }))
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('it runs, is done with what it took, and then stays as it was planned', async () => {
  const { slug } = await create({ title: 'Bellen' });
  await expect(interventions.act(slug, 1, 'finish', { hours: 1, euros: 0 })).rejects.toMatchObject({
    code: 'action_impossible',
    status: 409
  });
  await interventions.act(slug, 1, 'start');
  for (const wrong of [undefined, { hours: NaN, euros: 0 }, { hours: 1 }, { hours: -1, euros: 0 }])
    await expect(interventions.act(slug, 2, 'finish', wrong)).rejects.toMatchObject({ code: 'spent_wrong' });
  expect(await interventions.act(slug, 2, 'finish', { hours: 12.5, euros: 0 })).toMatchObject({
    status: 'done',
    hours: 12.5,
    euros: 0
  });
  await expect(interventions.save(slug, 3, plan())).rejects.toMatchObject({ code: 'intervention_closed' });
  // What it took may be set right.
  expect(await interventions.act(slug, 3, 'finish', { hours: 14, euros: 30 })).toMatchObject({ hours: 14, euros: 30 });
  await expect(interventions.act(slug, 4, 'cancel')).rejects.toMatchObject({ code: 'action_impossible' });
});

test('what ran or runs stands on the charts of a period that has a day of it; what was only planned does not', async () => {
  const make = async (title: string, ...actions: ('start' | 'cancel')[]) => {
    const { slug } = await create({ title, begins: '2030-01-10', ends: '2030-01-20' });
    for (const [done, action] of actions.entries()) await interventions.act(slug, 1 + done, action);
  };
  await make('Gepland');
  await make('Loopt', 'start');
  await make('Geschrapt', 'start', 'cancel');
  const seen = async (from: string, to: string) =>
    (await interventions.seenIn({ from, to })).map(({ plan: { title } }) => title);
  expect(await seen('2030-01-20', '2030-02-01')).toEqual(['Loopt']);
  expect(await seen('2030-01-21', '2030-02-01')).toEqual([]);
  expect(await seen('2030-01-01', '2030-01-10')).toEqual(['Loopt']);
});

test('another for the same audience at the same time is found, one that was cancelled is not', async () => {
  const days = { begins: '2031-01-10', ends: '2031-01-20' };
  const first = await create({ title: 'Eerste', ...days });
  const second = await create({ title: 'Tweede', ...days, audience: {} });
  const horeca = await create({ title: 'Horeca', ...days, audience: { sectors: ['I Horeca'] } });
  const beside = async (of: typeof first) => (await interventions.beside(of.plan, of.slug)).map(({ slug }) => slug);
  expect(await beside(first)).toEqual([second.slug]);
  expect((await beside(second)).sort()).toEqual([first.slug, horeca.slug].sort());
  await interventions.act(second.slug, 1, 'cancel');
  expect(await beside(first)).toEqual([]);
});

test('contacts are added up; of companies no outcome of a few is told, nor one by which it could be worked out', async () => {
  const company = await create({ title: 'Bellen met bedrijven' });
  const team = await create({ title: 'Presentaties', population: 'department' });
  const quiet = await create({ title: 'Nog niets' });
  const contact = (intervention: string, outcome: string, times: number) =>
    Array.from({ length: times }, () => ({
      id: randomUUID(),
      intervention,
      population: 'company',
      organisation: '0',
      name: '',
      day: '2026-03-03',
      kind: 'call',
      outcome,
      minutes: 15,
      by: 'somebody'
    }));
  await (
    await register()
  )
    .insert(contacts)
    .values([
      ...contact(company.id, 'uses', 4),
      ...contact(company.id, 'will_try', 12),
      ...contact(company.id, 'wants_not', 30),
      ...contact(team.id, 'uses', 2)
    ]);
  const told = await interventions.contacted([company, team, quiet]);
  expect(told.get(company.id)).toEqual({
    contacts: 46,
    minutes: 690,
    outcomes: [
      { outcome: 'uses', contacts: undefined },
      { outcome: 'wants_not', contacts: 30 },
      { outcome: 'will_try', contacts: undefined }
    ]
  });
  expect(told.get(team.id)).toEqual({ contacts: 2, minutes: 30, outcomes: [{ outcome: 'uses', contacts: 2 }] });
  expect(told.has(quiet.id)).toBe(false);
});
