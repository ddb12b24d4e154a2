/** Sites in the register: making them, finding them by key, and changing what they may send. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { randomBytes, randomUUID } from 'node:crypto';
import { NewSite, SiteChange, slugOf, type Site } from '#events/site.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { sites } from '#store/tables.server.ts';

/** How long a change made by another instance may go unseen here, milliseconds. */
const FRESH_FOR = 5_000;

let byKey = new Map<string, Site>();
let readAt = 0;
let reading: Promise<void> | undefined;

async function reload(): Promise<void> {
  const rows = await (await register()).select().from(sites).where(isNull(sites.archivedAt));
  byKey = new Map(rows.map((row) => [row.key, row]));
  readAt = Date.now();
}

/** The site a public key belongs to; asked for every request, so answered from memory. */
export async function byPublicKey(key: string): Promise<Site | undefined> {
  if (Date.now() - readAt > FRESH_FOR) await (reading ??= reload().finally(() => (reading = undefined)));
  return byKey.get(key);
}

export async function list(): Promise<Site[]> {
  return (await register()).select().from(sites).where(isNull(sites.archivedAt)).orderBy(asc(sites.name));
}

/**
 * @throws Refusal site_wrong | site_exists when another site has the same short name
 */
export async function create(input: NewSite, options: { example?: boolean; key?: string } = {}): Promise<Site> {
  const given = wellFormed(NewSite, input, 'site_wrong');
  const site: Site = {
    id: randomUUID(),
    slug: slugOf(given.name),
    name: given.name,
    key: options.key ?? `site_${randomBytes(12).toString('hex')}`,
    origins: given.origins,
    events: given.events,
    team: given.team,
    example: options.example ?? false
  };
  const made = await (await register()).insert(sites).values(site).onConflictDoNothing().returning();
  if (made.length === 0) throw new Refusal('site_exists', `Er is al een site "${site.slug}".`, { status: 409 });
  readAt = 0;
  return site;
}

/**
 * Changes origins and own event names.
 * @throws Refusal site_wrong | site_unknown
 */
export async function change(slug: string, input: SiteChange): Promise<void> {
  const given = wellFormed(SiteChange, input, 'site_wrong');
  const changed = await (
    await register()
  )
    .update(sites)
    .set(given)
    .where(and(eq(sites.slug, slug), isNull(sites.archivedAt)))
    .returning({ id: sites.id });
  if (changed.length === 0) throw new Refusal('site_unknown', `Er is geen site "${slug}".`, { status: 404 });
  readAt = 0;
}
