/** Annotations that stand on every time chart: writing them down and taking them away. */
import { may, type Account } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as annotations from '#adoption/annotations.server.ts';
import { Refusal } from '#refusal.ts';
import { dayOf } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text, type Labels } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  annotations: await annotations.list(),
  today: dayOf(Date.now()),
  mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
});

/** @throws Refusal forbidden */
function editor(account: Account | undefined): Account {
  if (account && may(account.role, 'edit_funnels')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je geen markeringen toevoegen of verwijderen.', { status: 403 });
}

const LABELS: Labels = {
  begins: m.trends_begins,
  ends: m.trends_ends,
  kind: m.trends_kind,
  label: m.trends_label
};

export const actions: Actions = {
  add: async ({ request, locals }) => {
    const form = await request.formData();
    const given = {
      begins: text(form, 'begins'),
      // What is left empty lasted a day.
      ends: text(form, 'ends') || text(form, 'begins'),
      kind: text(form, 'kind'),
      label: text(form, 'label')
    };
    return attempt(async () => {
      const by = editor(locals.account);
      const { label } = await annotations.add(given, by.id, new Date());
      await audit.note(by.id, 'annotation_added', label);
      return { added: label };
    }, LABELS);
  },
  remove: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = editor(locals.account);
      const { label } = await annotations.remove(text(form, 'id'));
      await audit.note(by.id, 'annotation_removed', label);
      return { removed: label };
    });
  }
};
