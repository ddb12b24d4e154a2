/** Annotations and views in the register, and the peaks that stand in no register. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { peaks } from '#adoption/annotation.ts';
import * as annotations from '#adoption/annotations.server.ts';
import { canKeep, PAGES } from '#adoption/view.ts';
import * as views from '#adoption/views.server.ts';
import { useStores } from '../stores.ts';

useStores();

const NOW = new Date('2026-06-01T10:00:00Z');
const add = (begins: string, ends: string, label: string) =>
  annotations.add({ begins, ends, kind: 'intervention', label }, 'somebody', NOW);

test('a peak is the week up to a statutory day, in every year that has a day of it', () => {
  expect(peaks({ from: '2025-07-15', to: '2026-11-09' })).toEqual([
    { name: 'accounts', begins: '2025-07-09', ends: '2025-07-15' },
    { name: 'budgets', begins: '2025-11-09', ends: '2025-11-15' },
    { name: 'accounts', begins: '2026-07-09', ends: '2026-07-15' },
    { name: 'budgets', begins: '2026-11-09', ends: '2026-11-15' }
  ]);
  expect(peaks({ from: '2025-07-16', to: '2025-11-08' })).toEqual([]);
});

test('what is written down belongs to every period that has a day of it, until it is taken away', async () => {
  const letter = await add('2026-03-02', '2026-03-06', ' Brief aan alle bedrijven ');
  await add('2026-01-15', '2026-01-15', 'Presentatie bij Subsidies');
  expect(letter.label).toBe('Brief aan alle bedrijven');
  const labels = async (from: string, to: string) => (await annotations.within({ from, to })).map(({ label }) => label);
  expect(await labels('2026-03-06', '2026-04-01')).toEqual(['Brief aan alle bedrijven']);
  expect(await labels('2026-03-07', '2026-04-01')).toEqual([]);
  expect(await labels('2026-01-15', '2026-03-02')).toEqual(['Presentatie bij Subsidies', 'Brief aan alle bedrijven']);
  await annotations.remove(letter.id);
  expect((await annotations.list()).map(({ label }) => label)).toEqual(['Presentatie bij Subsidies']);
  await expect(annotations.remove(letter.id)).rejects.toMatchObject({ code: 'annotation_unknown' });
});

test('days the wrong way round and a label that says nothing are refused by name', async () => {
  await expect(add('2026-03-06', '2026-03-02', 'Brief')).rejects.toMatchObject({ code: 'annotation_order' });
  await expect(add('2026-03-02', '2026-03-06', ' ')).rejects.toMatchObject({
    part: { path: 'label', fault: 'little' }
  });
  await expect(add('2026-02-31', '2026-03-06', 'Brief')).rejects.toMatchObject({ part: { path: 'begins' } });
});

test('a view is of a page that is there and takes something from its address, and of no single organisation', async () => {
  expect(PAGES.filter((page) => !existsSync(`src/routes${page}/+page.server.ts`))).toEqual([]);
  for (const path of ['/motives/list', '/adoption/funnel', '/settings', '/views', '/interventions/x'])
    expect(canKeep(path)).toBe(false);
  for (const address of ['/settings?x=1', 'https://elders.example/adoption', '//elders.example/adoption'])
    await expect(views.keep({ name: 'Elders', address }, 'anna')).rejects.toMatchObject({ code: 'view_wrong' });
});

test('a view keeps its address for all, and is removed by whoever kept it or may remove any', async () => {
  const address = '/adoption/channels?by=team&euro_paper=2';
  for (const [name, by] of [
    ['Van Anna', 'anna'],
    ['Van Bas', 'bas']
  ] as const)
    await views.keep({ name, address }, by);
  const [hers, his] = await views.list();
  expect([hers, his]).toMatchObject([
    { name: 'Van Anna', address, createdBy: 'anna' },
    { name: 'Van Bas', address, createdBy: 'bas' }
  ]);
  await expect(views.remove(his!.id, 'anna')).rejects.toMatchObject({ code: 'view_not_yours' });
  expect(await views.remove(hers!.id, 'anna')).toBe('Van Anna');
  await expect(views.remove(hers!.id, 'anna')).rejects.toMatchObject({ code: 'view_unknown' });
  expect(await views.remove(his!.id, undefined)).toBe('Van Bas');
  expect(await views.list()).toEqual([]);
});
