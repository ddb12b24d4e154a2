/** The builder: each button sends the whole form, so it works without scripts; a draft is kept at every change. */
import { fail, redirect } from '@sveltejs/kit';
import * as audit from '#accounts/audit.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { attempt, text } from '../../../attempt.ts';
import { editor } from '../../editor.server.ts';
import { fieldWords } from '../../words.ts';
import { changed, definitionIn } from './form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
  editor(locals.account);
  const { slug, definition, status, revision } = await surveys.one(params.slug);
  return { slug, definition, status, revision, saved: url.searchParams.has('saved') };
};

export const actions: Actions = {
  default: async ({ params, request, locals }) => {
    const form = await request.formData();
    const deed = text(form, 'deed');
    const given = definitionIn(form);
    const done = await attempt(async () => {
      const by = editor(locals.account);
      const after = changed(given, deed);
      const { slug, status } = await surveys.save(params.slug, Number(text(form, 'revision')), after.definition);
      if (status !== 'draft') await audit.note(by.id, 'survey_saved', slug);
      return { slug, anchor: after.anchor };
    }, fieldWords);
    // What was filled in stays, also when it cannot be kept as it is.
    if ('status' in done) return fail(done.status, { ...done.data, definition: given });
    redirect(303, `/surveys/${done.slug}/edit${deed === 'save' ? '?saved' : ''}${done.anchor && `#${done.anchor}`}`);
  }
};
