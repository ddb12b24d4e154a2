/** Answers that staff fills in after talking with somebody: the same questions, with whom it was. */
import { fail, redirect } from '@sveltejs/kit';
import * as audit from '#accounts/audit.server.ts';
import { Refusal } from '#refusal.ts';
import * as answers from '#surveys/answers.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { text } from '../../../attempt.ts';
import { filledIn } from '../../../survey/[slug]/form.ts';
import { editor } from '../../editor.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
  editor(locals.account);
  const { slug, definition, status } = await surveys.one(params.slug);
  if (status !== 'open') redirect(303, `/surveys/${slug}`);
  return { slug, definition, kept: url.searchParams.has('kept') };
};

export const actions: Actions = {
  default: async ({ params, request, locals }) => {
    const by = editor(locals.account);
    const survey = await surveys.one(params.slug);
    const form = await request.formData();
    const filled = filledIn(form, survey.definition.questions);
    const reference = text(form, 'reference');
    try {
      const given = new Map(Object.entries(filled));
      const { faults } = await answers.answer(survey, given, { interview: reference }, new Date());
      if (faults.length > 0) return fail(400, { faults, filled, reference, refused: '', code: '' });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code } = error;
      return fail(status, { faults: [], filled, reference, refused: message, code });
    }
    await audit.note(by.id, 'survey_interviewed', survey.slug);
    redirect(303, `/surveys/${survey.slug}/interview?kept`);
  }
};
