/** What part of everything a report is about. */
import { expect, test } from 'vitest';
import { knownPart, partOf } from '#reports/scope.ts';

test('all, a population, a team or a site, and nothing else', () => {
  expect(partOf('')).toEqual({ of: 'all' });
  expect(partOf('population:authority')).toEqual({ of: 'population', population: 'authority' });
  expect(partOf('team:Ruimte: noord')).toEqual({ of: 'team', team: 'Ruimte: noord' });
  expect(partOf('site:ondernemersplein')).toEqual({ of: 'site', site: 'ondernemersplein' });
  for (const wrong of ['x', 'population:visitor', 'team:', 'site', 'region:Oss', `team:${'x'.repeat(300)}`])
    expect(partOf(wrong), wrong).toBeUndefined();
  expect(() => knownPart('region:Oss')).toThrow('Dit onderdeel kennen we niet');
});
