/** A new intervention: empty, or filled in after a card, or for those of whom an address says who they are and why not. */
import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import * as audit from '#accounts/audit.server.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import * as audiences from '#interventions/audiences.server.ts';
import { CARDS, cardOf } from '#interventions/card.ts';
import { Audience } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { wellFormed } from '#refusal.ts';
import { Motive } from '#surveys/motive.ts';
import { dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt } from '../../attempt.ts';
import { audienceIn, draftIn, draftOf } from '../plan-form.ts';
import { planner } from '../planner.server.ts';
import { reachOf } from '../reach.server.ts';
import { fieldWords } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const by = planner(locals.account);
  const card = cardOf(url.searchParams.get('card') ?? '');
  const population = z.enum(CLIMBERS).safeParse(url.searchParams.get('population')).data;
  const language = getLocale();
  const today = dayOf(Date.now());
  const begun = draftOf(card, population, {
    today,
    language,
    by: by.name,
    motive: Motive.safeParse(url.searchParams.get('motive')).data,
    audience: Audience.safeParse(audienceIn(url.searchParams)).data
  });
  return {
    begun,
    card: card && { key: card.key, title: card.title[language] },
    cards: CARDS.map(({ key, title }) => ({ key, title: title[language] })),
    parts: await audiences.parts(),
    reach: await reachOf(population ?? card?.populations[0] ?? 'company', begun.audience, begun.motive, today)
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
      return { draft, reach: await reachOf(population, audience, draft.motive, dayOf(Date.now())) };
    }, fieldWords);
  }
};
