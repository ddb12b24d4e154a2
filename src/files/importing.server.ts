/**
 * How any file is imported: read as a stream, each row accepted or refused with its reason, staged, and published in one
 * statement when all of it was read. Nothing is half imported; the same file again changes nothing.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { environment } from '#environment.ts';
import { guess, WrongCell, type Column, type Mapping } from '#files/column.ts';
import { readTable } from '#files/reading.server.ts';
import type { Cell, Format } from '#files/table.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, insertLines, run } from '#store/warehouse.server.ts';

/** Tables that have a `_staging` twin. */
export type Target = 'messages' | 'organisations' | 'eligibilities' | 'events';

/** Reads the rows of one import; made anew for each, so it may keep what it saw. */
export interface RowReader {
  /**
   * The rows for the warehouse out of one row of the file; none when the row has nothing to say.
   * @throws WrongCell when it is refused
   */
  read: (cells: Record<string, Cell>, mapping: Mapping) => { target: Target; row: object }[];
}

export interface Kind {
  name: 'messages' | 'organisations' | 'access_log';
  columns: readonly Column[];
  format?: Format;
  /** Told how the columns were understood once an import is in. */
  published?: (source: string, mapping: Mapping) => Promise<void>;
  reader: (given: { source: string; importId: string; now: number }) => RowReader;
}

export interface Progress {
  rows: number;
  read: number;
  total: number;
  perSecond: number;
  secondsLeft: number;
}

export interface Account {
  id: string;
  received: number;
  accepted: number;
  /** Rows about the same thing as another row of the file; the last counts. */
  duplicate: number;
  refused: number;
  reasons: Record<string, number>;
}

export interface Given {
  kind: Kind;
  source: string;
  path: string;
  filename: string;
  mapping?: Mapping | undefined;
  by: string;
}

const BATCH = 20_000;

const folder = () => join(resolve(environment().data), 'uploads');

/** Where the refused rows of an import are kept. */
export const refusedFile = (id: string) => join(folder(), `${id}-geweigerd.csv`);

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What a file holds, for a person to check before importing: its columns, how they are understood, and its first rows. */
export async function preview(kind: Kind, path: string, filename: string): Promise<{ header: string[]; mapping: Mapping; rows: Record<string, string>[] }> {
  const table = await readTable(path, filename, kind.format);
  const rows: Record<string, string>[] = [];
  for await (const { cells } of table.rows) {
    rows.push(Object.fromEntries(table.header.map((title) => [title, String(cells[title] ?? '')])));
    if (rows.length === 5) break;
  }
  return { header: table.header, mapping: guess(kind.columns, table.header), rows };
}

const csvCell = (value: string) => `"${value.replaceAll('"', '""')}"`;

async function publish(id: string): Promise<void> {
  for (const target of ['organisations', 'eligibilities', 'messages', 'events'] as const) {
    await run(`INSERT INTO ${target} SELECT * FROM ${target}_staging WHERE import_id = {id:String}`, { id });
  }
}

async function clear(id: string): Promise<void> {
  for (const target of ['organisations', 'eligibilities', 'messages', 'events'] as const) {
    await run(`ALTER TABLE ${target}_staging DELETE WHERE import_id = {id:String}`, { id }, {}, { mutations_sync: '1' });
  }
}

/** Rows of the file that say something about the same as another: staged rows less distinct ones. */
async function duplicates(id: string): Promise<number> {
  const [row] = await ask(
    `SELECT (SELECT count() - uniqExact(id) FROM messages_staging WHERE import_id = {id:String}) + (SELECT count() - uniqExact(id) FROM events_staging WHERE import_id = {id:String})
       + (SELECT count() - uniqExact(organisation, valid_from) FROM organisations_staging WHERE import_id = {id:String}) AS n`,
    { id },
    z.object({ n: z.coerce.number() }),
    { memory: 6e9 }
  );
  return row?.n ?? 0;
}

async function toLedger(source: string, account: Account, now: number): Promise<void> {
  const line = (outcome: string, reason: string, events: number) => ({ source, hour: Math.floor(now / 3_600_000) * 3600, outcome, reason, events, last_at: now });
  const rows = [
    line('received', '', account.received), line('accepted', '', account.accepted), line('duplicate', '', account.duplicate),
    ...Object.entries(account.reasons).map(([reason, n]) => line('refused', reason, n))
  ].filter(({ events }) => events > 0);
  await insertLines('ledger', rows.map((row) => JSON.stringify(row)).join('\n'), `${account.id}-ledger`);
}

async function stage({ kind, source, path, filename, mapping: chosen }: Given, id: string, now: number, told: (progress: Progress) => void): Promise<{ account: Account; mapping: Mapping }> {
  const table = await readTable(path, filename, kind.format);
  const mapping = chosen ?? (kind.format === 'log' ? {} : guess(kind.columns, table.header));
  const missing = kind.columns.filter((column) => column.required && !table.header.includes(mapping[column.name] ?? '')).map((column) => column.name);
  if (missing.length > 0) {
    throw new Refusal('column_missing', `Het bestand mist verplichte kolommen: ${missing.join(', ')}. Gevonden: ${table.header.slice(0, 30).join(', ')}.`);
  }
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const refusals = createWriteStream(refusedFile(id), { mode: 0o600 });
  refusals.write('regel;kolom;reden\n');
  const reader = kind.reader({ source, importId: id, now });
  const account: Account = { id, received: 0, accepted: 0, duplicate: 0, refused: 0, reasons: {} };
  const waiting = new Map<Target, string[]>();
  let batch = 0;
  const flush = async () => {
    for (const [target, lines] of waiting) await insertLines(`${target}_staging`, lines.join('\n'), `${id}-${target}-${batch}`);
    waiting.clear();
    batch++;
  };
  const started = performance.now();
  for await (const { line, cells } of table.rows) {
    account.received++;
    try {
      for (const { target, row } of reader.read(cells, mapping)) {
        let lines = waiting.get(target);
        if (!lines) waiting.set(target, (lines = []));
        lines.push(JSON.stringify(row));
      }
      account.accepted++;
    } catch (error) {
      if (!(error instanceof WrongCell)) throw error;
      account.refused++;
      const reason = `${error.column}: ${error.message}`;
      account.reasons[reason] = (account.reasons[reason] ?? 0) + 1;
      refusals.write(`${line};${csvCell(mapping[error.column] ?? error.column)};${csvCell(error.message)}\n`);
    }
    if (account.received % BATCH === 0) {
      await flush();
      const seconds = (performance.now() - started) / 1000;
      const share = table.total > 0 ? table.read() / table.total : 0;
      told({ rows: account.received, read: table.read(), total: table.total, perSecond: account.received / seconds, secondsLeft: share > 0 ? seconds / share - seconds : 0 });
    }
  }
  await flush();
  await new Promise<void>((done, failed) => refusals.end((error?: Error | null) => (error ? failed(error) : done())));
  account.duplicate = await duplicates(id);
  account.accepted -= account.duplicate;
  return { account, mapping };
}

/**
 * Imports one file.
 * @throws Refusal already_imported | column_missing | file_unreadable …; nothing has changed then
 */
export async function importFile(given: Given, told: (progress: Progress) => void = () => {}, id: string = randomUUID()): Promise<Account> {
  const database = await register();
  const now = Date.now();
  const digest = await digestOf(given.path);
  const [earlier] = await database
    .select({ at: imports.startedAt })
    .from(imports)
    .where(and(eq(imports.digest, digest), eq(imports.kind, given.kind.name), eq(imports.source, given.source), eq(imports.status, 'done')));
  if (earlier) {
    throw new Refusal('already_imported', `Dit bestand is op ${earlier.at.toISOString().slice(0, 10)} al geïmporteerd. Er is niets veranderd.`, { status: 409 });
  }
  await database.insert(imports).values({ id, kind: given.kind.name, source: given.source, filename: given.filename, digest, status: 'running', mapping: { ...given.mapping }, startedBy: given.by });
  const state = (values: Partial<typeof imports.$inferInsert>) => database.update(imports).set(values).where(eq(imports.id, id));
  try {
    const { account, mapping } = await stage(given, id, now, told);
    const { received, accepted, duplicate, refused, reasons } = account;
    // From here on a crash is completed at the next start, see resume.
    await state({ status: 'publishing', mapping, received, accepted, duplicate, refused, reasons });
    await publish(id);
    await toLedger(given.source, account, now);
    await given.kind.published?.(given.source, mapping);
    await state({ status: 'done', finishedAt: new Date() });
    await clear(id);
    return account;
  } catch (error) {
    await state({ status: error instanceof Refusal ? 'refused' : 'failed', message: error instanceof Refusal ? error.message : 'Onverwachte fout; zie het logboek van de server.', finishedAt: new Date() });
    await clear(id);
    throw error;
  }
}

/** Completes or clears what a crash left: a file that was being read is gone whole, one being published is finished. */
export async function resume(): Promise<void> {
  const database = await register();
  const left = await database.select().from(imports).where(inArray(imports.status, ['running', 'publishing']));
  for (const { id, status } of left) {
    if (status === 'publishing') await publish(id);
    await clear(id);
    await database
      .update(imports)
      .set(status === 'publishing' ? { status: 'done', finishedAt: new Date() } : { status: 'failed', message: 'Afgebroken tijdens het lezen; er is niets geïmporteerd. Importeer het bestand opnieuw.', finishedAt: new Date() })
      .where(eq(imports.id, id));
  }
}
