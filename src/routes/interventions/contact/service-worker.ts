/// <reference lib="webworker" />
/** Opens the page for contacts without network; sees nothing of other pages, because it is registered for this one alone. */
import { CONTACT, isPart, OFFLINE, partsIn } from './offline.ts';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = 'contact';

/** Milliseconds after which a network that does not answer is taken for none. */
const PATIENCE = 8_000;

/** Fetches the page anew with what it is made of; who is not logged in gets none, and then what there is stays. */
async function refresh(): Promise<void> {
  const response = await fetch(OFFLINE, { cache: 'no-store' });
  if (!response.ok || response.redirected) return;
  const said = `${await response.clone().text()}\n${response.headers.get('link') ?? ''}`;
  const parts = partsIn(said, response.url);
  const cache = await caches.open(CACHE);
  const there = (await cache.keys()).map(({ url }) => url);
  // First all of the new page, and only then is it the one that opens.
  await cache.addAll(parts.filter((part) => !there.includes(part)));
  await cache.put(OFFLINE, response);
  const page = new URL(OFFLINE, response.url).href;
  await Promise.all(there.filter((url) => url !== page && !parts.includes(url)).map((url) => cache.delete(url)));
}

const quietly = () => refresh().catch(() => undefined);

async function open(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(OFFLINE);
  const fetched = fetch(request);
  if (!kept) return fetched;
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fetched, late]).catch(() => undefined);
  return answer ?? (path === OFFLINE ? kept : Response.redirect(OFFLINE));
}

const part = async (request: Request): Promise<Response> =>
  (await (await caches.open(CACHE)).match(request)) ?? fetch(request);

worker.addEventListener('install', (event) => event.waitUntil(quietly().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('message', (event) => event.waitUntil(quietly()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && [CONTACT, OFFLINE].includes(url.pathname))
    event.respondWith(open(request, url.pathname));
  else if (isPart(url, worker.location.origin)) event.respondWith(part(request));
});
