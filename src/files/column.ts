/** What an import expects of a column, how it is found by its name, and how a cell becomes a value. */
import { WrongCell, type Cells } from '#files/table.ts';
import { fromWallClock } from '#time/day.ts';
import { csv } from '#ui/csv.ts';

export interface Column {
  name: string;
  /** The name of all that a Dutch person would give it. */
  title: string;
  required: boolean;
  /** Other names under which people have it, lower case. */
  also: readonly string[];
  /** Words that are understood → what each stands for, or that it is a date; absent where a cell can hold anything. */
  words?: Readonly<Record<string, string>> | 'date';
  /** Cells of a small file to begin with: invented, and right as they are. */
  examples: readonly string[];
}

/** All names by which a column is found. */
export const namesOf = ({ name, also }: Column): string[] => [...new Set([name, ...also])];

/** A column as it is called in a sentence: in Dutch, with its technical name where that differs. */
export const called = ({ name, title }: Column): string => (title === name ? title : `${title} (${name})`);

/** A small file to begin with: CSV with the title of every column and the examples under it. */
export function template(columns: readonly Column[]): string {
  const rows = Math.max(...columns.map(({ examples }) => examples.length));
  const lines = [
    columns.map(({ title }) => title),
    ...Array.from({ length: rows }, (_, row) => columns.map(({ examples }) => examples[row] ?? ''))
  ];
  return csv(lines);
}

/** Column of ours → column of the file. */
export type Mapping = Readonly<Record<string, string>>;

const plain = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '');

/** Finds each column by its name or another name for it. */
export function guess(columns: readonly Column[], header: readonly string[]): Mapping {
  const found: Record<string, string> = {};
  for (const column of columns) {
    const names = namesOf(column).map(plain);
    const match = names
      .map((name) => header.find((title) => plain(title) === name))
      .find((title) => title !== undefined);
    if (match !== undefined) found[column.name] = match;
  }
  return found;
}

/** Numbers above this have lost digits: a spreadsheet keeps fifteen. */
const EXACT = 999_999_999_999_999;

/** A cell as trimmed text, a list as its values with semicolons; empty when the file has no such column. */
export function text(cells: Cells, mapping: Mapping, column: string): string {
  const title = mapping[column];
  const cell = title === undefined ? undefined : cells[title];
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell.trim();
  if (typeof cell === 'number' && Math.abs(cell) > EXACT)
    throw new WrongCell(column, 'rounded', 'is als getal bewaard en daardoor afgerond; maak er tekst van');
  if (cell instanceof Date) return cell.toISOString();
  if (Array.isArray(cell))
    return cell.map((value) => text({ value: value as Cells[string] }, { [column]: 'value' }, column)).join(';');
  if (typeof cell === 'object') throw new WrongCell(column, 'not_a_value', 'is geen enkele waarde');
  return String(cell).trim();
}

export function required(cells: Cells, mapping: Mapping, column: string): string {
  const value = text(cells, mapping, column);
  if (value === '') throw new WrongCell(column, 'empty', 'is leeg');
  return value;
}

const DUTCH = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]+(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
/** Excel counts days from 30-12-1899 (its year 1900 has a day too many); serials outside 1990–2100 are no dates here. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);

/**
 * A moment in milliseconds out of a cell: ISO 8601, d-m-yyyy with or without a time, an Excel serial number or a date.
 * Without a zone it is Amsterdam's clock. Undefined for an empty cell.
 * @throws WrongCell
 */
export function momentOf(cells: Cells, mapping: Mapping, column: string): number | undefined {
  const title = mapping[column];
  const cell = title === undefined ? undefined : cells[title];
  if (cell instanceof Date) return cell.getTime();
  const value = text(cells, mapping, column);
  if (value === '') return undefined;
  if (ZONED.test(value)) return Date.parse(value);
  const local = LOCAL.exec(value);
  const dutch = local ? null : DUTCH.exec(value);
  const [year, month, day, ...time] = local
    ? local.slice(1)
    : dutch
      ? [dutch[3], dutch[2], dutch[1], ...dutch.slice(4)]
      : [];
  if (year !== undefined) {
    const [hour = 0, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), hour, minute, second);
    const back = new Date(wall);
    if (
      back.getUTCDate() !== Number(day) ||
      back.getUTCMonth() !== Number(month) - 1 ||
      hour > 23 ||
      minute > 59 ||
      second > 59
    )
      throw new WrongCell(column, 'no_such_date', 'is geen bestaande datum');
    return fromWallClock(wall);
  }
  const serial = Number(value.replace(',', '.'));
  if (serial > 32_874 && serial < 73_051) return fromWallClock(EXCEL_EPOCH + Math.round(serial * 86_400) * 1000);
  throw new WrongCell(column, 'not_a_date', 'is geen datum (zoals 31-12-2026 of 2026-12-31 14:30)');
}
