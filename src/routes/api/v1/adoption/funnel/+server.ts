/** The funnel with the same figures as the page. */
import { json } from '@sveltejs/kit';
import * as adoption from '#adoption/adoption.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { ask } from '#adoption/question.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, ask);
  const [answer, before, upTo] = await Promise.all([
    adoption.answer(question),
    question.before && adoption.answer({ ...question, period: question.before, breakdown: undefined }),
    journeys.upTo()
  ]);
  return json({
    population: question.funnel.population,
    window: question.funnel.window,
    period: question.period,
    computedAt: upTo && new Date(upTo).toISOString(),
    ...answer,
    before: before && { period: question.before, ...before }
  });
};
