/** Reads CSV, NDJSON, XLSX, Parquet and plain lines as a stream of rows; memory does not grow with the file. */
import { parse } from 'csv-parse';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Transform, type Readable } from 'node:stream';
import { formatOf, separatorOf, type Cell, type Format, type Row, type Table } from '#files/table.ts';
import { readXlsx } from '#files/xlsx.server.ts';
import { Refusal } from '#refusal.ts';

const START = 65_536;

async function startOfFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START), 0, START, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** UTF-8 unless the start cannot be; then the encoding of older Windows programs. A cut character at the end does not count. */
function encodingOf(start: Buffer): 'utf-8' | 'windows-1252' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start.subarray(0, start.length < START ? start.length : START - 4), { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

interface Text {
  stream: Readable;
  read: () => number;
  total: number;
}

async function textOf(path: string, start: Buffer): Promise<Text> {
  const { size } = await stat(path);
  const decoder = new TextDecoder(encodingOf(start));
  let read = 0;
  const decode = new Transform({
    readableObjectMode: false,
    transform(chunk: Buffer, _, done) {
      read += chunk.length;
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    }
  });
  const source = createReadStream(path);
  source.on('error', (error) => decode.destroy(error));
  return { stream: source.pipe(decode), read: () => read, total: size };
}

function unreadable(error: unknown): never {
  if (error instanceof Refusal) throw error;
  throw new Refusal('file_unreadable', `Het bestand is niet te lezen: ${error instanceof Error ? error.message : String(error)}`);
}

async function readCsv(path: string, start: Buffer): Promise<Table> {
  const firstLine = new TextDecoder(encodingOf(start)).decode(start).split(/\r?\n/, 1)[0] ?? '';
  const text = await textOf(path, start);
  const records = text.stream.pipe(
    parse({ delimiter: separatorOf(firstLine), bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, info: true, max_record_size: 1_000_000 })
  );
  text.stream.on('error', (error) => records.destroy(error));
  const iterator = (records as AsyncIterable<{ record: string[]; info: { lines: number } }>)[Symbol.asyncIterator]();
  const first = await iterator.next().catch(unreadable);
  const header = first.done ? [] : first.value.record.map((name) => name.trim());
  return {
    header,
    read: text.read,
    total: text.total,
    rows: (async function* (): AsyncGenerator<Row> {
      for (;;) {
        const next = await iterator.next().catch(unreadable);
        if (next.done) return;
        const { record, info } = next.value;
        yield { line: info.lines, cells: Object.fromEntries(header.map((name, index) => [name, record[index] ?? ''])) };
      }
    })()
  };
}

async function readLines(path: string, start: Buffer): Promise<Table> {
  const text = await textOf(path, start);
  return {
    header: ['line'],
    read: text.read,
    total: text.total,
    rows: (async function* (): AsyncGenerator<Row> {
      let line = 0;
      for await (const value of createInterface({ input: text.stream, crlfDelay: Infinity })) yield { line: ++line, cells: { line: value } };
    })()
  };
}

const NdjsonRefused = 'Elke regel moet een JSON-object zijn.';

async function readNdjson(path: string, start: Buffer): Promise<Table> {
  const parseLine = (text: string, line: number): Record<string, Cell> => {
    try {
      const value: unknown = JSON.parse(text);
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, Cell>;
    } catch {
      // Told below, with the line.
    }
    throw new Refusal('file_unreadable', `Regel ${line}: ${NdjsonRefused}`);
  };
  const first = new TextDecoder().decode(start).split(/\r?\n/).find((text) => text.trim() !== '') ?? '{}';
  const lines = await readLines(path, start);
  return {
    ...lines,
    header: Object.keys(parseLine(first, 1)),
    rows: (async function* (): AsyncGenerator<Row> {
      for await (const { line, cells } of lines.rows) {
        const text = String(cells['line']);
        if (text.trim() !== '') yield { line, cells: parseLine(text, line) };
      }
    })()
  };
}

async function readParquet(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch(unreadable);
  const total = Number(metadata.num_rows);
  let read = 0;
  return {
    header: parquetSchema(metadata).children.map((child) => child.element.name),
    read: () => read,
    total,
    rows: (async function* (): AsyncGenerator<Row> {
      // A group of rows at a time: that is the unit in which the format can be read.
      for (const group of metadata.row_groups) {
        const end = read + Number(group.num_rows);
        const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: read, rowEnd: end }).catch(unreadable);
        for (const cells of rows) yield { line: ++read + 1, cells: cells as Record<string, Cell> };
      }
    })()
  };
}

/**
 * Opens a file as a table.
 * @throws Refusal file_unreadable with the reason
 */
export async function readTable(path: string, filename: string, format?: Format): Promise<Table> {
  const start = await startOfFile(path);
  if (start.length === 0) throw new Refusal('file_empty', 'Het bestand is leeg.');
  switch (format ?? formatOf(filename, start)) {
    case 'csv':
      return readCsv(path, start);
    case 'ndjson':
      return readNdjson(path, start);
    case 'xlsx':
      return readXlsx(path).catch(unreadable);
    case 'parquet':
      return readParquet(path);
    case 'log':
      return readLines(path, start);
  }
}
