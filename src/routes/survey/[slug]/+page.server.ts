/** The public form: for whoever has a link, or for anybody; without an account, a cookie or a script. */
import { fail, redirect } from '@sveltejs/kit';
import { Refusal } from '#refusal.ts';
import * as answers from '#surveys/answers.server.ts';
import { respond } from '#surveys/response.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { text } from '../../attempt.ts';
import { filledIn } from './form.ts';
import { visible } from './visible.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** No scripts at all: what somebody fills in before they arrive would be lost, and a phone has less to fetch. */
export const csr = false;

export const load: PageServerLoad = async ({ params, url, locals, setHeaders }) => {
  const survey = visible(await surveys.one(params.slug), locals.account !== undefined);
  const token = url.searchParams.get('l');
  if (token !== null) await answers.recipientOf(survey, token);
  else if (survey.status === 'open' && survey.definition.withoutLink === 'nobody')
    throw new Refusal('link_needed', 'Deze vragenlijst kunt u alleen invullen met de link die u kreeg.', {
      status: 403
    });
  setHeaders({ 'cache-control': 'private, no-store' });
  return {
    slug: survey.slug,
    definition: survey.definition,
    isDraft: survey.status === 'draft',
    hasLink: token !== null
  };
};

export const actions: Actions = {
  default: async ({ params, request, url, locals }) => {
    const survey = visible(await surveys.one(params.slug), locals.account !== undefined);
    const { questions } = survey.definition;
    const form = await request.formData();
    const filled = filledIn(form, questions);
    const given = new Map(Object.entries(filled));
    const reference = text(form, 'reference');
    const token = url.searchParams.get('l');
    try {
      // A draft is only tried: it says what is missing, and keeps nothing.
      const { faults } =
        survey.status === 'draft'
          ? respond(questions, given)
          : await answers.answer(survey, given, token === null ? { reference } : { token }, new Date());
      if (faults.length > 0) return fail(400, { faults, filled, reference, refused: '', code: '' });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code } = error;
      return fail(status, { faults: [], filled, reference, refused: message, code });
    }
    redirect(303, `/survey/${survey.slug}/thanks`);
  }
};
