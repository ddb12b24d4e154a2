/** Parts that a report can be about, as a choice. */
import { CLIMBERS } from '#adoption/ladder.ts';
import * as channels from '#adoption/channels.server.ts';
import * as sites from '#events/sites.server.ts';
import { scopeName } from '#reports/words.ts';
import type { Language } from '#ui/format.ts';

/** @returns all first; then populations, teams and sites */
export async function scopes(language: Language): Promise<{ value: string; label: string }[]> {
  const [{ team }, known] = await Promise.all([channels.choices(), sites.list()]);
  return [
    '',
    ...CLIMBERS.map((population) => `population:${population}`),
    ...team.map((name) => `team:${name}`),
    ...known.map(({ slug }) => `site:${slug}`)
  ].map((value) => ({ value, label: scopeName(value, language) }));
}
