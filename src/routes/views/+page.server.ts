/** Views that were kept: to open again, to keep another, and to remove. */
import { redirect } from '@sveltejs/kit';
import type { Account } from '#accounts/account.ts';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as views from '#adoption/views.server.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
  views: await views.list(),
  mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false,
  /** Where somebody came from to keep it. */
  address: url.searchParams.get('address') ?? ''
});

/** @throws Refusal forbidden */
function editor(account: Account | undefined): Account {
  if (account && may(account.role, 'edit_funnels')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je geen weergaven bewaren of verwijderen.', { status: 403 });
}

export const actions: Actions = {
  keep: ({ request, locals }) =>
    attempt(
      async () => {
        const by = editor(locals.account);
        const form = await request.formData();
        const name = text(form, 'name');
        await views.keep({ name, address: text(form, 'address') }, by.id);
        await audit.note(by.id, 'view_kept', name);
        redirect(303, '/views');
      },
      { name: m.app_view_name }
    ),
  remove: ({ request, locals }) =>
    attempt(async () => {
      const by = editor(locals.account);
      const form = await request.formData();
      await views.remove(text(form, 'id'));
      await audit.note(by.id, 'view_removed', text(form, 'name'));
      return {};
    })
};
