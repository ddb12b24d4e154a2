import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as events from '#events/events.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

test('an accepted event stands in the warehouse once, however often it is sent', async () => {
  const id = randomUUID();
  const body = { events: [{ id, name: 'page_view', at: Date.now(), visitor: 'v', url: 'https://a.example/x' }] };
  const first = await events.collect({ slug: 'site', names: [] }, body, '', Date.now());
  const second = await events.collect({ slug: 'site', names: [] }, body, '', Date.now());
  await events.flush();
  expect(first).toEqual({ accepted: 1, duplicate: 0, refused: [] });
  expect(second).toEqual({ accepted: 0, duplicate: 1, refused: [] });
  const rows = await ask('SELECT count() AS n FROM events WHERE id = {id:UUID}', { id }, z.object({ n: z.coerce.number() }));
  expect(rows).toEqual([{ n: 1 }]);
  await events.close();
});
