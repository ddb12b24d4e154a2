/** A new intervention: empty, or filled in after a card. */
import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import * as audit from '#accounts/audit.server.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import * as audiences from '#interventions/audiences.server.ts';
import { CARDS, cardOf } from '#interventions/card.ts';
import { Audience } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { dayOf } from '#time/day.ts';
import { wellFormed } from '#refusal.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt } from '../../attempt.ts';
import { draftIn, draftOf } from '../plan-form.ts';
import { planner } from '../planner.server.ts';
import { fieldWords } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const by = planner(locals.account);
  const card = cardOf(url.searchParams.get('card') ?? '');
  const population = z.enum(CLIMBERS).safeParse(url.searchParams.get('population')).data;
  const language = getLocale();
  const begun = draftOf(card, population, { today: dayOf(Date.now()), language, by: by.name });
  return {
    begun,
    card: card && { key: card.key, title: card.title[language] },
    cards: CARDS.map(({ key, title }) => ({ key, title: title[language] })),
    parts: await audiences.parts(),
    reach: await audiences.reach(population ?? card?.populations[0] ?? 'company', begun.audience, dayOf(Date.now()))
  };
};

export const actions: Actions = {
  plan: async ({ request, locals }) => {
    const draft = draftIn(await request.formData());
    const done = await attempt(async () => {
      const by = planner(locals.account);
      const { slug } = await interventions.create(draft, by.id, new Date());
      await audit.note(by.id, 'intervention_planned', slug);
      return { slug };
    }, fieldWords);
    // What was filled in stays, also when it cannot be kept as it is.
    if ('status' in done) return fail(done.status, { ...done.data, draft });
    redirect(303, `/interventions/${done.slug}?made`);
  },
  reach: async ({ request, locals }) => {
    planner(locals.account);
    const draft = draftIn(await request.formData());
    return attempt(async () => {
      const audience = wellFormed(Audience, draft.audience, 'audience_malformed');
      const population = wellFormed(z.enum(CLIMBERS), draft.population, 'population_wrong');
      return { draft, reach: await audiences.reach(population, audience, dayOf(Date.now())) };
    }, fieldWords);
  }
};
