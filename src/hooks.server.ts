/** What happens around every request: stores open once, rights are checked, refusals become statuses. */
import { redirect, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import { keyOf, type Key } from '#accounts/doors.ts';
import * as sessions from '#accounts/sessions.server.ts';
import * as tokens from '#accounts/tokens.server.ts';
import { firstRun } from '#cli/first-run.server.ts';
import { environment } from '#environment.ts';
import * as door from '#events/door.server.ts';
import * as events from '#events/events.server.ts';
import * as delivery from '#interventions/door.server.ts';
import * as streams from '#interventions/streams.server.ts';
import { Refusal } from '#refusal.ts';
import * as schedule from '#schedule/schedule.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { paraglideMiddleware } from '#ui/paraglide/server.js';

export const init: ServerInit = async () => {
  // In development a changed file makes these modules anew, while the old ones still hold the directory.
  await globalThis.hoera?.close();
  await openStores(environment().port);
  tokens.makeLocal();
  await events.prepare();
  const stop = await firstRun();
  const stopSchedule = await schedule.run();
  // The server in front (cli/serve.server.ts) is not part of this bundle: so it finds the busy doors, and how to stop.
  globalThis.hoera = {
    collect: door.answer,
    track: door.answerTrack,
    deliver: delivery.answer,
    stream: delivery.stream,
    close: async () => {
      streams.close();
      await stopSchedule();
      await stop();
      await events.close();
      await closeStores();
    }
  };
};

/** Bytes. */
const STRANGER_LIMIT = 100_000;

const isApi = (pathname: string) => pathname.startsWith('/api/');

function answerRefusal({ code, message, status, retryAfter }: Refusal): Response {
  return Response.json(
    { error: code, message },
    {
      status,
      headers: {
        'content-type': 'application/problem+json',
        ...(retryAfter ? { 'retry-after': String(retryAfter) } : {})
      }
    }
  );
}

/** @throws Refusal when the door stays closed; redirects a person who has to log in first */
function checkRights({ url, locals, request }: RequestEvent, key: Key | undefined): void {
  if (key?.kind === 'public') return;
  if (key?.kind === 'scope' || key?.kind === 'token') {
    if (key.kind === 'token') {
      if (!locals.bearer)
        throw new Refusal('unauthenticated', 'Send a token: Authorization: Bearer …', { status: 401 });
      return;
    }
    // A session alone never changes anything here: a form on another site could send it along.
    tokens.requireScope(reads(request) ? locals : { bearer: locals.bearer }, key.scope);
    return;
  }
  if (!locals.account) redirect(303, `/login?next=${encodeURIComponent(url.pathname + url.search)}`);
  if (!key) throw new Refusal('not_found', 'Deze pagina bestaat niet.', { status: 404 });
  if (!may(locals.account.role, key.right)) {
    throw new Refusal('forbidden', 'Met jouw rol kun je deze pagina niet openen. Vraag de beheerder om toegang.', {
      status: 403
    });
  }
}

const reads = ({ method }: Request) => method === 'GET' || method === 'HEAD';

/** Doors to which any page may send; they check site and origin themselves. */
const takesEvents = ({ pathname }: URL) => pathname === '/collect' || pathname === '/track';

/** A mail program ends a subscription without any page of ours (RFC 8058); the word in the address is what it has to know. */
const endsSubscription = ({ pathname }: URL) => pathname.startsWith('/unsubscribe/');

/**
 * Kit's own check is off because the public door takes text from any origin; every form answers only to our own pages.
 * The interface needs no check: it changes nothing without a bearer token, which no other site can send along, and
 * evaluation (/api/eval) changes nothing at all.
 */
function checkOrigin({ request, url }: RequestEvent): void {
  if (reads(request) || takesEvents(url) || isApi(url.pathname) || endsSubscription(url)) return;
  if (request.headers.get('origin') !== url.origin)
    throw new Refusal('origin_refused', 'Dit formulier komt van een andere site.', { status: 403 });
}

/** Uploads may be as large as they like; a stranger's form may not, because it is read as a whole. */
function checkSize({ request, url, locals }: RequestEvent): void {
  if (reads(request) || locals.account || locals.bearer || takesEvents(url)) return;
  const size = Number(request.headers.get('content-length') ?? NaN);
  if (!(size <= STRANGER_LIMIT)) throw new Refusal('too_large', 'Dit formulier is te groot.', { status: 413 });
}

export const handle: Handle = async ({ event, resolve }) => {
  const { request, url, locals } = event;
  const isStatic = event.route.id === null && !isApi(url.pathname);
  const seen = await sessions.see(request.headers.get('cookie') ?? '');
  locals.account = seen?.account;
  locals.sessionId = seen?.sessionId;
  locals.sessionEndsAt = seen?.endsAt;
  locals.bearer = await tokens.see(request.headers.get('authorization'), new Date());

  let response: Response;
  try {
    checkOrigin(event);
    checkRights(event, isStatic && locals.account ? { kind: 'public' } : keyOf(url.pathname));
    checkSize(event);
    if (event.route.id === null && isApi(url.pathname))
      throw new Refusal('not_found', 'There is nothing at this path.', { status: 404 });
    response = await paraglideMiddleware(request, ({ locale }) =>
      resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', locale) })
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isApi(url.pathname)) response = answerRefusal(error);
    // The shapes that Kit's own client reads, when it asks for the data of a page or sends a form.
    else if (event.isDataRequest) response = Response.json(said(error), { status: error.status });
    else if (request.headers.has('x-sveltekit-action'))
      response = Response.json({ type: 'error', error: said(error) }, { status: error.status });
    else response = closedPage(error);
  }
  if (locals.refusal && !event.isDataRequest) {
    response = isApi(url.pathname)
      ? answerRefusal(locals.refusal)
      : new Response(response.body, { status: locals.refusal.status, headers: response.headers });
  }
  response.headers.set('x-content-type-options', 'nosniff');
  // A page whose address is a secret says so more strictly itself.
  if (!response.headers.has('referrer-policy')) response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('x-frame-options', 'DENY');
  return response;
};

/** What a page tells of a refusal. */
const said = ({ message, code, status }: Refusal): App.Error => ({ message, code, status });

/** A closed door is answered before any route runs, so that nothing behind it is loaded; hence a page without the app. */
function closedPage({ message, status }: Refusal): Response {
  const html = `<!doctype html><html lang="nl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${status} · Hoera</title><link rel="stylesheet" href="/closed.css"><main><h1>Hier kun je niet verder</h1><p>${message}</p><p><a href="/">Naar het begin</a></p></main></html>`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

export const handleError: HandleServerError = ({ error, event, status, message }) => {
  if (error instanceof Refusal) {
    event.locals.refusal = error;
    return said(error);
  }
  // The word in such an address is a secret.
  const path = event.route.id?.includes('[token]') ? event.route.id : event.url.pathname;
  if (status !== 404) console.error(`${event.request.method} ${path}:`, error);
  return { message };
};
