import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { messageId, openedWithin, USAGE } from '#events/messages.server.ts';
import { importFile } from '#files/importing.server.ts';
import { preview } from '#files/understanding.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { imports, sources } from '#store/tables.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-messages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  for (const table of ['messages', 'events', 'ledger']) await run(`TRUNCATE TABLE ${table}`);
  await (await register()).delete(imports);
  await (await register()).delete(sources);
});

let number = 0;
function load(lines: readonly string[], more: object = {}) {
  const path = join(folder, `${++number}.csv`);
  writeFileSync(path, lines.join('\n'));
  return importFile({ kind: USAGE, source: 'bvb', path, filename: 'berichten.csv', by: 'test', ...more });
}
const HEADER = 'kenmerk;kvk;overheid;proces;kanaal;team;verzonden;beantwoord';
const Row = z.object({ organisation: z.string(), name: z.string(), at: z.string() });
const happened = () =>
  ask(
    'SELECT toString(organisation) AS organisation, name, toString(at) AS at FROM events FINAL ORDER BY name, at',
    {},
    Row
  );

test('a correction replaces what an earlier file said, also under another organisation, moment or without an answer', async () => {
  await load([
    HEADER,
    'B1;99000001;Breda;Subsidie;box;Team A;1-7-2026 10:00;2-7-2026',
    'B2;99000002;Breda;Subsidie;box;;1-7-2026 10:00;'
  ]);
  expect((await happened()).map(({ name }) => name)).toEqual([
    'message',
    'message',
    'message_answered',
    'message_handled'
  ]);
  const account = await load([
    HEADER,
    'B1;99000009;Breda;Subsidie;box;;7-1-2026 10:00;',
    'B3;99000003;Breda;Subsidie;box;;1-7-2026 10:00;'
  ]);
  expect(account).toMatchObject({ received: 2, accepted: 2, updated: 1, duplicate: 0, refused: 0 });
  const rows = await happened();
  expect(rows.map(({ name }) => name)).toEqual(['message', 'message', 'message']);
  expect(rows[0]).toEqual({
    organisation: organisationKey('99000009'),
    name: 'message',
    at: '2026-01-07 09:00:00.000'
  });
  const [kept] = await ask(
    'SELECT count() AS n, uniqExact(id) AS ids FROM messages',
    {},
    z.object({ n: z.coerce.number(), ids: z.coerce.number() })
  );
  expect(kept).toEqual({ n: 3, ids: 3 });
});

test('of rows about the same message the last in the file counts, however far apart they stand', async () => {
  const filler = Array.from({ length: 25_000 }, (_, index) => `F${index};99000001;Breda;Melding;post;;1-7-2026 10:00;`);
  const account = await load([
    HEADER,
    'B1;99000001;Breda;eerst;box;;1-7-2026 10:00;',
    ...filler,
    'B1;99000001;Breda;laatst;box;;1-7-2026 11:00;'
  ]);
  expect(account).toMatchObject({ received: 25_002, accepted: 25_001, updated: 0, duplicate: 1, refused: 0 });
  const rows = await ask(
    'SELECT process FROM messages WHERE id = {id:UUID}',
    { id: messageId('bvb', 'B1') },
    z.object({ process: z.string() })
  );
  expect(rows).toEqual([{ process: 'laatst' }]);
});

test('what is found in a word and looks like an address or number is not kept, nor is a column that is not ours', async () => {
  await load([
    `${HEADER};onderwerp`,
    'B1;99000001;Breda;Bezwaar van jan@bedrijf.example over 12345678;box;;1-7-2026;;geheim onderwerp'
  ]);
  const stored =
    JSON.stringify(await ask('SELECT * FROM messages', {}, z.unknown())) +
    JSON.stringify(await ask('SELECT * FROM events', {}, z.unknown()));
  expect(stored).toContain('Bezwaar van [e-mail] over [nummer]');
  for (const secret of ['99000001', 'B1"', 'jan@', 'geheim']) expect(stored).not.toContain(secret);
});

test('an authority that is no name, code or number is refused', async () => {
  expect(await load([HEADER, 'B1;99000001;jan@bedrijf.example;Bezwaar;box;;1-7-2026;'])).toMatchObject({
    accepted: 0,
    refused: 1,
    reasons: { 'authority.not_a_code': 1 }
  });
});

test('how a person understood the columns is remembered for the source, and makes the same file another import', async () => {
  const lines = ['nr;kvk;wat;hoe;dag', 'B1;99000001;Subsidie;box;1-7-2026'];
  await expect(load(lines)).rejects.toMatchObject({ code: 'column_missing' });
  const mapping = { reference: 'nr', organisation: 'kvk', process: 'wat', channel: 'hoe', sent_at: 'dag' };
  await load(lines, { mapping });
  await expect(load(lines)).rejects.toMatchObject({ code: 'already_imported' });
  expect(await load(lines, { mapping: { ...mapping, type: 'wat' } })).toMatchObject({ accepted: 1, updated: 1 });
  const path = join(folder, 'volgende.csv');
  writeFileSync(path, lines.join('\n').replace('B1', 'B2'));
  expect((await preview(USAGE, 'bvb', path, 'volgende.csv')).mapping).toEqual({ ...mapping, type: 'wat' });
  expect((await preview(USAGE, 'dis', path, 'volgende.csv')).mapping).toEqual({ organisation: 'kvk' });
});

test('a column that stands twice in the file is asked about, not guessed', async () => {
  await expect(
    load(['kenmerk;kvk;proces;kanaal;verzonden;kanaal', 'B1;99000001;x;box;1-7-2026;post'])
  ).rejects.toMatchObject({ code: 'column_twice' });
});

test('opened within some weeks counts only messages of which their file tells that long', async () => {
  const week = 7 * 86_400_000;
  const sent = Date.UTC(2026, 0, 5, 12);
  const item = (n: number, read: number | null) => ({
    id: messageId('bvb', `${n}`),
    source: 'bvb',
    organisation: '1',
    channel: 'berichtenbox',
    sent_at: sent,
    read_at: read === null ? null : sent + read * week,
    // A file that came long after, with its own last moment: an item of another channel that was sent then.
    import_id: `${n}`,
    imported_at: sent + 20 * week
  });
  const last = (n: number, known: number) => ({
    ...item(n, null),
    id: messageId('bvb', `last ${n}`),
    channel: 'email',
    sent_at: sent + known * week
  });
  await insertRows(
    'messages',
    [item(1, 2), item(2, 4), item(3, null), item(4, null), item(5, 1)].flatMap((one, index) => [
      one,
      last(index + 1, [10, 10, 10, 2, 4][index]!)
    ]),
    'opened'
  );
  await (await register()).insert(sources).values({ slug: 'bvb', name: 'bvb', capabilities: { read_at: 'available' } });
  const period = { from: '2026-01-01', to: '2026-01-31' };
  expect(await openedWithin(3, period)).toMatchObject([{ sent: 4, opened: 2 }]);
  expect(await openedWithin(6, period)).toMatchObject([{ sent: 3, opened: 2 }]);
});
