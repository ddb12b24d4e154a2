/** The funnel with the same figures as the page. */
import { json } from '@sveltejs/kit';
import * as adoption from '#adoption/adoption.server.ts';
import { drops } from '#adoption/drops.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as converting from '#adoption/converting.server.ts';
import { askConverting } from '#adoption/converting-question.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, askConverting);
  const { stuck } = question;
  const [answer, before, dropped, between, upTo] = await Promise.all([
    adoption.answer(question),
    question.before && adoption.answer({ ...question, period: question.before, breakdown: undefined }),
    stuck ? drops({ ...question, stuck }) : undefined,
    url.searchParams.get('view') ? converting.answer(question, Date.now()) : undefined,
    journeys.upTo()
  ]);
  return json({
    population: question.funnel.population,
    window: question.funnel.window,
    period: question.period,
    boundaries: question.boundaries,
    computedAt: upTo && new Date(upTo).toISOString(),
    ...answer,
    before: before && { period: question.before, ...before },
    drops: dropped,
    between: between && { first: question.first, last: question.last, within: question.within, ...between }
  });
};
