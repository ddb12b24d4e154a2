/** How use goes on, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { VISITED } from '#adoption/path.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as trends from '#adoption/trends.server.ts';
import { askTrends } from '#adoption/trends-question.ts';
import * as ledger from '#events/ledger.server.ts';
import * as sites from '#events/sites.server.ts';
import { dayOf } from '#time/day.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const now = new Date();
  const today = dayOf(now.getTime());
  const { asked, faults } = withoutFaults(askTrends, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [answer, marks, choice, followed, account] = await Promise.all([
    trends.answer(asked, today),
    asked.view === 'paths' ? [] : marksOf(asked.period, asked.population),
    choices(asked.population, asked.boundaries),
    sites.list(),
    ledger.summary(asked.period)
  ]);
  const own = followed.flatMap((site) => site.events).sort();
  return {
    asked,
    wrong,
    answer,
    marks,
    choices: choice,
    events: [...new Set([...VISITED, ...own, asked.event])],
    ingest: account,
    now
  };
};
