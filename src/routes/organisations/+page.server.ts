/** What is in the registry, and what is missing from it. */
import { suppressed } from '#statistics/hiding.ts';
import * as messages from '#events/messages.server.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { Population } from '#organisations/organisation.ts';
import { dayOf } from '#time/day.ts';
import { lastDays } from '#time/period.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const today = dayOf(Date.now());
  const population = Population.catch('company').parse(url.searchParams.get('population'));
  const [rows, quality, opened, sources] = await Promise.all([
    organisations.overview(population, today),
    organisations.quality(today),
    messages.openedWithin(3, lastDays(today, 365)),
    messages.list()
  ]);
  const dimensions = ['region', 'sector', 'size', 'municipality'].map((dimension) => {
    const groups = rows.filter((row) => row.dimension === dimension);
    const hidden = suppressed(groups.map((group) => group.organisations));
    // Public bodies are no persons: their small numbers are not secret.
    return {
      dimension,
      groups: groups.map(({ value, organisations: n }, index) => ({
        value,
        n: population === 'company' && hidden[index] ? undefined : n
      }))
    };
  });
  return { population, dimensions, quality, opened, sources };
};
