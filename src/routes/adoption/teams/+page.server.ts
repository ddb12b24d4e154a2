/** The same process beside itself at every team, as the URL asks it. */
import { choices } from '#adoption/channels.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { askTeams } from '#adoption/team-question.ts';
import { teams } from '#adoption/teams.server.ts';
import * as ledger from '#events/ledger.server.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askTeams, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [answer, choice, account] = await Promise.all([teams(asked), choices(), ledger.summary(asked.period)]);
  return { asked, wrong, answer, choices: choice, ingest: account };
};
