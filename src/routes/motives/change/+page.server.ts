/** Whether motives shift between two days, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as changes from '#motives/changes.server.ts';
import { askChange } from '#motives/motive-question.ts';
import * as past from '#motives/past.server.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const today = dayOf(Date.now());
  const { asked, faults } = withoutFaults(askChange, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [change, choice, months] = await Promise.all([
    changes.change(asked),
    choices(asked.population),
    past.days(asked.population, today)
  ]);
  return { asked, wrong, change, months, choices: choice };
};
