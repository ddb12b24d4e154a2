/** How long it takes from one step of a funnel to another, and how that goes in time, as the URL asks it. */
import * as adoption from '#adoption/adoption.server.ts';
import * as converting from '#adoption/converting.server.ts';
import { askConverting } from '#adoption/converting-question.ts';
import { encode } from '#adoption/funnel.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as ledger from '#events/ledger.server.ts';
import { dayOf } from '#time/day.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const now = new Date();
  const { asked, faults } = withoutFaults(askConverting, url.searchParams, dayOf(now.getTime()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [answer, marks, choices, account] = await Promise.all([
    converting.answer(asked, now.getTime()),
    asked.view === 'course' ? marksOf(asked.period, asked.funnel.population) : [],
    adoption.choices(asked.funnel.population, asked.boundaries),
    ledger.summary(asked.period)
  ]);
  return { asked: { ...asked, encoded: encode(asked.funnel) }, wrong, answer, marks, choices, ingest: account, now };
};
