/** Views that were kept under a name, for everybody who may look. */
import { and, asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { NewView } from '#adoption/view.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { views } from '#store/tables.server.ts';

/** More than anybody reads; whoever wants another removes one. */
const MOST = 200;

export async function list(): Promise<(typeof views.$inferSelect)[]> {
  return (await register()).select().from(views).orderBy(asc(views.name), asc(views.createdAt));
}

/** @throws Refusal view_wrong | views_many */
export async function keep(given: unknown, by: string): Promise<void> {
  const view = wellFormed(NewView, given, 'view_wrong');
  const database = await register();
  if ((await database.$count(views)) >= MOST)
    throw new Refusal('views_many', `Er zijn al ${MOST} weergaven bewaard. Haal er eerst een weg.`, { status: 409 });
  await database.insert(views).values({ id: randomUUID(), ...view, createdBy: by });
}

/**
 * @param by whose views it may be; undefined may remove those of others too
 * @returns its name
 * @throws Refusal view_unknown | view_not_yours
 */
export async function remove(id: string, by: string | undefined): Promise<string> {
  const database = await register();
  const isTheirs = by === undefined ? undefined : eq(views.createdBy, by);
  const [removed] = await database
    .delete(views)
    .where(and(eq(views.id, id), isTheirs))
    .returning({ name: views.name });
  if (removed) return removed.name;
  if ((await database.$count(views, eq(views.id, id))) > 0)
    throw new Refusal('view_not_yours', 'Je kunt alleen weergaven verwijderen die je zelf hebt bewaard.', {
      status: 403
    });
  throw new Refusal('view_unknown', 'Deze weergave is er niet meer.', { status: 404 });
}
