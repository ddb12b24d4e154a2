/** Motives survey after survey, with what happened meanwhile, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { measure } from '#adoption/standards.server.ts';
import { askMotives } from '#motives/motive-question.ts';
import * as waves from '#motives/waves.server.ts';
import { dayOf } from '#time/day.ts';
import { lastDays } from '#time/period.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const now = new Date();
  const today = dayOf(now.getTime());
  const { asked, faults } = withoutFaults(askMotives, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const year = lastDays(today, 365);
  // What was measured in 2013 was of authorities.
  const baseline = async () =>
    asked.population !== 'authority'
      ? undefined
      : (await Promise.all((['reaction', 'adequate'] as const).map((key) => measure(year, key, today)))).flat();
  const [all, choice, metrics] = await Promise.all([waves.waves(asked, today), choices(asked.population), baseline()]);
  const last = all.reduce((day, { until }) => (until > day ? until : day), '');
  return {
    asked,
    wrong,
    waves: all,
    baseline: metrics,
    choices: choice,
    marks: all.length > 0 ? await marksOf({ from: all[0]!.begins, to: last }, asked.population) : [],
    now
  };
};
