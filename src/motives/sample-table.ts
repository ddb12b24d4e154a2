/** Several invented organisations to try rules on, pasted as a table: a row each, a column for each thing that happened. */
import { MOTIVES } from '#surveys/motive.ts';
import type { Sample, Trial } from '#motives/sample.ts';

/** What a column holds: how often a signal was there, what kind of organisation, or the motive that whoever made the row expects. */
export type Column = { signal: string } | 'sector' | 'size' | 'expected';

/** The motive that should come out; unknown is that none should. */
export const EXPECTED = [...MOTIVES, 'unknown'] as const;
export type Expected = (typeof EXPECTED)[number];

/** Why a table cannot be read, or a row of it: about which column, and what stands there. */
export type TableFault = 'column' | 'twice' | 'empty' | 'many';
export type RowFault = 'number' | 'motive' | 'cells';
export interface Wrong<Fault> {
  fault: Fault;
  column: string;
  value: string;
}

/** A row of the table, by its line in what was pasted, counted from 1. */
export type Row = { line: number } & ({ sample: Sample; expected: Expected | undefined } | { wrong: Wrong<RowFault> });

/** Rows that are tried at once. */
export const MOST_ROWS = 200;

const WHOLE = /^\d{1,6}$/;
/** What stands in a fault, which is said again on the page. */
const SHORT = 40;

/** Whatever the headings are apart by; a table out of a spreadsheet has tabs. */
const separatorOf = (header: string): string => ['\t', ';', ','].find((one) => header.includes(one)) ?? '\t';

const cellsOf = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .slice(0, 200)
  );

function rowOf(
  cells: readonly string[],
  columns: readonly { heading: string; column: Column }[],
  motiveOf: (word: string) => Expected | undefined
): { sample: Sample; expected: Expected | undefined } | { wrong: Wrong<RowFault> } {
  const wrong = (fault: RowFault, column: string, value: string) => ({
    wrong: { fault, column, value: value.slice(0, SHORT) }
  });
  if (cells.length > columns.length) return wrong('cells', '', String(cells.length));
  const signals: Record<string, number> = {};
  const kind = { sector: '', size: '' };
  let expected: Expected | undefined;
  for (const [place, { heading, column }] of columns.entries()) {
    const cell = cells[place] ?? '';
    // What is left empty never happened, and is not expected to be anything.
    if (cell === '') continue;
    if (column === 'sector' || column === 'size') kind[column] = cell;
    else if (column === 'expected') {
      expected = motiveOf(cell);
      if (!expected) return wrong('motive', heading, cell);
    } else if (WHOLE.test(cell)) signals[column.signal] = Number(cell);
    else return wrong('number', heading, cell);
  }
  return { sample: { signals, ...kind }, expected };
}

/**
 * Reads a table whose first line names its columns; separated by tabs, semicolons or commas. Empty lines do not count.
 * @param columnOf which column a heading means
 * @param motiveOf which motive a word means
 * @returns rows, each read or with what is wrong with it; or what is wrong with the whole
 */
export function readTable(
  text: string,
  columnOf: (heading: string) => Column | undefined,
  motiveOf: (word: string) => Expected | undefined
): { rows: Row[] } | { wrong: Wrong<TableFault> } {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: index + 1, text: line }));
  const [header, ...rest] = lines.filter((one) => one.text.trim() !== '');
  const wrong = (fault: TableFault, column = '') => ({ wrong: { fault, column: column.slice(0, SHORT), value: '' } });
  if (!header || rest.length === 0) return wrong('empty');
  if (rest.length > MOST_ROWS) return wrong('many');
  const separator = separatorOf(header.text);
  const columns: { heading: string; column: Column }[] = [];
  for (const heading of cellsOf(header.text, separator)) {
    const column = columnOf(heading);
    if (!column) return wrong('column', heading);
    if (columns.some((one) => JSON.stringify(one.column) === JSON.stringify(column))) return wrong('twice', heading);
    columns.push({ heading, column });
  }
  return {
    rows: rest.map(({ line, text: own }) => ({ line, ...rowOf(cellsOf(own, separator), columns, motiveOf) }))
  };
}

/** Whether it came out as expected; undefined where nothing was. Having to is beside the others, and may be there with any of them. */
export function isAsExpected({ main, isObliged }: Trial, expected: Expected | undefined): boolean | undefined {
  if (expected === undefined) return undefined;
  if (expected === 'moeten') return isObliged;
  return main === (expected === 'unknown' ? undefined : expected);
}
