/** Whether both stores answer, for whoever watches over the server. */
import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { pingRegister } from '#store/register.server.ts';
import { ask } from '#store/warehouse.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => {
  const [register, warehouse] = await Promise.allSettled([
    pingRegister(),
    ask('SELECT 1 AS one', {}, z.unknown(), { seconds: 5 })
  ]);
  const well = register.status === 'fulfilled' && warehouse.status === 'fulfilled';
  return json(
    {
      status: well ? 'ok' : 'unwell',
      register: register.status === 'fulfilled',
      warehouse: warehouse.status === 'fulfilled'
    },
    { status: well ? 200 : 503 }
  );
};
