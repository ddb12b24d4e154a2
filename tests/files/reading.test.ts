import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { momentOf, text } from '#files/column.ts';
import { readTable } from '#files/reading.server.ts';
import type { Row } from '#files/table.ts';
import { run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { zip } from './zip.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-reading-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(
  name: string,
  body: string | Buffer | undefined,
  wanted?: readonly string[]
): Promise<{ header: string[]; rows: Row[] }> {
  const path = join(folder, name);
  if (body !== undefined) writeFileSync(path, body);
  const table = await readTable(path, name);
  try {
    const rows: Row[] = [];
    for await (const row of table.rows(wanted)) rows.push(row);
    return { header: table.header, rows };
  } finally {
    table.close();
  }
}

const sheet = (cells: string, workbook = '') =>
  zip({
    'xl/workbook.xml': `<workbook xmlns:r="r">${workbook}<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row><row r="4">${cells}</row></sheetData></worksheet>`
  });

describe('text', () => {
  test('the encoding is that of the whole file, however far down the first letter that tells stands', async () => {
    const body = `a;b\n${'gewone regel;x\n'.repeat(150_000)}caf\xe9;y\n`;
    const { rows } = await rowsOf('laat.csv', Buffer.from(body, 'latin1'));
    expect(rows.at(-1)?.cells).toEqual({ a: 'café', b: 'y' });
  });

  test('UTF-16, as Excel saves "Unicode text"', async () => {
    const { rows } = await rowsOf(
      'u.txt',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a\tb\r\ncafé\t1\r\n', 'utf16le')])
    );
    expect(rows).toEqual([{ line: 2, cells: { a: 'café', b: '1' } }]);
  });

  test('quotes within a cell, line ends within quotes, and lines counted as a person sees them', async () => {
    const { rows } = await rowsOf('q.csv', 'a,b\nBakker "De Zon",1\n\n"twee\nregels",2\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      { a: 'Bakker "De Zon"', b: '1' },
      { a: 'twee\nregels', b: '2' }
    ]);
    expect(rows[0]?.line).toBe(2);
  });

  test('a row with a cell too many is not read shifted; empty cells at its end do no harm', async () => {
    const { rows } = await rowsOf('t.csv', 'a;b\n1;2;3\n1;2;;\n1\n');
    expect(rows.map(({ wrong, cells }) => wrong?.code ?? cells)).toEqual([
      'too_many_cells',
      { a: '1', b: '2' },
      { a: '1', b: '' }
    ]);
  });
});

describe('NDJSON', () => {
  test('has the columns of all its first rows, and a broken line is one row', async () => {
    const { header, rows } = await rowsOf('n.ndjson', '{"a":1}\n{"a":2,"b":["x","y"]}\nniets\n{"a":3,"b":{"c":1}}\n');
    expect(header).toEqual(['a', 'b']);
    expect(rows.map(({ line, wrong }) => [line, wrong?.code])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 'not_an_object'],
      [4, undefined]
    ]);
    expect(text(rows[1]!.cells, { b: 'b' }, 'b')).toBe('x;y');
    expect(() => text(rows[3]!.cells, { b: 'b' }, 'b')).toThrow('is geen enkele waarde');
  });
});

describe('XLSX', () => {
  test('a day and time are the serial number Excel keeps; cells that are left out are empty', async () => {
    const { rows } = await rowsOf('s.xlsx', sheet('<c r="A4"><v>46204.604166666664</v></c>'));
    expect(rows[0]?.line).toBe(4);
    expect(momentOf(rows[0]!.cells, { a: 'a' }, 'a')).toBe(Date.UTC(2026, 6, 1, 12, 30));
    expect(rows[0]?.cells['b']).toBe('');
  });

  test('a number that lost digits is refused, not used', async () => {
    const { rows } = await rowsOf('r.xlsx', sheet('<c r="A4"><v>1.0000000200000000E19</v></c>'));
    expect(() => text(rows[0]!.cells, { a: 'a' }, 'a')).toThrow('afgerond');
  });

  test.each([
    ['datums vanaf 1904', sheet('', '<workbookPr date1904="1"/>')],
    ['beschadigd', sheet('<c r="ZZZZZZ4"><v>1</v></c>')],
    ['beschadigd', sheet('<c r="A4"><v>1</c>')],
    ['beschadigd', sheet('<c r="A4"><v>1</v></c>').subarray(0, 700)],
    ['oud Excel-bestand', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['ingepakt', gzipSync('a;b\n1;2\n')]
  ])('%s is said in a sentence', async (sentence, body) => {
    await expect(rowsOf('fout.xlsx', body)).rejects.toThrow(sentence);
  });
});

describe('what is no table', () => {
  const noise = Buffer.from(Array.from({ length: 400 }, (_, index) => 1 + ((index * 73) % 255)));
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const gone = 'CSV, Excel (.xlsx), NDJSON of Parquet';
  test.each([
    ['een PDF', 'verslag.pdf', Buffer.from('%PDF-1.4 hallo')],
    ['een PDF', 'verslag.csv', Buffer.from('%PDF-1.4 hallo')],
    ['geen tekst', 'ruis.xlsx', noise],
    ['geen tekst', 'nul.csv', Buffer.from('a;b\n1;\0\n')],
    ['geen Excel-werkmap', 'tekst.xlsx', Buffer.from('zomaar tekst')],
    ['geen Parquet-bestand', 'tekst.parquet', Buffer.from('a;b\n1;2\n')],
    ['een afbeelding', 'foto.csv', picture],
    ['een afbeelding', 'foto.csv', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['een webpagina', 'export.xls', Buffer.from('<html><table><tr><td>1')],
    ['ingepakt (ZIP)', 'brief.docx', zip({ 'word/document.xml': '<document/>' })],
    ['ingepakt (ZIP)', 'brief.xlsx', zip({ 'berichten.csv': 'a;b' })]
  ])('%s is refused at once with what can be given instead: %s', async (sentence, name, body) => {
    const reading = rowsOf(name, body);
    await expect(reading).rejects.toMatchObject({ code: 'file_unreadable', status: 400 });
    await expect(reading).rejects.toThrow(sentence);
    await expect(reading).rejects.toThrow(gone);
  });

  test('a workbook is no access log', async () => {
    const path = join(folder, 'werkmap.log');
    writeFileSync(path, sheet(''));
    await expect(readTable(path, 'werkmap.log', 'log')).rejects.toThrow('geen access log');
  });

  test('a table that only looks a little like it is read', async () => {
    for (const body of ['PK;naam\n1;x\n', `a;b\n${'regel;x\n'.repeat(20)}regel;\x0bx\n\x1a`, 'a;b\ncaf\xe9\x80;1\n'])
      expect((await rowsOf('wel.csv', Buffer.from(body, 'latin1'))).rows.length).toBeGreaterThan(0);
  });
});

describe('Parquet', () => {
  test('is read in groups, only the columns asked for; a day without a zone is a day in Amsterdam', async () => {
    const path = join(folder, 'g.parquet');
    await run(
      `INSERT INTO FUNCTION file('${path}', Parquet) SELECT concat('rij ', toString(number)) AS name, toDate('2026-07-01') AS day, toDateTime64('2026-07-01 10:00:00', 3, 'UTC') AS moment, number % 3 = 0 ? NULL : toString(number) AS empty, 'niet lezen' AS subject FROM numbers(25000)
       SETTINGS output_format_parquet_row_group_size = 10000, output_format_parquet_date_as_uint16 = 0, output_format_parquet_parallel_encoding = 0, max_block_size = 5000`
    );
    const { header, rows } = await rowsOf('g.parquet', undefined, ['name', 'day', 'moment', 'empty']);
    expect(header).toContain('subject');
    expect(rows).toHaveLength(25_000);
    expect(
      rows.every(
        ({ line, cells }, index) =>
          line === index + 2 &&
          cells['name'] === `rij ${index}` &&
          (cells['empty'] ?? null) === (index % 3 === 0 ? null : String(index))
      )
    ).toBe(true);
    expect(Object.keys(rows[0]!.cells)).not.toContain('subject');
    expect(momentOf(rows[0]!.cells, { day: 'day' }, 'day')).toBe(Date.UTC(2026, 5, 30, 22));
    expect(momentOf(rows[0]!.cells, { moment: 'moment' }, 'moment')).toBe(Date.UTC(2026, 6, 1, 10));
  });
});
