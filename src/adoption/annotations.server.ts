/** Annotations that somebody wrote down: adding, removing, and which there are. */
import { and, asc, desc, eq, gte, lte } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { Annotation } from '#adoption/annotation.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { annotations } from '#store/tables.server.ts';
import type { Period } from '#time/period.ts';

export type Kept = Annotation & { id: string };

const opened = (row: typeof annotations.$inferSelect): Kept => ({ ...Annotation.parse(row), id: row.id });

/** All of them, the last first. */
export async function list(): Promise<Kept[]> {
  const rows = await (await register()).select().from(annotations).orderBy(desc(annotations.begins), annotations.label);
  return rows.map(opened);
}

/** Those that a period has a day of, in order. */
export async function within({ from, to }: Period): Promise<Kept[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(annotations)
    .where(and(lte(annotations.begins, to), gte(annotations.ends, from)))
    .orderBy(asc(annotations.begins), annotations.label);
  return rows.map(opened);
}

/** @throws Refusal annotation_malformed | annotation_order */
export async function add(given: unknown, by: string, at: Date, example = false): Promise<Kept> {
  const { begins, ends } = (given ?? {}) as { begins?: unknown; ends?: unknown };
  if (typeof begins === 'string' && typeof ends === 'string' && ends !== '' && ends < begins)
    throw new Refusal('annotation_order', 'De laatste dag ligt vóór de eerste. Draai de dagen om of kies andere.');
  const annotation = wellFormed(Annotation, given, 'annotation_malformed');
  const id = randomUUID();
  await (await register()).insert(annotations).values({ ...annotation, id, by, at, example });
  return { ...annotation, id };
}

/** @throws Refusal annotation_unknown */
export async function remove(id: string): Promise<Kept> {
  const [gone] = await (await register()).delete(annotations).where(eq(annotations.id, id)).returning();
  if (!gone) throw new Refusal('annotation_unknown', 'Deze markering is er niet meer.', { status: 404 });
  return opened(gone);
}
