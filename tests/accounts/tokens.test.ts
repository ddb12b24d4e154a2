/** Tokens for programs: what they open, that they are not kept, and that they can be taken back. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { may, RIGHT_OF_SCOPE, ROLES, SCOPES } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as tokens from '#accounts/tokens.server.ts';
import { environment } from '#environment.ts';
import { register } from '#store/register.server.ts';
import { tokens as table } from '#store/tables.server.ts';
import { useStores } from '../stores.ts';
import { fc } from '../property.ts';

useStores();

const NOW = new Date('2026-03-02T09:00:00Z');

describe('a token', () => {
  it('is seen with its scopes and its last use, until it is revoked', async () => {
    const token = await tokens.create('dashboard', ['read'], 'somebody');
    expect(await tokens.see(`Bearer ${token}`, NOW)).toEqual({ name: 'token dashboard', scopes: ['read'] });
    const [row] = await tokens.list();
    expect(row?.lastUsedAt).toEqual(NOW);
    await tokens.revoke(row?.id ?? '', 'somebody', NOW);
    expect(await tokens.see(`Bearer ${token}`, NOW)).toBeUndefined();
    expect(await tokens.list()).toEqual([]);
    expect((await audit.latest()).map(({ action }) => action)).toEqual(['token_revoked', 'token_created']);
  });

  it('is not kept itself', async () => {
    const token = await tokens.create('secret', ['import'], 'somebody');
    expect(JSON.stringify(await (await register()).select().from(table))).not.toContain(token);
  });

  it('needs a name and a scope', async () => {
    await expect(tokens.create(' ', ['read'], 'somebody')).rejects.toMatchObject({ code: 'name_missing' });
    await expect(tokens.create('empty', [], 'somebody')).rejects.toMatchObject({ code: 'scope_missing' });
  });

  it('is nothing in any other shape', async () => {
    const token = await tokens.create('shape', ['read'], 'somebody');
    for (const header of [
      null,
      '',
      token,
      `Basic ${token}`,
      `Bearer ${token}x`,
      'Bearer ',
      `Bearer ${token.slice(0, -1)}`
    ]) {
      expect(await tokens.see(header, NOW)).toBeUndefined();
    }
  });
});

it('the token of this process is in a file for its owner alone and opens everything', async () => {
  tokens.makeLocal();
  const path = join(environment().data, 'cli-token');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await tokens.see(`Bearer ${readFileSync(path, 'utf8')}`, NOW)).toEqual({
    name: 'command line',
    scopes: SCOPES
  });
});

describe('requireScope', () => {
  it('lets pass whoever has the scope or the right, names them, and nobody else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCOPES),
        fc.option(fc.subarray([...SCOPES])),
        fc.option(fc.constantFrom(...ROLES)),
        (scope, scopes, role) => {
          const bearer = scopes ? { name: 'token x', scopes } : undefined;
          const account = role ? { id: 'account', email: 'a@hoera.example', name: 'A', role } : undefined;
          const ask = () => tokens.requireScope({ bearer, account }, scope);
          if (scopes?.includes(scope)) expect(ask()).toBe('token x');
          else if (role && may(role, RIGHT_OF_SCOPE[scope])) expect(ask()).toBe('account');
          else expect(ask).toThrow(expect.objectContaining({ status: scopes || role ? 403 : 401 }));
        }
      )
    );
  });
});
