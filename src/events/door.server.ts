/** The public doors for events, each as one function from request to answer, so that the server can reach it without a framework. */
import { createHash } from 'node:crypto';
import { BODY_LIMIT } from '#events/event.ts';
import * as events from '#events/events.server.ts';
import { eventsOf } from '#events/growthbook.ts';
import type { Site } from '#events/site.ts';
import * as sites from '#events/sites.server.ts';
import { Refusal } from '#refusal.ts';
import { groupKey } from '#store/pseudonym.server.ts';

export interface DoorRequest {
  method: string;
  /** The `key` of the query, if given; else the body's is used. */
  key: string | null;
  origin: string | undefined;
  agent: string;
  /** Accept-Language. */
  language: string;
  body: string;
}

export interface DoorAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const crossOrigin = (origin: string | undefined): Record<string, string> =>
  origin ? { 'access-control-allow-origin': origin, vary: 'origin' } : {};

function parsed(text: string): unknown {
  if (text.length > BODY_LIMIT) throw new Refusal('body_too_large', 'At most 1 MB a request.', { status: 413 });
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('malformed_batch', 'The body is not JSON.');
  }
}

async function siteOf(key: unknown, origin: string | undefined): Promise<Site> {
  const site = typeof key === 'string' ? await sites.byPublicKey(key) : undefined;
  if (!site) throw new Refusal('site_unknown', 'The site key is missing or unknown.', { status: 401 });
  if (origin && !site.origins.includes(origin)) {
    throw new Refusal('origin_refused', `Events of this site do not come from ${origin}.`, { status: 403 });
  }
  return site;
}

async function collect({ key, origin, agent, language, body: text }: DoorRequest): Promise<object> {
  const receivedAt = Date.now();
  const body = parsed(text);
  const site = await siteOf(key ?? (body as { key?: unknown } | null)?.key, origin);
  return events.collect({ slug: site.slug, names: site.events }, body, { agent, language }, receivedAt);
}

/** A version 8 UUID (RFC 9562) out of a digest. */
const uuid = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');

/** What GrowthBook's SDK reports, from a page or from a server on behalf of its visitors. */
async function track({ key, origin, agent, language, body: text }: DoorRequest): Promise<object> {
  const receivedAt = Date.now();
  const body = parsed(text);
  const site = await siteOf(key, origin);
  const id = (content: string) => uuid(`${site.slug}\n${content}`);
  const taken = eventsOf(body, { receivedAt, names: new Set(site.events), id, group: groupKey });
  if (!taken) throw new Refusal('malformed_batch', 'The body must be a list of events.');
  // A page always tells its origin. Without one a server speaks, whose own agent says nothing of the visitor.
  const client = origin ? { agent, language } : { agent: '', language: '' };
  const outcome = await events.collect(
    { slug: site.slug, names: site.events },
    { events: taken.events },
    client,
    receivedAt
  );
  return { ...outcome, left_out: taken.leftOut };
}

/** Answers one request at a door; a refusal is an answer too, readable across origins. */
async function at(door: (request: DoorRequest) => Promise<object>, request: DoorRequest): Promise<DoorAnswer> {
  if (request.method === 'OPTIONS') {
    // Browsers ask first before they send JSON across origins; whether key and origin fit is checked at the POST.
    return {
      status: 204,
      headers: {
        ...crossOrigin(request.origin),
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400'
      },
      body: ''
    };
  }
  try {
    if (request.method !== 'POST') throw new Refusal('method', 'Events are posted.', { status: 405 });
    return { status: 202, headers: crossOrigin(request.origin), body: JSON.stringify(await door(request)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const retry: Record<string, string> = error.retryAfter ? { 'retry-after': String(error.retryAfter) } : {};
    return {
      status: error.status,
      headers: { ...crossOrigin(request.origin), ...retry },
      body: JSON.stringify({ error: error.code, message: error.message })
    };
  }
}

/** At /collect. */
export const answer = (request: DoorRequest): Promise<DoorAnswer> => at(collect, request);

/** At /track. */
export const answerTrack = (request: DoorRequest): Promise<DoorAnswer> => at(track, request);
