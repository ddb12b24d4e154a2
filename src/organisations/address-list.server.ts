/** Lists of organisations that staff keep themselves, with numbers and addresses: read for what is asked of them, and not kept. */
import { guess, text, type Mapping } from '#files/column.ts';
import { readTable } from '#files/reading.server.ts';
import { WrongCell, type Cell, type Cells } from '#files/table.ts';
import { noRows } from '#files/understanding.server.ts';
import { ORGANISATION_COLUMNS, referenceIn } from '#organisations/organisation.ts';
import { Refusal } from '#refusal.ts';
import { organisationKey, type Pseudonym } from '#store/pseudonym.server.ts';
import { dayOf } from '#time/day.ts';

/** Bytes, because a form with a file is kept in memory. */
export const LIST_LIMIT = 50_000_000;

export interface Listed {
  /** The row as it stands in the file, by column. */
  cells: Record<string, string>;
  organisation: Pseudonym;
}

export interface AddressList {
  header: string[];
  rows: Listed[];
  received: number;
  /** Rows without a number that can be one. */
  refused: number;
}

const shown = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? '' : cell instanceof Date ? dayOf(cell.getTime()) : String(cell);

const REFERENCE = ORGANISATION_COLUMNS.filter(({ name }) => name === 'reference');

/** Which column holds the numbers. */
export function numberColumn(header: readonly string[], given: string): Mapping {
  const title = given === '' ? guess(REFERENCE, header)['reference'] : header.find((one) => one === given);
  if (title === undefined)
    throw new Refusal(
      'column_missing',
      `We vinden geen kolom met KvK-nummers. Noem haar bij ‘Kolom met het nummer’. Gevonden: ${header.slice(0, 30).join(', ')}.`
    );
  return { reference: title };
}

/** Whose number a row has; undefined where it has none that can be one. */
export function organisationIn(cells: Cells, mapping: Mapping): Pseudonym | undefined {
  try {
    return text(cells, mapping, 'reference') === ''
      ? undefined
      : organisationKey(referenceIn(cells, mapping, 'reference'));
  } catch (error) {
    if (error instanceof WrongCell) return undefined;
    throw error;
  }
}

/**
 * @param column with the numbers; empty to find it by its name
 * @throws Refusal column_missing | file_unreadable | file_empty
 */
export async function readList(path: string, filename: string, column: string): Promise<AddressList> {
  const table = await readTable(path, filename);
  try {
    const mapping = numberColumn(table.header, column);
    const list: AddressList = { header: table.header, rows: [], received: 0, refused: 0 };
    for await (const { cells, wrong } of table.rows()) {
      list.received++;
      const organisation = wrong ? undefined : organisationIn(cells, mapping);
      if (organisation === undefined) list.refused++;
      else
        list.rows.push({
          organisation,
          cells: Object.fromEntries(table.header.map((title) => [title, shown(cells[title])]))
        });
    }
    if (list.received === 0) throw noRows();
    return list;
  } finally {
    table.close();
  }
}
