/** Who gets reports sent: subscribing, ending, and the word by which somebody without an account ends it. */
import { and, asc, count, eq, isNotNull, isNull } from 'drizzle-orm';
import * as channels from '#adoption/channels.server.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { environment } from '#environment.ts';
import * as sites from '#events/sites.server.ts';
import { NewSubscription, type Reason, type Subscription } from '#reports/subscription.ts';
import * as webhooks from '#reports/webhooks.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { subscriptions } from '#store/tables.server.ts';

/** More than anybody looks after. */
const MOST = 500;

const digest = (purpose: string, value: string) => keyedDigest(purpose, value).toString('base64url');

/** The word in the address by which a subscription is ended. It follows from the key, so that it is kept nowhere. */
export const tokenOf = (id: string): string => digest('unsubscribe', id);
const hashOf = (token: string) => digest('unsubscribe-token', token);

type Row = typeof subscriptions.$inferSelect;
/** What is in the table was checked as it went in. */
const known = (row: Row): Subscription => row as Row & Pick<Subscription, 'channel' | 'kind' | 'language'>;

/** Parts that reports can be about: all first; then populations, teams and sites. */
export async function scopes(): Promise<string[]> {
  const [{ team }, followed] = await Promise.all([channels.choices(), sites.list()]);
  return [
    '',
    ...CLIMBERS.map((population) => `population:${population}`),
    ...team.map((name) => `team:${name}`),
    ...followed.map(({ slug }) => `site:${slug}`)
  ];
}

const CLOSED: Partial<Record<Reason, string>> = {
  hook_name: 'Deze server bestaat niet. Kijk of je het hele adres hebt geplakt.',
  hook_network:
    'Dit adres ligt in een afgeschermd netwerk. De beheerder kan de server toelaten met HOERA_WEBHOOK_HOSTS.'
};

/**
 * Subscribes an address. The id follows from what it is, so that the same address is never on the list twice, and who comes back gets
 * no report a second time.
 * @throws Refusal subscription_wrong | scope_unknown | subscription_exists | subscriptions_many | hook_name | hook_network
 */
export async function add(given: unknown, by: string, now: Date): Promise<string> {
  const wanted = wellFormed(NewSubscription, given, 'subscription_wrong');
  const { channel, address, kind, scope } = wanted;
  if (scope !== '' && !(await scopes()).includes(scope))
    throw new Refusal('scope_unknown', 'Van dit onderdeel worden geen rapporten gemaakt.');
  if (channel !== 'email') {
    const reason = await webhooks.closed(address, environment().webhookHosts);
    if (reason) throw new Refusal(reason, CLOSED[reason] ?? 'Naar dit adres kan niets worden verstuurd.');
  }
  const database = await register();
  const [held] = await database.select({ n: count() }).from(subscriptions).where(isNull(subscriptions.endedAt));
  if ((held?.n ?? 0) >= MOST)
    throw new Refusal('subscriptions_many', `Er zijn al ${MOST} abonnementen. Beëindig er eerst een.`, { status: 409 });
  const id = digest('subscription', JSON.stringify([channel, address, kind, scope]));
  const row = { ...wanted, createdBy: by, createdAt: now, endedAt: null };
  const [made] = await database
    .insert(subscriptions)
    .values({ id, tokenHash: hashOf(tokenOf(id)), ...row })
    .onConflictDoUpdate({ target: subscriptions.id, set: row, setWhere: isNotNull(subscriptions.endedAt) })
    .returning({ id: subscriptions.id });
  if (!made) throw new Refusal('subscription_exists', 'Dit adres krijgt dit rapport al.', { status: 409 });
  return id;
}

/** Those that run, the newest last. */
export async function list(): Promise<Subscription[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(subscriptions)
    .where(isNull(subscriptions.endedAt))
    .orderBy(asc(subscriptions.createdAt));
  return rows.map(known);
}

/** @throws Refusal subscription_unknown */
export async function one(id: string): Promise<Subscription> {
  const [row] = await (
    await register()
  )
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.id, id), isNull(subscriptions.endedAt)));
  if (!row) throw new Refusal('subscription_unknown', 'Dit abonnement is al beëindigd.', { status: 404 });
  return known(row);
}

/** The subscription that a link in a mail is of, ended or not. */
export async function byToken(token: string): Promise<Subscription | undefined> {
  const [row] = await (
    await register()
  )
    .select()
    .from(subscriptions)
    .where(eq(subscriptions.tokenHash, hashOf(token)));
  return row && known(row);
}

/** Ends one; its address is forgotten. @returns whether it was still running */
export async function end(id: string, now: Date): Promise<boolean> {
  return (await ending(eq(subscriptions.id, id), now)).length > 0;
}

/** Ends all of one e-mail address, when its account is closed. @returns their ids */
export async function endOf(address: string, now: Date): Promise<string[]> {
  return ending(and(eq(subscriptions.channel, 'email'), eq(subscriptions.address, address.toLowerCase())), now);
}

async function ending(which: ReturnType<typeof and>, now: Date): Promise<string[]> {
  const ended = await (
    await register()
  )
    .update(subscriptions)
    .set({ endedAt: now, address: '' })
    .where(and(which, isNull(subscriptions.endedAt)))
    .returning({ id: subscriptions.id });
  return ended.map(({ id }) => id);
}
