/** The history of what is in force: releases appended one transaction at a time, read back, and told to who waits for them. */
import { and, desc, eq, gt, lt, sql } from 'drizzle-orm';
import { register, type Transaction } from '#store/register.server.ts';
import { releases } from '#store/tables.server.ts';

/** Who changed what is in force, why and when. */
export interface Made {
  by: string;
  why: string;
  at: Date;
  /** Part of the example data, and removed with it. */
  example?: boolean;
}

/** One change at one place, as it is kept; null is nothing. */
export type Release = typeof releases.$inferSelect;

/** Any number will do, as long as every process uses the same one. */
const RELEASE_LOCK = 4_627_209;

const listeners = new Set<() => void>();

/** Calls a listener after every change that this process made; @returns how to end that */
export function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Runs a change of what is in force as one transaction, alone among all processes: so the numbers of releases become
 * visible in order, and who has seen number n has seen all before it.
 */
export async function releasing<T>(deed: (transaction: Transaction) => Promise<T>): Promise<T> {
  const done = await (
    await register()
  ).transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${RELEASE_LOCK})`);
    return deed(transaction);
  });
  for (const listener of listeners) listener();
  return done;
}

export async function append(
  transaction: Transaction,
  rows: readonly Pick<Release, 'site' | 'owner' | 'target' | 'before' | 'after'>[],
  { by, why, at, example = false }: Made
): Promise<void> {
  if (rows.length > 0) await transaction.insert(releases).values(rows.map((row) => ({ ...row, by, why, at, example })));
}

/** Releases of a site or an owner, the newest first. */
export async function history(
  of: { site?: string; owner?: string },
  { before, limit = 50 }: { before?: number; limit?: number } = {}
): Promise<Release[]> {
  return (await register())
    .select()
    .from(releases)
    .where(
      and(
        of.site === undefined ? undefined : eq(releases.site, of.site),
        of.owner === undefined ? undefined : eq(releases.owner, of.owner),
        before === undefined ? undefined : lt(releases.id, before)
      )
    )
    .orderBy(desc(releases.id))
    .limit(limit);
}

/** Number of the newest release of each site that has one beyond a number. */
export async function newestBeyond(number: number): Promise<{ site: string; id: number }[]> {
  return (await register())
    .select({ site: releases.site, id: sql<number>`max(${releases.id})`.mapWith(Number) })
    .from(releases)
    .where(gt(releases.id, number))
    .groupBy(releases.site);
}

/**
 * The releases that were made together with one: same owner, moment, person and reason, without another in between.
 * @returns in the order in which they were made; empty when there is no such release
 */
export async function together(transaction: Transaction, id: number): Promise<Release[]> {
  const [one] = await transaction.select().from(releases).where(eq(releases.id, id));
  if (!one) return [];
  const alike = await transaction
    .select()
    .from(releases)
    .where(
      and(eq(releases.owner, one.owner), eq(releases.at, one.at), eq(releases.by, one.by), eq(releases.why, one.why))
    )
    .orderBy(releases.id);
  const ids = new Set(alike.map((release) => release.id));
  const joined = (release: Release): boolean => {
    const [from, to] = release.id < id ? [release.id, id] : [id, release.id];
    for (let between = from; between <= to; between++) if (!ids.has(between)) return false;
    return true;
  };
  return alike.filter(joined);
}

/** The newest release at each place, where a place is what one owner has at one target of one site. */
export async function newestAtEachPlace(): Promise<Pick<Release, 'id' | 'site' | 'target' | 'by' | 'at'>[]> {
  const { id, site, target, by, at, owner } = releases;
  return (await register())
    .selectDistinctOn([owner, site, target], { id, site, target, by, at })
    .from(releases)
    .orderBy(owner, site, target, desc(id));
}
