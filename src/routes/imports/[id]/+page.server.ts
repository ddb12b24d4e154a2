/** One import: the preview before, how far it is, and its account afterwards. */
import { fail, redirect } from '@sveltejs/kit';
import * as audit from '#accounts/audit.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { preview } from '#files/understanding.server.ts';
import * as uploads from '#files/uploads.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import { kindOf } from '../kinds.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const waiting = await uploads.waiting(params.id);
  if (waiting) {
    const kind = kindOf(waiting.kind);
    const shown = await preview(kind, waiting.source, waiting.path, waiting.filename);
    return {
      state: 'waiting' as const,
      filename: waiting.filename,
      kind: kind.name,
      source: waiting.source,
      organisation: kind.organisations?.column ?? '',
      columns: kind.columns.map(({ name, required }) => ({ name, required })),
      ...shown
    };
  }
  const [done, progress] = [await uploads.one(params.id), uploads.progress(params.id)];
  if (progress && (!done || done.status === 'running' || done.status === 'publishing'))
    return {
      state: 'running' as const,
      filename: done?.filename ?? '',
      publishing: done?.status === 'publishing',
      ...progress
    };
  if (!done) throw new Refusal('import_unknown', 'Deze import bestaat niet.', { status: 404 });
  return { state: 'done' as const, ...done };
};

export const actions: Actions = {
  default: async ({ params, request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const waiting = await uploads.waiting(params.id);
      if (!waiting) redirect(303, `/imports/${params.id}`);
      const kind = kindOf(waiting.kind);
      const mapping = Object.fromEntries(
        kind.columns
          .map(({ name }) => [name, text(form, `column_${name}`)] as const)
          .filter(([, title]) => title !== '')
      );
      // Said once of a column; whoever goes on with it after that means it.
      const { strangers } = await preview(kind, waiting.source, waiting.path, waiting.filename, mapping);
      if (strangers > 0 && text(form, 'warned') !== mapping[kind.organisations!.column])
        return fail(409, { strangers, mapping });
      await uploads.begin(
        params.id,
        kind,
        kind.columns.length > 0 ? mapping : undefined,
        locals.account!.id,
        ({ updated }) => journeys.refresh({ all: updated > 0 && kind.name !== 'answers' })
      );
      await audit.note(locals.account!.id, 'import_started', params.id, { kind: kind.name, source: waiting.source });
      redirect(303, `/imports/${params.id}`);
    });
  }
};
