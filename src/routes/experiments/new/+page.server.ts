/** A new experiment: six fields make a draft; the product proposes how many and how long on the page that follows. */
import { redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { LEAST_DAYS } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import * as features from '#interventions/features.server.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../../attempt.ts';
import { designOf } from '../design-form.ts';
import { fillGroups } from '../groups.server.ts';
import { fieldWords } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [places, known, values] = await Promise.all([sites.list(), metrics.list(), features.list()]);
  const today = dayOf(Date.now());
  return {
    places: places.map(({ slug, name, origins, team }) => ({ slug, name, origins, team })),
    metrics: known.map(({ key, name, definition }) => ({
      key,
      name: name[getLocale()],
      definition: definition[getLocale()]
    })),
    features: values.map(({ key }) => key),
    end: addDays(today, LEAST_DAYS + 7),
    least: addDays(today, LEAST_DAYS)
  };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const account = locals.account!;
    const form = await request.formData();
    const made = await attempt(async () => {
      if (!may(account.role, 'experiment'))
        throw new Refusal('forbidden', 'Met jouw rol kun je geen experiment maken.', { status: 403 });
      await fillGroups(form);
      const isMean = (await metrics.one(text(form, 'metric'))).kind === 'mean';
      const experiment = await experiments.create(
        {
          name: text(form, 'name'),
          site: text(form, 'site'),
          team: text(form, 'team').trim(),
          design: designOf(form, isMean)
        },
        account.id,
        new Date()
      );
      await audit.note(account.id, 'experiment_created', experiment.key);
      return { key: experiment.key };
    }, fieldWords);
    if ('key' in made) redirect(303, `/experiments/${made.key}`);
    return made;
  }
};
