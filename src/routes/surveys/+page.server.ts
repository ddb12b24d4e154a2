/** All surveys, with how many answered. */
import { redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { EMPTY, STANDARD } from '#surveys/standard.ts';
import * as outcomes from '#surveys/outcomes.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { attempt, text } from '../attempt.ts';
import { editor } from './editor.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const all = await surveys.list();
  const responses = await outcomes.responses(all);
  return {
    surveys: all.map(({ slug, definition, status, openedAt, createdAt }) => ({
      slug,
      title: definition.title,
      population: definition.population,
      status,
      since: openedAt ?? createdAt,
      ...responses.get(slug)
    })),
    mayEdit: locals.account ? may(locals.account.role, 'surveys') : false
  };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = editor(locals.account);
      const { slug } = await surveys.create(text(form, 'from') === 'empty' ? EMPTY : STANDARD, by.id, new Date());
      await audit.note(by.id, 'survey_created', slug);
      redirect(303, `/surveys/${slug}/edit`);
    });
  }
};
