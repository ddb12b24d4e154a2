/** A subscription: an address that gets every report of a kind, and what comes of sending it one. */
import { z } from 'zod';
import { DAY, dayOf, daysBetween, type Day } from '#time/day.ts';
import type { Language } from '#ui/format.ts';

export const CHANNELS = ['email', 'teams', 'mattermost', 'slack'] as const;
export const Channel = z.enum(CHANNELS);
export type Channel = z.infer<typeof Channel>;

export const KINDS = ['week', 'month', 'quarter'] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

const MailAddress = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase());

/** https, and http only where it does not leave the machine; whether the host may be asked at all is looked at when it is. */
const WebhookAddress = z
  .url({ protocol: /^https?$/, abort: true })
  .max(2_000)
  .refine((address) => {
    const { protocol, hostname, username, password } = new URL(address);
    return (protocol === 'https:' || isThisMachine(hostname)) && username === '' && password === '';
  })
  .transform((address) => {
    const url = new URL(address);
    url.hash = '';
    return url.href;
  });

/** Names under which a machine reaches itself. */
export const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const common = { kind: Kind, scope: z.string().max(200), language: z.enum(['nl', 'en']) };

export const NewSubscription = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), address: MailAddress, ...common }),
  z.object({ channel: z.enum(['teams', 'mattermost', 'slack']), address: WebhookAddress, ...common })
]);

export interface Subscription {
  id: string;
  channel: Channel;
  address: string;
  kind: Kind;
  scope: string;
  language: Language;
  createdBy: string;
  createdAt: Date;
  endedAt: Date | null;
}

/** How an address is shown: of a webhook only the host, because whoever knows the rest may write to the channel. */
export const shownAddress = ({ channel, address }: Pick<Subscription, 'channel' | 'address'>): string =>
  channel === 'email' || !URL.canParse(address) ? address : `${new URL(address).host}/…`;

export const STATUSES = [
  /** Somebody is at it, or was when the process ended. */
  'sending',
  'sent',
  'failed',
  /** It may have arrived: nothing is sent again by itself. */
  'unknown'
] as const;
export type Status = (typeof STATUSES)[number];

/** Why something was not delivered, as it is kept: without addresses and without what a server said. */
export const REASONS = [
  'mail_name',
  'mail_connection',
  'mail_slow',
  'mail_tls',
  'mail_login',
  'mail_sender',
  'mail_address',
  'mail_later',
  'mail_refused',
  'hook_address',
  'hook_name',
  'hook_network',
  'hook_connection',
  'hook_slow',
  'hook_tls',
  'hook_redirect',
  'hook_gone',
  'hook_later',
  'hook_refused',
  'report_unreadable'
] as const;
export type Reason = (typeof REASONS)[number];

/** What will not do better later: a person has to change something first. */
const FINAL: readonly string[] = [
  'mail_address',
  'mail_refused',
  'hook_address',
  'hook_network',
  'hook_redirect',
  'hook_gone',
  'hook_refused',
  'report_unreadable'
] satisfies Reason[];

/** A mail server that is not there, cannot be trusted or does not know us would refuse the next mail too. */
const EVERYWHERE: readonly Reason[] = [
  'mail_name',
  'mail_connection',
  'mail_slow',
  'mail_tls',
  'mail_login',
  'mail_sender'
];
export const isEverywhere = (reason: Reason): boolean => EVERYWHERE.includes(reason);

/** What came of one try; `detail` may hold what a server said, and is for whoever looks after it only. */
export type Outcome =
  | { status: 'sent' }
  | { status: 'failed'; reason: Reason; detail: string }
  /** All of it was handed over, and then no answer came. */
  | { status: 'unknown'; detail: string };

/** Minutes to wait after the first, second, … failure; after the last of them only a person tries again. */
const WAITS = [10, 30, 120, 360, 1_440];

/** A run comes every ten minutes, a moment sooner or later. */
const SOONER = 1;

/** Whether it is time to try a failed delivery again. */
export function mayRetry(
  { attempts, at, message }: { attempts: number; at: Date; message: string },
  now: Date
): boolean {
  const wait = WAITS[attempts - 1];
  return wait !== undefined && !FINAL.includes(message) && now.getTime() - at.getTime() >= (wait - SOONER) * 60_000;
}

/** Days after its publication that a report is still news. */
export const NEWS_DAYS = 8;

/** Days between the end of a period and the publication of a report that is still news: what is published back later is not. */
const FRESH: Readonly<Record<Kind, number>> = { week: 14, month: 21, quarter: 21 };

interface Published {
  kind: string;
  scope: string;
  to: Day;
  publishedAt: Date;
}

/** Of reports of one kind and part that wait together, such as those that were caught up, only the newest is news. */
export const isNewest = (report: Published, all: readonly Published[]): boolean =>
  !all.some(({ kind, scope, to }) => kind === report.kind && scope === report.scope && to > report.to);

/** Whether a report is for a subscription: of its kind and part, made after it began, soon after its period, and still news. */
export function fits(
  report: Published,
  { kind, scope, createdAt, endedAt }: Pick<Subscription, 'kind' | 'scope' | 'createdAt' | 'endedAt'>,
  now: Date
): boolean {
  return (
    endedAt === null &&
    report.kind === kind &&
    report.scope === scope &&
    report.publishedAt >= createdAt &&
    daysBetween(report.to, dayOf(report.publishedAt.getTime())) <= FRESH[kind] &&
    now.getTime() - report.publishedAt.getTime() <= NEWS_DAYS * DAY
  );
}
