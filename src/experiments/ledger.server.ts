/** The evidence ledger: what was planned, seen and decided, each record carrying the digest of the one before. */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import { canonical } from '#experiments/canonical.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { evidence } from '#store/tables.server.ts';

export type Kind = 'plan' | 'review' | 'decision' | 'ship' | 'rollback' | 'remeasurement';

export interface Record {
  number: number;
  experiment: string;
  at: Date;
  by: string;
  kind: Kind;
  content: unknown;
  previous: string;
  digest: string;
}

/** Before the first record. */
const GENESIS = '0'.repeat(64);

/** Any number will do, as long as every process uses the same one. */
const LEDGER_LOCK = 4_627_208;

/** SHA-256 over everything that a record says, and over the record before it. */
function digestOf(record: Omit<typeof evidence.$inferSelect, 'digest'>): string {
  const { number, experiment, at, by, kind, content, previous } = record;
  return createHash('sha256')
    .update([previous, number, experiment, at.toISOString(), by, kind, content].join('\n'))
    .digest('hex');
}

/** Appends one record by itself. */
export async function note(record: Parameters<typeof append>[1]): Promise<void> {
  await (await register()).transaction((transaction) => append(transaction, record));
}

/** Appends one record, within the transaction of the change that it is about. */
export async function append(
  transaction: Transaction,
  record: { experiment: string; at: Date; by: string; kind: Kind; content: unknown; example: boolean }
): Promise<void> {
  // One at a time: the next record needs the digest of this one.
  await transaction.execute(sql`SELECT pg_advisory_xact_lock(${LEDGER_LOCK})`);
  const [last] = await transaction
    .select({ number: evidence.number, digest: evidence.digest })
    .from(evidence)
    .where(eq(evidence.example, record.example))
    .orderBy(desc(evidence.number))
    .limit(1);
  const row = {
    ...record,
    number: (last?.number ?? 0) + 1,
    content: canonical(record.content),
    previous: last?.digest ?? GENESIS
  };
  await transaction.insert(evidence).values({ ...row, digest: digestOf(row) });
}

const opened = ({ content, kind, ...row }: typeof evidence.$inferSelect): Record => ({
  ...row,
  kind: kind as Kind,
  content: JSON.parse(content) as unknown
});

/** Records of one experiment, all or of one kind, oldest first. */
export async function of(experiment: string, kind?: Kind): Promise<Record[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(evidence)
    .where(and(eq(evidence.experiment, experiment), kind === undefined ? undefined : eq(evidence.kind, kind)))
    .orderBy(asc(evidence.number));
  return rows.map(opened);
}

/** The newest review of each experiment that has one, by its key. */
export async function latestReviews(): Promise<Map<string, Record>> {
  const rows = await (
    await register()
  )
    .selectDistinctOn([evidence.experiment])
    .from(evidence)
    .where(eq(evidence.kind, 'review'))
    .orderBy(evidence.experiment, desc(evidence.number));
  return new Map(rows.map((row) => [row.experiment, opened(row)]));
}

/**
 * Goes through the whole chain.
 * @returns how many records there are, and the first that does not fit (from 1), undefined when all do
 */
export async function verify(example = false): Promise<{ records: number; broken: number | undefined }> {
  const rows = await (
    await register()
  )
    .select()
    .from(evidence)
    .where(eq(evidence.example, example))
    .orderBy(asc(evidence.number));
  let previous = GENESIS;
  for (const [index, row] of rows.entries()) {
    if (row.number !== index + 1 || row.previous !== previous || row.digest !== digestOf(row))
      return { records: rows.length, broken: index + 1 };
    previous = row.digest;
  }
  return { records: rows.length, broken: undefined };
}
