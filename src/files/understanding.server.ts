/** How the columns of a file are understood: by a person before, by their names, and whether that can be right. */
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { called, guess, type Mapping } from '#files/column.ts';
import type { Kind } from '#files/kind.server.ts';
import { readTable } from '#files/reading.server.ts';
import { WrongCell, type Cells } from '#files/table.ts';
import { Refusal } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';

const fits = (mapping: Mapping, header: readonly string[]) =>
  Object.values(mapping).every((title) => header.includes(title));

/** As a person settled it for this source before, when the file still has those columns; else by their names. */
export async function understand(kind: Kind, source: string, header: readonly string[]): Promise<Mapping> {
  const [last] = await (
    await register()
  )
    .select({ mapping: imports.mapping })
    .from(imports)
    .where(and(eq(imports.kind, kind.name), eq(imports.source, source), eq(imports.status, 'done')))
    .orderBy(desc(imports.startedAt))
    .limit(1);
  return last && Object.keys(last.mapping).length > 0 && fits(last.mapping, header)
    ? last.mapping
    : guess(kind.columns, header);
}

/** A short name, as it stands in addresses and files. */
const Source = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

/** @throws Refusal source_wrong, or what the kind says of a source it does not know */
export async function checkSource(kind: Kind, source: string): Promise<void> {
  if (!Source.safeParse(source).success)
    throw new Refusal('source_wrong', 'De bron is een korte naam van kleine letters, cijfers en streepjes.');
  await kind.known?.(source);
}

/** Organisations about which the register is asked, at most: they fit in the address of one question. */
const LOOKED_AT = 200;

/** The first organisations that rows are about, and whether the register knows any of them: a wrong column shows by that. */
export class Strangers {
  readonly #kind: Kind;
  readonly #mapping: Mapping;
  readonly #seen = new Set<Pseudonym>();

  constructor(kind: Kind, mapping: Mapping) {
    this.#kind = kind;
    this.#mapping = mapping;
  }

  /** @throws WrongCell when the row names no organisation */
  add(cells: Cells): void {
    if (this.#kind.organisations && this.#seen.size < LOOKED_AT)
      this.#seen.add(this.#kind.organisations.of(cells, this.#mapping));
  }

  /** How many organisations there were when none of them stands in the register; 0 when one does, or nothing does. */
  async count(): Promise<number> {
    if (!this.#kind.organisations || this.#seen.size === 0) return 0;
    return (await this.#kind.organisations.registered([...this.#seen])) === 0 ? this.#seen.size : 0;
  }
}

/** Of a file in which nothing stands but its columns. */
export const noRows = (): Refusal =>
  new Refusal('file_empty', 'Dit bestand heeft geen rijen: alleen de namen van de kolommen staan erin.');

/** Rows that a person sees before importing. */
const SHOWN = 5;

/**
 * What a file holds, for a person to check before importing: its columns, how they are understood, its first rows, and
 * of how many organisations in those the register knows none (0 when it knows one).
 * @param given how a person understands the columns; else as the last time for this source, or by their names
 * @throws Refusal source_wrong | file_unreadable | file_empty, or what the kind says of a source it does not know
 */
export async function preview(
  kind: Kind,
  source: string,
  path: string,
  filename: string,
  given?: Mapping
): Promise<{ header: string[]; mapping: Mapping; rows: Record<string, string>[]; strangers: number }> {
  await checkSource(kind, source);
  const table = await readTable(path, filename, kind.format);
  try {
    const mapping = given ?? (await understand(kind, source, table.header));
    const strangers = new Strangers(kind, mapping);
    const rows: Record<string, string>[] = [];
    for await (const { cells } of table.rows()) {
      rows.push(Object.fromEntries(table.header.map((title) => [title, String(cells[title] ?? '').slice(0, 200)])));
      try {
        strangers.add(cells);
      } catch (error) {
        if (!(error instanceof WrongCell)) throw error;
      }
      if (rows.length === SHOWN) break;
    }
    if (rows.length === 0) throw noRows();
    return { header: table.header, mapping, rows, strangers: await strangers.count() };
  } finally {
    table.close();
  }
}

/**
 * The part of a mapping that the file has.
 * @throws Refusal column_missing | column_twice
 */
export function checked(kind: Kind, mapping: Mapping, header: readonly string[]): Mapping {
  const present = Object.fromEntries(Object.entries(mapping).filter(([, title]) => header.includes(title)));
  const missing = kind.columns.filter(({ name, required }) => required && present[name] === undefined).map(called);
  if (missing.length > 0) {
    throw new Refusal(
      'column_missing',
      `Het bestand mist verplichte kolommen: ${missing.join(', ')}. Gevonden: ${header.slice(0, 30).join(', ')}.`
    );
  }
  const twice = Object.values(present).find((title) => header.indexOf(title) !== header.lastIndexOf(title));
  if (twice !== undefined)
    throw new Refusal('column_twice', `De kolom ‘${twice}’ komt twee keer voor. Geef elke kolom een eigen naam.`);
  return present;
}
