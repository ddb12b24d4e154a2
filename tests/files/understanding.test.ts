/** How a file is understood before anything of it is imported, and what is said when that cannot be right. */
import { eq } from 'drizzle-orm';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { EXAMPLE_LINE, notAView, parseLine } from '#events/access-log.ts';
import * as messages from '#events/messages.server.ts';
import { guess, momentOf, template } from '#files/column.ts';
import { importFile, resume } from '#files/importing.server.ts';
import type { Kind } from '#files/kind.server.ts';
import { separatorOf } from '#files/table.ts';
import { preview } from '#files/understanding.server.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { run } from '#store/warehouse.server.ts';
import { csv } from '#ui/csv.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-understanding-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  for (const table of ['messages', 'organisations', 'eligibilities', 'ledger']) await run(`TRUNCATE TABLE ${table}`);
  await (await register()).delete(imports);
});

function file(name: string, body: string): string {
  writeFileSync(join(folder, name), body);
  return join(folder, name);
}
const load = (kind: Kind, path: string, more: object = {}) =>
  importFile({ kind, source: 'bvb', path, filename: path, by: 'test', ...more });

const HEADER = ['Kenmerk', 'KvK-nummer', 'Overheid', 'Proces', 'Kanaal', 'Team', 'Verzonden op', 'Gelezen op'];
const ROWS = ['99000001', '99000002', '99000003'].map((kvk, index) => [
  `B${index}`,
  kvk,
  'Gemeente Tilburg',
  'Subsidie',
  'post',
  '',
  '1-7-2026',
  ''
]);

test('a person sees how the columns are understood before importing', async () => {
  const shown = await preview(messages.USAGE, 'bvb', file('i.csv', csv([HEADER, ...ROWS])), 'i.csv');
  expect(shown.mapping).toEqual({
    reference: 'Kenmerk',
    organisation: 'KvK-nummer',
    authority: 'Overheid',
    process: 'Proces',
    channel: 'Kanaal',
    team: 'Team',
    sent_at: 'Verzonden op',
    read_at: 'Gelezen op'
  });
  expect(shown.rows).toHaveLength(3);
});

test('columns that are missing are named as a Dutch file would call them', async () => {
  const path = file('missing.csv', 'kenmerk;kvk\nB1;99000001');
  await expect(load(messages.USAGE, path)).rejects.toThrow(
    'proces (process), kanaal (channel), verzonden (sent_at). Gevonden: kenmerk, kvk.'
  );
});

test('a file without rows is refused before anybody is asked about its columns', async () => {
  const path = file('kop.csv', csv([HEADER]));
  await expect(preview(messages.USAGE, 'bvb', path, 'kop.csv')).rejects.toThrow('heeft geen rijen');
  const left = async () => (await register()).select({ status: imports.status }).from(imports);
  await expect(load(messages.USAGE, path)).rejects.toThrow('heeft geen rijen');
  expect(await left()).toEqual([{ status: 'refused' }]);
});

describe('organisations that the register does not know', () => {
  const swapped = { ...guess(messages.USAGE.columns, HEADER), organisation: 'Kenmerk', reference: 'KvK-nummer' };
  const path = () => file('strangers.csv', csv([HEADER, ...ROWS]));
  const known = (...references: string[]) =>
    load(
      organisations.REGISTRY,
      file('known.csv', ['kvk;gemeente', ...references.map((one) => `${one};Oss`)].join('\n'))
    );

  test('are no news while the register is empty', async () => {
    expect(await preview(messages.USAGE, 'bvb', path(), 'x.csv', swapped)).toMatchObject({ strangers: 0 });
    expect(await load(messages.USAGE, path(), { mapping: swapped })).toMatchObject({ accepted: 3, message: '' });
  });

  test('tell of a column that was chosen wrongly: before importing, and in the outcome', async () => {
    await known('99000002');
    expect(await preview(messages.USAGE, 'bvb', path(), 'x.csv')).toMatchObject({ strangers: 0 });
    expect(await preview(messages.USAGE, 'bvb', path(), 'x.csv', swapped)).toMatchObject({
      strangers: 3,
      mapping: swapped
    });
    const message = 'Geen van de eerste 3 organisaties staat in het register. Is de kolom goed gekozen?';
    const account = await load(messages.USAGE, path(), { mapping: swapped });
    expect(account).toMatchObject({ accepted: 3, message });
    const [noted] = await (await register()).select().from(imports).where(eq(imports.id, account.id));
    expect(noted).toMatchObject({ status: 'done', message });
    const right = guess(messages.USAGE.columns, HEADER);
    expect(await load(messages.USAGE, path(), { mapping: right })).toMatchObject({ accepted: 3, message: '' });
  });

  test('are asked about in one question, however large the file', async () => {
    await known('99000002');
    const many = Array.from({ length: 300 }, (_, index) =>
      ROWS[0]!.with(0, `M${index}`).with(1, `${99_100_000 + index}`)
    );
    const account = await load(messages.USAGE, file('many.csv', csv([HEADER, ...many])));
    expect(account.message).toMatch(/^Geen van de eerste 200 organisaties /);
  });

  test('a crash while publishing keeps what was to be said', async () => {
    await (await register()).insert(imports).values({
      id: 'crash-strangers',
      kind: 'messages',
      source: 'bvb',
      filename: 'x',
      digest: 'x',
      status: 'publishing',
      mapping: {},
      message: 'Kijk hiernaar.',
      startedBy: 'test'
    });
    await resume();
    expect(await (await register()).select({ message: imports.message, status: imports.status }).from(imports)).toEqual(
      [{ message: 'Kijk hiernaar.', status: 'done' }]
    );
  });
});

describe('the small file to begin with', () => {
  test.each([messages.USAGE, organisations.REGISTRY])('of $name comes in whole, every column known', async (kind) => {
    const account = await load(kind, file(`${kind.name}.csv`, template(kind.columns)));
    expect(account).toMatchObject({ received: kind.columns[0]!.examples.length, refused: 0, duplicate: 0 });
    const [noted] = await (await register()).select().from(imports);
    expect(Object.keys(noted!.mapping).sort()).toEqual(kind.columns.map(({ name }) => name).sort());
    expect(template(kind.columns)).not.toMatch(/(?<!\d)(?!99)\d{8,}/);
  });

  test('an example line of an access log is a page view', () => {
    expect(notAView(parseLine(EXAMPLE_LINE)!)).toBeUndefined();
  });
});

describe('columns and cells', () => {
  test('a separator is found outside quotes', () => {
    expect(separatorOf('"a,b";c;d')).toBe(';');
    expect(separatorOf('a\tb')).toBe('\t');
  });

  test('names are found whatever their capitals and marks', () => {
    expect(guess(messages.USAGE.columns, ['KVK_nummer', 'e', 'KANAAL'])).toEqual({
      organisation: 'KVK_nummer',
      channel: 'KANAAL'
    });
  });

  test('Excel counts days; a day written out and its serial number are the same moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33_000, max: 73_000 }), (serial) => {
        const date = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000);
        const dutch = `${date.getUTCDate()}-${date.getUTCMonth() + 1}-${date.getUTCFullYear()}`;
        const mapping = { sent_at: 'd' };
        expect(momentOf({ d: serial }, mapping, 'sent_at')).toBe(momentOf({ d: dutch }, mapping, 'sent_at'));
      })
    );
  });
});
