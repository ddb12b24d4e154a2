/** The public door for events, as one function from request to answer, so that the server can reach it without a framework. */
import { BODY_LIMIT } from '#events/event.ts';
import * as events from '#events/events.server.ts';
import * as sites from '#events/sites.server.ts';
import { Refusal } from '#refusal.ts';

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

async function collect({ key, origin, agent, language, body: text }: DoorRequest): Promise<DoorAnswer> {
  const receivedAt = Date.now();
  if (text.length > BODY_LIMIT) throw new Refusal('body_too_large', 'At most 1 MB a request.', { status: 413 });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal('malformed_batch', 'The body is not JSON.');
  }
  const given = key ?? (body as { key?: unknown } | null)?.key;
  const site = typeof given === 'string' ? await sites.byPublicKey(given) : undefined;
  if (!site) throw new Refusal('site_unknown', 'The site key is missing or unknown.', { status: 401 });
  if (origin && !site.origins.includes(origin)) {
    throw new Refusal('origin_refused', `Events of this site do not come from ${origin}.`, { status: 403 });
  }
  const outcome = await events.collect({ slug: site.slug, names: site.events }, body, { agent, language }, receivedAt);
  return { status: 202, headers: crossOrigin(origin), body: JSON.stringify(outcome) };
}

/** Answers one request at /collect; a refusal is an answer too, readable across origins. */
export async function answer(request: DoorRequest): Promise<DoorAnswer> {
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
    return await collect(request);
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
