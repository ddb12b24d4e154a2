/** The public doors in development; in production the server answers them itself, see cli/serve.server.ts. */
import type { RequestEvent } from '@sveltejs/kit';
import type { DoorAnswer, DoorRequest } from '#events/door.server.ts';
import type { DeliveryRequest } from '#interventions/door.server.ts';

export const reply = ({ status, headers, body }: DoorAnswer): Response =>
  new Response(body === '' ? null : body, { status, headers: { 'content-type': 'application/json', ...headers } });

/** A door for events, with the name under which the query says whose they are. */
export const eventDoor =
  (answer: (request: DoorRequest) => Promise<DoorAnswer>, key: string) =>
  async ({ request, url }: RequestEvent): Promise<Response> =>
    reply(
      await answer({
        method: request.method,
        key: url.searchParams.get(key),
        origin: request.headers.get('origin') ?? undefined,
        agent: request.headers.get('user-agent') ?? '',
        language: request.headers.get('accept-language') ?? '',
        body: await request.text()
      })
    );

/** A door to what is in force. */
export const deliveryDoor =
  (answer: (request: DeliveryRequest) => Promise<DoorAnswer>) =>
  async ({ request, url }: RequestEvent): Promise<Response> =>
    reply(
      await answer({
        method: request.method,
        path: url.pathname,
        known: request.headers.get('if-none-match') ?? undefined,
        asksHeaders: request.headers.get('access-control-request-headers') ?? undefined,
        body: await request.text()
      })
    );
