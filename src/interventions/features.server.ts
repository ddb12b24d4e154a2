/** Features in the register: making them, changing what everybody gets, and taking them away; each change a release. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import { DefaultValue, NewFeature, type Feature, type FeatureValue } from '#interventions/feature.ts';
import { append, releasing, type Made, type Release } from '#interventions/releases.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { features, inForce, sites as siteTable } from '#store/tables.server.ts';

/** Target of releases that are about the default value itself. */
const PREFIX = 'default:';
const targetOf = (key: string) => `${PREFIX}${key}`;
const ownerOf = ({ by }: Made) => `hand:${by}`;

/** Whether a release is about a default value. */
export const isDefault = ({ target }: Pick<Release, 'target'>): boolean => target.startsWith(PREFIX);

type Row = typeof features.$inferSelect;

const opened = ({ key, description, defaultValue, sites, createdBy, createdAt }: Row): Feature => ({
  key,
  description,
  defaultValue: defaultValue as FeatureValue,
  sites,
  createdBy,
  createdAt
});

/** All features that are not archived, by key. */
export async function list(): Promise<Feature[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(features)
    .where(isNull(features.archivedAt))
    .orderBy(asc(features.key));
  return rows.map(opened);
}

/** Features that a site may ask for, by key. */
export async function ofSite(transaction: Transaction, site: string): Promise<Feature[]> {
  const rows = await transaction
    .select()
    .from(features)
    .where(and(isNull(features.archivedAt), sql`${site} = ANY(${features.sites})`))
    .orderBy(asc(features.key));
  return rows.map(opened);
}

async function one(transaction: Transaction, key: string): Promise<Row> {
  const [row] = await transaction.select().from(features).where(eq(features.key, key));
  if (!row) throw new Refusal('feature_unknown', `Er is geen waarde "${key}".`, { status: 404 });
  return row;
}

function checkedValue(value: unknown): FeatureValue {
  const parsed = DefaultValue.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal('value_wrong', `De waarde kan zo niet: ${parsed.error.issues[0]?.message ?? ''}.`);
}

/**
 * @throws Refusal feature_malformed | feature_exists | site_unknown
 */
export async function create(input: NewFeature, made: Made): Promise<Feature> {
  const wanted = wellFormed(NewFeature, input, 'feature_malformed');
  const given = { ...wanted, sites: [...new Set(wanted.sites)].sort() };
  return releasing(async (transaction) => {
    const known = await transaction
      .select({ slug: siteTable.slug })
      .from(siteTable)
      .where(and(inArray(siteTable.slug, given.sites), isNull(siteTable.archivedAt)));
    const strange = given.sites.find((slug) => !known.some((site) => site.slug === slug));
    if (strange !== undefined) throw new Refusal('site_unknown', `Er is geen site "${strange}".`, { status: 404 });
    const [row] = await transaction
      .insert(features)
      .values({ ...given, createdBy: made.by, createdAt: made.at, example: made.example ?? false })
      .onConflictDoNothing()
      .returning();
    if (!row) {
      throw new Refusal(
        'feature_exists',
        `De naam "${given.key}" is al gebruikt. Kies een andere; ook de naam van een gearchiveerde waarde komt niet terug.`,
        { status: 409 }
      );
    }
    await tell(transaction, row, undefined, given.defaultValue, made);
    return opened(row);
  });
}

/** One release for each site that sees the change; undefined is not there. */
async function tell(transaction: Transaction, row: Row, before: unknown, after: unknown, made: Made): Promise<void> {
  const state = (defaultValue: unknown) => (defaultValue === undefined ? null : { defaultValue });
  await append(
    transaction,
    row.sites.map((site) => ({
      site,
      owner: ownerOf(made),
      target: targetOf(row.key),
      before: state(before),
      after: state(after)
    })),
    made
  );
}

/** Brings a feature from one state to another; undefined is archived. */
async function bring(transaction: Transaction, row: Row, after: unknown, made: Made): Promise<void> {
  const before = row.archivedAt === null ? row.defaultValue : undefined;
  if (isDeepStrictEqual(before, after)) return;
  if (after === undefined) {
    const [user] = await transaction
      .select({ owner: inForce.owner })
      .from(inForce)
      .where(eq(inForce.target, `feature:${row.key}`));
    if (user) {
      throw new Refusal(
        'feature_in_use',
        `"${row.key}" is in gebruik door ${user.owner}. Haal dat eerst uit productie.`,
        {
          status: 409
        }
      );
    }
  }
  await transaction
    .update(features)
    .set(after === undefined ? { archivedAt: made.at } : { defaultValue: after, archivedAt: null })
    .where(eq(features.key, row.key));
  await tell(transaction, row, before, after, made);
}

/**
 * Changes what everybody gets where nothing else is in force.
 * @param seen the value that the change was made from; another one now is refused, so that nobody undoes what they did not see
 * @throws Refusal feature_unknown | feature_archived | value_wrong | changed_meanwhile
 */
export async function changeDefault(key: string, seen: unknown, value: unknown, made: Made): Promise<void> {
  const after = checkedValue(value);
  await releasing(async (transaction) => {
    const row = await one(transaction, key);
    if (row.archivedAt !== null)
      throw new Refusal('feature_archived', `"${key}" is gearchiveerd en heeft geen waarde meer.`, { status: 409 });
    if (!isDeepStrictEqual(row.defaultValue, seen)) {
      throw new Refusal(
        'changed_meanwhile',
        'Iemand anders heeft deze waarde intussen gewijzigd. Bekijk de nieuwe waarde en pas dan aan.',
        { status: 409 }
      );
    }
    await bring(transaction, row, after, made);
  });
}

/**
 * Takes a feature away; sites get what their own code falls back to.
 * @throws Refusal feature_unknown | feature_in_use
 */
export async function archive(key: string, made: Made): Promise<void> {
  await releasing(async (transaction) => bring(transaction, await one(transaction, key), undefined, made));
}

/** Puts back what a default value was before a release. @throws Refusal changed_meanwhile | feature_in_use */
export async function takeBack(transaction: Transaction, release: Release, made: Made): Promise<void> {
  const row = await one(transaction, release.target.slice(PREFIX.length));
  const now = row.archivedAt === null ? { defaultValue: row.defaultValue } : null;
  if (!isDeepStrictEqual(now, release.after)) {
    throw new Refusal('changed_meanwhile', 'Dit is al teruggedraaid, of daarna weer gewijzigd.', { status: 409 });
  }
  const before = release.before as { defaultValue: unknown } | null;
  await bring(transaction, row, before?.defaultValue, made);
}
