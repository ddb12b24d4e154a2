/** Why non-users do not use the box, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { askMotives } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askMotives, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [overview, choice] = await Promise.all([motives.overview(asked), choices(asked.population)]);
  return { asked, wrong, overview, choices: choice };
};
