/** The public doors to what is in force, in GrowthBook's words, as one function from request to answer. */
import type { FeatureApiResponse } from '@growthbook/growthbook';
import * as sites from '#events/sites.server.ts';
import type { Site } from '#events/site.ts';
import { Asked, evaluate } from '#interventions/evaluation.ts';
import * as payloads from '#interventions/payloads.server.ts';
import { listen, type Listener } from '#interventions/streams.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';

export interface DeliveryRequest {
  method: string;
  path: string;
  /** If-None-Match. */
  known: string | undefined;
  /** Access-Control-Request-Headers. */
  asksHeaders: string | undefined;
  body: string;
}

export interface DeliveryAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Characters of a question for evaluation. */
const QUESTION_LIMIT = 100_000;

/**
 * A page of the site may be a minute and a half behind when it opens, and catches up over its stream at once. The
 * protocol's own hour would show what was rolled back to everybody who comes back within it.
 */
const CACHE = 'public, max-age=30, stale-while-revalidate=60, stale-if-error=36000';

/** What is told here is for everybody and the same for everybody; nobody is recognised. */
const OPEN = { 'access-control-allow-origin': '*' };
const STREAMING = { 'x-sse-support': 'enabled', 'access-control-expose-headers': 'x-sse-support' };

/** As an SDK expects it of what went wrong. */
function refused({ status, message, retryAfter }: Refusal): DeliveryAnswer {
  return {
    status,
    headers: { ...OPEN, 'cache-control': 'no-store', ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}) },
    body: JSON.stringify({ status, error: message })
  };
}

async function siteOf(key: string): Promise<Site> {
  const site = await sites.byPublicKey(key);
  if (!site) throw new Refusal('site_unknown', 'Invalid API Key');
  return site;
}

async function features(key: string, known: string | undefined): Promise<DeliveryAnswer> {
  const { release, text } = await payloads.of((await siteOf(key)).slug);
  const etag = `"${key}-${release}"`;
  const headers = { ...OPEN, ...STREAMING, 'cache-control': CACHE, etag };
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))
    return { status: 304, headers, body: '' };
  return { status: 200, headers, body: text };
}

async function evaluation(key: string, body: string): Promise<DeliveryAnswer> {
  if (body.length > QUESTION_LIMIT)
    throw new Refusal('question_too_large', `At most ${QUESTION_LIMIT} characters.`, { status: 413 });
  let question: unknown;
  try {
    question = JSON.parse(body);
  } catch {
    throw new Refusal('question_malformed', 'The body is not JSON.');
  }
  const asked = wellFormed(Asked, question, 'question_malformed');
  const { payload } = await payloads.of((await siteOf(key)).slug);
  const { status, dateUpdated } = payload;
  return {
    status: 200,
    headers: { ...OPEN, ...STREAMING, 'cache-control': 'no-store' },
    // The SDK's type wants two variations and more; the check at the door of what is in force wants so too.
    body: JSON.stringify({ status, dateUpdated, ...evaluate(payload as unknown as FeatureApiResponse, asked) })
  };
}

/** The parts of a path behind the first slash, as they were meant. */
const parts = (path: string): string[] => path.slice(1).split('/').map(decode);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What a browser asks before it sends headers of its own or JSON. */
const allowance = (method: string, asksHeaders: string | undefined): DeliveryAnswer => ({
  status: 204,
  headers: {
    ...OPEN,
    'access-control-allow-methods': method,
    'access-control-allow-headers': asksHeaders ?? 'content-type',
    'access-control-max-age': '86400'
  },
  body: ''
});

function checkMethod(method: string, wanted: string): void {
  if (method !== wanted && !(method === 'HEAD' && wanted === 'GET'))
    throw new Refusal('method', `Use ${wanted}.`, { status: 405 });
}

/** Answers one request at /api/features/KEY or /api/eval/KEY. */
export async function answer({ method, path, known, asksHeaders, body }: DeliveryRequest): Promise<DeliveryAnswer> {
  const [, door, key = '', ...more] = parts(path);
  const evaluates = door === 'eval';
  const wanted = evaluates ? 'POST' : 'GET';
  if (method === 'OPTIONS') return allowance(wanted, asksHeaders);
  try {
    checkMethod(method, wanted);
    if (more.length > 0) throw new Refusal('not_found', 'There is nothing at this path.', { status: 404 });
    return evaluates ? await evaluation(key, body) : await features(key, known);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(error);
  }
}

export interface StreamRequest {
  method: string;
  path: string;
  /** Last-Event-ID. */
  last: string | undefined;
  asksHeaders: string | undefined;
}

/** The other end of a stream, which begins with headers. */
export type Sink = Omit<Listener, 'open'> & { open: (headers: Record<string, string>) => void };

const STREAM = {
  ...OPEN,
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  // Or nginx would keep what is sent until it has a bufferful.
  'x-accel-buffering': 'no'
};

/**
 * Opens a stream at /sub/KEY.
 * @returns how to stop, once the other end is gone; or the answer when no stream was opened
 */
export async function stream(
  { method, path, last, asksHeaders }: StreamRequest,
  sink: Sink
): Promise<(() => void) | DeliveryAnswer> {
  const [, key = '', ...more] = parts(path);
  if (method === 'OPTIONS') return allowance('GET', asksHeaders);
  try {
    if (method !== 'GET') throw new Refusal('method', 'Use GET.', { status: 405 });
    if (more.length > 0) throw new Refusal('not_found', 'There is nothing at this path.', { status: 404 });
    return await listen(key, last, { ...sink, open: () => sink.open(STREAM) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(error);
  }
}
