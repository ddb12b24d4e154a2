/** Channels with the same figures as the page. */
import { json } from '@sveltejs/kit';
import { askChannels } from '#adoption/channel-question.ts';
import { channels } from '#adoption/channels.server.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const { period, by, filters, costs } = asked(url, askChannels);
  return json({ period, by, filters, ...(await channels({ period, by, filters, costs })) });
};
