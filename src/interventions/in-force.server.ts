/** What is in force, in the register: an owner's whole set is replaced at once, and every difference is a release. */
import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import * as features from '#interventions/features.server.ts';
import { byHand, checkedEntry, featureOf, keysOf, strayRedirects, type Entry } from '#interventions/in-force.ts';
import { append, releasing, together, type Made } from '#interventions/releases.server.ts';
import { Refusal } from '#refusal.ts';
import { isKept, register, type Transaction } from '#store/register.server.ts';
import { inForce, sites as siteTable } from '#store/tables.server.ts';

/** An entry with when it was last changed, and by whom. */
export type Standing = Entry & { changedBy: string; changedAt: Date };

type Row = typeof inForce.$inferSelect;

// Checked when it was put in force, and not again: a rule that becomes stricter later must not take a site's values away.
const opened = ({ owner, site, target, definition, changedBy, changedAt }: Row): Standing =>
  ({ owner, site, target, definition, changedBy, changedAt }) as Standing;

const placeOf = ({ site, target }: Pick<Row, 'site' | 'target'>) => `${site} ${target}`;

/** As it is kept: keys without a value are left out. */
const plain = (definition: unknown): unknown => JSON.parse(JSON.stringify(definition));

function refuse(code: string, message: string, status = 400): never {
  throw new Refusal(code, message, { status });
}

async function checkPlaces(transaction: Transaction, owner: string, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const slugs = [...new Set(entries.map(({ site }) => site))];
  const known = await transaction
    .select({ slug: siteTable.slug, origins: siteTable.origins })
    .from(siteTable)
    .where(and(inArray(siteTable.slug, slugs), isNull(siteTable.archivedAt)));
  const others = await transaction
    .select()
    .from(inForce)
    .where(and(inArray(inForce.site, slugs), ne(inForce.owner, owner)));
  for (const entry of entries) {
    const site = known.find(({ slug }) => slug === entry.site);
    if (!site) refuse('site_unknown', `Er is geen site "${entry.site}".`, 404);
    const feature = featureOf(entry);
    if (feature !== undefined && !(await features.ofSite(transaction, entry.site)).some(({ key }) => key === feature))
      refuse('feature_unknown', `De site "${entry.site}" heeft geen waarde "${feature}".`, 404);
    const [stray] = strayRedirects(entry, site.origins);
    if (stray !== undefined) refuse('redirect_strays', `Doorsturen kan alleen binnen de site, niet naar ${stray}.`);
    // Two owners who report under one name could not be told apart afterwards.
    const taken = others.find(
      (row) => row.site === entry.site && keysOf(opened(row)).some((key) => keysOf(entry).includes(key))
    );
    if (taken) refuse('key_taken', `"${taken.owner}" gebruikt op deze site al dezelfde naam voor een verdeling.`, 409);
  }
}

function checked(owner: string, given: readonly Entry[]): Entry[] {
  const entries = given.map((entry) => {
    const outcome = checkedEntry(plain(entry) as Entry);
    if ('fault' in outcome) refuse('entry_malformed', `Dit kan niet in productie: ${outcome.fault}.`);
    return outcome.entry;
  });
  if (entries.some((entry) => entry.owner !== owner))
    refuse('owner_differs', 'Wat iemand in productie zet, staat op de eigen naam.');
  if (new Set(entries.map(placeOf)).size < entries.length)
    refuse('place_twice', 'Op één plek staat namens één experiment één ding in productie.');
  return entries;
}

/** Makes what an owner has in force exactly these entries; what stays as it is, is not touched. */
async function replace(transaction: Transaction, owner: string, entries: readonly Entry[], made: Made): Promise<void> {
  await checkPlaces(transaction, owner, entries);
  const rows = await transaction.select().from(inForce).where(eq(inForce.owner, owner)).orderBy(asc(inForce.id));
  const wanted = new Map(entries.map((entry) => [placeOf(entry), entry]));
  const there = new Map(rows.map((row) => [placeOf(row), row]));
  const gone = rows.filter((row) => !wanted.has(placeOf(row)));
  const fresh = entries.filter((entry) => !isKept(there.get(placeOf(entry))?.definition, entry.definition));
  if (gone.length > 0) {
    await transaction.delete(inForce).where(
      inArray(
        inForce.id,
        gone.map(({ id }) => id)
      )
    );
  }
  for (const { site, target, definition } of fresh) {
    const changed = { definition, changedBy: made.by, changedAt: made.at, example: made.example ?? false };
    await transaction
      .insert(inForce)
      .values({ owner, site, target, ...changed })
      .onConflictDoUpdate({ target: [inForce.owner, inForce.site, inForce.target], set: changed });
  }
  await append(
    transaction,
    [
      ...gone.map(({ site, target, definition }) => ({ site, target, before: definition, after: null })),
      ...fresh.map((entry) => ({
        site: entry.site,
        target: entry.target,
        before: there.get(placeOf(entry))?.definition ?? null,
        after: entry.definition
      }))
    ].map((change) => ({ ...change, owner })),
    made
  );
}

/**
 * Makes what an owner has in force exactly these entries, in one transaction; none withdraws everything. What is in
 * force already is not released again.
 * @throws Refusal entry_malformed | owner_differs | place_twice | site_unknown | feature_unknown | redirect_strays | key_taken
 */
export const put = (owner: string, entries: readonly Entry[], made: Made): Promise<void> =>
  releasing((transaction) => putWithin(transaction, owner, entries, made));

/** The same as a part of a larger change, within `releasing`. */
export const putWithin = (
  transaction: Transaction,
  owner: string,
  entries: readonly Entry[],
  made: Made
): Promise<void> => replace(transaction, owner, checked(owner, entries), made);

/**
 * Takes a change back that was made by hand, together with what was changed in one go with it. What an experiment put
 * in force is taken back by the experiment, which would otherwise put it in force again.
 * @throws Refusal release_unknown | owner_decides | changed_meanwhile, and what put refuses
 */
export async function rollBack(id: number, made: Made): Promise<void> {
  await releasing(async (transaction) => {
    const group = await together(transaction, id);
    const [first] = group;
    if (!first) return refuse('release_unknown', 'Deze wijziging bestaat niet.', 404);
    const { owner } = first;
    if (!byHand(owner))
      refuse('owner_decides', `Dit staat in productie namens het experiment "${owner}"; draai het daar terug.`, 409);
    // A default value is one for all its sites, and so is taking it back.
    const defaults = group.filter(features.isDefault);
    for (const release of new Map(defaults.map((one) => [one.target, one])).values())
      await features.takeBack(transaction, release, made);
    const changes = group.filter((release) => !features.isDefault(release));
    if (changes.length === 0) return;
    const rows = await transaction.select().from(inForce).where(eq(inForce.owner, owner));
    const back = new Map(rows.map((row) => [placeOf(row), opened(row) as Entry]));
    for (const release of changes) {
      const { site, target } = release;
      const now = rows.find((row) => placeOf(row) === placeOf(release))?.definition ?? null;
      if (!isDeepStrictEqual(now, release.after))
        refuse('changed_meanwhile', 'Dit is al teruggedraaid, of daarna weer gewijzigd.', 409);
      if (release.before === null) back.delete(placeOf(release));
      else back.set(placeOf(release), { owner, site, target, definition: release.before } as Entry);
    }
    const entries = [...back.values()].map(
      ({ site, target, definition }) => ({ owner, site, target, definition }) as Entry
    );
    await replace(transaction, owner, checked(owner, entries), made);
  });
}

/** What is in force at a site or for an owner, in no particular order. */
export async function current(of: { site?: string; owner?: string } = {}, within?: Transaction): Promise<Standing[]> {
  const rows = await (within ?? (await register()))
    .select()
    .from(inForce)
    .where(
      and(
        of.site === undefined ? undefined : eq(inForce.site, of.site),
        of.owner === undefined ? undefined : eq(inForce.owner, of.owner)
      )
    )
    .orderBy(asc(inForce.id));
  return rows.map(opened);
}
