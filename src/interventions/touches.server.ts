/** Approaches of companies, and the cap on them: looked at and noted under one lock, so that of two at once only one succeeds. */
import { and, eq, gt, gte, lt, ne, notLike, sql, type SQL } from 'drizzle-orm';
import { freeFrom, Term, USUAL_TERM, within } from '#interventions/touch.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { setFact } from '#store/facts.server.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register, type Register, type Transaction } from '#store/register.server.ts';
import { facts, touches } from '#store/tables.server.ts';
import { addDays, DAY, dayOf, type Day } from '#time/day.ts';

const FACT = 'contact_term_days';

/** Any number will do, as long as every process uses the same one. */
const TOUCH_LOCK = 4_627_210;

/** Organisations in one statement. */
const AT_ONCE = 10_000;

/** As long as what organisations did is kept. Days. */
const KEPT = 395;

type Database = Register | Transaction;

/** Days from one approach of a company to the next, at least. Asked of the transaction: outside it the embedded register waits for its end. */
async function termIn(database: Database): Promise<number> {
  const [row] = await database.select({ value: facts.value }).from(facts).where(eq(facts.name, FACT));
  return Term.safeParse(row?.value).data ?? USUAL_TERM;
}

export const term = async (): Promise<number> => termIn(await register());

/**
 * @returns what it was
 * @throws Refusal term_wrong
 */
export async function setTerm(days: unknown): Promise<number> {
  const wanted = wellFormed(Term, days, 'term_wrong');
  const before = await term();
  await setFact(FACT, wanted);
  return before;
}

/** Runs a deed alone among all processes until its transaction ends. */
async function alone<T>(deed: (transaction: Transaction) => Promise<T>, given?: Transaction): Promise<T> {
  const locked = async (transaction: Transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${TOUCH_LOCK})`);
    return deed(transaction);
  };
  return given ? locked(given) : (await register()).transaction(locked);
}

/** As one parameter, however many there are. */
const listed = (organisations: readonly Pseudonym[]): SQL =>
  sql`(SELECT value FROM json_array_elements_text(${JSON.stringify(organisations)}::json))`;

/** LIKE takes these for something else. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/**
 * What is in the way of an approach: others within the term. A reservation whose source ends in `/` and the slug of this intervention
 * is this approach itself, announced.
 */
function inTheWay(day: Day, days: number, { source = '', intervention = '' } = {}): SQL | undefined {
  const { after, before } = within(day, days);
  return and(
    gt(touches.day, after),
    lt(touches.day, before),
    ne(touches.source, source),
    intervention === '' ? undefined : notLike(touches.source, `%/${literal(intervention)}`)
  );
}

async function blockedIn(
  database: Database,
  organisations: readonly Pseudonym[],
  rule: SQL | undefined
): Promise<Set<Pseudonym>> {
  const found = await database
    .selectDistinct({ organisation: touches.organisation })
    .from(touches)
    .where(and(sql`${touches.organisation} IN ${listed(organisations)}`, rule));
  return new Set(found.map(({ organisation }) => organisation));
}

async function put(
  transaction: Transaction,
  organisations: readonly Pseudonym[],
  { day, source, example = false }: { day: Day; source: string; example?: boolean }
): Promise<void> {
  await transaction.execute(
    sql`INSERT INTO ${touches} (organisation, day, source, example)
        SELECT value, ${day}, ${source}, ${example} FROM json_array_elements_text(${JSON.stringify(organisations)}::json)
        ON CONFLICT DO NOTHING`
  );
}

function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}

/** Which of these companies may not be approached on a day, because of another approach within the term. */
export async function blocked(organisations: readonly Pseudonym[], day: Day): Promise<Set<Pseudonym>> {
  const database = await register();
  const rule = inTheWay(day, await termIn(database));
  let found = new Set<Pseudonym>();
  for (const some of inParts(organisations)) found = found.union(await blockedIn(database, some, rule));
  return found;
}

/** All companies that may not be approached on a day. */
export async function near(day: Day): Promise<Pseudonym[]> {
  const database = await register();
  const rows = await database
    .selectDistinct({ organisation: touches.organisation })
    .from(touches)
    .where(inTheWay(day, await termIn(database)));
  return rows.map(({ organisation }) => organisation);
}

/** The first day from a day on at which a company may be approached for an intervention. */
export async function free(organisation: Pseudonym, day: Day, intervention = ''): Promise<Day> {
  const database = await register();
  const days = await termIn(database);
  const own = intervention === '' ? undefined : notLike(touches.source, `%/${literal(intervention)}`);
  const rows = await database
    .select({ day: touches.day })
    .from(touches)
    .where(and(eq(touches.organisation, organisation), gt(touches.day, addDays(day, -days)), own));
  return freeFrom(
    rows.map((row) => row.day),
    day,
    days
  );
}

/**
 * Notes that a company will be approached on a day; the same source says it once.
 * @param source contact:<id>, list:<id of a target list>, survey:<id>, or trial:<key>/<slug of the intervention>
 * @throws Refusal touched_lately
 */
export async function touch(organisation: Pseudonym, day: Day, source: string): Promise<void> {
  const [refused] = await reserve([organisation], day, source);
  if (refused !== undefined)
    throw new Refusal(
      'touched_lately',
      'Dit bedrijf is kort geleden al benaderd of wordt dat binnenkort. Kies een latere dag.',
      { status: 409 }
    );
}

/**
 * Notes an approach of many companies on a day, of those that are free; may be part of a larger transaction, which then
 * holds the lock until it ends.
 * @returns which were not free, and are left out
 */
export function reserve(
  organisations: readonly Pseudonym[],
  day: Day,
  source: string,
  transaction?: Transaction,
  example = false
): Promise<Set<Pseudonym>> {
  return alone(async (within) => {
    const rule = inTheWay(day, await termIn(within), { source });
    let refused = new Set<Pseudonym>();
    for (const some of inParts(organisations)) {
      const now = await blockedIn(within, some, rule);
      await put(
        within,
        some.filter((one) => !now.has(one)),
        { day, source, example }
      );
      refused = refused.union(now);
    }
    return refused;
  }, transaction);
}

/**
 * Notes an approach that happened already, which no cap undoes.
 * @returns whether it was within the term of another
 */
export function happened(
  transaction: Transaction,
  organisation: Pseudonym,
  { intervention, ...touch }: { day: Day; source: string; intervention: string; example?: boolean }
): Promise<boolean> {
  return alone(async (within) => {
    // A target list announces approaches, of which this is one.
    const rule = and(
      inTheWay(touch.day, await termIn(within), { source: touch.source, intervention }),
      notLike(touches.source, 'list:%')
    );
    const over = await blockedIn(within, [organisation], rule);
    await put(within, [organisation], touch);
    return over.has(organisation);
  }, transaction);
}

/** Forgets what a source noted, if wanted only from a day on: it did not happen, or did otherwise. */
export async function release(source: string, transaction?: Transaction, from?: Day): Promise<void> {
  const rule = and(eq(touches.source, source), from === undefined ? undefined : gte(touches.day, from));
  await (transaction ?? (await register())).delete(touches).where(rule);
}

/** Forgets who was approached, after the term in which all else about organisations is kept. @returns how many */
export async function expire(now: Date): Promise<number> {
  const before = dayOf(now.getTime() - KEPT * DAY);
  const gone = await (await register()).delete(touches).where(lt(touches.day, before)).returning();
  return gone.length;
}
