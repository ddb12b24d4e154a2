/**
 * How any file is imported: read as a stream, each row accepted or refused with its reason, staged, and published together
 * when all of it was read. Nothing is half imported; the same file again changes nothing.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Mapping } from '#files/column.ts';
import { prepare } from '#files/folder.server.ts';
import type { Kind } from '#files/kind.server.ts';
import { readTable } from '#files/reading.server.ts';
import { Refusals } from '#files/refusals.server.ts';
import { clear, counted, publish, Stage } from '#files/staging.server.ts';
import { strangersWarning } from '#files/strangers.ts';
import { WrongCell, type Table } from '#files/table.ts';
import { checked, checkSource, noRows, Strangers, understand } from '#files/understanding.server.ts';
import { Refusal } from '#refusal.ts';
import { isKept, register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { dayOf } from '#time/day.ts';

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
  /** What to look at, as a Dutch sentence; empty when there is nothing. */
  message: string;
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

const UNFINISHED = 'Zichtbaar maken lukte niet; dat wordt afgemaakt bij de volgende start.';

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
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
  const reader = await kind.reader({ source, importId: id, now: Date.now(), mapping });
  const stage = new Stage(id);
  const refusals = await Refusals.open(id);
  const strangers = new Strangers(kind, mapping);
  const started = performance.now();
  let received = 0;
  try {
    for await (const { line, cells, wrong } of table.rows(kind.format ? undefined : Object.values(mapping))) {
      received++;
      try {
        if (wrong) throw wrong;
        for (const { target, row } of reader.read(cells)) stage.add(target, row, line);
        strangers.add(cells);
      } catch (error) {
        if (!(error instanceof WrongCell)) throw error;
        await refusals.add(line, kind.label?.(cells, mapping) ?? '', error, mapping[error.column] ?? error.column);
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
  if (received === 0) throw noRows();
  const { kept, updated } = await counted(id, source);
  const unknown = await strangers.count();
  return {
    id,
    received,
    accepted: kept,
    updated,
    duplicate: received - refusals.count - kept,
    refused: refusals.count,
    reasons: refusals.reasons,
    message: unknown > 0 ? strangersWarning(unknown, 'nl') : ''
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
    .set({ status: 'done', message: account.message, finishedAt: new Date() })
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
  const done = earlier.find((row) => isKept(row.mapping, mapping));
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
    await state({ message: UNFINISHED });
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
      await complete({ ...row, message: row.message === UNFINISHED ? '' : row.message }, row.source, Date.now());
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
