/** The ladder with the same figures as the page. */
import { json } from '@sveltejs/kit';
import { LADDERS } from '#adoption/ladder.ts';
import { askLadder } from '#adoption/ladder-question.ts';
import * as ladders from '#adoption/ladders.server.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, askLadder);
  return json({ ...question, rules: LADDERS[question.population], ...(await ladders.answer(question)) });
};
