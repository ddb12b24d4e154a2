/** An event: something a visitor or organisation did; its wire shape, its names and the literal list of admission steps. */
import { isbot } from 'isbot';
import { z } from 'zod';
import { DAY } from '#time/day.ts';

/** Names every site may send, with what they mean to a person. Own names are declared per site. */
export const STANDARD_NAMES = [
  'page_view',
  'link_outbound',
  'download',
  'form_start',
  'form_step',
  'form_error',
  'form_abandon',
  'form_submit',
  'identify',
  'reached',
  'information_read',
  'login_started',
  'login_succeeded',
  'login_failed',
  'box_created',
  'reachability_declared',
  'reachability_withdrawn',
  'message',
  'message_answered',
  'upload_failed',
  'help_viewed',
  'authority_connected',
  'officer_appointed',
  'answered',
  'answered_adequately',
  'procedure_designated',
  'process_default_box',
  'presentation_attended',
  'message_handled',
  'experiment_viewed',
  'improvement_answered'
] as const;

export const EVENT_NAME = /^[a-z][a-z0-9_]{0,63}$/;

const short = (max: number) => z.string().max(max);

/** An event as a sender gives it. Times are ISO 8601 or milliseconds since 1970. */
export const WireEvent = z.object({
  id: z.uuid(),
  name: short(64),
  at: z.union([z.iso.datetime({ offset: true }), z.number().int()]),
  visitor: short(128).optional(),
  session: short(128).optional(),
  organisation: short(64).optional(),
  url: short(4096).optional(),
  referrer: short(4096).optional(),
  campaign: z
    .object({ name: short(128).optional(), medium: short(128).optional(), source: short(128).optional() })
    .optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  context: z
    .object({ language: short(35).optional(), screen: short(20).optional(), agent: short(512).optional() })
    .optional()
});
export type WireEvent = z.infer<typeof WireEvent>;

/** A batch as a sender gives it; `sentAt` is the sender's clock at sending and corrects a clock that is off. */
export const WireBatch = z.object({
  key: short(64).optional(),
  sentAt: z.union([z.iso.datetime({ offset: true }), z.number().int()]).optional(),
  events: z.array(z.unknown())
});

export const BATCH_LIMIT = 1000;
export const BODY_LIMIT = 1_000_000;

export const REASONS = [
  'malformed',
  'unknown_name',
  'bot',
  'clock',
  'no_actor',
  'oversized_properties',
  'personal_data'
] as const;
export type Reason = (typeof REASONS)[number];

export interface Refused {
  /** Place in the batch, from 0. */
  index: number;
  reason: Reason;
  /** One sentence for the person who maintains the sender. */
  message: string;
}

/** What admission knows besides the event itself. */
export interface Arrival {
  source: string;
  /** Names this source may send. */
  names: ReadonlySet<string>;
  /** Milliseconds since 1970, our clock. */
  receivedAt: number;
  /** Minutes to add to the sender's times. */
  skewMinutes: number;
  /** User agent of the request; an event's own `context.agent` goes before it. */
  agent: string;
  /** Languages of the request, preferred first; an event's own `context.language` goes before them. */
  language: string;
}

/** An admitted event, before pseudonyms replace identifiers. Times in milliseconds since 1970. */
export interface Admitted {
  id: string;
  name: string;
  at: number;
  visitor: string;
  session: string;
  organisation: string;
  host: string;
  path: string;
  referrer: string;
  campaign: string;
  medium: string;
  device: string;
  browser: string;
  language: string;
  properties: Record<string, string>;
}

class Stop extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

type Step = (event: Admitted, wire: WireEvent, arrival: Arrival) => void;

/** Clocks may run this much ahead after correction. */
export const AHEAD_LIMIT = 5 * 60_000;
/** Older than this is history, for which there is import; an offline queue is younger. */
export const AGE_LIMIT = 30 * DAY;
/** Arrived this long after it happened counts as late in the ledger. */
export const LATE_AFTER = 3_600_000;

export const PROPERTY_LIMIT = 40;
export const PROPERTY_BYTES = 8_192;

// A local part has at most 64 characters (RFC 5321); the bound also keeps hostile text from costing quadratic time.
const EMAIL = /[\w.!#$%&'*+=?^`{|}~-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;
// BSN has 8 or 9 digits, KvK 8, a phone number 10, an IBAN 10 at its end: any run of 7 or more is left out of what is kept.
const DIGITS = /\d(?:[\s.-]?\d){6,}/g;

/** Replaces what looks like an e-mail address, BSN, KvK, phone or other long number. */
export function scrub(text: string): string {
  const free = text.includes('@') || text.includes('%40') ? text.replace(EMAIL, '[e-mail]') : text;
  return free.replace(DIGITS, '[nummer]');
}

const read: Step = (event, wire, { names }) => {
  if (!EVENT_NAME.test(wire.name) || !names.has(wire.name)) {
    throw new Stop(
      'unknown_name',
      `Event name "${scrub(wire.name)}" is not known here; declare own names with the site.`
    );
  }
  event.id = wire.id;
  event.name = wire.name;
  event.visitor = wire.visitor ?? '';
  event.session = wire.session ?? '';
  event.organisation = wire.organisation ?? '';
};

const refuseBots: Step = (event, wire, { agent }) => {
  const client = clientOf(wire.context?.agent ?? agent);
  if (client.bot) throw new Stop('bot', 'The user agent is that of a robot.');
  event.browser = client.browser;
  event.device = client.device;
};

const setClock: Step = (event, wire, { receivedAt, skewMinutes }) => {
  const at = (typeof wire.at === 'number' ? wire.at : Date.parse(wire.at)) + skewMinutes * 60_000;
  if (at > receivedAt + AHEAD_LIMIT)
    throw new Stop('clock', 'The event lies in the future: the clock of the sender is wrong.');
  if (at < receivedAt - AGE_LIMIT)
    throw new Stop('clock', 'The event is more than 30 days old; history goes through import.');
  event.at = Math.min(at, receivedAt);
};

const requireActor: Step = (event) => {
  if (event.visitor === '' && event.organisation === '') {
    throw new Stop('no_actor', 'An event needs a visitor or an organisation.');
  }
};

const readAddress: Step = (event, wire, { language }) => {
  if (wire.url) {
    const url = URL.parse(wire.url);
    if (!url) throw new Stop('malformed', 'url is not an address.');
    event.host = url.hostname;
    // The query can hold anything somebody typed; of it only campaign tags are kept.
    event.path = scrub(decode(url.pathname)).slice(0, 1024);
    if (url.search.includes('utm_')) {
      event.campaign = url.searchParams.get('utm_campaign') ?? '';
      event.medium = url.searchParams.get('utm_medium') ?? '';
    }
  }
  if (wire.referrer) event.referrer = URL.parse(wire.referrer)?.hostname ?? '';
  if (wire.campaign?.name) event.campaign = wire.campaign.name;
  if (wire.campaign?.medium) event.medium = wire.campaign.medium;
  event.campaign = scrub(event.campaign).slice(0, 128);
  event.medium = scrub(event.medium).slice(0, 128);
  event.language = /^[a-z]{2}\b/.exec((wire.context?.language ?? language).toLowerCase())?.[0] ?? '';
};

const readProperties: Step = (event, wire) => {
  const entries = Object.entries(wire.properties ?? {});
  if (entries.length > PROPERTY_LIMIT) {
    throw new Stop('oversized_properties', `At most ${PROPERTY_LIMIT} properties; this event has ${entries.length}.`);
  }
  let bytes = 0;
  for (const [name, value] of entries) {
    if (name === '' || name.length > 64)
      throw new Stop('oversized_properties', 'A property name has 1 to 64 characters.');
    if (value === null || value === undefined) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    bytes += name.length + text.length;
    if (bytes > PROPERTY_BYTES)
      throw new Stop('oversized_properties', `Properties together are over ${PROPERTY_BYTES} characters.`);
    if (scrub(name) !== name) {
      throw new Stop('personal_data', 'A property name looks like an e-mail address or a personal number.');
    }
    event.properties[name] = typeof value === 'string' ? scrub(value) : typeof value === 'number' ? text : scrub(text);
  }
};

/** Admission, in order; the first step that objects refuses the event. */
export const ADMISSION: readonly (readonly [name: string, step: Step])[] = [
  ['read', read],
  ['refuseBots', refuseBots],
  ['setClock', setClock],
  ['requireActor', requireActor],
  ['readAddress', readAddress],
  ['readProperties', readProperties]
];

/** One event through every step: admitted, or refused with its reason. */
export function admit(value: unknown, index: number, arrival: Arrival): Admitted | Refused {
  const parsed = WireEvent.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      index,
      reason: 'malformed',
      message: `${issue?.path.join('.') || 'event'}: ${issue?.message ?? 'malformed'}`
    };
  }
  const event: Admitted = {
    id: '',
    name: '',
    at: 0,
    visitor: '',
    session: '',
    organisation: '',
    host: '',
    path: '',
    referrer: '',
    campaign: '',
    medium: '',
    device: '',
    browser: '',
    language: '',
    properties: {}
  };
  try {
    for (const [, step] of ADMISSION) step(event, parsed.data, arrival);
  } catch (error) {
    if (error instanceof Stop) return { index, reason: error.reason, message: error.message };
    throw error;
  }
  return event;
}

export function isRefused(outcome: Admitted | Refused): outcome is Refused {
  return 'reason' in outcome;
}

/**
 * Minutes by which a sender's clock is off, zero within two minutes. Whole minutes, so that a repeated delivery of the
 * same event gets the same corrected time and falls together with the first.
 */
export function skewMinutes(sentAt: string | number | undefined, receivedAt: number): number {
  if (sentAt === undefined) return 0;
  const minutes = Math.round((receivedAt - (typeof sentAt === 'number' ? sentAt : Date.parse(sentAt))) / 60_000);
  return Math.abs(minutes) < 2 ? 0 : minutes;
}

interface Client {
  bot: boolean;
  browser: string;
  device: string;
}

// The same agents come by all day, and the pattern that tells robots is long: the answers are remembered, boundedly.
const clients = new Map<string, Client>();

function clientOf(agent: string): Client {
  let client = clients.get(agent);
  if (!client) {
    const mobile = /iPad|Tablet/.test(agent) ? 'tablet' : /Mobi|Android|iPhone/.test(agent) ? 'mobile' : 'desktop';
    client = { bot: isbot(agent), browser: browserOf(agent), device: agent === '' ? '' : mobile };
    if (clients.size >= 2_000) clients.clear();
    clients.set(agent, client);
  }
  return client;
}

function browserOf(agent: string): string {
  if (/Edg\//.test(agent)) return 'Edge';
  if (/Firefox\//.test(agent)) return 'Firefox';
  if (/Chrome\//.test(agent)) return 'Chrome';
  if (/Safari\//.test(agent)) return 'Safari';
  return agent === '' ? '' : 'other';
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
