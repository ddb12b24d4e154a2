/** A pasted table of examples in the words of the page: what its headings and motives are called, and what is wrong with it. */
import type { Climber } from '#adoption/ladder.ts';
import {
  EXPECTED,
  MOST_ROWS,
  readTable,
  type Column,
  type Expected,
  type Row,
  type RowFault,
  type TableFault,
  type Wrong
} from '#motives/sample-table.ts';
import { SIGNALS } from '#motives/signal.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import { dimensionName } from '../../../adoption/steps.ts';
import { motiveName, signalName } from '../../words.ts';

const same = (word: string): string => word.trim().toLowerCase();

export const expectedName = (expected: Expected): string => motiveName(expected === 'unknown' ? undefined : expected);

/** By the word of the page, or the short one that stays the same in every language. */
function columnsOf(population: Climber): Map<string, Column> {
  const columns: [string, Column][] = [
    ...SIGNALS[population].flatMap(({ name: signal }): [string, Column][] => [
      [signal, { signal }],
      [signalName(signal), { signal }]
    ]),
    ...(['sector', 'size'] as const).flatMap((side): [string, Column][] => [
      [side, side],
      [dimensionName(side), side]
    ]),
    ['motive', 'expected'],
    [m.motives_motive(), 'expected']
  ];
  return new Map(columns.map(([word, column]) => [same(word), column]));
}

const MOTIVE_OF = (): Map<string, Expected> =>
  new Map(EXPECTED.flatMap((one) => [one, expectedName(one)].map((word): [string, Expected] => [same(word), one])));

const TABLE_FAULTS: Readonly<Record<TableFault, (given: { column: string; most: number }) => string>> = {
  column: m.rules_rows_fault_column,
  twice: m.rules_rows_fault_twice,
  empty: m.rules_rows_fault_empty,
  many: m.rules_rows_fault_many
};
const ROW_FAULTS: Readonly<Record<RowFault, (given: { column: string; value: string }) => string>> = {
  number: m.rules_rows_fault_number,
  motive: m.rules_rows_fault_motive,
  cells: m.rules_rows_fault_cells
};

export const wrongRow = ({ fault, column, value }: Wrong<RowFault>): string => ROW_FAULTS[fault]({ column, value });

/**
 * Rows of what was pasted; none where nothing was.
 * @throws Refusal table_wrong saying what is wrong with the whole
 */
export function rowsIn(population: Climber, text: string): Row[] {
  if (text.trim() === '') return [];
  const [columns, motives] = [columnsOf(population), MOTIVE_OF()];
  const read = readTable(
    text,
    (heading) => columns.get(same(heading)),
    (word) => motives.get(same(word))
  );
  if ('rows' in read) return read.rows;
  const { fault, column } = read.wrong;
  throw new Refusal('table_wrong', TABLE_FAULTS[fault]({ column, most: MOST_ROWS }));
}
