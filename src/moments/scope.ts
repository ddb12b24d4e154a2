/** Of which moments is asked: of all, or of one population, team or site. */
import { CLIMBERS } from '#adoption/ladder.ts';
import type { Kind, Moment, Tone } from '#moments/moment.ts';
import { Refusal } from '#refusal.ts';

export interface Filters {
  kind?: Kind | undefined;
  tone?: Tone | undefined;
  population?: string | undefined;
  team?: string | undefined;
  site?: string | undefined;
}

/**
 * As reports write it: '' for all, or population:company, team:Subsidies, site:ondernemersplein.
 * @throws Refusal scope_wrong
 */
export function scopeOf(text: string): Filters {
  if (text === '') return {};
  const [, key, value] = /^(population|team|site):(.+)$/.exec(text) ?? [];
  if (!key || !value || (key === 'population' && !(CLIMBERS as readonly string[]).includes(value)))
    throw new Refusal('scope_wrong', `Er is geen deel "${text}".`);
  return { [key]: value };
}

export const matches = (moment: Moment, { kind, tone, population, team, site }: Filters): boolean =>
  (kind === undefined || moment.kind === kind) &&
  (tone === undefined || moment.tone === tone) &&
  (population === undefined || moment.population === population) &&
  (team === undefined || moment.team === team) &&
  (site === undefined || moment.site === site);
