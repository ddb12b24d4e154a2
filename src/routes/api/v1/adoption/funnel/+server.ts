/** The funnel with the same figures as the page. */
import { json } from '@sveltejs/kit';
import * as adoption from '#adoption/adoption.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { askedFunnel } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const asked = askedFunnel(url);
  const [answer, before, upTo] = await Promise.all([
    adoption.answer(asked),
    asked.before && adoption.answer({ ...asked, period: asked.before, breakdown: undefined }),
    journeys.upTo()
  ]);
  return json({
    population: asked.funnel.population,
    window: asked.funnel.window,
    period: asked.period,
    computedAt: upTo && new Date(upTo).toISOString(),
    ...answer,
    before: before && { period: asked.before, ...before }
  });
};
