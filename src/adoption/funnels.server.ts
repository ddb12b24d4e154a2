/** Funnels that somebody named and kept. */
import { asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { Funnel, type Funnel as FunnelType } from '#adoption/funnel.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { funnels } from '#store/tables.server.ts';

export interface Kept {
  id: string;
  name: string;
  funnel: FunnelType;
}

export async function list(): Promise<Kept[]> {
  const rows = await (await register()).select().from(funnels).orderBy(asc(funnels.name));
  return rows.map(({ id, name, definition }) => ({ id, name, funnel: Funnel.parse(definition) }));
}

/** Names that differ in capitals only are the same. */
const slugOf = (name: string) => name.trim().toLowerCase();

/** Whether there is a funnel under a name. */
export async function isKept(name: string): Promise<boolean> {
  const rows = await (
    await register()
  )
    .select()
    .from(funnels)
    .where(eq(funnels.slug, slugOf(name)));
  return rows.length > 0;
}

/**
 * Keeps a funnel under a name; the same name again replaces it.
 * @throws Refusal name_missing
 */
export async function keep(name: string, funnel: FunnelType, by: string, now: Date): Promise<void> {
  const slug = slugOf(name);
  if (slug === '' || slug.length > 80)
    throw new Refusal('name_missing', 'Geef de trechter een naam van hoogstens 80 tekens.');
  const kept = { name: name.trim(), definition: funnel, updatedAt: now };
  await (
    await register()
  )
    .insert(funnels)
    .values({ id: randomUUID(), slug, createdBy: by, ...kept })
    .onConflictDoUpdate({ target: funnels.slug, set: kept });
}

export async function remove(id: string): Promise<void> {
  await (await register()).delete(funnels).where(eq(funnels.id, id));
}
