/** Giving answers in own words their codes, a page at a time. */
import { redirect } from '@sveltejs/kit';
import * as audit from '#accounts/audit.server.ts';
import { Refusal } from '#refusal.ts';
import * as answers from '#surveys/answers.server.ts';
import * as outcomes from '#surveys/outcomes.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { attempt, text } from '../../../attempt.ts';
import { editor } from '../../editor.server.ts';
import { NO_CODE } from './codes.ts';
import type { Actions, PageServerLoad } from './$types';

/** Answers on one page: as many as somebody codes without losing the thread. */
const SHOWN = 20;

export const load: PageServerLoad = async ({ params, locals, url }) => {
  editor(locals.account);
  const survey = await surveys.one(params.slug);
  const open = survey.definition.questions.filter(({ kind }) => kind === 'open');
  const question = open.find(({ key }) => key === url.searchParams.get('question')) ?? open[0];
  if (!question) throw new Refusal('nothing_to_code', 'Deze vragenlijst heeft geen open vragen.', { status: 404 });
  const [said, uncoded] = await Promise.all([outcomes.said(survey, question.key, SHOWN), outcomes.uncoded(survey)]);
  return {
    slug: survey.slug,
    title: survey.definition.title,
    open: open.map(({ key, text: words }) => ({ key, text: words, waiting: uncoded.get(key) ?? 0 })),
    question,
    said,
    coded: Number(url.searchParams.get('coded') ?? 0) || 0
  };
};

export const actions: Actions = {
  default: async ({ params, request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = editor(locals.account);
      const survey = await surveys.one(params.slug);
      const question = text(form, 'question');
      let coded = 0;
      for (const response of form.getAll('response').map(String)) {
        const given = form.getAll(`code_${response}`).map(String);
        // Left alone is not yet coded, or coded by somebody else; that none fits is said by a box of its own.
        if (given.length === 0 || given.join(' ') === text(form, `before_${response}`)) continue;
        const codes = given.filter((one) => one !== NO_CODE);
        const answeredAt = Number(text(form, `at_${response}`));
        await answers.code(survey, { question, response, codes, answeredAt }, by.id, new Date());
        coded++;
      }
      await audit.note(by.id, 'survey_coded', params.slug, { question, answers: coded });
      redirect(303, `/surveys/${params.slug}/coding?question=${question}&coded=${coded}`);
    });
  }
};
