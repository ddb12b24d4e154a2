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

/** What a file is by its first bytes, and by its name where those do not tell. */
export function formatOf(filename: string, start: Uint8Array): Format | 'old_excel' | 'compressed' {
  const magic = String.fromCharCode(...start.subarray(0, 4));
  if (magic === 'PAR1') return 'parquet';
  if (magic.startsWith('PK')) return 'xlsx';
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
