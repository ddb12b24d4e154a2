/** The door for GrowthBook's reports in development; in production the server answers /track itself, see cli/serve.server.ts. */
import { answerTrack } from '#events/door.server.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = async ({ request, url }) => {
  const reply = await answerTrack({
    method: request.method,
    key: url.searchParams.get('client_key'),
    origin: request.headers.get('origin') ?? undefined,
    agent: request.headers.get('user-agent') ?? '',
    language: request.headers.get('accept-language') ?? '',
    body: await request.text()
  });
  return new Response(reply.status === 204 ? null : reply.body, {
    status: reply.status,
    headers: { 'content-type': 'application/json', ...reply.headers }
  });
};

export const POST = handle;
export const OPTIONS = handle;
