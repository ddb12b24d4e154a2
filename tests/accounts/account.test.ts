/** What each role may, and that every route has a door that says who may pass. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { may, Password, RIGHTS, RIGHT_OF_SCOPE, ROLES, SCOPES, type Right, type Role } from '#accounts/account.ts';
import { DOORS, keyOf } from '#accounts/doors.ts';
import { fc } from '../property.ts';

describe('may', () => {
  it('gives each role exactly these rights', () => {
    const table: Record<Role, Right[]> = {
      administrator: [
        'view',
        'keep_views',
        'edit_funnels',
        'experiment',
        'surveys',
        'interventions',
        'reports',
        'import',
        'administer',
        'audit'
      ],
      project_team: [
        'view',
        'keep_views',
        'edit_funnels',
        'experiment',
        'surveys',
        'motives',
        'interventions',
        'reports',
        'import'
      ],
      communication: ['view', 'keep_views', 'edit_funnels', 'experiment', 'surveys', 'interventions', 'reports'],
      manager: ['view', 'keep_views'],
      privacy_officer: ['view', 'audit']
    };
    for (const role of ROLES) expect(RIGHTS.filter((right) => may(role, right))).toEqual(table[role]);
  });

  it('keeps administering to administrators, and so the scope admin', () => {
    expect(ROLES.filter((role) => may(role, RIGHT_OF_SCOPE.admin))).toEqual(['administrator']);
    expect(SCOPES.map((scope) => RIGHT_OF_SCOPE[scope])).toEqual(['view', 'import', 'administer']);
  });
});

it('takes a password of 12 characters and none of 11', () => {
  expect(Password.safeParse('a'.repeat(12)).success).toBe(true);
  expect(Password.safeParse('a'.repeat(11)).success).toBe(false);
});

describe('doors', () => {
  /** Paths of all routes that answer, with something in place of each parameter. */
  const routes = readdirSync('src/routes', { recursive: true, withFileTypes: true })
    .filter((entry) => /^\+(page|server)(\.server)?\.(svelte|ts)$/.test(entry.name))
    .map((entry) => {
      const folder = entry.parentPath.replace(/^src\/routes/, '').replace(/\/\([^)]*\)/g, '');
      return join('/', folder.replace(/\[\[?(\.\.\.)?[^\]]*\]\]?/g, 'x'));
    });

  it('has a key for every route there is', () => {
    expect(routes.length).toBeGreaterThan(10);
    expect([...new Set(routes)].filter((path) => keyOf(path) === undefined)).toEqual([]);
  });

  it('leaves nothing open to everybody but these', () => {
    const open = DOORS.filter(([, key]) => key.kind === 'public').map(([path]) => path);
    expect(open.sort()).toEqual([
      '/api/eval',
      '/api/features',
      '/collect',
      '/feed',
      '/health',
      '/invitation',
      '/language',
      '/login',
      '/share',
      '/sub',
      '/survey',
      '/track',
      '/unsubscribe'
    ]);
  });

  it('is closed for every path that no door covers', () => {
    const first = new Set(DOORS.map(([path]) => path.split('/')[1]));
    const segment = fc.stringMatching(/^[a-z0-9_.-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        fc.pre(!first.has(segments[0]));
        expect(keyOf(`/${segments.join('/')}`)).toBeUndefined();
      })
    );
  });

  it('opens what lies under a path with the key of the nearest, never of a name that only begins alike', () => {
    expect(keyOf('/settings')).toEqual({ kind: 'right', right: 'view' });
    expect(keyOf('/settings/accounts')).toEqual({ kind: 'right', right: 'administer' });
    expect(keyOf('/settings/accounts/deeper')).toEqual({ kind: 'right', right: 'administer' });
    expect(keyOf('/loginx')).toBeUndefined();
    fc.assert(
      fc.property(fc.constantFrom(...DOORS), fc.stringMatching(/^[a-z]{1,8}$/), ([path, key], tail) => {
        const below = `${path === '/' ? '' : path}/${tail}`;
        if (
          path === '/' ||
          DOORS.some(
            ([other]) =>
              other !== path && (below === other || below.startsWith(`${other}/`)) && other.length > path.length
          )
        )
          return;
        expect(keyOf(below)).toEqual(key);
      })
    );
  });
});
