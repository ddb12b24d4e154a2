/** Evaluation for one visitor, in development; in production the server answers itself, see cli/serve.server.ts. */
import { answer } from '#interventions/door.server.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = async ({ request, url }) => {
  const reply = await answer({
    method: request.method,
    path: url.pathname,
    known: undefined,
    asksHeaders: request.headers.get('access-control-request-headers') ?? undefined,
    body: await request.text()
  });
  return new Response(reply.body === '' ? null : reply.body, {
    status: reply.status,
    headers: { 'content-type': 'application/json', ...reply.headers }
  });
};

export const POST = handle;
export const OPTIONS = handle;
