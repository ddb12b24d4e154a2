/** Where organisations stand on the ladder, as the URL asks it. */
import { choices } from '#adoption/adoption.server.ts';
import { askLadder } from '#adoption/ladder-question.ts';
import * as ladders from '#adoption/ladders.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as ledger from '#events/ledger.server.ts';
import { dayOf } from '#time/day.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askLadder, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [answer, choice, account, marks] = await Promise.all([
    ladders.answer(asked),
    choices(asked.population, asked.boundaries),
    ledger.summary(asked.period),
    asked.view === 'stock' ? marksOf(asked.period, asked.population) : []
  ]);
  return { asked, wrong, answer, choices: choice, ingest: account, marks };
};
