/** The HTTP server: hands every request to the built app, except /collect, whose load would drown in the framework. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment } from '#environment.ts';
import { BODY_LIMIT } from '#events/event.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function collect(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    // One byte over is enough for the door to refuse; the rest is read and dropped so that the answer arrives.
    if (size <= BODY_LIMIT + chunk.length) chunks.push(chunk);
  });
  request.on('end', () => {
    const question = request.url?.indexOf('?') ?? -1;
    const ready = globalThis.hoera;
    if (!ready) {
      response.writeHead(503, { 'retry-after': '2' }).end();
      return;
    }
    ready
      .collect({
        method: request.method ?? 'GET',
        key: question < 0 ? null : new URLSearchParams(request.url!.slice(question)).get('key'),
        origin: request.headers.origin,
        agent: request.headers['user-agent'] ?? '',
        language: request.headers['accept-language'] ?? '',
        body: Buffer.concat(chunks).toString('utf8')
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body)
        });
        response.end(body);
      })
      .catch((error: unknown) => {
        console.error('collect:', error);
        response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"internal"}');
      });
  });
}

/** Starts listening; resolves when the app is ready to answer. */
export async function serve(): Promise<Server> {
  const { port, host, origin } = environment();
  // The adapter reads these; without them it would take every form for a cross-site one behind http.
  process.env['ORIGIN'] ??= origin;
  process.env['BODY_SIZE_LIMIT'] ??= 'Infinity';
  const app = (await import(pathToFileURL(resolve('build/handler.js')).href)) as { handler: Handler };
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    if (url === '/collect' || url.startsWith('/collect?')) collect(request, response);
    else app.handler(request, response);
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  return server;
}
