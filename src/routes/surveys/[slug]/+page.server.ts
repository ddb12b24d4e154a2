/** One survey: what came out, who answered, and what can be done now. */
import { redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as uploads from '#files/uploads.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { Refusal } from '#refusal.ts';
import { invite, type Invited } from '#surveys/links.server.ts';
import { LIST_LIMIT } from '#organisations/address-list.server.ts';
import * as outcomes from '#surveys/outcomes.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { dayOf } from '#time/day.ts';
import { attempt, text } from '../../attempt.ts';
import { editor } from '../editor.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const survey = await surveys.one(params.slug);
  const { slug, definition, status, revision, openedAt, closedAt } = survey;
  const mayEdit = locals.account ? may(locals.account.role, 'surveys') : false;
  const [responses, results, standings, uncoded] = await Promise.all([
    outcomes.responses([survey]),
    outcomes.results(survey),
    outcomes.standings(survey, dayOf(Date.now())),
    mayEdit ? outcomes.uncoded(survey) : new Map<string, number>()
  ]);
  return {
    survey: { slug, definition, status, revision, openedAt, closedAt },
    response: responses.get(slug)!,
    results,
    standings,
    uncoded: Object.fromEntries(uncoded),
    /** To draw by, when somebody draws; shown, so that the draw can be done again. */
    seed: Date.now() % 1_000_000,
    /** Where anybody can fill it in. */
    address: `${url.origin}/survey/${slug}`,
    mayEdit
  };
};

/** Does something on behalf of who is logged in, and notes it. */
async function doing({ locals, params }: RequestEvent, what: string, deed: (slug: string) => Promise<void>) {
  return attempt(async () => {
    const by = editor(locals.account);
    await deed(params.slug);
    await audit.note(by.id, `survey_${what}`, params.slug);
    return { done: what };
  });
}

/** How many to draw: all, when nothing was filled in. */
function wantedIn(form: FormData): number | 'all' {
  const given = text(form, 'wanted').trim();
  if (given === '') return 'all';
  const wanted = Number(given);
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  throw new Refusal('wanted_wrong', 'Vul bij de steekproef een heel getal groter dan 0 in, of laat het leeg.');
}

function seedIn(form: FormData): number {
  const seed = Number(text(form, 'seed'));
  return Number.isSafeInteger(seed) && seed >= 0 ? seed : 1;
}

export const actions: Actions = {
  open: (event) => doing(event, 'opened', (slug) => surveys.act(slug, 'open', new Date())),
  close: (event) => doing(event, 'closed', (slug) => surveys.act(slug, 'close', new Date())),
  discard: async (event) => {
    const done = await doing(event, 'discarded', (slug) => surveys.discard(slug));
    if ('done' in done) redirect(303, '/surveys');
    return done;
  },
  invite: ({ request, params, locals, url }) =>
    attempt(async (): Promise<{ invited: Invited }> => {
      const by = editor(locals.account);
      if (Number(request.headers.get('content-length') ?? Infinity) > LIST_LIMIT)
        throw new Refusal('file_too_large', 'De lijst is groter dan 50 MB. Deel haar op.', { status: 413 });
      const form = await request.formData();
      const file = form.get('file');
      if (!(file instanceof File)) throw new Refusal('file_missing', 'Kies een bestand.');
      const how = {
        column: text(form, 'column').trim(),
        wanted: wantedIn(form),
        seed: seedIn(form),
        address: (token: string) => `${url.origin}/survey/${params.slug}?l=${token}`
      };
      const survey = await surveys.one(params.slug);
      const filename = file.name.slice(0, 200);
      const id = await uploads.receive({ kind: 'links', source: params.slug, filename }, file.stream());
      try {
        const { path } = (await uploads.waiting(id))!;
        const now = new Date();
        // An invitation is an approach; another by the same survey is not a second one.
        const invited = await invite(survey, { path, filename }, how, now, (organisations, within) =>
          touches.reserve(organisations, dayOf(now.getTime()), `survey:${survey.id}`, within, survey.example)
        );
        const { links, left, replaced, seed } = invited;
        await audit.note(by.id, 'survey_links_made', params.slug, { links, left, replaced, seed });
        return { invited };
      } finally {
        await uploads.discard(id);
      }
    })
};
