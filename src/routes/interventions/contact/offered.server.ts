/** What can be chosen when writing down a contact: of nobody in particular, so that a device may keep it. */
import * as contacts from '#interventions/contacts.server.ts';
import type { Day } from '#time/day.ts';

export async function offered(today: Day) {
  const [interventions, bodies] = await Promise.all([contacts.choices(today), contacts.bodies(today)]);
  const named = (population: string) => bodies.filter((body) => body.population === population).map(({ name }) => name);
  return { interventions, authorities: named('authority'), departments: named('department'), today };
}
