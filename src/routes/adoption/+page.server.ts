/** How far actors get, as the URL asks it. */
import { may } from '#accounts/account.ts';
import * as adoption from '#adoption/adoption.server.ts';
import { encode } from '#adoption/funnel.ts';
import * as funnels from '#adoption/funnels.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as ledger from '#events/ledger.server.ts';
import { askedFunnel } from '../asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const asked = askedFunnel(url);
  const { funnel, period, before, stuck } = asked;
  const whole = { ...asked, stuck: undefined };
  const [answer, past, dropped, unlinked, choices, account, upTo, kept] = await Promise.all([
    adoption.answer(whole),
    before && adoption.answer({ ...whole, period: before, breakdown: undefined, times: false }),
    // Where those are who came no further: by what was asked to break down, else by municipality.
    stuck ? adoption.answer({ ...asked, breakdown: asked.breakdown ?? 'municipality', times: false }) : undefined,
    adoption.unlinkedVisitors(period),
    adoption.choices(funnel.population),
    ledger.summary(period),
    journeys.upTo(),
    funnels.list()
  ]);
  return {
    asked: { ...asked, encoded: encode(funnel) },
    answer,
    past,
    dropped,
    unlinked,
    choices,
    ingest: account,
    upTo: upTo === undefined ? undefined : new Date(upTo),
    kept: kept.map(({ id, name, funnel: definition }) => ({ id, name, encoded: encode(definition) })),
    mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
  };
};
