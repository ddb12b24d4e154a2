/** Why non-users do not use the box, now or survey after survey, for programs: the same figures as the pages, by the same parameters. */
import { askMotives, motivesView } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import { SEED } from '#motives/wave.ts';
import * as waves from '#motives/waves.server.ts';
import { dayOf } from '#time/day.ts';
import { asked } from '../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, askMotives);
  if (asked(url, motivesView) === 'shares') return Response.json((await motives.overview(question)) ?? {});
  return Response.json({ ...question, seed: SEED, waves: await waves.waves(question, dayOf(Date.now())) });
};
