/** The evidence ledger: what was planned, seen and decided, each record carrying the digest of the one before. */
import { and, asc, desc, eq, gt, max, sql } from 'drizzle-orm';
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

/** The newest record of one kind of an experiment. */
export async function last(experiment: string, kind: Kind): Promise<Record | undefined> {
  const [row] = await (
    await register()
  )
    .select()
    .from(evidence)
    .where(and(eq(evidence.experiment, experiment), eq(evidence.kind, kind)))
    .orderBy(desc(evidence.number))
    .limit(1);
  return row && opened(row);
}

/** The newest review of each experiment that has one, by its key; of all, or only of those that judged the whole. */
export async function latestReviews(which: 'all' | 'judged' = 'all'): Promise<Map<string, Record>> {
  const rows = await (
    await register()
  )
    .selectDistinctOn([evidence.experiment])
    .from(evidence)
    .where(
      and(
        eq(evidence.kind, 'review'),
        which === 'all' ? undefined : sql`${evidence.content}::jsonb ->> 'rule' = 'decide'`
      )
    )
    .orderBy(evidence.experiment, desc(evidence.number));
  return new Map(rows.map((row) => [row.experiment, opened(row)]));
}

export interface Chain {
  records: number;
  /** The first that does not fit (from 1); undefined when all do. */
  broken: number | undefined;
}

/** How far a chain was gone through, and the digest there. */
interface Head {
  number: number;
  digest: string;
}
const START: Head = { number: 0, digest: GENESIS };

/** Records that are in memory at once while going through them. */
const PAGE = 500;

/** Goes through a chain from some record on. */
async function go(example: boolean, from: Head): Promise<Chain & { head: Head }> {
  const database = await register();
  let head = from;
  for (;;) {
    const rows = await database
      .select()
      .from(evidence)
      .where(and(eq(evidence.example, example), gt(evidence.number, head.number)))
      .orderBy(asc(evidence.number))
      .limit(PAGE);
    for (const row of rows) {
      const next = head.number + 1;
      if (row.number !== next || row.previous !== head.digest || row.digest !== digestOf(row)) {
        const [last] = await database
          .select({ number: max(evidence.number) })
          .from(evidence)
          .where(eq(evidence.example, example));
        return { records: last?.number ?? next, broken: next, head };
      }
      head = { number: row.number, digest: row.digest };
    }
    if (rows.length < PAGE) return { records: head.number, broken: undefined, head };
  }
}

/** Goes through the whole chain. */
export async function verify(example = false): Promise<Chain> {
  const { records, broken } = await go(example, START);
  return { records, broken };
}

/** For how long what was gone through is not gone through again for a page, milliseconds. */
const KEPT = 10 * 60_000;
const known = new Map<boolean, { at: number; head: Head }>();

/** As verify, of what came since it was last asked; all of it anew every ten minutes. For whoever looks at pages. */
export async function verifiedLately(example = false): Promise<Chain> {
  const before = known.get(example);
  const fresh = before && Date.now() - before.at < KEPT ? before : { at: Date.now(), head: START };
  const { records, broken, head } = await go(example, fresh.head);
  if (broken === undefined) known.set(example, { at: fresh.at, head });
  else known.delete(example);
  return { records, broken };
}
