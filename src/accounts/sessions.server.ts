/** Sessions by Lucia; the only file that knows it, so that it can be replaced. */
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
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

let made: Promise<Lucia<Record<never, never>, Attributes>> | undefined;

async function make(): Promise<Lucia<Record<never, never>, Attributes>> {
  const adapter = new DrizzlePostgreSQLAdapter(await register(), sessions, accounts);
  return new Lucia(adapter, {
    // Lucia moves the end forward once half of the time is over: idle logout with at most one write per 15 minutes.
    sessionExpiresIn: new TimeSpan(IDLE_MINUTES, 'm'),
    sessionCookie: {
      name: 'session',
      expires: false,
      attributes: { sameSite: 'lax', secure: environment().origin.startsWith('https:') }
    },
    getUserAttributes: ({ email, name, role, disabledAt }) => ({ email, name, role, disabledAt })
  });
}

const lucia = () => (made ??= make());

export async function begin(accountId: string): Promise<Cookie> {
  const sessions = await lucia();
  const session = await sessions.createSession(accountId, {});
  return sessions.createSessionCookie(session.id);
}

export interface Seen {
  account: Account;
  sessionId: string;
  endsAt: Date;
  /** To send when the end has moved. */
  cookie: Cookie | undefined;
}

/** Whose session a Cookie header carries, if it still runs and the account is not disabled. */
export async function see(cookieHeader: string): Promise<Seen | undefined> {
  const sessions = await lucia();
  const id = sessions.readSessionCookie(cookieHeader);
  if (!id) return undefined;
  const { session, user } = await sessions.validateSession(id);
  if (!session || user.disabledAt) return undefined;
  return {
    account: { id: user.id, email: user.email, name: user.name, role: Role.parse(user.role) },
    sessionId: session.id,
    endsAt: session.expiresAt,
    cookie: session.fresh ? sessions.createSessionCookie(session.id) : undefined
  };
}

/** Ends one session and gives the cookie that clears it. */
export async function end(sessionId: string): Promise<Cookie> {
  const sessions = await lucia();
  await sessions.invalidateSession(sessionId);
  return sessions.createBlankSessionCookie();
}

export async function endAll(accountId: string): Promise<void> {
  await (await lucia()).invalidateUserSessions(accountId);
}
