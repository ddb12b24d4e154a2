/** How use goes on, with the same figures as the page. */
import { json } from '@sveltejs/kit';
import * as trends from '#adoption/trends.server.ts';
import { askTrends } from '#adoption/trends-question.ts';
import { dayOf } from '#time/day.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, askTrends);
  return json({ ...question, ...(await trends.answer(question, dayOf(Date.now()))) });
};
