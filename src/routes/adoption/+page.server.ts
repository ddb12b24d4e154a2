/** How far actors get, as the URL asks it. */
import { may } from '#accounts/account.ts';
import * as adoption from '#adoption/adoption.server.ts';
import { drops } from '#adoption/drops.server.ts';
import { encode } from '#adoption/funnel.ts';
import * as funnels from '#adoption/funnels.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as ledger from '#events/ledger.server.ts';
import { ask, presetOf, withoutFaults } from '#adoption/question.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const today = dayOf(Date.now());
  const { asked, faults } = withoutFaults(ask, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const { funnel, period, before, stuck } = asked;
  const whole = { ...asked, stuck: undefined };
  const [answer, past, firstDay, dropped, unlinked, choices, account, upTo, kept] = await Promise.all([
    adoption.answer(whole),
    before && adoption.answer({ ...whole, period: before, breakdown: undefined, times: false }),
    before && adoption.firstDay(funnel.population),
    stuck ? drops({ ...asked, stuck }) : undefined,
    adoption.unlinkedVisitors(period),
    adoption.choices(funnel.population, asked.boundaries),
    ledger.summary(period),
    journeys.upTo(),
    funnels.list()
  ]);
  return {
    asked: { ...asked, encoded: encode(funnel) },
    preset: presetOf(period, today),
    wrong,
    answer,
    past,
    firstDay,
    dropped,
    unlinked,
    choices,
    ingest: account,
    upTo: upTo === undefined ? undefined : new Date(upTo),
    kept: kept.map(({ id, name, funnel: definition }) => ({ id, name, encoded: encode(definition) })),
    mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
  };
};
