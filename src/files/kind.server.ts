/** What a room hands over to have its files imported: the columns, and how a row is read. */
import type { Column, Mapping } from '#files/column.ts';
import type { Target } from '#files/staging.server.ts';
import type { Cells, Format } from '#files/table.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';

/** Reads the rows of one import; made anew for each, so it may keep what it saw. */
export interface RowReader {
  /**
   * The rows for the warehouse out of one row of the file, at least one.
   * @throws WrongCell when it is refused
   */
  read: (cells: Cells) => { target: Target; row: object }[];
}

export interface Kind {
  name: 'messages' | 'organisations' | 'access_log' | 'answers';
  columns: readonly Column[];
  format?: Format;
  /** @throws Refusal when nothing is known under the source's name */
  known?: (source: string) => Promise<void>;
  /** Told how the columns were understood when all of the file could be read. */
  understood?: (source: string, mapping: Mapping) => Promise<void>;
  /** For rows about organisations that the register should know. */
  organisations?: {
    /** Column of ours that names it. */
    column: string;
    /** @throws WrongCell when the row names none */
    of: (cells: Cells, mapping: Mapping) => Pseudonym;
    /** How many of these stand in the register; undefined when nothing does. */
    registered: (organisations: readonly Pseudonym[]) => Promise<number | undefined>;
  };
  /** What a person knows a row by, free of personal data; empty when there is nothing. */
  label?: (cells: Cells, mapping: Mapping) => string;
  reader: (given: {
    source: string;
    importId: string;
    now: number;
    mapping: Mapping;
  }) => RowReader | Promise<RowReader>;
}
