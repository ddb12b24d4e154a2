/** Changing a plan: two people cannot save over each other. */
import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import * as audit from '#accounts/audit.server.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import * as audiences from '#interventions/audiences.server.ts';
import { CARDS } from '#interventions/card.ts';
import { Audience } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { dayOf } from '#time/day.ts';
import { wellFormed } from '#refusal.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../../../attempt.ts';
import { draftIn } from '../../plan-form.ts';
import { planner } from '../../planner.server.ts';
import { reachOf } from '../../reach.server.ts';
import { fieldWords } from '../../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  planner(locals.account);
  const { slug, plan, revision } = await interventions.one(params.slug);
  const language = getLocale();
  return {
    slug,
    plan,
    revision,
    cards: CARDS.map(({ key, title }) => ({ key, title: title[language] })),
    parts: await audiences.parts(),
    reach: await reachOf(plan.population, plan.audience, plan.motive, dayOf(Date.now()))
  };
};

export const actions: Actions = {
  save: async ({ params, request, locals }) => {
    const form = await request.formData();
    const draft = draftIn(form);
    const done = await attempt(async () => {
      const by = planner(locals.account);
      const { slug } = await interventions.save(params.slug, Number(text(form, 'revision')), draft);
      await audit.note(by.id, 'intervention_saved', slug);
      return { slug };
    }, fieldWords);
    // What was filled in stays, with the revision that was looked at: whoever sends it again is refused again.
    if ('status' in done) return fail(done.status, { ...done.data, draft, revision: text(form, 'revision') });
    redirect(303, `/interventions/${done.slug}?saved`);
  },
  reach: async ({ request, locals }) => {
    planner(locals.account);
    const form = await request.formData();
    const draft = draftIn(form);
    return attempt(async () => {
      const audience = wellFormed(Audience, draft.audience, 'audience_malformed');
      const population = wellFormed(z.enum(CLIMBERS), draft.population, 'population_wrong');
      const reach = await reachOf(population, audience, draft.motive, dayOf(Date.now()));
      return { draft, reach, revision: text(form, 'revision') };
    }, fieldWords);
  }
};
