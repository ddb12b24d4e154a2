import { eq } from 'drizzle-orm';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACCESS_LOG } from '#events/access-logs.server.ts';
import * as sites from '#events/sites.server.ts';
import * as messages from '#events/messages.server.ts';
import { refusedFile } from '#files/folder.server.ts';
import { importFile, resume } from '#files/importing.server.ts';
import type { Kind } from '#files/kind.server.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { zip } from './zip.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TABLES = ['messages', 'organisations', 'eligibilities', 'events', 'ledger'];
beforeEach(async () => {
  for (const table of TABLES) await run(`TRUNCATE TABLE ${table}`);
  await (await register()).delete(imports);
});

function file(name: string, body: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, body);
  return path;
}
const load = (kind: Kind, path: string, more: object = {}) =>
  importFile({ kind, source: 'bvb', path, filename: path, by: 'test', ...more });
const Messages = z.object({
  organisation: z.string(),
  channel: z.string(),
  process: z.string(),
  sent: z.coerce.number(),
  read: z.string().nullable()
});
const stored = () =>
  ask(
    'SELECT toString(organisation) AS organisation, channel, process, toUnixTimestamp64Milli(sent_at) AS sent, toString(read_at) AS read FROM messages FINAL ORDER BY sent, organisation',
    {},
    Messages
  );
const count = async (table: string) =>
  (await ask(`SELECT count() AS n FROM ${table}`, {}, z.object({ n: z.coerce.number() })))[0]?.n;

const HEADER = ['Kenmerk', 'KvK-nummer', 'Overheid', 'Proces', 'Kanaal', 'Team', 'Verzonden op', 'Gelezen op'];
const ROWS = [
  ['B1', '99000001', 'Gemeente Tilburg', 'Subsidie', 'Berichtenbox', 'Subsidies', '31-12-2025 23:30', '2-1-2026'],
  ['B2', '99000002', 'Gemeente Tilburg', 'Melding; spoed', 'post', 'Meldingen', '2026-07-01 09:00', ''],
  ['B3', '99000003', 'Gemeente Breda', 'Vergunning "groot"', 'e-mail', '', '2026-07-01T09:00:00+02:00', '']
];
const EXPECTED = [
  {
    organisation: organisationKey('99000001'),
    channel: 'berichtenbox',
    process: 'Subsidie',
    sent: Date.UTC(2025, 11, 31, 22, 30),
    read: '2026-01-01 23:00:00.000'
  },
  {
    organisation: organisationKey('99000002'),
    channel: 'paper',
    process: 'Melding; spoed',
    sent: Date.UTC(2026, 6, 1, 7),
    read: null
  },
  {
    organisation: organisationKey('99000003'),
    channel: 'email',
    process: 'Vergunning "groot"',
    sent: Date.UTC(2026, 6, 1, 7),
    read: null
  }
].sort((a, b) => a.sent - b.sent || (a.organisation < b.organisation ? -1 : 1));

const csv = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n');
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const workbook = (rows: readonly (readonly string[])[]) =>
  zip({
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="Blad1" sheetId="1" r:id="rId7"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId7" Target="worksheets/sheet3.xml"/></Relationships>',
    'xl/sharedStrings.xml': `<sst>${rows
      .flat()
      .map((text) => `<si><t>${escape(text)}</t></si>`)
      .join('')}</sst>`,
    'xl/worksheets/sheet3.xml': `<worksheet><sheetData>${rows
      .map(
        (row, line) =>
          `<row r="${line + 1}">${row.map((_, place) => `<c r="${'ABCDEFGH'[place]}${line + 1}" t="s"><v>${line * row.length + place}</v></c>`).join('')}</row>`
      )
      .join('')}</sheetData></worksheet>`
  });

describe('the same rows in every format', () => {
  test('CSV with a byte order mark, semicolons and quotes', async () => {
    expect(await load(messages.USAGE, file('a.csv', '\ufeff' + csv([HEADER, ...ROWS])))).toMatchObject({
      received: 3,
      accepted: 3,
      duplicate: 0,
      refused: 0
    });
    expect(await stored()).toEqual(EXPECTED);
  });

  test('CSV in the encoding of older Windows programs, with commas', async () => {
    const text = [
      ['kenmerk', 'kvk', 'proces', 'kanaal', 'datum'],
      ['B1', '99000001', 'Financiën', 'brief', '1-7-2026']
    ]
      .map((row) => row.join(','))
      .join('\n');
    await load(messages.USAGE, file('b.csv', Buffer.from(text, 'latin1')));
    expect((await stored())[0]?.process).toBe('Financiën');
  });

  test('NDJSON', async () => {
    const lines = ROWS.map((row) =>
      JSON.stringify(Object.fromEntries(HEADER.map((title, index) => [title, row[index]])))
    );
    await load(messages.USAGE, file('c.ndjson', lines.join('\n')));
    expect(await stored()).toEqual(EXPECTED);
  });

  test('XLSX, from the sheet that stands first', async () => {
    await load(messages.USAGE, file('d.xlsx', workbook([HEADER, ...ROWS])));
    expect(await stored()).toEqual(EXPECTED);
  });

  test('Parquet, as the engine writes it', async () => {
    const path = join(folder, 'e.parquet');
    const rows = ROWS.map((row) => `(${row.map((cell) => `'${cell}'`).join(', ')})`).join(', ');
    await run(
      `INSERT INTO FUNCTION file('${path}', Parquet) SELECT * FROM values('${HEADER.map((title) => `\`${title}\` String`).join(', ')}', ${rows})`
    );
    await load(messages.USAGE, path);
    expect(await stored()).toEqual(EXPECTED);
  });
});

describe('the account', () => {
  test('a refused row is told with line, column and reason, without its value; the rest comes in', async () => {
    const rows = [
      ...ROWS,
      ['B4', '123', 'x', 'Subsidie', 'post', '', '1-1-2026', ''],
      ['B5', '99000005', 'x', 'Subsidie', 'duif', '', '1-1-2026', ''],
      ['B6', '99000006', 'x', 'Subsidie', 'post', '', '30-2-2026', ''],
      ['', '99000007', 'x', 'Subsidie', 'post', '', '1-1-2026', ''],
      ROWS[0]!
    ];
    const account = await load(messages.USAGE, file('f.csv', csv([HEADER, ...rows])));
    expect(account).toMatchObject({ received: 8, accepted: 3, duplicate: 1, refused: 4 });
    const told = readFileSync(refusedFile(account.id), 'utf8');
    expect(told.trimEnd().split('\n')).toEqual([
      '\ufeffregel;kenmerk;kolom;reden;code',
      '5;"B4";"KvK-nummer";"heeft geen 8 (KvK), 9 (RSIN), 12 (vestiging) of 20 (OIN) cijfers";digits',
      '6;"B5";"Kanaal";"is geen berichtenbox, e-mail, papier of portaal";channel',
      '7;"B6";"Verzonden op";"is geen bestaande datum";no_such_date',
      '8;"";"Kenmerk";"is leeg";empty'
    ]);
    expect(told).not.toContain('99000005');
    expect(await stored()).toEqual(EXPECTED);
    const ledger = await ask(
      "SELECT toString(outcome) AS outcome, sum(events) AS n FROM ledger WHERE source = 'bvb' GROUP BY outcome ORDER BY outcome",
      {},
      z.object({ outcome: z.string(), n: z.coerce.number() })
    );
    expect(Object.fromEntries(ledger.map((row) => [row.outcome, row.n]))).toEqual({
      received: 8,
      accepted: 3,
      duplicate: 1,
      refused: 4
    });
  });

  test('the same file again changes nothing; a corrected one replaces what it says anew', async () => {
    const path = file('g.csv', csv([HEADER, ...ROWS]));
    await load(messages.USAGE, path);
    await expect(load(messages.USAGE, path)).rejects.toMatchObject({ code: 'already_imported', status: 409 });
    const corrected = ROWS.map((row) => row.map((cell) => (cell === 'post' ? 'e-mail' : cell)));
    await load(messages.USAGE, file('h.csv', csv([HEADER, ...corrected])));
    const rows = await stored();
    expect(rows.map((row) => row.channel).sort()).toEqual(['berichtenbox', 'email', 'email']);
  });

  test.each([
    [
      'a missing column',
      csv([
        ['kenmerk', 'kvk'],
        ['B1', '99000001']
      ]),
      'x.csv',
      'column_missing'
    ],
    ['an empty file', '', 'x.csv', 'file_empty'],
    ['a file with only the names of its columns', csv([HEADER]), 'x.csv', 'file_empty'],
    ['a workbook with only the names of its columns', workbook([HEADER]), 'x.xlsx', 'file_empty'],
    [
      'a broken workbook',
      Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(50)]),
      'x.xlsx',
      'file_unreadable'
    ],
    ['a broken Parquet file', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(50)]), 'x.parquet', 'file_unreadable'],
    [
      'JSON that is cut off',
      '{"kenmerk":"B1","kvk":"99000001","proces":"x","kanaal":"post","datum":"1-1-2026"}\n{"kenmerk"',
      'x.ndjson',
      'file_unreadable'
    ],
    ['a quote that never closes', `${csv([HEADER, ...ROWS])}\r\n"B9;x`, 'x.csv', 'file_unreadable']
  ])('%s is refused whole, with nothing imported', async (_, body, name, code) => {
    await expect(load(messages.USAGE, file(name, body))).rejects.toMatchObject({ code });
    expect(await count('messages')).toBe(0);
    expect(await count('messages_staging')).toBe(0);
  });

  test('what a crash left is completed when it was being published, and gone when it was being read', async () => {
    const database = await register();
    for (const [id, status] of [
      ['crash-publishing', 'publishing'],
      ['crash-reading', 'running']
    ] as const) {
      await database.insert(imports).values({
        id,
        kind: 'messages',
        source: 'bvb',
        filename: 'x',
        digest: id,
        status,
        mapping: {},
        startedBy: 'test'
      });
      await insertRows(
        'messages_staging',
        [
          {
            id: messages.messageId('bvb', id),
            source: 'bvb',
            organisation: '1',
            process: id,
            sent_at: Date.UTC(2026, 0, 1),
            imported_at: Date.now(),
            import_id: id
          }
        ],
        id
      );
    }
    await resume();
    expect((await stored()).map((row) => row.process)).toEqual(['crash-publishing']);
    expect(await count('messages_staging')).toBe(0);
    expect((await database.select().from(imports).where(eq(imports.id, 'crash-reading')))[0]).toMatchObject({
      status: 'failed'
    });
  });
});

describe('what a source does not give', () => {
  const period = { from: '2025-01-01', to: '2026-12-31' };
  test('is not available, never zero', async () => {
    await load(messages.USAGE, file('j.csv', csv([HEADER, ...ROWS])));
    await messages.noteCapabilities('bvb', { sent_at: 'x', read_at: 'x' });
    expect(await messages.openedWithin(3, period)).toMatchObject([{ source: 'bvb', sent: 1, opened: 1 }]);
    await messages.noteCapabilities('bvb', { sent_at: 'x' });
    expect(await messages.openedWithin(3, period)).toEqual([
      { source: 'bvb', sent: 1, opened: undefined, share: undefined }
    ]);
  });
});

describe('the registry', () => {
  test('heads, branches, mergers, processes and what is wrong', async () => {
    const rows = [
      ['kvk', 'doelgroep', 'hoofdnummer', 'naam', 'sector', 'gemeente', 'vanaf', 'tot', 'processen'],
      ['99000001', 'bedrijf', '', 'Jansen', 'F', 'Uden', '1-1-2020', '', 'Subsidie|Melding'],
      ['990000010001', 'bedrijf', '99000001', '', 'F', 'Den Bosch', '1-1-2020', '', ''],
      ['990000010002', 'bedrijf', '', '', 'F', 'Breda', '', '', ''],
      ['gemeente-tilburg', 'gemeente', '', 'Gemeente Tilburg', '', 'Tilburg', '', '', 'Begroting'],
      ['99000002', 'bedrijf', '', '', 'F', 'Amsterdam', '', '', ''],
      ['99000003', 'bedrijf', '', '', 'F', 'Breda', '1-1-2020', '1-1-2019', '']
    ];
    const account = await load(organisations.REGISTRY, file('k.csv', csv(rows)));
    expect(account).toMatchObject({ received: 6, accepted: 3, refused: 3 });
    expect(Object.keys(account.reasons).sort()).toEqual([
      'head.head_missing',
      'municipality.municipality',
      'valid_to.order'
    ]);
    const found = await ask(
      'SELECT toString(organisation) AS key, toString(head) AS head, name, municipality FROM organisations ORDER BY name, municipality',
      {},
      z.object({ key: z.string(), head: z.string(), name: z.string(), municipality: z.string() })
    );
    const company = organisationKey('99000001');
    expect(found).toEqual([
      { key: organisationKey('990000010001'), head: company, name: '', municipality: "'s-Hertogenbosch" },
      { key: company, head: company, name: '', municipality: 'Maashorst' },
      {
        key: organisationKey('gemeente-tilburg'),
        head: organisationKey('gemeente-tilburg'),
        name: 'Gemeente Tilburg',
        municipality: 'Tilburg'
      }
    ]);
    expect(await count('eligibilities')).toBe(3);
    expect(await organisations.quality('2026-01-01')).toMatchObject([
      { population: 'authority', organisations: 1 },
      { population: 'company', organisations: 1, branches: 1, without_size: 1, orphans: 0 }
    ]);
    expect(
      (await organisations.overview('company', '2026-01-01')).find((row) => row.dimension === 'municipality')
    ).toMatchObject({ value: 'Maashorst', organisations: 1 });
  });
});

describe('access logs', () => {
  const LOG = '../shared/data/apache-access.log';
  const isThere = existsSync(LOG);
  if (!isThere) console.warn(`left out: ${LOG} is not there, so the real access log was not imported`);

  beforeAll(async () => {
    for (const name of ['loket', 'weblog'])
      await sites.create({ name, origins: ['https://loket.example'], events: [], team: '' });
  });

  test('of a site that is not there are refused as a whole', async () => {
    const nowhere = load(ACCESS_LOG, file('nowhere.log', 'geen logregel'), { source: 'nergens' });
    await expect(nowhere).rejects.toMatchObject({ code: 'site_unknown' });
    expect(await (await register()).select().from(imports)).toEqual([]);
  });

  test('visits are cut at half an hour; robots, files and failures are refused with their reason', async () => {
    const line = (
      time: string,
      request: string,
      status = 200,
      agent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36'
    ) =>
      `192.0.2.1 - - [17/May/2026:${time} +0200] "${request}" ${status} 12 "https://zoeken.example/?q=jan" "${agent}"`;
    const body = [
      line('10:00:00', 'GET /a?naam=jan HTTP/1.1'),
      line('10:29:00', 'GET /b HTTP/1.1'),
      line('11:30:00', 'GET /c/jan@bedrijf.example HTTP/1.1'),
      line('11:30:01', 'GET /x.png HTTP/1.1'),
      line('11:30:02', 'POST /a HTTP/1.1'),
      line('11:30:03', 'GET /weg HTTP/1.1', 404),
      line('11:30:04', 'GET /a HTTP/1.1', 200, 'Googlebot/2.1'),
      'geen logregel'
    ].join('\n');
    const account = await load(ACCESS_LOG, file('access.log', body), { source: 'loket' });
    expect(account).toMatchObject({ received: 8, accepted: 3, refused: 5 });
    const rows = await ask(
      'SELECT path, referrer, toUnixTimestamp64Milli(at) AS at, uniqExact(session) OVER () AS sessions, uniqExact(visitor) OVER () AS visitors FROM events ORDER BY at',
      {},
      z.object({
        path: z.string(),
        referrer: z.string(),
        at: z.coerce.number(),
        sessions: z.coerce.number(),
        visitors: z.coerce.number()
      })
    );
    expect(rows.map((row) => row.path)).toEqual(['/a', '/b', '/c/[e-mail]']);
    expect(rows[0]).toMatchObject({
      referrer: 'zoeken.example',
      at: Date.UTC(2026, 4, 17, 8),
      sessions: 2,
      visitors: 1
    });
    expect(JSON.stringify(await ask('SELECT * FROM events', {}, z.unknown()))).not.toContain('192.0.2.1');
  });

  test.skipIf(!isThere)('ten thousand real lines are all accounted for, as counted independently', async () => {
    const account = await load(ACCESS_LOG, LOG, { source: 'weblog' });
    // Oracle: plain string handling, written apart from the parser under test.
    const lines = readFileSync(LOG, 'utf8').trimEnd().split('\n');
    const methods = lines.filter((text) => text.split('"')[1]?.startsWith('GET ')).length;
    expect(lines).toHaveLength(10_000);
    expect(account.received).toBe(10_000);
    expect(account.accepted + account.duplicate + account.refused).toBe(10_000);
    expect(Object.values(account.reasons).reduce((sum, n) => sum + n, 0)).toBe(account.refused);
    const otherMethod = Object.entries(account.reasons).find(([reason]) => reason.endsWith('.method'))?.[1] ?? 0;
    const unparsed = Object.entries(account.reasons).find(([reason]) => reason.endsWith('.malformed'))?.[1] ?? 0;
    expect(otherMethod + unparsed).toBeGreaterThanOrEqual(10_000 - methods);
    expect(otherMethod).toBe(10_000 - methods);
    const failed = lines.filter(
      (text) => text.split('"')[1]?.startsWith('GET ') && !/^ (2\d\d|304) /.test(text.split('"')[2] ?? '')
    ).length;
    expect(Object.entries(account.reasons).find(([reason]) => reason.endsWith('.status'))?.[1]).toBe(failed);
    expect(await count('events')).toBe(account.accepted + account.duplicate);
    await expect(load(ACCESS_LOG, LOG, { source: 'weblog' })).rejects.toMatchObject({ code: 'already_imported' });
  });
});
