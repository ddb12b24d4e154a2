/** What came out of a survey, with the same figures as the page. */
import { json } from '@sveltejs/kit';
import * as outcomes from '#surveys/outcomes.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { dayOf } from '#time/day.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params }) => {
  const survey = await surveys.one(params.slug);
  const { slug, status, openedAt, closedAt, definition } = survey;
  const [responses, results, standings] = await Promise.all([
    outcomes.responses([survey]),
    outcomes.results(survey),
    outcomes.standings(survey, dayOf(Date.now()))
  ]);
  return json({ slug, status, openedAt, closedAt, definition, ...responses.get(slug), results, standings });
};
