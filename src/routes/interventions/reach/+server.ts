/** How many organisations an audience reaches, while somebody fills in a plan. */
import { json } from '@sveltejs/kit';
import { cardOf, hoursOf } from '#interventions/card.ts';
import { Audience } from '#interventions/intervention.ts';
import { populationOf } from '#motives/motive-question.ts';
import { wellFormed } from '#refusal.ts';
import { dayOf } from '#time/day.ts';
import { asked } from '../../asked.ts';
import { audienceIn } from '../plan-form.ts';
import { reachOf } from '../reach.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const population = asked(url, populationOf);
  const audience = wellFormed(Audience, audienceIn(url.searchParams), 'audience_malformed');
  const motive = url.searchParams.get('motive') ?? '';
  const { organisations, motivated } = await reachOf(population, audience, motive, dayOf(Date.now()));
  const card = cardOf(url.searchParams.get('card') ?? '');
  return json({ organisations, motivated, hours: card && organisations && Math.round(hoursOf(card, organisations)) });
};
