/** Streams in development; in production the server writes them itself, see cli/serve.server.ts. */
import { stream } from '#interventions/door.server.ts';
import { reply } from '../../public-doors.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = async ({ request, url }) => {
  let headers: Record<string, string> = {};
  let to: ReadableStreamDefaultController<Uint8Array> | undefined;
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (to = controller),
    cancel: () => stop()
  });
  const outcome = await stream(
    {
      method: request.method,
      path: url.pathname,
      last: request.headers.get('last-event-id') ?? undefined,
      asksHeaders: request.headers.get('access-control-request-headers') ?? undefined
    },
    {
      open: (given) => (headers = given),
      send: (chunk) => to?.enqueue(chunk),
      waiting: () => 0,
      end: () => to?.close()
    }
  );
  if (typeof outcome === 'function') {
    stop = outcome;
    return new Response(body, { headers });
  }
  return reply(outcome);
};

export const GET = handle;
export const OPTIONS = handle;
