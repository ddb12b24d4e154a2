/** Links and feeds for who has no account: made, opened, revoked; of the secret in the address only a keyed digest is kept. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { Refusal } from '#refusal.ts';
import * as reports from '#reports/reports.server.ts';
import { knownPart } from '#reports/scope.ts';
import {
  GUESSES_PER_ADDRESS,
  GUESSES_PER_SHARE,
  LEAST_PASSWORD,
  MOST_DAYS,
  OPEN_MINUTES,
  standingOf,
  type Share,
  type ShareKind
} from '#reports/share.ts';
import { guess, hash, isRight } from '#store/password.server.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { shares } from '#store/tables.server.ts';
import { DAY } from '#time/day.ts';

const digest = (purpose: string, value: string) => keyedDigest(purpose, value).toString('base64url');

type Row = typeof shares.$inferSelect;

const opened = ({ report, revokedAt, lastUsedAt, passwordHash, kind, tokenHash: _, ...row }: Row): Share => ({
  ...row,
  kind: kind as ShareKind,
  report: report ?? undefined,
  hasPassword: passwordHash !== '',
  revokedAt: revokedAt ?? undefined,
  lastUsedAt: lastUsedAt ?? undefined
});

/**
 * @param days from now until it expires
 * @returns the secret part of the address, shown once
 * @throws Refusal share_days | share_password | report_unknown | scope_unknown
 */
async function make(
  given: { kind: ShareKind; report?: string; scope: string; days: number; password: string },
  by: string,
  now: Date
): Promise<{ id: string; token: string }> {
  const { kind, report, scope, days, password } = given;
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new Refusal('share_days', `Een link geldt 1 tot ${MOST_DAYS} dagen.`);
  if (password !== '' && (password.length < LEAST_PASSWORD || password.length > 200))
    throw new Refusal('share_password', `Een wachtwoord voor een link heeft minstens ${LEAST_PASSWORD} tekens.`);
  const token = randomBytes(24).toString('base64url');
  const id = randomUUID();
  await (await register()).insert(shares).values({
    id,
    tokenHash: digest('share', token),
    kind,
    report: report ?? null,
    scope,
    passwordHash: password === '' ? '' : await hash(password),
    createdBy: by,
    createdAt: now,
    expiresAt: new Date(now.getTime() + days * DAY)
  });
  return { id, token };
}

/** A link to one report; an empty password is none. */
export async function link(
  report: string,
  { days, password }: { days: number; password: string },
  by: string,
  now: Date
): Promise<{ id: string; token: string }> {
  await reports.one(report);
  return make({ kind: 'link', report, scope: '', days, password }, by, now);
}

/** A feed of all reports of one part, with the moments in them. */
export async function feed(scope: string, by: string, now: Date): Promise<{ id: string; token: string }> {
  knownPart(scope);
  return make({ kind: 'feed', scope, days: MOST_DAYS, password: '' }, by, now);
}

/** The links of a report, or all feeds; the newest first. */
export async function list(of: { report: string } | { kind: 'feed' }): Promise<Share[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(shares)
    .where('report' in of ? and(eq(shares.kind, 'link'), eq(shares.report, of.report)) : eq(shares.kind, 'feed'))
    .orderBy(desc(shares.createdAt));
  return rows.map(opened);
}

/** @returns whether it was open until now */
export async function revoke(id: string, now: Date): Promise<boolean> {
  const revoked = await (
    await register()
  )
    .update(shares)
    .set({ revokedAt: now })
    .where(and(eq(shares.id, id), isNull(shares.revokedAt)))
    .returning({ id: shares.id });
  return revoked.length > 0;
}

async function rowOf(kind: ShareKind, token: string, now: Date): Promise<Row> {
  const [row] = await (
    await register()
  )
    .select()
    .from(shares)
    .where(and(eq(shares.tokenHash, digest('share', token)), eq(shares.kind, kind)));
  if (!row)
    throw new Refusal('share_unknown', 'Deze link bestaat niet. Kijk of hij helemaal is overgenomen.', { status: 404 });
  const standing = standingOf(opened(row), now);
  if (standing === 'revoked')
    throw new Refusal('share_revoked', 'Deze link is ingetrokken. Vraag een nieuwe aan wie hem gaf.', { status: 410 });
  if (standing === 'expired')
    throw new Refusal('share_expired', 'Deze link is verlopen. Vraag een nieuwe aan wie hem gaf.', { status: 410 });
  return row;
}

/** Kept by whoever gave the password: bound to the link, its password and a moment; nothing of the password is in it. */
const passOf = ({ id, passwordHash }: Row, until: number): string =>
  `${until}.${digest('share-open', `${id}\n${until}\n${passwordHash}`)}`;

function isPass(row: Row, pass: string, now: Date): boolean {
  const until = Number(pass.split('.')[0]);
  if (!(until > now.getTime())) return false;
  const [given, right] = [Buffer.from(pass), Buffer.from(passOf(row, until))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/**
 * What a link or feed leads to.
 * @param pass what unlock gave, of a link with a password
 * @returns the share, and whether it is locked: then a password is asked first
 * @throws Refusal share_unknown (404) | share_revoked | share_expired (410)
 */
export async function open(
  kind: ShareKind,
  token: string,
  pass: string,
  now: Date
): Promise<{ share: Share; isLocked: boolean }> {
  const row = await rowOf(kind, token, now);
  const isLocked = row.passwordHash !== '' && !isPass(row, pass, now);
  if (!isLocked) await (await register()).update(shares).set({ lastUsedAt: now }).where(eq(shares.id, row.id));
  return { share: opened(row), isLocked };
}

/**
 * Checks a password.
 * @param address network address of who asks; kept only as a keyed digest, for the limit on guesses
 * @returns what to keep to open it with, and seconds for which it holds
 * @throws Refusal share_password_wrong (401) | share_too_often (429), and what open refuses
 */
export async function unlock(
  token: string,
  password: string,
  address: string,
  now: Date
): Promise<{ pass: string; seconds: number }> {
  const row = await rowOf('link', token, now);
  const { wait, right } = await guess(
    [
      { key: digest('share-guess', row.id), allowed: GUESSES_PER_SHARE },
      { key: digest('share-address', address), allowed: GUESSES_PER_ADDRESS }
    ],
    now
  );
  if (wait > 0) {
    const minutes = Math.ceil(wait / 60);
    throw new Refusal(
      'share_too_often',
      `Er is te vaak een verkeerd wachtwoord ingevuld. Wacht ${minutes} ${minutes === 1 ? 'minuut' : 'minuten'} en probeer het dan opnieuw.`,
      { status: 429, retryAfter: wait }
    );
  }
  if (!(await isRight(password, row.passwordHash || undefined)))
    throw new Refusal('share_password_wrong', 'Dit wachtwoord klopt niet.', { status: 401 });
  await right();
  const seconds = OPEN_MINUTES * 60;
  return { pass: passOf(row, now.getTime() + seconds * 1000), seconds };
}
