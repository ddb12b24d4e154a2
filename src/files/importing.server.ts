/**
 * How any file is imported: read as a stream, each row accepted or refused with its reason, staged, and published together
 * when all of it was read. Nothing is half imported; the same file again changes nothing.
 */
import { and, desc, eq, inArray } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { guess, type Column, type Mapping } from '#files/column.ts';
import { prepare } from '#files/folder.server.ts';
import { readTable } from '#files/reading.server.ts';
import { Refusals } from '#files/refusals.server.ts';
import { clear, counted, publish, Stage, type Target } from '#files/staging.server.ts';
import { WrongCell, type Cells, type Format, type Table } from '#files/table.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { dayOf } from '#time/day.ts';

/** Reads the rows of one import; made anew for each, so it may keep what it saw. */
export interface RowReader {
  /**
   * The rows for the warehouse out of one row of the file, at least one.
   * @throws WrongCell when it is refused
   */
  read: (cells: Cells) => { target: Target; row: object }[];
}

export interface Kind {
  name: 'messages' | 'organisations' | 'access_log';
  columns: readonly Column[];
  format?: Format;
  /** @throws Refusal when nothing is known under the source's name */
  known?: (source: string) => Promise<void>;
  /** Told how the columns were understood when all of the file could be read. */
  understood?: (source: string, mapping: Mapping) => Promise<void>;
  reader: (given: { source: string; importId: string; now: number; mapping: Mapping }) => RowReader;
}

export interface Progress {
  rows: number;
  /** How far in the file, in a unit of its format, out of `total`. */
  read: number;
  total: number;
  perSecond: number;
  secondsLeft: number;
}

/** received = accepted + duplicate + refused. */
export interface Account {
  id: string;
  received: number;
  accepted: number;
  /** Of the accepted: those that replaced what an earlier file said. */
  updated: number;
  /** Rows about the same thing as a later row of the file; the last counts. */
  duplicate: number;
  refused: number;
  /** Refused rows per `column.code`. */
  reasons: Record<string, number>;
}

export interface Given {
  kind: Kind;
  source: string;
  path: string;
  filename: string;
  /** How to understand the columns; else as the last time for this source, or by their names. */
  mapping?: Mapping | undefined;
  by: string;
}

const BATCH = 20_000;

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const fits = (mapping: Mapping, header: readonly string[]) =>
  Object.values(mapping).every((title) => header.includes(title));

/** As a person settled it for this source before, when the file still has those columns; else by their names. */
async function understand(kind: Kind, source: string, header: readonly string[]): Promise<Mapping> {
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
async function checkSource(kind: Kind, source: string): Promise<void> {
  if (!Source.safeParse(source).success)
    throw new Refusal('source_wrong', 'De bron is een korte naam van kleine letters, cijfers en streepjes.');
  await kind.known?.(source);
}

/**
 * What a file holds, for a person to check before importing: its columns, how they are understood, and its first rows.
 * @throws Refusal source_wrong | file_unreadable, or what the kind says of a source it does not know
 */
export async function preview(
  kind: Kind,
  source: string,
  path: string,
  filename: string
): Promise<{ header: string[]; mapping: Mapping; rows: Record<string, string>[] }> {
  await checkSource(kind, source);
  const table = await readTable(path, filename, kind.format);
  try {
    const rows: Record<string, string>[] = [];
    for await (const { cells } of table.rows()) {
      rows.push(Object.fromEntries(table.header.map((title) => [title, String(cells[title] ?? '').slice(0, 200)])));
      if (rows.length === 5) break;
    }
    return { header: table.header, mapping: await understand(kind, source, table.header), rows };
  } finally {
    table.close();
  }
}

function checked(kind: Kind, mapping: Mapping, header: readonly string[]): Mapping {
  const present = Object.fromEntries(Object.entries(mapping).filter(([, title]) => header.includes(title)));
  const missing = kind.columns
    .filter(({ name, required }) => required && present[name] === undefined)
    .map(({ name }) => name);
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

async function toLedger(source: string, account: Account, at: number): Promise<void> {
  const line = (outcome: string, reason: string, events: number) => ({
    source,
    hour: Math.floor(at / 3_600_000) * 3600,
    outcome,
    reason,
    events,
    last_at: at
  });
  const rows = [
    line('received', '', account.received),
    line('accepted', '', account.accepted),
    line('duplicate', '', account.duplicate),
    ...Object.entries(account.reasons).map(([reason, n]) => line('refused', reason, n))
  ].filter(({ events }) => events > 0);
  await insertLines('ledger', rows.map((row) => JSON.stringify(row)).join('\n'), `${account.id}-ledger`);
}

/** Reads all of a table into the stage; what is refused goes to the file of refusals. */
async function stageAll(
  table: Table,
  { kind, source }: Given,
  mapping: Mapping,
  id: string,
  told: (progress: Progress) => void
): Promise<Account> {
  const stage = new Stage(id);
  const refusals = await Refusals.open(id);
  const reader = kind.reader({ source, importId: id, now: Date.now(), mapping });
  const started = performance.now();
  let received = 0;
  try {
    for await (const { line, cells, wrong } of table.rows(kind.format ? undefined : Object.values(mapping))) {
      received++;
      try {
        if (wrong) throw wrong;
        for (const { target, row } of reader.read(cells)) stage.add(target, row, line);
      } catch (error) {
        if (!(error instanceof WrongCell)) throw error;
        await refusals.add(line, error, mapping[error.column] ?? error.column);
      }
      if (received % BATCH === 0) {
        await stage.flush();
        const seconds = (performance.now() - started) / 1000;
        const share = table.total > 0 ? table.read() / table.total : 0;
        told({
          rows: received,
          read: table.read(),
          total: table.total,
          perSecond: received / seconds,
          secondsLeft: share > 0 ? seconds / share - seconds : 0
        });
      }
    }
    await stage.flush();
    await stage.landed();
  } finally {
    // Also after a failure: what lands later than the clearing up would stay.
    await Promise.allSettled([stage.landed(), refusals.close()]);
  }
  const { kept, updated } = await counted(id, source);
  return {
    id,
    received,
    accepted: kept,
    updated,
    duplicate: received - refusals.count - kept,
    refused: refusals.count,
    reasons: refusals.reasons
  };
}

/** From staged to visible; may be done again after a crash, with the same outcome. */
async function complete(account: Account, source: string, at: number): Promise<void> {
  await publish(account.id, source, at, account.updated > 0);
  await toLedger(source, account, at);
  await (
    await register()
  )
    .update(imports)
    .set({ status: 'done', message: '', finishedAt: new Date() })
    .where(eq(imports.id, account.id));
  await clear(account.id);
}

async function refuseRepetition({ kind, source }: Given, digest: string, mapping: Mapping): Promise<void> {
  const sameFile = and(eq(imports.digest, digest), eq(imports.kind, kind.name), eq(imports.source, source));
  const earlier = await (
    await register()
  )
    .select({ status: imports.status, at: imports.startedAt, mapping: imports.mapping })
    .from(imports)
    .where(and(sameFile, inArray(imports.status, ['running', 'publishing', 'done'])));
  if (earlier.some(({ status }) => status !== 'done'))
    throw new Refusal('import_running', 'Dit bestand wordt op dit moment al geïmporteerd.', { status: 409 });
  // Understood otherwise than before, the same file is another import, which replaces what the first said.
  const same = (a: Mapping, b: Mapping) =>
    JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  const done = earlier.find((row) => same(row.mapping, mapping));
  if (done)
    throw new Refusal(
      'already_imported',
      `Dit bestand is op ${dayOf(done.at.getTime()).split('-').reverse().map(Number).join('-')} al geïmporteerd. Er is niets veranderd.`,
      { status: 409 }
    );
}

/**
 * Imports one file.
 * @throws Refusal already_imported | import_running | column_missing | column_twice | file_unreadable | file_empty |
 *   file_too_large | source_wrong; nothing has changed then
 */
export async function importFile(
  given: Given,
  told: (progress: Progress) => void = () => {},
  id: string = randomUUID()
): Promise<Account> {
  const { kind, source, path, filename, by } = given;
  await checkSource(kind, source);
  const database = await register();
  const state = (values: Partial<typeof imports.$inferInsert>) =>
    database.update(imports).set(values).where(eq(imports.id, id));
  const digest = await digestOf(path);
  let noted = false;
  let table: Table | undefined;
  let account: Account;
  try {
    table = await readTable(path, filename, kind.format);
    const mapping = kind.format
      ? {}
      : checked(kind, given.mapping ?? (await understand(kind, source, table.header)), table.header);
    await refuseRepetition(given, digest, mapping);
    await database.insert(imports).values({
      id,
      kind: kind.name,
      source,
      filename,
      digest,
      status: 'running',
      mapping: { ...mapping },
      startedBy: by
    });
    noted = true;
    account = await stageAll(table, given, mapping, id, told);
    await kind.understood?.(source, mapping);
    const { id: _, ...figures } = account;
    // From here on a crash is completed at the next start, see resume.
    await state({ status: 'publishing', ...figures });
  } catch (error) {
    if (noted) {
      const refused = error instanceof Refusal;
      await state({
        status: refused ? 'refused' : 'failed',
        message: refused ? error.message : 'Onverwachte fout; zie het logboek van de server.',
        finishedAt: new Date()
      });
      await clear(id);
    }
    throw error;
  } finally {
    table?.close();
  }
  try {
    await complete(account, source, Date.now());
  } catch (error) {
    // Part of it may be visible already: it stays as being published, and is completed rather than forgotten.
    await state({ message: 'Zichtbaar maken lukte niet; dat wordt afgemaakt bij de volgende start.' });
    throw error;
  }
  return account;
}

/** Completes or clears what a crash left: a file that was being read is gone whole, one being published is finished. */
export async function resume(): Promise<void> {
  await prepare(Date.now());
  const database = await register();
  const left = await database
    .select()
    .from(imports)
    .where(inArray(imports.status, ['running', 'publishing']));
  for (const row of left) {
    if (row.status === 'publishing') {
      await complete(row, row.source, Date.now());
      continue;
    }
    await clear(row.id);
    await database
      .update(imports)
      .set({
        status: 'failed',
        message: 'Afgebroken tijdens het lezen; er is niets geïmporteerd. Importeer het bestand opnieuw.',
        finishedAt: new Date()
      })
      .where(eq(imports.id, row.id));
  }
}
