/** The HTTP server: hands every request to the built app, except the public doors, whose load would drown in the framework. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment } from '#environment.ts';
import { BODY_LIMIT } from '#events/event.ts';

type Ready = NonNullable<typeof globalThis.hoera>;

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function say(response: ServerResponse, { status, headers, body }: Answer, head = false): void {
  response.writeHead(status, {
    ...JSON_TYPE,
    ...headers,
    ...(status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) })
  });
  response.end(head ? undefined : body);
}

/** Reads a request as a whole, has it answered, and sends the answer. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  deed: (ready: Ready, path: string, query: URLSearchParams, body: string) => Promise<Answer>
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    // One byte over is enough for the door to refuse; the rest is read and dropped so that the answer arrives.
    if (size <= BODY_LIMIT + chunk.length) chunks.push(chunk);
  });
  request.on('end', () => {
    const ready = globalThis.hoera;
    if (!ready) {
      response.writeHead(503, { 'retry-after': '2' }).end();
      return;
    }
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
    deed(ready, path, new URLSearchParams(query), Buffer.concat(chunks).toString('utf8'))
      .then((answer) => say(response, answer, request.method === 'HEAD'))
      .catch((error: unknown) => {
        console.error(`${path}:`, error);
        response.writeHead(500, JSON_TYPE).end('{"error":"internal"}');
      });
  });
}

/** What the doors for events want to know of a request. */
const told = (request: IncomingMessage, key: string | null, body: string) => ({
  method: request.method ?? 'GET',
  key,
  origin: request.headers.origin,
  agent: request.headers['user-agent'] ?? '',
  language: request.headers['accept-language'] ?? '',
  body
});

const collect = (request: IncomingMessage, response: ServerResponse) =>
  answer(request, response, (ready, _, query, body) => ready.collect(told(request, query.get('key'), body)));

const track = (request: IncomingMessage, response: ServerResponse) =>
  answer(request, response, (ready, _, query, body) => ready.track(told(request, query.get('client_key'), body)));

const deliver = (request: IncomingMessage, response: ServerResponse) =>
  answer(request, response, (ready, path, _, body) =>
    ready.deliver({
      method: request.method ?? 'GET',
      path,
      known: request.headers['if-none-match'],
      asksHeaders: request.headers['access-control-request-headers'],
      body
    })
  );

/** A stream stays open: what is released is written to it at once. */
function stream(request: IncomingMessage, response: ServerResponse): void {
  const ready = globalThis.hoera;
  if (!ready) {
    response.writeHead(503, { 'retry-after': '2' }).end();
    return;
  }
  ready
    .stream(
      {
        method: request.method ?? 'GET',
        path: (request.url ?? '/').split('?')[0]!,
        last: [request.headers['last-event-id']].flat()[0],
        asksHeaders: request.headers['access-control-request-headers']
      },
      {
        open: (headers) => {
          // Small and at once: nothing to gain by waiting for more.
          request.socket.setNoDelay(true);
          response.writeHead(200, headers);
        },
        send: (chunk) => void response.write(chunk),
        waiting: () => response.writableLength,
        end: (gone) => (gone ? response.destroy() : response.end())
      }
    )
    .then((outcome) => {
      if (typeof outcome !== 'function') say(response, outcome);
      // It may be gone before it was a listener.
      else if (response.destroyed) outcome();
      else response.once('close', outcome);
    })
    .catch((error: unknown) => {
      console.error('/sub:', error);
      response.destroy();
    });
}

const DOORS: readonly (readonly [path: string, door: (request: IncomingMessage, response: ServerResponse) => void])[] =
  [
    ['/collect', collect],
    ['/track', track],
    ['/sub/', stream],
    ['/api/features/', deliver],
    ['/api/eval/', deliver]
  ];

const leadsTo = (url: string, path: string) =>
  url.startsWith(path) && (path.endsWith('/') || url.length === path.length || url[path.length] === '?');

/** The public doors, and behind them the app. */
export const front =
  (app: RequestListener): RequestListener =>
  (request, response) => {
    const url = request.url ?? '/';
    const door = DOORS.find(([path]) => leadsTo(url, path))?.[1];
    if (door) door(request, response);
    else app(request, response);
  };

/** Starts listening; resolves when the app is ready to answer. */
export async function serve(): Promise<Server> {
  const { port, host, origin } = environment();
  // The adapter reads these; without them it would take every form for a cross-site one behind http.
  process.env['ORIGIN'] ??= origin;
  process.env['BODY_SIZE_LIMIT'] ??= 'Infinity';
  const app = (await import(pathToFileURL(resolve('build/handler.js')).href)) as { handler: RequestListener };
  const server = createServer(front(app.handler));
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  return server;
}
