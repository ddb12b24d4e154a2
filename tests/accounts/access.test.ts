/** Who passes which door: every page and program door against every role and token, as a request meets them. */
import { isRedirect, type RequestEvent } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { IDLE_MINUTES, ROLES, SCOPES, type Account, type Role } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import * as tokens from '#accounts/tokens.server.ts';
import { handle, handleError } from '../../src/hooks.server.ts';
import { register } from '#store/register.server.ts';
import { accounts as accountsTable, sessions as sessionsTable } from '#store/tables.server.ts';
import { useStores } from '../stores.ts';
import { eq } from 'drizzle-orm';

useStores();

const ORIGIN = 'http://hoera.example';
const NOW = new Date();
const PASSWORD = 'a long enough sentence';

interface Credentials {
  cookie?: string;
  authorization?: string;
}
let admin: Account;
const who: Record<string, Credentials> = { nobody: {} };

async function person(role: Role): Promise<Account> {
  const token = await accounts.invite(`${randomUUID()}@hoera.example`, role, admin, NOW);
  return accounts.accept(token, 'Sam de Vries', PASSWORD, NOW);
}
async function cookieOf(account: Account): Promise<string> {
  const { name, value } = await sessions.begin(account.id);
  return `${name}=${value}`;
}

beforeAll(async () => {
  const first = await accounts.addFirst();
  admin = await accounts.login(first!.email, first!.password, '192.0.2.1', NOW);
  for (const role of ROLES) who[role] = { cookie: await cookieOf(await person(role)) };
  for (const scope of SCOPES)
    who[`token ${scope}`] = { authorization: `Bearer ${await tokens.create(scope, [scope], 'test')}` };
}, 60_000);

/** What a request is answered before or by its route, which here says 200 and nothing else. */
async function ask(
  path: string,
  { cookie, authorization }: Credentials,
  {
    method = 'GET',
    headers = {},
    data = false
  }: { method?: string; headers?: Record<string, string>; data?: boolean } = {}
): Promise<{ status: number; headers: Headers; body: string; account: string | undefined }> {
  const url = new URL(path, ORIGIN);
  const request = new Request(url, {
    method,
    headers: { ...(cookie ? { cookie } : {}), ...(authorization ? { authorization } : {}), ...headers },
    ...(method === 'POST' ? { body: 'x' } : {})
  });
  const locals = {} as App.Locals;
  const event = { request, url, locals, route: { id: url.pathname }, isDataRequest: data } as unknown as RequestEvent;
  try {
    const response = await handle({ event, resolve: () => new Response('inside') });
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      account: locals.account?.id
    };
  } catch (error) {
    if (!isRedirect(error)) throw error;
    return { status: error.status, headers: new Headers({ location: error.location }), body: '', account: undefined };
  }
}

const EVERYBODY = [...ROLES];
const PAGES: Record<string, readonly Role[]> = {
  '/': EVERYBODY,
  '/adoption': EVERYBODY,
  '/adoption/funnel': EVERYBODY,
  '/organisations': EVERYBODY,
  '/events': EVERYBODY,
  '/settings': EVERYBODY,
  '/imports': ['administrator', 'project_team'],
  '/imports/new': ['administrator', 'project_team'],
  '/settings/accounts': ['administrator'],
  '/settings/sites': ['administrator'],
  '/settings/tokens': ['administrator'],
  '/settings/audit': ['administrator', 'privacy_officer'],
  '/nothing/here': []
};

describe('pages', () => {
  test.each(Object.entries(PAGES))('%s', async (path, allowed) => {
    const nobody = await ask(path, who['nobody']!);
    expect(nobody.status).toBe(303);
    expect(nobody.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
    for (const scope of SCOPES) expect((await ask(path, who[`token ${scope}`]!)).status, scope).toBe(303);
    for (const role of ROLES) {
      const { status, body } = await ask(path, who[role]!);
      const expected = path === '/nothing/here' ? 404 : allowed.includes(role) ? 200 : 403;
      expect([role, status]).toEqual([role, expected]);
      if (status !== 200) expect(body).not.toContain('inside');
    }
  });

  test.each(['/login', '/health', '/collect', '/language', '/invitation/x'])('%s is open to all', async (path) => {
    expect((await ask(path, {})).status).toBe(200);
  });

  test('the data of a page is as closed as the page', async () => {
    expect((await ask('/adoption', {}, { data: true })).status).toBe(303);
    const refused = await ask('/settings/accounts', who['manager']!, { data: true });
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'forbidden' });
  });
});

describe('doors for programs', () => {
  const READ = ['/api/v1/events', '/api/v1/adoption/funnel'];
  test('reading takes the scope read, or an account; importing the scope import, and never an account alone', async () => {
    for (const path of READ) {
      const given: Record<string, number> = { nobody: 401, 'token read': 200, 'token import': 403, 'token admin': 403 };
      for (const role of ROLES) given[role] = 200;
      for (const [name, status] of Object.entries(given))
        expect([path, name, (await ask(path, who[name]!)).status]).toEqual([path, name, status]);
    }
    const given: Record<string, number> = { nobody: 401, 'token read': 403, 'token import': 200, 'token admin': 403 };
    for (const role of ROLES) given[role] = 401;
    for (const [name, status] of Object.entries(given)) {
      const answer = await ask('/api/v1/imports/messages', who[name]!, { method: 'POST', headers: { origin: ORIGIN } });
      expect([name, answer.status]).toEqual([name, status]);
    }
  });

  test('commands take a token, whose scope the command itself asks for', async () => {
    for (const [name, status] of [
      ['nobody', 401],
      ['administrator', 401],
      ['token read', 200],
      ['token admin', 200]
    ] as const)
      expect([name, (await ask('/api/v1/commands/site/create', who[name]!, { method: 'POST' })).status]).toEqual([
        name,
        status
      ]);
    expect(() => tokens.requireScope({ bearer: { name: 'x', scopes: ['read'] } }, 'admin')).toThrow(/"admin"/);
  });

  test('what is refused says why as JSON', async () => {
    const refused = await ask('/api/v1/events', who['token import']!);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(refused.body)).toEqual({
      error: 'forbidden',
      message: expect.stringContaining('read') as string
    });
  });
});

describe('what no longer holds', () => {
  test('a revoked token is nobody, at once, and revoking it again leaves no second trace', async () => {
    const token = await tokens.create('short', ['read'], 'test');
    const given = { authorization: `Bearer ${token}` };
    expect((await ask('/api/v1/events', given)).status).toBe(200);
    const { id } = (await tokens.list()).find(({ name }) => name === 'short')!;
    await tokens.revoke(id, 'test', NOW);
    expect((await ask('/api/v1/events', given)).status).toBe(401);
    await tokens.revoke(id, 'test', new Date(NOW.getTime() + 1));
    await tokens.revoke(randomUUID(), 'test', NOW);
    expect((await audit.latest()).filter(({ action }) => action === 'token_revoked')).toHaveLength(1);
  });

  test('a session ends after its idle time, and each look before that moves the end', async () => {
    const database = await register();
    const account = await person('manager');
    const given = { cookie: await cookieOf(account) };
    const endsIn = (minutes: number) =>
      database
        .update(sessionsTable)
        .set({ expiresAt: new Date(Date.now() + minutes * 60_000) })
        .where(eq(sessionsTable.userId, account.id));
    // Looked at just before the end, 20 minutes later it still runs.
    await endsIn(1);
    expect((await ask('/adoption', given)).account).toBe(account.id);
    const [row] = await database.select().from(sessionsTable).where(eq(sessionsTable.userId, account.id));
    expect(row!.expiresAt.getTime() - Date.now()).toBeGreaterThan((IDLE_MINUTES - 1) * 60_000);
    await endsIn(-0.01);
    const over = await ask('/adoption?days=30', given);
    expect(over.status).toBe(303);
    expect(over.headers.get('location')).toBe('/login?next=%2Fadoption%3Fdays%3D30');
    expect((await ask('/api/v1/events', given)).status).toBe(401);
  });

  test('a closed account is nobody, also with a session made meanwhile; closing it twice is one closing', async () => {
    const account = await person('administrator');
    const given = { cookie: await cookieOf(account) };
    await accounts.disable(account.id, admin, NOW);
    expect((await ask('/adoption', given)).status).toBe(303);
    expect((await ask('/adoption', { cookie: await cookieOf(account) })).status).toBe(303);
    await accounts.disable(account.id, admin, new Date(NOW.getTime() + 1));
    const [row] = await (await register()).select().from(accountsTable).where(eq(accountsTable.id, account.id));
    expect(row!.disabledAt).toEqual(NOW);
    expect(
      (await audit.latest()).filter(({ action, subject }) => action === 'account_disabled' && subject === account.id)
    ).toHaveLength(1);
  });
});

describe('what another site could try', () => {
  test('a form from elsewhere, or from nowhere, is refused with whatever session comes along', async () => {
    const elsewhere: Record<string, string>[] = [{ origin: 'https://elders.example' }, {}, { origin: 'null' }];
    for (const headers of elsewhere) {
      const { status, body } = await ask('/settings/accounts', who['administrator']!, { method: 'POST', headers });
      expect([status, body.includes('inside')]).toEqual([403, false]);
    }
    const own = { method: 'POST', headers: { origin: ORIGIN } };
    expect((await ask('/settings/accounts', who['administrator']!, own)).status).toBe(200);
    expect((await ask('/settings/accounts', who['manager']!, own)).status).toBe(403);
  });

  test("a stranger's form is small, or not read at all", async () => {
    const headers = (size?: string) => ({ origin: ORIGIN, ...(size ? { 'content-length': size } : {}) });
    expect((await ask('/login', {}, { method: 'POST', headers: headers('100') })).status).toBe(200);
    for (const size of ['100001', 'x', undefined])
      expect((await ask('/login', {}, { method: 'POST', headers: headers(size) })).status).toBe(413);
  });

  test('no answer may be framed, guessed at, or tells other sites where somebody was', async () => {
    for (const path of ['/login', '/adoption', '/api/v1/events', '/settings/accounts']) {
      const { status, headers } = await ask(path, who['manager']!);
      expect([
        path,
        status,
        ...['x-frame-options', 'x-content-type-options', 'referrer-policy'].map((name) => headers.get(name))
      ]).toEqual([path, path === '/settings/accounts' ? 403 : 200, 'DENY', 'nosniff', 'same-origin']);
    }
  });
});

test('an address whose word is a secret is not written to the log', () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  for (const door of ['share', 'feed', 'unsubscribe', 'invitation']) {
    const url = new URL(`/${door}/secret-word`, ORIGIN);
    const event = {
      request: new Request(url),
      url,
      route: { id: `/${door}/[token]` },
      locals: {}
    } as unknown as RequestEvent;
    void handleError({ error: new Error('broken'), event, status: 500, message: 'x' });
    expect(told).toHaveBeenLastCalledWith(`GET /${door}/[token]:`, expect.anything());
  }
  told.mockRestore();
});
