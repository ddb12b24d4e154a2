/** Before and after an intervention, beside whoever was not approached; and keeping what that shows as an indication. */
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as approaches from '#experiments/approaches.server.ts';
import { Asked, type Span } from '#experiments/comparison.ts';
import * as comparisons from '#experiments/comparisons.server.ts';
import { shownCompared } from '#experiments/shown.server.ts';
import * as interventions from '#interventions/interventions.server.ts';
import type { Population } from '#organisations/organisation.ts';
import { Refusal } from '#refusal.ts';
import { addDays } from '#time/day.ts';
import { attempt, text } from '../../attempt.ts';
import { marksOf } from '../../marks.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What else happened meanwhile: the intervention itself has a line of its own. */
async function marksBeside(
  slug: string,
  population: Population,
  { before, after }: Record<'before' | 'after', Span[]>
) {
  const all = [...before, ...after];
  const [from, to] = [all[0]?.begun, all.at(-1)?.ended];
  if (from === undefined || to === undefined) return [];
  const marks = await marksOf({ from, to: addDays(to, -1) }, population);
  return marks.filter(({ href }) => href !== `/interventions/${slug}`);
}

/** What cannot be compared is told on the page, with the choice still there. */
async function compared(slug: string, now: Date) {
  const { plan } = await interventions.one(slug);
  try {
    const { unit, spans, compared } = await comparisons.around(slug, plan, now);
    const shown = shownCompared(plan.population, compared, spans.before.length);
    const [marks, kept] = await Promise.all([marksBeside(slug, plan.population, spans), comparisons.kept(slug)]);
    return { plan, around: { unit, spans, compared: shown }, marks, kept };
  } catch (error) {
    if (error instanceof Refusal) return { plan, refused: error.message };
    throw error;
  }
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { intervention } = Asked.parse({ intervention: url.searchParams.get('intervention') ?? '' });
  const [all, trials] = await Promise.all([
    interventions.list(),
    intervention === '' ? [] : approaches.trialsOf(intervention)
  ]);
  return {
    intervention,
    choices: all
      .filter(({ status }) => status === 'done' || status === 'running')
      .map(({ slug, plan }) => ({ value: slug, label: plan.title })),
    /** Whose lot decided, which says more. */
    trials,
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
