/** Open pages: who listens to which site, and sending each of them what changes at the moment it is released. */
import { setImmediate as turn } from 'node:timers/promises';
import * as sites from '#events/sites.server.ts';
import * as payloads from '#interventions/payloads.server.ts';
import { watch } from '#interventions/releases.server.ts';
import { Refusal } from '#refusal.ts';

/** Somebody at the other end of a stream. */
export interface Listener {
  open: () => void;
  send: (chunk: Buffer) => void;
  /** Bytes that were sent and that the other end did not take yet. */
  waiting: () => number;
  /** Ends the stream; `gone` when nothing more can be said. */
  end: (gone: boolean) => void;
}

interface Stream {
  site: string;
  /** The release that was sent last. */
  release: number;
  listener: Listener;
}

/** Milliseconds. Other instances' releases are seen within this. */
const LOOK_EVERY = 250;
/** Milliseconds; proxies close what is silent for a minute. */
const PING_EVERY = 30_000;
/** Milliseconds after which a browser tries again. */
const RETRY = 10_000;
/** Bytes that may wait for one listener; who reads slower than that is let go, and gets everything when it comes back. */
const BACKLOG = 512_000;
/** Listeners of one instance. */
const MOST = 20_000;
/** Listeners served before others get a turn: five thousand in one go would hold up everything else. */
const AT_ONCE = 250;

const HELLO = Buffer.from(`retry: ${RETRY}\n\n`);
const PING = Buffer.from('data: \n\n');

const streams = new Set<Stream>();
let timers: NodeJS.Timeout[] = [];
let unwatch: (() => void) | undefined;
let closed = false;

function drop(stream: Stream, gone: boolean): void {
  if (!streams.delete(stream)) return;
  stream.listener.end(gone);
  if (streams.size === 0) rest();
}

function send(stream: Stream, chunk: Buffer): void {
  if (stream.listener.waiting() > BACKLOG) drop(stream, true);
  else stream.listener.send(chunk);
}

let telling = false;
let again = false;
let failing = false;

/** Sends everybody what they do not have yet. */
async function tell(): Promise<void> {
  again = true;
  if (telling) return;
  telling = true;
  try {
    while (again) {
      again = false;
      await payloads.look();
      for (const site of new Set([...streams].map((stream) => stream.site))) await tellSite(site);
      // What was sent goes out before more is made, and of what is released meanwhile only the last is sent.
      await turn();
    }
    failing = false;
  } catch (error) {
    // The register does not answer: everybody keeps what they have, and the next look tries again.
    if (!failing) console.error('streams:', error);
    failing = true;
  } finally {
    telling = false;
  }
}

async function tellSite(site: string): Promise<void> {
  const { release, event } = await payloads.of(site);
  let served = 0;
  for (const stream of streams) {
    if (stream.site !== site || stream.release >= release) continue;
    stream.release = release;
    send(stream, event);
    if (++served % AT_ONCE === 0) await turn();
  }
}

function ping(): void {
  for (const stream of streams) send(stream, PING);
}

/** Begins looking around, for as long as anybody listens. */
function wake(): void {
  if (timers.length > 0) return;
  timers = [setInterval(() => void tell(), LOOK_EVERY), setInterval(ping, PING_EVERY)];
  for (const timer of timers) timer.unref();
  unwatch = watch(() => void tell());
}

function rest(): void {
  timers.forEach(clearInterval);
  timers = [];
  unwatch?.();
  unwatch = undefined;
}

/**
 * Makes somebody a listener of a site: what is in force now comes first, unless that is what they had last.
 * @param last the id of the last event they saw, as a browser sends it when it comes back
 * @returns how to stop
 * @throws Refusal site_unknown | too_many
 */
export async function listen(key: string, last: string | undefined, listener: Listener): Promise<() => void> {
  const site = await sites.byPublicKey(key);
  if (!site) throw new Refusal('site_unknown', 'Invalid API Key');
  const { release, event } = await payloads.of(site.slug);
  if (closed || streams.size >= MOST) {
    throw new Refusal('too_many', 'Too many streams are open here.', { status: 503, retryAfter: RETRY / 1000 });
  }
  const stream: Stream = { site: site.slug, release, listener };
  streams.add(stream);
  wake();
  listener.open();
  listener.send(HELLO);
  if (last !== String(release)) listener.send(event);
  return () => {
    if (streams.delete(stream) && streams.size === 0) rest();
  };
}

/** How many listen. */
export const listeners = (): number => streams.size;

/** Lets everybody go; browsers come back by themselves, to whoever then answers. */
export function close(): void {
  closed = true;
  for (const stream of streams) stream.listener.end(false);
  streams.clear();
  rest();
  payloads.forget();
}
