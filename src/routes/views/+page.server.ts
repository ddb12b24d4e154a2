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

/** Whoever arranges what others look at may remove any view, and others their own. */
const own = ({ id, role }: Account): string | undefined => (may(role, 'edit_funnels') ? undefined : id);

export const load: PageServerLoad = async ({ locals: { account }, url }) => ({
  views: (await views.list()).map(({ id, name, address, createdAt, createdBy }) => ({
    id,
    name,
    address,
    createdAt,
    mayRemove: account !== undefined && may(account.role, 'keep_views') && [undefined, createdBy].includes(own(account))
  })),
  mayKeep: account ? may(account.role, 'keep_views') : false,
  /** Where somebody came from to keep it. */
  address: url.searchParams.get('address') ?? ''
});

/** @throws Refusal forbidden */
function keeper(account: Account | undefined): Account {
  if (account && may(account.role, 'keep_views')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je geen weergaven bewaren of verwijderen.', { status: 403 });
}

export const actions: Actions = {
  keep: ({ request, locals }) =>
    attempt(
      async () => {
        const by = keeper(locals.account);
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
      const by = keeper(locals.account);
      const form = await request.formData();
      await audit.note(by.id, 'view_removed', await views.remove(text(form, 'id'), own(by)));
      return {};
    })
};
