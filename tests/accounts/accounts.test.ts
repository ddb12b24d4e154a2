/** Logging in, inviting, disabling and changing passwords, on the real register. */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  FAILURES_PER_ACCOUNT,
  FAILURES_PER_ADDRESS,
  INVITATION_DAYS,
  type Account,
  type Role
} from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { WINDOW_MINUTES } from '#store/password.server.ts';
import { register } from '#store/register.server.ts';
import {
  accounts as accountsTable,
  invitations,
  loginFailures,
  sessions as sessionsTable
} from '#store/tables.server.ts';
import { useStores } from '../stores.ts';

useStores();

const NOW = new Date('2026-03-02T09:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const PASSWORD = 'a long enough sentence';

let admin: Account;
let first: { email: string; password: string } | undefined;

/** A new account by the way people get one. */
async function person(role: Role = 'project_team'): Promise<Account> {
  const token = await accounts.invite(`${randomUUID()}@hoera.example`, role, admin, NOW);
  return accounts.accept(token, 'Sam de Vries', PASSWORD, NOW);
}

async function refusal(deed: Promise<unknown>): Promise<Refusal> {
  const error = await deed.then(
    () => undefined,
    (reason: unknown) => reason
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a Refusal, got ${String(error)}`);
  return error;
}

const cookieOf = (cookie: { name: string; value: string }) => `${cookie.name}=${cookie.value}`;

beforeAll(async () => {
  first = await accounts.addFirst();
  if (!first) throw new Error('no first administrator');
  admin = await accounts.login(first.email, first.password, '192.0.2.1', NOW);
});

describe('the first administrator', () => {
  it('is made once, with a password that is in a file for the owner alone', async () => {
    expect(admin.role).toBe('administrator');
    const path = join(environment().data, 'example-login');
    expect(readFileSync(path, 'utf8')).toBe(`${first?.email}\n${first?.password}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(first?.password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    expect(await accounts.addFirst()).toBeUndefined();
  });
});

describe('login', () => {
  it('knows an account by its e-mail address, whatever its capitals', async () => {
    const { email, id } = await person();
    expect(await accounts.login(` ${email.toUpperCase()} `, PASSWORD, '192.0.2.2', NOW)).toMatchObject({
      id,
      role: 'project_team'
    });
  });

  it('says the same of a wrong password as of an unknown address', async () => {
    const { email } = await person();
    const wrong = await refusal(accounts.login(email, 'not the password', '192.0.2.3', NOW));
    const unknown = await refusal(accounts.login('nobody@hoera.example', PASSWORD, '192.0.2.3', NOW));
    expect(wrong).toMatchObject({ code: 'login_wrong', status: 401 });
    expect({ code: unknown.code, status: unknown.status, message: unknown.message }).toEqual({
      code: wrong.code,
      status: wrong.status,
      message: wrong.message
    });
  });

  it('stops trying one account, says how long to wait, and goes on after that', async () => {
    const { email } = await person();
    for (let n = 0; n < FAILURES_PER_ACCOUNT; n++) {
      expect((await refusal(accounts.login(email, 'wrong', `192.0.2.${10 + n}`, later(n)))).code).toBe('login_wrong');
    }
    const stopped = await refusal(accounts.login(email, PASSWORD, '192.0.2.30', later(5)));
    expect(stopped).toMatchObject({ code: 'login_too_often', status: 429, retryAfter: (WINDOW_MINUTES - 5) * 60 });
    expect(stopped.message).toContain(`${WINDOW_MINUTES - 5} minuten`);
    expect((await accounts.login(email, PASSWORD, '192.0.2.30', later(WINDOW_MINUTES + 0.1))).email).toBe(email);
  });

  it('stops many attempts at once as well', async () => {
    const { email } = await person();
    const refused = await Promise.all(
      Array.from({ length: 12 }, (_, n) => refusal(accounts.login(email, 'wrong', `198.51.100.${n}`, NOW)))
    );
    expect(refused.filter(({ code }) => code === 'login_wrong').length).toBeLessThanOrEqual(FAILURES_PER_ACCOUNT);
    expect(refused.filter(({ code }) => code === 'login_too_often').length).toBeGreaterThanOrEqual(
      12 - FAILURES_PER_ACCOUNT
    );
  });

  it('stops one address that tries many accounts, and nobody else', async () => {
    for (let n = 0; n < FAILURES_PER_ADDRESS; n++)
      await refusal(accounts.login(`guess-${n}@hoera.example`, 'wrong', '203.0.113.9', NOW));
    const { email } = await person();
    expect((await refusal(accounts.login(email, PASSWORD, '203.0.113.9', NOW))).code).toBe('login_too_often');
    expect((await accounts.login(email, PASSWORD, '203.0.113.10', NOW)).email).toBe(email);
  }, 60_000);

  it('forgets failures after success, and keeps neither address nor account in the clear', async () => {
    const { email } = await person();
    for (let round = 0; round < 3; round++) {
      for (let n = 1; n < FAILURES_PER_ACCOUNT; n++)
        await refusal(accounts.login(email, 'wrong', `192.0.2.${100 + round}`, NOW));
      await accounts.login(email, PASSWORD, '192.0.2.99', NOW);
    }
    await refusal(accounts.login(email, 'wrong', '192.0.2.77', NOW));
    const kept = JSON.stringify(await (await register()).select().from(loginFailures));
    expect(kept.length).toBeGreaterThan(2);
    expect(kept).not.toContain(email);
    expect(kept).not.toContain('192.0.2.');
  }, 60_000);

  it('keeps passwords by Argon2id with the parameters of OWASP', async () => {
    const [row] = await (await register()).select().from(accountsTable);
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('invitations', () => {
  it('work once', async () => {
    const token = await accounts.invite('once@hoera.example', 'manager', admin, NOW);
    expect(await accounts.invitation(token, NOW)).toEqual({ email: 'once@hoera.example', role: 'manager' });
    expect(await accounts.accept(token, ' Noor ', PASSWORD, NOW)).toMatchObject({ name: 'Noor', role: 'manager' });
    expect(await accounts.invitation(token, NOW)).toBeUndefined();
    expect(await refusal(accounts.accept(token, 'Noor', PASSWORD, NOW))).toMatchObject({
      code: 'invitation_over',
      status: 410
    });
  });

  it('end after their days', async () => {
    const token = await accounts.invite('late@hoera.example', 'manager', admin, NOW);
    const days = 24 * 60 * INVITATION_DAYS;
    expect(await accounts.invitation(token, later(days - 1))).toBeDefined();
    expect(await accounts.invitation(token, later(days + 1))).toBeUndefined();
    expect((await refusal(accounts.accept(token, 'Laat', PASSWORD, later(days + 1)))).code).toBe('invitation_over');
  });

  it('stay open when the password is too short', async () => {
    const token = await accounts.invite('short@hoera.example', 'manager', admin, NOW);
    expect((await refusal(accounts.accept(token, 'Kort', 'short', NOW))).message).toContain('12 tekens');
    expect((await accounts.accept(token, 'Kort', PASSWORD, NOW)).email).toBe('short@hoera.example');
  });

  it('are refused for somebody who has an account, and for what is no address', async () => {
    const { email } = await person();
    expect(await refusal(accounts.invite(email, 'manager', admin, NOW))).toMatchObject({
      code: 'account_exists',
      status: 409
    });
    expect((await refusal(accounts.invite('no address', 'manager', admin, NOW))).code).toBe('email_wrong');
  });

  it('are kept without the secret of the link', async () => {
    const token = await accounts.invite('secret@hoera.example', 'manager', admin, NOW);
    expect(JSON.stringify(await (await register()).select().from(invitations))).not.toContain(token);
  });
});

describe('sessions', () => {
  it('show whose they are until they are ended', async () => {
    const account = await person();
    const cookie = await sessions.begin(account.id);
    expect(cookie.attributes).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/' });
    const seen = await sessions.see(`other=1; ${cookieOf(cookie)}`);
    expect(seen?.account).toEqual(account);
    await sessions.end(seen?.sessionId ?? '');
    expect(await sessions.see(cookieOf(cookie))).toBeUndefined();
    expect(await sessions.see('session=made-up')).toBeUndefined();
    expect(await sessions.see('')).toBeUndefined();
  });

  it('move their end forward when used, and are over after idle time', async () => {
    const database = await register();
    const cookie = await sessions.begin((await person()).id);
    const before = Date.now();
    await database.update(sessionsTable).set({ expiresAt: new Date(before + 20 * 60_000) });
    const seen = await sessions.see(cookieOf(cookie));
    expect(seen?.endsAt.getTime()).toBeGreaterThanOrEqual(before + 30 * 60_000);
    expect((await sessions.see(cookieOf(cookie)))?.endsAt.getTime()).toBe(seen?.endsAt.getTime());
    await database.update(sessionsTable).set({ expiresAt: new Date(before - 1) });
    expect(await sessions.see(cookieOf(cookie))).toBeUndefined();
  });
});

describe('disabling', () => {
  it('ends sessions and keeps out', async () => {
    const account = await person();
    const cookie = await sessions.begin(account.id);
    await accounts.disable(account.id, admin, NOW);
    expect(await sessions.see(cookieOf(cookie))).toBeUndefined();
    expect((await refusal(accounts.login(account.email, PASSWORD, '192.0.2.50', NOW))).code).toBe('login_wrong');
  });

  it('is not for oneself', async () => {
    expect(await refusal(accounts.disable(admin.id, admin, NOW))).toMatchObject({ code: 'not_yourself', status: 409 });
  });
});

describe('changing a password', () => {
  it('asks for the current one and for a long one, and ends all sessions', async () => {
    const account = await person();
    const cookie = await sessions.begin(account.id);
    expect((await refusal(accounts.changePassword(account, 'wrong', 'another long sentence'))).code).toBe(
      'login_wrong'
    );
    expect((await refusal(accounts.changePassword(account, PASSWORD, 'short'))).code).toBe('form_wrong');
    expect(await sessions.see(cookieOf(cookie))).toBeDefined();
    await accounts.changePassword(account, PASSWORD, 'another long sentence');
    expect(await sessions.see(cookieOf(cookie))).toBeUndefined();
    expect((await accounts.login(account.email, 'another long sentence', '192.0.2.60', NOW)).id).toBe(account.id);
    expect((await refusal(accounts.login(account.email, PASSWORD, '192.0.2.60', NOW))).code).toBe('login_wrong');
  });
});

it('leaves a trace of all of this, without passwords', async () => {
  const entries = await audit.latest();
  const actions = new Set(entries.map(({ action }) => action));
  for (const action of ['login', 'invited', 'account_created', 'account_disabled', 'password_changed'])
    expect(actions).toContain(action);
  expect(JSON.stringify(entries)).not.toContain(PASSWORD);
});
