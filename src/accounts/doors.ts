/** Who may pass which door: one literal list of paths; what is not on it is closed. */
import type { Right, Scope } from '#accounts/account.ts';

export type Key =
  | { kind: 'public' }
  /** A logged-in account with this right. */
  | { kind: 'right'; right: Right }
  /** A bearer token with this scope, or for reading a logged-in account with the matching right. */
  | { kind: 'scope'; scope: Scope }
  /** A bearer token; the door itself checks its scope, which depends on what is asked. */
  | { kind: 'token' };

const open: Key = { kind: 'public' };
const right = (name: Right): Key => ({ kind: 'right', right: name });
const scope = (name: Scope): Key => ({ kind: 'scope', scope: name });

export const DOORS: readonly (readonly [path: string, key: Key])[] = [
  ['/login', open],
  ['/invitation', open],
  ['/language', open],
  ['/health', open],
  ['/collect', open],
  ['/track', open],
  ['/sub', open],
  ['/api/features', open],
  ['/api/eval', open],
  ['/survey', open],
  ['/share', open],
  ['/feed', open],
  ['/unsubscribe', open],
  ['/logout', right('view')],
  ['/adoption', right('view')],
  ['/motives', right('view')],
  ['/motives/list', right('motives')],
  ['/motives/rules/change', right('motives')],
  ['/surveys', right('view')],
  ['/views', right('view')],
  ['/interventions', right('view')],
  ['/interventions/contact', right('interventions')],
  ['/moments', right('view')],
  ['/reports', right('view')],
  ['/organisations', right('view')],
  ['/events', right('view')],
  ['/experiments', right('view')],
  ['/features', right('view')],
  ['/imports', right('import')],
  ['/settings', right('view')],
  ['/settings/accounts', right('administer')],
  ['/settings/sites', right('administer')],
  ['/settings/tokens', right('administer')],
  ['/settings/audit', right('audit')],
  ['/api/v1', scope('read')],
  ['/api/v1/imports', scope('import')],
  ['/api/v1/commands', { kind: 'token' }],
  ['/', right('view')]
];

/** The key of the longest path that covers this one; undefined is a closed door. The root covers only itself. */
export function keyOf(pathname: string): Key | undefined {
  return DOORS.filter(([path]) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`))).sort(
    ([a], [b]) => b.length - a.length
  )[0]?.[1];
}
