/** Before and after an intervention, beside whoever was not approached; and keeping what that shows as an indication. */
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { Asked } from '#experiments/comparison.ts';
import * as comparisons from '#experiments/comparisons.server.ts';
import { shownCompared } from '#experiments/shown.server.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

/** What cannot be compared is told on the page, with the choice still there. */
async function compared(slug: string, now: Date) {
  const { plan } = await interventions.one(slug);
  try {
    const { unit, spans, compared } = await comparisons.around(slug, plan, now);
    const shown = shownCompared(plan.population, compared, spans.before.length);
    return { plan, around: { unit, spans, compared: shown }, kept: await comparisons.kept(slug) };
  } catch (error) {
    if (error instanceof Refusal) return { plan, refused: error.message };
    throw error;
  }
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { intervention } = Asked.parse({ intervention: url.searchParams.get('intervention') ?? '' });
  const all = await interventions.list();
  return {
    intervention,
    choices: all
      .filter(({ status }) => status === 'done' || status === 'running')
      .map(({ slug, plan }) => ({ value: slug, label: plan.title })),
    found: intervention === '' ? undefined : await compared(intervention, new Date()),
    mayKeep: locals.account ? may(locals.account.role, 'experiment') : false
  };
};

export const actions: Actions = {
  keep: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      if (!locals.account || !may(locals.account.role, 'experiment'))
        throw new Refusal('forbidden', 'Met jouw rol kun je geen uitkomst vastleggen.', { status: 403 });
      const slug = text(form, 'intervention');
      const { plan, hours, euros } = await interventions.one(slug);
      const at = new Date();
      const found = await comparisons.around(slug, plan, at);
      await comparisons.keep(slug, plan, found, { by: locals.account.id, at, hours, euros });
      await audit.note(locals.account.id, 'comparison_kept', slug);
      return { kept: slug };
    });
  }
};
