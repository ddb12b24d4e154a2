/** Moments of a period with the same facts as the page. */
import { json } from '@sveltejs/kit';
import { askMoments } from '#moments/moment-question.ts';
import { shownAmount } from '#moments/moment.ts';
import * as moments from '#moments/moments.server.ts';
import { asked } from '../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const { period, filters } = asked(url, askMoments);
  const [all, looked] = await Promise.all([moments.filtered(period, filters), moments.lookedAt(period)]);
  return json({
    period,
    filters,
    looked,
    moments: all.map(({ id, kind, tone, day, population, team, site, facts, digest, wording, at }) => ({
      id,
      kind,
      tone,
      day,
      population,
      team,
      site,
      wording,
      facts: {
        ...facts,
        amount: facts.amount && shownAmount(facts.amount),
        shrunk: facts.shrunk && shownAmount(facts.shrunk),
        p: facts.p === undefined ? undefined : Number(facts.p.toPrecision(2))
      },
      digest,
      foundAt: at
    }))
  });
};
