/** The first sheet of an XLSX file (ECMA-376) as a stream of rows; only the table of shared texts is kept in memory. */
import { SaxesParser } from 'saxes';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ACCEPTED, type Cell, type Row, type Table } from '#files/table.ts';
import { Refusal } from '#refusal.ts';

/** Texts shared between cells, together; more is a file that was made to exhaust memory. */
const SHARED_LIMIT = 500_000_000;

/** The widest a sheet can be; a cell beyond it is made up. */
const WIDEST = 16_384;

function unreadable(): never {
  throw new Refusal(
    'file_unreadable',
    'De Excel-werkmap is beschadigd of niet compleet. Bewaar of upload haar opnieuw.'
  );
}

/** Faults of the container and of the XML in it are all the same to a person: the file is damaged. */
function damaged(error: unknown): never {
  if (error instanceof Refusal) throw error;
  unreadable();
}

interface Zip {
  entries: Map<string, yauzl.Entry>;
  stream: (entry: yauzl.Entry) => Promise<Readable>;
  close: () => void;
}

function openZip(path: string): Promise<Zip> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) return reject(error);
      const entries = new Map<string, yauzl.Entry>();
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.on('error', reject);
      zip.on('end', () =>
        resolve({
          entries,
          stream: (entry) =>
            new Promise((done, failed) =>
              zip.openReadStream(entry, (fault, stream) => (fault ? failed(fault) : done(stream)))
            ),
          close: () => zip.close()
        })
      );
      zip.readEntry();
    });
  });
}

type Tag = { name: string; attributes: Record<string, string> };

/** Feeds a part of the file to a parser piece by piece; yields after each piece so that rows leave as they come. */
async function* pieces(
  zip: Zip,
  name: string,
  on: { open?: (tag: Tag) => void; text?: (text: string) => void; close?: (name: string) => void }
): AsyncGenerator<number> {
  const entry = zip.entries.get(name);
  if (!entry) throw new Refusal('file_unreadable', `Het bestand mist het onderdeel ${name}; is het een Excel-werkmap?`);
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  // Namespace prefixes differ between programs that write these files; the names after them do not.
  const local = (full: string) => full.slice(full.indexOf(':') + 1);
  parser.on('opentag', ({ name: full, attributes }) =>
    on.open?.({ name: local(full), attributes: attributes as Record<string, string> })
  );
  parser.on('text', (text) => on.text?.(text));
  parser.on('closetag', ({ name: full }) => on.close?.(local(full)));
  const decoder = new TextDecoder();
  for await (const chunk of await zip.stream(entry)) {
    parser.write(decoder.decode(chunk as Buffer, { stream: true }));
    yield (chunk as Buffer).length;
  }
  parser.close();
}

async function sharedTexts(zip: Zip): Promise<string[]> {
  if (!zip.entries.has('xl/sharedStrings.xml')) return [];
  const texts: string[] = [];
  let text = '';
  let inside = false;
  let size = 0;
  for await (const _ of pieces(zip, 'xl/sharedStrings.xml', {
    open: ({ name }) => {
      if (name === 'si') text = '';
      inside = name === 't';
    },
    text: (part) => {
      if (inside) text += part;
    },
    close: (name) => {
      if (name === 't') inside = false;
      if (name === 'si') {
        size += text.length;
        texts.push(text);
      }
    }
  })) {
    if (size > SHARED_LIMIT)
      throw new Refusal('file_too_large', 'De werkmap bevat te veel tekst. Sla het blad op als CSV.');
  }
  return texts;
}

/** Column number, from 0, of a reference such as AB12. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/\d+$/, '')) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

async function firstSheet(zip: Zip): Promise<string> {
  // A Word file and a folder that was packed begin with the same bytes.
  if (![...zip.entries.keys()].some((name) => name.startsWith('xl/')))
    throw new Refusal('file_unreadable', `Dit bestand is ingepakt (ZIP), maar geen Excel-werkmap. ${ACCEPTED}`);
  const sheets = [...zip.entries.keys()].filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name));
  let relation = '';
  let target = '';
  if (zip.entries.has('xl/workbook.xml') && zip.entries.has('xl/_rels/workbook.xml.rels')) {
    for await (const _ of pieces(zip, 'xl/workbook.xml', {
      open: ({ name, attributes }) => {
        if (name === 'sheet') relation ||= attributes['r:id'] ?? '';
        if (name === 'workbookPr' && /^(1|true)$/.test(attributes['date1904'] ?? '')) {
          throw new Refusal(
            'file_unreadable',
            'De werkmap telt datums vanaf 1904 (oude Mac). Zet dat uit in Excel of bewaar het blad als CSV.'
          );
        }
      }
    }));
    for await (const _ of pieces(zip, 'xl/_rels/workbook.xml.rels', {
      open: ({ name, attributes }) =>
        void (name === 'Relationship' && attributes['Id'] === relation && (target = attributes['Target'] ?? ''))
    }));
  }
  const named = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  const found = zip.entries.has(named) ? named : sheets.sort()[0];
  if (!found) throw new Refusal('file_unreadable', 'De werkmap heeft geen blad.');
  return found;
}

async function* sheetRows(
  zip: Zip,
  sheet: string,
  shared: readonly string[],
  count: (bytes: number) => void
): AsyncGenerator<{ line: number; cells: Cell[] }> {
  const ready: { line: number; cells: Cell[] }[] = [];
  let cells: Cell[] = [];
  let line = 0;
  let column = -1;
  let type = '';
  let text = '';
  let inside = false;
  for await (const bytes of pieces(zip, sheet, {
    open: ({ name, attributes }) => {
      if (name === 'row') {
        cells = [];
        column = -1;
        line = Number(attributes['r'] ?? line + 1);
      } else if (name === 'c') {
        column = attributes['r'] ? columnOf(attributes['r']) : column + 1;
        if (!(column >= 0 && column < WIDEST)) unreadable();
        type = attributes['t'] ?? '';
        text = '';
      } else if (name === 'v' || name === 't') inside = true;
    },
    text: (part) => {
      if (inside) text += part;
    },
    close: (name) => {
      if (name === 'v' || name === 't') inside = false;
      else if (name === 'c') {
        if (text !== '')
          cells[column] =
            type === 's'
              ? (shared[Number(text)] ?? '')
              : type === 'b'
                ? text === '1'
                : type === '' || type === 'n'
                  ? Number(text)
                  : text;
      } else if (name === 'row') ready.push({ line, cells });
    }
  })) {
    count(bytes);
    yield* ready.splice(0);
  }
  yield* ready;
}

/**
 * The first row is the header.
 * @throws Refusal file_unreadable | file_too_large
 */
export async function readXlsx(path: string): Promise<Table> {
  const zip = await openZip(path).catch(damaged);
  let read = 0;
  try {
    const sheet = await firstSheet(zip);
    const shared = await sharedTexts(zip);
    const rows = sheetRows(zip, sheet, shared, (bytes) => (read += bytes));
    const first = await rows.next();
    const header = first.done ? [] : Array.from(first.value.cells, (cell) => String(cell ?? '').trim());
    return {
      header,
      read: () => read,
      total: zip.entries.get(sheet)?.uncompressedSize ?? 0,
      close: () => zip.close(),
      rows: async function* (): AsyncGenerator<Row> {
        for (;;) {
          const next = await rows.next().catch(damaged);
          if (next.done) return;
          const { line, cells } = next.value;
          if (cells.some((cell) => cell !== '' && cell !== undefined && cell !== null))
            yield { line, cells: Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])) };
        }
      }
    };
  } catch (error) {
    zip.close();
    damaged(error);
  }
}
