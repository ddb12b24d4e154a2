/** Interventions that are planned, to choose an arm of a list experiment from, and what they took. */
import { asc, ne } from 'drizzle-orm';
import { Intervention } from '#interventions/intervention.ts';
import { register } from '#store/register.server.ts';
import { interventions } from '#store/tables.server.ts';

export interface Approach {
  slug: string;
  title: string;
  kind: string;
  card: string;
  /** What it really took, once somebody said. */
  hours: number | undefined;
  euros: number | undefined;
}

/** MERGE: the room interventions may list its own. */
export async function list(): Promise<Approach[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(interventions)
    .where(ne(interventions.status, 'cancelled'))
    .orderBy(asc(interventions.slug));
  return rows.flatMap(({ slug, definition, hoursSpent, eurosSpent }) => {
    const read = Intervention.safeParse(definition).data;
    if (!read) return [];
    const { title, kind, card } = read;
    return [{ slug, title, kind, card, hours: hoursSpent ?? undefined, euros: eurosSpent ?? undefined }];
  });
}
