/** Accounts in the register: logging in, inviting, disabling. */
import { hash, verify } from '@node-rs/argon2';
import { and, asc, count, desc, eq, gt, inArray, isNull, lt } from 'drizzle-orm';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  Email,
  FAILURES_PER_ACCOUNT,
  FAILURES_PER_ADDRESS,
  INVITATION_DAYS,
  Password,
  PersonName,
  Role,
  WINDOW_MINUTES,
  type Account
} from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { accounts, invitations, loginFailures } from '#store/tables.server.ts';
import { DAY } from '#time/day.ts';

/** OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 iterations, 1 lane. The library's default variant is Argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const digest = (purpose: string, value: string) => keyedDigest(purpose, value).toString('base64url');

const EXISTS = 'Er is al een account met dit e-mailadres.';
const WINDOW = WINDOW_MINUTES * 60_000;

let decoy: Promise<string> | undefined;

/**
 * When a key may try again: undefined when at once. Counts attempts noted before `own`, so that attempts at the same moment count too.
 */
async function waitsUntil(key: string, own: number, allowed: number, since: Date): Promise<Date | undefined> {
  const [row] = await (
    await register()
  )
    .select({ at: loginFailures.at })
    .from(loginFailures)
    .where(and(eq(loginFailures.key, key), gt(loginFailures.at, since), lt(loginFailures.id, own)))
    .orderBy(desc(loginFailures.at))
    .offset(allowed - 1)
    .limit(1);
  return row && new Date(row.at.getTime() + WINDOW);
}

/**
 * Checks e-mail and password.
 * @param address network address of who asks; kept only as a keyed digest, for the rate limit
 * @throws Refusal login_wrong | login_too_often
 */
export async function login(email: string, password: string, address: string, now: Date): Promise<Account> {
  const database = await register();
  const since = new Date(now.getTime() - WINDOW);
  const mail = email.trim().toLowerCase();
  const keys = [digest('login-account', mail), digest('login-address', address)] as const;
  await database.delete(loginFailures).where(lt(loginFailures.at, since));
  // Noted as a failure first: many attempts at once could otherwise all be counted before any had failed.
  const noted = await database
    .insert(loginFailures)
    .values(keys.map((key) => ({ key, at: now })))
    .returning({ id: loginFailures.id });
  const own = noted.map(({ id }) => id);
  const forget = () => database.delete(loginFailures).where(inArray(loginFailures.id, own));
  const until = (
    await Promise.all([
      waitsUntil(keys[0], Math.min(...own), FAILURES_PER_ACCOUNT, since),
      waitsUntil(keys[1], Math.min(...own), FAILURES_PER_ADDRESS, since)
    ])
  ).flatMap((at) => (at ? [at.getTime()] : []));
  if (until.length > 0) {
    await forget();
    const seconds = Math.max(1, Math.ceil((Math.max(...until) - now.getTime()) / 1000));
    const minutes = Math.ceil(seconds / 60);
    throw new Refusal(
      'login_too_often',
      `Er is te vaak geprobeerd in te loggen. Wacht ${minutes} ${minutes === 1 ? 'minuut' : 'minuten'} en probeer het dan opnieuw.`,
      {
        status: 429,
        retryAfter: seconds
      }
    );
  }
  const [row] = await database
    .select()
    .from(accounts)
    .where(and(eq(accounts.email, mail), isNull(accounts.disabledAt)));
  // An unknown account costs as much time as a wrong password, so that the answer does not tell which it was.
  const right = await verify(
    row?.passwordHash ?? (await (decoy ??= hash(randomBytes(16).toString('hex'), ARGON2))),
    password
  );
  if (!row || !right) {
    // Of an address that has no account nothing is kept.
    if (row) await audit.note(row.id, 'login_failed', row.id);
    throw new Refusal('login_wrong', 'Het e-mailadres of het wachtwoord klopt niet.', { status: 401 });
  }
  await forget();
  await database.delete(loginFailures).where(eq(loginFailures.key, keys[0]));
  await audit.note(row.id, 'login', row.id);
  return { id: row.id, email: row.email, name: row.name, role: Role.parse(row.role) };
}

async function add(given: { email: string; name: string; password: string; role: Role }, by: string): Promise<Account> {
  const account = {
    id: randomUUID(),
    email: Email.parse(given.email),
    name: PersonName.parse(given.name),
    role: given.role
  };
  const made = await (
    await register()
  )
    .insert(accounts)
    .values({ ...account, passwordHash: await hash(Password.parse(given.password), ARGON2) })
    .onConflictDoNothing()
    .returning({ id: accounts.id });
  if (made.length === 0) throw new Refusal('account_exists', EXISTS, { status: 409 });
  await audit.note(by, 'account_created', account.id, { role: account.role });
  return account;
}

/** 100 random bits in letters and digits that are not mistaken for each other, in groups, to be typed over. */
function readablePassword(): string {
  const letters = [...randomBytes(20)].map((byte) => 'abcdefghjkmnpqrstuvwxyz234567892'[byte % 32]).join('');
  return (letters.match(/.{5}/g) ?? []).join('-');
}

/**
 * Makes the first administrator of an empty installation: from the environment or, for an installation with example data,
 * with a password made here.
 * @returns the login to show once, when one was made here
 */
export async function addFirst(): Promise<{ email: string; password: string } | undefined> {
  const { firstAdministrator, example, data } = environment();
  const [row] = await (await register()).select({ n: count() }).from(accounts);
  if ((row?.n ?? 0) > 0) return undefined;
  if (firstAdministrator) {
    await add({ ...firstAdministrator, name: 'Beheerder', role: 'administrator' }, 'environment');
    return undefined;
  }
  if (!example) return undefined;
  const login = { email: 'beheerder@hoera.example', password: readablePassword() };
  await add({ ...login, name: 'Beheerder', role: 'administrator' }, 'start');
  const path = join(resolve(data), 'example-login');
  writeFileSync(path, `${login.email}\n${login.password}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return login;
}

/** What people read for the lasting key of an account, as it stands in what was recorded. */
export async function names(): Promise<(key: string) => string> {
  const of = new Map((await list()).map(({ id, name }) => [id, name]));
  return (key) => of.get(key) ?? key;
}

/** Everybody with an account, by name. */
export async function list() {
  return (await register())
    .select({
      id: accounts.id,
      email: accounts.email,
      name: accounts.name,
      role: accounts.role,
      disabledAt: accounts.disabledAt
    })
    .from(accounts)
    .orderBy(asc(accounts.name));
}

/**
 * Invites somebody.
 * @returns the secret part of the link, shown once and kept only as a digest
 */
export async function invite(email: string, role: Role, by: Account, now: Date): Promise<string> {
  const mail = Email.safeParse(email);
  if (!mail.success) throw new Refusal('email_wrong', 'Geef een e-mailadres.');
  const database = await register();
  const [taken] = await database.select({ id: accounts.id }).from(accounts).where(eq(accounts.email, mail.data));
  if (taken) throw new Refusal('account_exists', EXISTS, { status: 409 });
  const token = randomBytes(24).toString('base64url');
  const id = randomUUID();
  await database.insert(invitations).values({
    id,
    tokenHash: digest('invitation', token),
    email: mail.data,
    role,
    invitedBy: by.id,
    expiresAt: new Date(now.getTime() + INVITATION_DAYS * DAY)
  });
  await audit.note(by.id, 'invited', id, { role });
  return token;
}

/** The invitation a link carries, while it holds. */
export async function invitation(token: string, now: Date): Promise<{ email: string; role: string } | undefined> {
  const [row] = await (
    await register()
  )
    .select({ email: invitations.email, role: invitations.role })
    .from(invitations)
    .where(
      and(
        eq(invitations.tokenHash, digest('invitation', token)),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now)
      )
    );
  return row;
}

/**
 * Accepts an invitation, once.
 * @throws Refusal invitation_over | account_exists | password_short
 */
export async function accept(token: string, name: string, password: string, now: Date): Promise<Account> {
  const checked = { name: PersonName.safeParse(name), password: Password.safeParse(password) };
  const wrong = checked.name.error?.issues[0] ?? checked.password.error?.issues[0];
  if (wrong) throw new Refusal('form_wrong', wrong.message);
  const [row] = await (
    await register()
  )
    .update(invitations)
    .set({ acceptedAt: now })
    .where(
      and(
        eq(invitations.tokenHash, digest('invitation', token)),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now)
      )
    )
    .returning();
  if (!row)
    throw new Refusal(
      'invitation_over',
      'Deze uitnodiging is gebruikt of verlopen. Vraag de beheerder om een nieuwe.',
      { status: 410 }
    );
  return add({ email: row.email, name, password, role: Role.parse(row.role) }, row.id);
}

/**
 * Closes an account and ends its sessions.
 * @throws Refusal not_yourself
 */
export async function disable(id: string, by: Account, now: Date): Promise<void> {
  if (id === by.id) throw new Refusal('not_yourself', 'Je kunt je eigen account niet sluiten.', { status: 409 });
  const disabled = await (
    await register()
  )
    .update(accounts)
    .set({ disabledAt: now })
    .where(and(eq(accounts.id, id), isNull(accounts.disabledAt)))
    .returning({ id: accounts.id });
  if (disabled.length === 0) return;
  await sessions.endAll(id);
  await audit.note(by.id, 'account_disabled', id);
}

/**
 * Changes one's own password and ends every session, wherever somebody else may have used the old one.
 * @throws Refusal login_wrong | form_wrong
 */
export async function changePassword(account: Account, current: string, next: string): Promise<void> {
  const database = await register();
  const [row] = await database.select().from(accounts).where(eq(accounts.id, account.id));
  if (!row || !(await verify(row.passwordHash, current)))
    throw new Refusal('login_wrong', 'Het huidige wachtwoord klopt niet.', { status: 401 });
  const checked = Password.safeParse(next);
  if (!checked.success) throw new Refusal('form_wrong', checked.error.issues[0]?.message ?? '');
  await database
    .update(accounts)
    .set({ passwordHash: await hash(checked.data, ARGON2) })
    .where(eq(accounts.id, account.id));
  await sessions.endAll(account.id);
  await audit.note(account.id, 'password_changed', account.id);
}
