/** Why non-users do not use the box, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { askMotives } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import * as waves from '#motives/waves.server.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const today = dayOf(Date.now());
  const { asked, faults } = withoutFaults(askMotives, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  // What the research at the start said was of all companies.
  const isWhole = asked.population === 'company' && Object.values(asked.filters).every((values) => values.length === 0);
  const [overview, choice, all] = await Promise.all([
    motives.overview(asked),
    choices(asked.population),
    isWhole ? waves.waves(asked, today) : []
  ]);
  return { asked, wrong, overview, choices: choice, waves: all };
};
