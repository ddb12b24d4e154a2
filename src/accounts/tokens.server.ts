/** Tokens for programs: made once, kept as a keyed digest, and checked per scope. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RIGHT_OF_SCOPE, may, SCOPES, type Account, type Scope } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { tokens } from '#store/tables.server.ts';

export interface Bearer {
  name: string;
  scopes: readonly Scope[];
}

const digest = (token: string) => keyedDigest('token', token).toString('base64url');

/** @returns the token, shown once */
export async function create(name: string, scopes: readonly Scope[], by: string): Promise<string> {
  if (name.trim() === '') throw new Refusal('name_missing', 'Geef het token een naam.');
  if (scopes.length === 0) throw new Refusal('scope_missing', 'Kies minstens één recht.');
  const token = `hoera_${randomBytes(24).toString('base64url')}`;
  const id = randomUUID();
  await (
    await register()
  )
    .insert(tokens)
    .values({ id, name: name.trim(), tokenHash: digest(token), scopes: [...scopes], createdBy: by });
  await audit.note(by, 'token_created', id, { scopes });
  return token;
}

export async function list() {
  return (await register())
    .select({
      id: tokens.id,
      name: tokens.name,
      scopes: tokens.scopes,
      createdAt: tokens.createdAt,
      lastUsedAt: tokens.lastUsedAt
    })
    .from(tokens)
    .where(isNull(tokens.revokedAt))
    .orderBy(desc(tokens.createdAt));
}

export async function revoke(id: string, by: string, now: Date): Promise<void> {
  const revoked = await (
    await register()
  )
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
    .returning({ id: tokens.id });
  if (revoked.length > 0) await audit.note(by, 'token_revoked', id);
}

let local: Buffer | undefined;

/** Makes this process's token for the command line on the same machine, in a file only its owner can read. */
export function makeLocal(): void {
  const token = `hoera_local_${randomBytes(24).toString('base64url')}`;
  writeFileSync(join(resolve(environment().data), 'cli-token'), token, { mode: 0o600 });
  local = Buffer.from(token);
}

/** Whose token an Authorization header carries, if it is known and not revoked. */
export async function see(header: string | null, now: Date): Promise<Bearer | undefined> {
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (!token) return undefined;
  const given = Buffer.from(token);
  if (local && given.length === local.length && timingSafeEqual(given, local))
    return { name: 'command line', scopes: SCOPES };
  const [row] = await (
    await register()
  )
    .update(tokens)
    .set({ lastUsedAt: now })
    .where(and(eq(tokens.tokenHash, digest(token)), isNull(tokens.revokedAt)))
    .returning({ name: tokens.name, scopes: tokens.scopes });
  return row && { name: `token ${row.name}`, scopes: SCOPES.filter((scope) => row.scopes.includes(scope)) };
}

/**
 * Who asks, if they may.
 * @throws Refusal unauthenticated | forbidden
 */
export function requireScope(
  who: { account?: Account | undefined; bearer?: Bearer | undefined },
  scope: Scope
): string {
  if (who.bearer?.scopes.includes(scope)) return who.bearer.name;
  if (who.account && may(who.account.role, RIGHT_OF_SCOPE[scope])) return who.account.id;
  if (who.bearer || who.account) throw new Refusal('forbidden', `This needs the right "${scope}".`, { status: 403 });
  throw new Refusal('unauthenticated', 'Send a token: Authorization: Bearer …', { status: 401 });
}
