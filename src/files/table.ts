/** A file as rows of named cells, whatever its format. */

/** A cell as the format gives it; text formats give text. What is no single value is refused where it is used. */
export type Cell = string | number | bigint | boolean | Date | null | object;
export type Cells = Readonly<Record<string, Cell>>;

/** Why a row is refused; never holds the value, because that can be personal data. */
export class WrongCell extends Error {
  /** Column of ours, empty when the whole row is wrong. */
  readonly column: string;
  /** For programs, and for the same sentence in another language. */
  readonly code: string;
  constructor(column: string, code: string, reason: string) {
    super(reason);
    this.column = column;
    this.code = code;
  }
}

export interface Row {
  /** As a person counts them: in a text file the line, elsewhere the row; the header is 1. */
  line: number;
  cells: Cells;
  /** Set when the row itself cannot be read; the cells are empty then. */
  wrong?: WrongCell;
}

export interface Table {
  header: string[];
  /** @param wanted columns that are needed; a format that can skip others does */
  rows: (wanted?: readonly string[]) => AsyncIterable<Row>;
  /** How much has been read, in a unit of the format, out of `total`. */
  read: () => number;
  total: number;
  /** Lets go of the file, read to the end or not. */
  close: () => void;
}

export const FORMATS = ['csv', 'xlsx', 'ndjson', 'parquet', 'log'] as const;
export type Format = (typeof FORMATS)[number];

/** What a person can give instead, as the end of a refusal. */
export const ACCEPTED = 'Kies een bestand in CSV, Excel (.xlsx), NDJSON of Parquet.';

/** Files that are no table, by how they begin (as Latin-1), and what a person calls them. */
const FOREIGN: readonly (readonly [begin: RegExp, what: string])[] = [
  [/^[\s\xef\xbb\xbf]*%PDF-/, 'een PDF'],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*|MM\*)/, 'een afbeelding'],
  [/^\{\\rtf/, 'een tekstdocument'],
  [/^[\s\xef\xbb\xbf]*<(?:!doctype|!--|\?xml|html|svg|table)/i, 'een webpagina of XML']
];

/** White space, and the end of a file as DOS marks it. */
const PLAIN_CONTROLS = [9, 10, 12, 13, 26];

/** Whether bytes are no text: with a NUL, or more control characters than one in a hundred. UTF-16 goes by its mark. */
function isBinary(start: Uint8Array): boolean {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) return false;
  let odd = 0;
  for (const byte of start) {
    if (byte === 0) return true;
    if ((byte < 32 || byte === 127) && !PLAIN_CONTROLS.includes(byte)) odd++;
  }
  return odd > start.length / 100;
}

/** What a file that passes for text is instead, as the middle of a sentence; undefined when it may be a table. */
export function foreignOf(filename: string, start: Uint8Array): string | undefined {
  const begin = String.fromCharCode(...start.subarray(0, 1024));
  const known = FOREIGN.find(([mark]) => mark.test(begin))?.[1];
  if (known) return known;
  if (isBinary(start)) return 'geen tekst en geen tabel';
  const name = /\.(?:xls[xmb]|parquet)$/i.exec(filename)?.[0].toLowerCase();
  return name && `geen ${name === '.parquet' ? 'Parquet-bestand' : 'Excel-werkmap'}, al heet het wel ${name}`;
}

/** What a file is by its first bytes, and by its name where those do not tell. */
export function formatOf(filename: string, start: Uint8Array): Format | 'old_excel' | 'compressed' {
  const magic = String.fromCharCode(...start.subarray(0, 4));
  if (magic === 'PAR1') return 'parquet';
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return 'xlsx';
  if (magic === '\xd0\xcf\x11\xe0') return 'old_excel';
  if (magic.startsWith('\x1f\x8b')) return 'compressed';
  if (/\.(ndjson|jsonl|json)$/i.test(filename) || magic.trimStart().startsWith('{')) return 'ndjson';
  return /\.log(\.\d+)?$/i.test(filename) ? 'log' : 'csv';
}

/** The separator of a CSV header: the one of ; , tab | that occurs most outside quotes. */
export function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = [';', ',', '\t', '|'].map((mark) => [mark, bare.split(mark).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
