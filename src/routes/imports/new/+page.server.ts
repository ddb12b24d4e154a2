/** Uploading a file; how its columns are understood is shown before anything is imported. */
import { redirect } from '@sveltejs/kit';
import { EXAMPLE_LINE } from '#events/access-log.ts';
import * as messages from '#events/messages.server.ts';
import * as sites from '#events/sites.server.ts';
import { preview } from '#files/understanding.server.ts';
import * as uploads from '#files/uploads.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import { KINDS, kindOf } from '../kinds.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Bytes a form may hold, because the framework keeps a form in memory; the command line and the API stream. */
const FORM_LIMIT = 200_000_000;

export const load: PageServerLoad = async () => {
  const [known, made] = await Promise.all([messages.list(), sites.list()]);
  return {
    kinds: KINDS.map(({ name, columns }) => ({ name, columns })),
    line: EXAMPLE_LINE,
    sources: [...new Set([...known.map(({ slug }) => slug), ...made.map(({ slug }) => slug)])].sort()
  };
};

export const actions: Actions = {
  default: async ({ request }) =>
    attempt(async () => {
      // Looked at before the form is read; a form without a length is not sent by any browser.
      if (Number(request.headers.get('content-length') ?? Infinity) > FORM_LIMIT) {
        throw new Refusal(
          'file_too_large',
          'Het bestand is groter dan 200 MB. Gebruik hoera import op de opdrachtregel.',
          { status: 413 }
        );
      }
      const form = await request.formData();
      const kind = kindOf(text(form, 'kind'));
      const file = form.get('file');
      if (!(file instanceof File)) throw new Refusal('file_missing', 'Kies een bestand.');
      const id = await uploads.receive(
        { kind: kind.name, source: text(form, 'source').trim(), filename: file.name.slice(0, 200) },
        file.stream()
      );
      try {
        const { path, source, filename } = (await uploads.waiting(id))!;
        await preview(kind, source, path, filename);
      } catch (error) {
        // Said beside the form, where another file can be chosen.
        await uploads.discard(id);
        throw error;
      }
      redirect(303, `/imports/${id}`);
    })
};
