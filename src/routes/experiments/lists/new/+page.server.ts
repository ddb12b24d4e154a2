/** A new list experiment: what is filled in makes a draft, and its page says whether it can tell anything. */
import { fail, redirect } from '@sveltejs/kit';
import * as audit from '#accounts/audit.server.ts';
import * as planned from '#experiments/planned.server.ts';
import * as trials from '#experiments/trials.server.ts';
import { addDays, dayOf } from '#time/day.ts';
import { attempt, text } from '../../../attempt.ts';
import { designOf } from '../design-form.ts';
import { experimenter } from '../experimenter.server.ts';
import { fieldWords } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  approaches: (await planned.list()).map(({ slug, title }) => ({ slug, title })),
  fresh: { starts: trials.mondayFrom(addDays(dayOf(Date.now()), 7)), seed: String(1 + (Date.now() % 1_000_000)) }
});

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData();
    const made = await attempt(async () => {
      const by = experimenter(locals.account);
      const titles = new Map((await planned.list()).map(({ slug, title }) => [slug, title]));
      const trial = await trials.create(
        { name: text(form, 'name'), design: designOf(form, titles) },
        by.id,
        new Date()
      );
      await audit.note(by.id, 'trial_created', trial.key);
      return { key: trial.key };
    }, fieldWords);
    if ('key' in made) redirect(303, `/experiments/lists/${made.key}`);
    return fail(made.status, { ...made.data, given: given(form) });
  }
};

const given = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
