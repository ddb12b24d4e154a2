/** Whether motives shift between two days, as the URL asks it, and what was done meanwhile. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as changes from '#motives/changes.server.ts';
import { askChange } from '#motives/motive-question.ts';
import * as past from '#motives/past.server.ts';
import { addDays, dayOf } from '#time/day.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const today = dayOf(Date.now());
  const { asked, faults } = withoutFaults(askChange, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  // Both days are about how it was as they began.
  const between = { from: asked.from, to: asked.to === undefined ? today : addDays(asked.to, -1) };
  const [change, choice, months, marks] = await Promise.all([
    changes.change(asked),
    choices(asked.population),
    past.days(asked.population, today),
    marksOf(between, asked.population)
  ]);
  marks.sort((a, b) => a.from.localeCompare(b.from));
  return { asked, wrong, change, months, marks, choices: choice };
};
