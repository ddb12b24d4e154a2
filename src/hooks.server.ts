/** What happens around every request: stores open once, refusals become statuses, rights are checked. */
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit';
import { json } from '@sveltejs/kit';
import * as door from '#events/door.server.ts';
import * as events from '#events/events.server.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { closeStores, openStores } from '#store/store.server.ts';

export const init: ServerInit = async () => {
  await openStores(environment().port);
  await events.prepare();
  // The server in front (cli/serve.server.ts) is not part of this bundle: this is how it finds the busy door, and how to stop.
  globalThis.hoera = {
    collect: door.answer,
    close: async () => {
      await events.close();
      await closeStores();
    }
  };
};

export const handle: Handle = async ({ event, resolve }) => {
  return resolve(event);
};
