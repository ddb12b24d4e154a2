/**
 * Who was approached so shortly before or after a day that it is left in peace, and who is going to be.
 * MERGE: `blocked`, `reserve` and `release` stand in for those of src/interventions/touches.server.ts, which keeps the cap for all of
 * Hoera and has them under the same names and in the same form; `near` stays, with the term from there.
 */
import { and, eq, gt, inArray, lt, ne } from 'drizzle-orm';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { touches } from '#store/tables.server.ts';
import { addDays, type Day } from '#time/day.ts';

/** Days between two approaches. Source: requirement 30 of the domain study. */
const CAP = 28;
const AT_ONCE = 1_000;

const within = (day: Day) => and(gt(touches.day, addDays(day, -CAP)), lt(touches.day, addDays(day, CAP)));

/** Everybody who is to be left in peace on a day. */
export async function near(day: Day): Promise<Pseudonym[]> {
  const rows = await (
    await register()
  )
    .selectDistinct({ organisation: touches.organisation })
    .from(touches)
    .where(within(day));
  return rows.map(({ organisation }) => organisation);
}

async function blockedIn(
  database: Pick<Transaction, 'selectDistinct'>,
  organisations: readonly Pseudonym[],
  day: Day,
  source = ''
): Promise<Set<Pseudonym>> {
  const found = new Set<Pseudonym>();
  for (let from = 0; from < organisations.length; from += AT_ONCE) {
    const some = organisations.slice(from, from + AT_ONCE);
    const rows = await database
      .selectDistinct({ organisation: touches.organisation })
      .from(touches)
      .where(and(within(day), inArray(touches.organisation, some), ne(touches.source, source)));
    for (const { organisation } of rows) found.add(organisation);
  }
  return found;
}

/** Which of them may not be approached on a day. */
export async function blocked(organisations: readonly Pseudonym[], day: Day): Promise<Set<Pseudonym>> {
  return blockedIn(await register(), organisations, day);
}

/**
 * Says that they will be approached on a day, within the transaction of the draw.
 * @returns which were not free, and are left out
 */
export async function reserve(
  organisations: readonly Pseudonym[],
  day: Day,
  source: string,
  transaction: Transaction,
  example: boolean
): Promise<Set<Pseudonym>> {
  const refused = await blockedIn(transaction, organisations, day, source);
  const free = organisations.filter((one) => !refused.has(one));
  for (let from = 0; from < free.length; from += AT_ONCE)
    await transaction
      .insert(touches)
      .values(free.slice(from, from + AT_ONCE).map((organisation) => ({ organisation, day, source, example })))
      .onConflictDoNothing();
  return refused;
}

/** Takes back what was said: they will not be approached after all. */
export async function release(source: string, transaction: Transaction): Promise<void> {
  await transaction.delete(touches).where(eq(touches.source, source));
}
