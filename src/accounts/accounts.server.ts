/** Accounts in the register: logging in, inviting, disabling. */
import { and, asc, count, eq, gt, isNull } from 'drizzle-orm';
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
  type Account
} from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { guess, hash, isRight } from '#store/password.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { accounts, invitations } from '#store/tables.server.ts';
import { DAY } from '#time/day.ts';

const digest = (purpose: string, value: string) => keyedDigest(purpose, value).toString('base64url');

const EXISTS = 'Er is al een account met dit e-mailadres.';

/**
 * Checks e-mail and password.
 * @param address network address of who asks; kept only as a keyed digest, for the rate limit
 * @throws Refusal login_wrong | login_too_often
 */
export async function login(email: string, password: string, address: string, now: Date): Promise<Account> {
  const mail = email.trim().toLowerCase();
  const { wait, right } = await guess(
    [
      { key: digest('login-account', mail), allowed: FAILURES_PER_ACCOUNT },
      { key: digest('login-address', address), allowed: FAILURES_PER_ADDRESS }
    ],
    now
  );
  if (wait > 0) {
    const minutes = Math.ceil(wait / 60);
    throw new Refusal(
      'login_too_often',
      `Er is te vaak geprobeerd in te loggen. Wacht ${minutes} ${minutes === 1 ? 'minuut' : 'minuten'} en probeer het dan opnieuw.`,
      {
        status: 429,
        retryAfter: wait
      }
    );
  }
  const [row] = await (
    await register()
  )
    .select()
    .from(accounts)
    .where(and(eq(accounts.email, mail), isNull(accounts.disabledAt)));
  // An unknown account costs as much time as a wrong password, so that the answer does not tell which it was.
  if (!(await isRight(password, row?.passwordHash)) || !row) {
    // Of an address that has no account nothing is kept.
    if (row) await audit.note(row.id, 'login_failed', row.id);
    throw new Refusal('login_wrong', 'Het e-mailadres of het wachtwoord klopt niet.', { status: 401 });
  }
  await right();
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
    .values({ ...account, passwordHash: await hash(Password.parse(given.password)) })
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
  if (!row || !(await isRight(current, row.passwordHash)))
    throw new Refusal('login_wrong', 'Het huidige wachtwoord klopt niet.', { status: 401 });
  const checked = Password.safeParse(next);
  if (!checked.success) throw new Refusal('form_wrong', checked.error.issues[0]?.message ?? '');
  await database
    .update(accounts)
    .set({ passwordHash: await hash(checked.data) })
    .where(eq(accounts.id, account.id));
  await sessions.endAll(account.id);
  await audit.note(account.id, 'password_changed', account.id);
}
