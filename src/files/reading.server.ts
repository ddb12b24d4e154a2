/** Reads CSV, NDJSON, XLSX, Parquet and plain lines as a stream of rows; memory does not grow with the file. */
import { CsvError, parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline, Transform, type Readable } from 'node:stream';
import { readParquet } from '#files/parquet.server.ts';
import {
  ACCEPTED,
  foreignOf,
  formatOf,
  separatorOf,
  WrongCell,
  type Cells,
  type Format,
  type Row,
  type Table
} from '#files/table.ts';
import { readXlsx } from '#files/xlsx.server.ts';
import { Refusal } from '#refusal.ts';

const START = 1_048_576;

async function startOfFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START), 0, START, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** By its mark, else UTF-8 when all of it is, else the encoding of older Windows programs: the first é can be far down. */
async function encodingOf(path: string, start: Buffer): Promise<string> {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: START }))
      decoder.decode(chunk as Buffer, { stream: true });
    return 'utf-8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'windows-1252';
    throw error;
  }
}

interface Text {
  stream: Readable;
  read: () => number;
  total: number;
  /** The first megabyte. */
  start: string;
}

async function textOf(path: string, bytes: Buffer): Promise<Text> {
  const { size } = await stat(path);
  const encoding = await encodingOf(path, bytes);
  const decoder = new TextDecoder(encoding);
  let read = 0;
  const decode = new Transform({
    transform(chunk: Buffer, _, done) {
      read += chunk.length;
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    }
  });
  // Either end closes the other; whoever reads the stream hears of an error.
  pipeline(createReadStream(path), decode, () => {});
  return {
    stream: decode,
    read: () => read,
    total: size,
    start: new TextDecoder(encoding).decode(bytes, { stream: true })
  };
}

/** Broken quotes make it unknown where rows begin: nothing of such a file can be trusted. */
function brokenCsv(error: unknown): never {
  if (!(error instanceof CsvError)) throw error;
  const line = typeof error['lines'] === 'number' ? ` (rond regel ${error['lines']})` : '';
  throw new Refusal(
    'file_unreadable',
    `Het CSV-bestand is niet te lezen: een aanhalingsteken (") begint wel maar eindigt niet${line}.`
  );
}

async function readCsv(path: string, start: Buffer): Promise<Table> {
  const text = await textOf(path, start);
  const delimiter = separatorOf(text.start.split(/\r?\n/, 1)[0] ?? '');
  const records = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    info: true,
    max_record_size: 1_000_000
  });
  pipeline(text.stream, records, () => {});
  const iterator = (records as AsyncIterable<{ record: string[]; info: { lines: number } }>)[Symbol.asyncIterator]();
  const first = await iterator.next().catch(brokenCsv);
  const header = first.done ? [] : first.value.record;
  return {
    header,
    read: text.read,
    total: text.total,
    close: () => void text.stream.destroy(),
    rows: async function* (wanted = header): AsyncGenerator<Row> {
      const places = header.map((name, place) => [name, place] as const).filter(([name]) => wanted.includes(name));
      for (;;) {
        const next = await iterator.next().catch(brokenCsv);
        if (next.done) return;
        const { record, info } = next.value;
        // A separator inside a text that was not quoted shifts all that follows; such a row would be read wrongly.
        if (record.length > header.length && record.slice(header.length).some((cell) => cell !== '')) {
          yield {
            line: info.lines,
            cells: {},
            wrong: new WrongCell('', 'too_many_cells', 'de rij heeft meer cellen dan de kop')
          };
        } else
          yield {
            line: info.lines,
            cells: Object.fromEntries(places.map(([name, place]) => [name, record[place] ?? '']))
          };
      }
    }
  };
}

async function* linesOf(stream: Readable): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) yield { line: ++line, text };
}

async function readLines(path: string, start: Buffer): Promise<Table> {
  const { stream, read, total } = await textOf(path, start);
  return {
    header: ['line'],
    read,
    total,
    close: () => void stream.destroy(),
    rows: async function* (): AsyncGenerator<Row> {
      for await (const { line, text } of linesOf(stream)) yield { line, cells: { line: text } };
    }
  };
}

function objectIn(text: string): Cells | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Cells) : undefined;
  } catch {
    return undefined;
  }
}

/** The columns are the names in the first megabyte: a sender may leave out what is empty in one row. */
async function readNdjson(path: string, bytes: Buffer): Promise<Table> {
  const { stream, read, total, start } = await textOf(path, bytes);
  const lines = start
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((text) => text.trim() !== '');
  // The last may be cut off by the end of what was read.
  const objects = lines
    .slice(0, bytes.length < START ? undefined : -1)
    .map(objectIn)
    .filter((cells) => cells !== undefined);
  if (objects.length === 0)
    throw new Refusal('file_unreadable', 'Het bestand heeft geen regels met elk een JSON-object.');
  return {
    header: [...new Set(objects.flatMap((cells) => Object.keys(cells)))],
    read,
    total,
    close: () => void stream.destroy(),
    rows: async function* (): AsyncGenerator<Row> {
      let broken: Row | undefined;
      for await (const { line, text } of linesOf(stream)) {
        if (text.trim() === '') continue;
        if (broken) yield broken;
        const cells = objectIn(line === 1 ? text.replace(/^\ufeff/, '') : text);
        broken = cells
          ? undefined
          : { line, cells: {}, wrong: new WrongCell('', 'not_an_object', 'de regel is geen JSON-object') };
        if (cells) yield { line, cells };
      }
      // One broken line is one row; at the end it means that the file was cut off, and nobody knows how much is missing.
      if (broken) throw new Refusal('file_unreadable', 'Het bestand is afgebroken: de laatste regel is niet compleet.');
    }
  };
}

/**
 * Opens a file as a table.
 * @throws Refusal file_empty | file_unreadable | file_too_large with the reason
 */
export async function readTable(path: string, filename: string, format?: Format): Promise<Table> {
  const start = await startOfFile(path);
  if (start.length === 0) throw new Refusal('file_empty', 'Het bestand is leeg.');
  const found = formatOf(filename, start);
  if (found === 'compressed')
    throw new Refusal('file_unreadable', `Het bestand is ingepakt. Pak het eerst uit. ${ACCEPTED}`);
  if (found === 'old_excel')
    throw new Refusal(
      'file_unreadable',
      'Dit is een oud Excel-bestand (.xls) of er zit een wachtwoord op. Bewaar het als .xlsx zonder wachtwoord.'
    );
  const isText = found !== 'xlsx' && found !== 'parquet';
  const foreign = isText ? foreignOf(filename, start) : format === 'log' ? 'geen access log' : undefined;
  if (foreign)
    throw new Refusal(
      'file_unreadable',
      `Dit bestand is ${foreign}. ${format === 'log' ? 'Kies het access log als tekstbestand.' : ACCEPTED}`
    );
  switch (format ?? found) {
    case 'csv':
      return readCsv(path, start);
    case 'ndjson':
      return readNdjson(path, start);
    case 'xlsx':
      return readXlsx(path);
    case 'parquet':
      return readParquet(path);
    case 'log':
      return readLines(path, start);
  }
}
