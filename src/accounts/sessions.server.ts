/** Sessions by Lucia; the only file that knows it, so that it can be replaced. */
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
import { eq } from 'drizzle-orm';
import { Lucia, TimeSpan, type Cookie } from 'lucia';
import { IDLE_MINUTES, Role, type Account } from '#accounts/account.ts';
import { environment } from '#environment.ts';
import { register } from '#store/register.server.ts';
import { accounts, sessions } from '#store/tables.server.ts';

interface Attributes {
  email: string;
  name: string;
  role: string;
  disabledAt: Date | null;
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, Attributes>;
    DatabaseUserAttributes: Attributes;
  }
}

async function lucia(): Promise<Lucia<Record<never, never>, Attributes>> {
  const adapter = new DrizzlePostgreSQLAdapter(await register(), sessions, accounts);
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(IDLE_MINUTES, 'm'),
    sessionCookie: {
      name: 'session',
      expires: false,
      attributes: { sameSite: 'lax', secure: environment().origin.startsWith('https:') }
    },
    getUserAttributes: ({ email, name, role, disabledAt }) => ({ email, name, role, disabledAt })
  });
}

export async function begin(accountId: string): Promise<Cookie> {
  const given = await lucia();
  await given.deleteExpiredSessions();
  const session = await given.createSession(accountId, {});
  return given.createSessionCookie(session.id);
}

export interface Seen {
  account: Account;
  sessionId: string;
  endsAt: Date;
}

const MINUTE = 60_000;

/** Whose session a Cookie header carries, if it still runs and the account is not disabled; being seen moves its end forward. */
export async function see(cookieHeader: string): Promise<Seen | undefined> {
  const given = await lucia();
  const id = given.readSessionCookie(cookieHeader);
  if (!id) return undefined;
  const { session, user } = await given.validateSession(id);
  if (!session || user.disabledAt) return undefined;
  // Lucia itself moves the end only after half of the time, which would end a session after 15 idle minutes; this is at most one write a minute.
  let endsAt = session.expiresAt;
  const next = new Date(Date.now() + IDLE_MINUTES * MINUTE);
  if (next.getTime() - endsAt.getTime() > MINUTE) {
    endsAt = next;
    await (await register()).update(sessions).set({ expiresAt: endsAt }).where(eq(sessions.id, id));
  }
  return {
    account: { id: user.id, email: user.email, name: user.name, role: Role.parse(user.role) },
    sessionId: session.id,
    endsAt
  };
}

/** Ends one session and gives the cookie that clears it. */
export async function end(sessionId: string): Promise<Cookie> {
  const given = await lucia();
  await given.invalidateSession(sessionId);
  return given.createBlankSessionCookie();
}

export async function endAll(accountId: string): Promise<void> {
  await (await lucia()).invalidateUserSessions(accountId);
}
