/** Annotations in the register, and the peaks that stand in no register. */
import { expect, test } from 'vitest';
import { peaks } from '#adoption/annotation.ts';
import * as annotations from '#adoption/annotations.server.ts';
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
