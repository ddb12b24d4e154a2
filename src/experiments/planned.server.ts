/** Interventions that are planned, to choose an arm of a list experiment from, and what they took. */
import * as interventions from '#interventions/interventions.server.ts';

export interface Approach {
  slug: string;
  title: string;
  kind: string;
  card: string;
  /** What it really took, once somebody said. */
  hours: number | undefined;
  euros: number | undefined;
}

export async function list(): Promise<Approach[]> {
  return (await interventions.list()).flatMap(({ slug, plan: { title, kind, card }, status, hours, euros }) =>
    status === 'cancelled' ? [] : [{ slug, title, kind, card, hours, euros }]
  );
}
