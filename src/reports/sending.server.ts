/**
 * Sending what was published to whom subscribed, at most once: each delivery is claimed before anything leaves, so that whatever happens
 * afterwards nobody gets it twice by itself.
 */
import { and, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { environment } from '#environment.ts';
import { digest, unsubscribeAddress } from '#reports/digest.ts';
import * as mail from '#reports/mail.server.ts';
import type { Correction } from '#reports/outline.ts';
import { Content, Kind, type Report } from '#reports/report.ts';
import * as published from '#reports/reports.server.ts';
import { SAMPLE } from '#reports/sample.ts';
import {
  fits,
  isEverywhere,
  isNewest,
  isThisMachine,
  mayRetry,
  NEWS_DAYS,
  type Outcome,
  type Status,
  type Subscription
} from '#reports/subscription.ts';
import * as subscribed from '#reports/subscriptions.server.ts';
import { message } from '#reports/webhook.ts';
import * as webhooks from '#reports/webhooks.server.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { accounts, corrections, deliveries, reports, subscriptions } from '#store/tables.server.ts';
import { DAY } from '#time/day.ts';

/** Messages a run; what is left over is for the next one, ten minutes later. */
const MOST = 200;
/** Milliseconds after which a run begins nothing new: the job counts as lost after fifteen minutes. */
const RUN = 480_000;
/** Milliseconds after which a claim without an outcome is of a process that is no more; longer than any single try takes. */
const LOST_AFTER = 900_000;

type Claim = Pick<typeof deliveries.$inferSelect, 'report' | 'subscription' | 'attempts'>;

/** The reports with these ids, with what was set right; one that was altered or has another shape is left out. */
async function read(ids: readonly string[]): Promise<Map<string, { report: Report; set: Correction[] }>> {
  if (ids.length === 0) return new Map();
  const database = await register();
  const [rows, set] = await Promise.all([
    database
      .select()
      .from(reports)
      .where(inArray(reports.id, [...ids])),
    database
      .select()
      .from(corrections)
      .where(inArray(corrections.report, [...ids]))
      .orderBy(corrections.at)
  ]);
  return new Map(
    rows.flatMap((row) => {
      const [content, kind] = [Content.safeParse(row.content), Kind.safeParse(row.kind)];
      // Before anything else: what was changed outside Hoera is not what was published.
      if (!published.isIntact(row) || !content.success || !kind.success) return [];
      const report = { ...row, content: content.data, kind: kind.data };
      return [[row.id, { report, set: set.filter((one) => one.report === row.id) }] as const];
    })
  );
}

/** Who added a subscription, for whoever gets it; undefined where that was they. */
async function adder({ createdBy, channel, address }: Subscription): Promise<string | undefined> {
  const [account] = await (
    await register()
  )
    .select({ name: accounts.name, email: accounts.email })
    .from(accounts)
    .where(eq(accounts.id, createdBy));
  if (channel === 'email' && account?.email === address) return undefined;
  return account?.name ?? createdBy;
}

export const canMail = (): boolean => environment().mail !== undefined;

/** Where links in a mail lead to, if that is this machine, so that they work nowhere else; undefined where no mail is sent. */
export function closedOrigin(): string | undefined {
  const { origin } = environment();
  return canMail() && isThisMachine(new URL(origin).hostname) ? origin : undefined;
}

const notSetUp = () =>
  new Refusal('mail_not_set_up', 'Mail is niet ingesteld. De beheerder kan dat doen met HOERA_SMTP_URL.', {
    status: 409
  });

async function deliver(
  subscription: Subscription,
  { report, set }: { report: Report; set: Correction[] },
  isTry = false
): Promise<Outcome> {
  const { id, channel, address, language, createdAt } = subscription;
  const { origin, mail: server, webhookHosts } = environment();
  if (channel !== 'email')
    return webhooks.post(address, message(channel, report, set, language, { origin, isTry }), webhookHosts);
  if (!server) throw notSetUp();
  const reader = { origin, token: subscribed.tokenOf(id), addedBy: await adder(subscription), since: createdAt };
  const end = unsubscribeAddress(reader);
  const host = new URL(origin).hostname;
  return mail.post(
    {
      to: address,
      ...digest(report, set, language, reader, { isTry }),
      id: `${isTry ? randomUUID() : `${report.id}.${id}`}@${host}`,
      headers: {
        'List-Id': `<reports.${host}>`,
        'List-Unsubscribe': `<${end}>`,
        // RFC 8058: only where the address is safe.
        ...(end.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {})
      }
    },
    server
  );
}

/** Notes what came of a claim, unless somebody has taken it over since. */
async function settle({ report, subscription, attempts }: Claim, outcome: Outcome, at: Date): Promise<void> {
  await (
    await register()
  )
    .update(deliveries)
    .set({ status: outcome.status, message: outcome.status === 'failed' ? outcome.reason : '', at })
    .where(
      and(
        eq(deliveries.report, report),
        eq(deliveries.subscription, subscription),
        eq(deliveries.status, 'sending'),
        eq(deliveries.attempts, attempts)
      )
    );
}

/** Takes a delivery for this process; undefined where another has it. */
async function claim(
  { report, subscription, attempts }: Claim,
  from: Status | undefined,
  at: Date
): Promise<Claim | undefined> {
  const database = await register();
  const next = { report, subscription, status: 'sending' satisfies Status, attempts: attempts + 1, message: '', at };
  const taken =
    from === undefined
      ? await database.insert(deliveries).values(next).onConflictDoNothing().returning()
      : await database
          .update(deliveries)
          .set(next)
          .where(
            and(
              eq(deliveries.report, report),
              eq(deliveries.subscription, subscription),
              eq(deliveries.status, from),
              eq(deliveries.attempts, attempts)
            )
          )
          .returning();
  return taken[0];
}

/** A claim that nobody will settle any more may have arrived: that is said, and a person decides. */
async function tellLost(now: Date): Promise<void> {
  await (
    await register()
  )
    .update(deliveries)
    .set({ status: 'unknown' satisfies Status })
    .where(and(eq(deliveries.status, 'sending'), lt(deliveries.at, new Date(now.getTime() - LOST_AFTER))));
}

interface Due {
  subscription: Subscription;
  before: Claim;
  from: Status | undefined;
}

/** What is to be sent now; those that never failed first. */
async function due(now: Date): Promise<Due[]> {
  const database = await register();
  const news = await database
    .select({
      id: reports.id,
      kind: reports.kind,
      scope: reports.scope,
      to: reports.to,
      publishedAt: reports.publishedAt
    })
    .from(reports)
    .where(gte(reports.publishedAt, new Date(now.getTime() - NEWS_DAYS * DAY)));
  if (news.length === 0) return [];
  const [readers, done] = await Promise.all([
    subscribed.list(),
    database
      .select()
      .from(deliveries)
      .where(
        inArray(
          deliveries.report,
          news.map(({ id }) => id)
        )
      )
  ]);
  const known = new Map(done.map((one) => [`${one.report} ${one.subscription}`, one]));
  return news
    .flatMap((report) =>
      readers
        .filter((one) => fits(report, one, now) && (one.channel !== 'email' || canMail()))
        .flatMap((subscription): Due[] => {
          const held = known.get(`${report.id} ${subscription.id}`);
          if (held ? !(held.status === 'failed' && mayRetry(held, now)) : !isNewest(report, news)) return [];
          const before = { report: report.id, subscription: subscription.id, attempts: held?.attempts ?? 0 };
          return [{ subscription, before, from: held && 'failed' }];
        })
    )
    .sort((a, b) => a.before.attempts - b.before.attempts);
}

/**
 * Sends what has not been sent. May run twice at once, and be killed at any moment.
 * @returns how many of each outcome
 */
export async function sendDue(now: Date): Promise<Record<Outcome['status'], number>> {
  const began = performance.now();
  const clock = () => new Date(now.getTime() + performance.now() - began);
  const counts = { sent: 0, failed: 0, unknown: 0 };
  await tellLost(now);
  const all = (await due(now)).slice(0, MOST);
  const readable = await read([...new Set(all.map(({ before }) => before.report))]);
  /** Why the mail server would refuse the next one too. */
  let down: Outcome | undefined;
  for (const { subscription, before, from } of all) {
    if (performance.now() - began > RUN) break;
    const claimed = await claim(before, from, clock());
    if (!claimed) continue;
    const what = readable.get(before.report);
    const outcome: Outcome = !what
      ? { status: 'failed', reason: 'report_unreadable', detail: '' }
      : ((subscription.channel === 'email' ? down : undefined) ?? (await deliver(subscription, what)));
    if (outcome.status === 'failed' && isEverywhere(outcome.reason)) down = outcome;
    await settle(claimed, outcome, clock());
    counts[outcome.status] += 1;
  }
  return counts;
}

/**
 * Sends something again that failed, or of which it is not known whether it arrived, because somebody asks for it.
 * @throws Refusal subscription_unknown | mail_not_set_up | delivery_not_again
 */
export async function again(report: string, id: string, now: Date): Promise<Outcome> {
  await tellLost(now);
  const subscription = await subscribed.one(id);
  if (subscription.channel === 'email' && !canMail()) throw notSetUp();
  const [held] = await (
    await register()
  )
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.report, report), eq(deliveries.subscription, id)));
  const from = held?.status === 'failed' || held?.status === 'unknown' ? held.status : undefined;
  const claimed = held && from && (await claim(held, from, now));
  if (!claimed)
    throw new Refusal('delivery_not_again', 'Dit is al verstuurd, of wordt op dit moment verstuurd.', { status: 409 });
  const what = (await read([report])).get(report);
  const outcome: Outcome = what
    ? await deliver(subscription, what)
    : { status: 'failed', reason: 'report_unreadable', detail: '' };
  await settle(claimed, outcome, now);
  return outcome;
}

/**
 * Sends an invented report, marked as a try, to see whether an address works.
 * @throws Refusal subscription_unknown | mail_not_set_up
 */
export async function attempt(id: string): Promise<Outcome> {
  return deliver(await subscribed.one(id), { report: SAMPLE, set: [] }, true);
}

/** What was sent last, of what to whom; of ended subscriptions without their address. */
export async function latest() {
  const rows = await (
    await register()
  )
    .select({
      report: deliveries.report,
      subscription: deliveries.subscription,
      status: deliveries.status,
      attempts: deliveries.attempts,
      message: deliveries.message,
      at: deliveries.at,
      kind: reports.kind,
      from: reports.from,
      to: reports.to,
      scope: reports.scope,
      channel: subscriptions.channel,
      address: subscriptions.address
    })
    .from(deliveries)
    .innerJoin(reports, eq(reports.id, deliveries.report))
    .innerJoin(subscriptions, eq(subscriptions.id, deliveries.subscription))
    .orderBy(desc(deliveries.at))
    .limit(100);
  // What is in the tables was checked as it went in.
  return rows as (Omit<(typeof rows)[number], 'status' | 'kind' | 'channel'> &
    Pick<Subscription, 'channel' | 'kind'> & { status: Status })[];
}
