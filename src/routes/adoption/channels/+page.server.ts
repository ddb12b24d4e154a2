/** Which channels items take, as the URL asks it. */
import { askChannels } from '#adoption/channel-question.ts';
import { saved } from '#adoption/channels.ts';
import { channels, choices } from '#adoption/channels.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import * as ledger from '#events/ledger.server.ts';
import { dayOf } from '#time/day.ts';
import { marksOf } from '../../marks.server.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askChannels, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [answer, choice, account, marks] = await Promise.all([
    channels(asked),
    choices(),
    ledger.summary(asked.period),
    marksOf(asked.period)
  ]);
  const yields = {
    euro: answer.shift && saved(answer.shift, asked.costs.euro),
    minutes: answer.shift && saved(answer.shift, asked.costs.minutes)
  };
  return { asked, wrong, answer, choices: choice, ingest: account, yields, marks };
};
