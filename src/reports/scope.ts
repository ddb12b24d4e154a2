/** What part of everything a report is about: all, a population, a team or a site. */
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { Refusal } from '#refusal.ts';

export type Part =
  | { of: 'all' }
  | { of: 'population'; population: Climber }
  | { of: 'team'; team: string }
  | { of: 'site'; site: string };

const LONGEST = 200;

const isClimber = (name: string): name is Climber => (CLIMBERS as readonly string[]).includes(name);

/** The part that a scope names; undefined when it names none. */
export function partOf(scope: string): Part | undefined {
  if (scope === '') return { of: 'all' };
  const [, kind, name = ''] = /^(population|team|site):(.+)$/su.exec(scope) ?? [];
  if (name === '' || scope.length > LONGEST) return undefined;
  if (kind === 'population') return isClimber(name) ? { of: 'population', population: name } : undefined;
  return kind === 'team' ? { of: 'team', team: name } : kind === 'site' ? { of: 'site', site: name } : undefined;
}

/** @throws Refusal scope_unknown */
export function knownPart(scope: string): Part {
  const part = partOf(scope);
  if (!part) throw new Refusal('scope_unknown', 'Dit onderdeel kennen we niet. Kies een onderdeel uit de lijst.');
  return part;
}
