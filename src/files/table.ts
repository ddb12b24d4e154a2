/** A file as rows of named cells, whatever its format. */

/** A cell as the format gives it; text formats give text. */
export type Cell = string | number | bigint | boolean | Date | null;

export interface Row {
  /** As a person counts them: in a text file the line, elsewhere the row; the header is 1. */
  line: number;
  cells: Record<string, Cell>;
}

export interface Table {
  header: string[];
  rows: AsyncIterable<Row>;
  /** How much has been read, in a unit of the format, out of `total`. */
  read: () => number;
  total: number;
}

export const FORMATS = ['csv', 'xlsx', 'ndjson', 'parquet', 'log'] as const;
export type Format = (typeof FORMATS)[number];

/** The format by the first bytes, and by the name where those do not tell. */
export function formatOf(filename: string, start: Uint8Array): Format {
  const magic = String.fromCharCode(...start.subarray(0, 4));
  if (magic === 'PAR1') return 'parquet';
  if (magic.startsWith('PK')) return 'xlsx';
  if (/\.(ndjson|jsonl|json)$/i.test(filename) || magic.trimStart().startsWith('{')) return 'ndjson';
  return /\.log(\.\d+)?$/i.test(filename) ? 'log' : 'csv';
}

/** The separator of a CSV header: the one of ; , tab | that occurs most outside quotes. */
export function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = [';', ',', '\t', '|'].map((mark) => [mark, bare.split(mark).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
