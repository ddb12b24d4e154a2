/** Accepting an invitation: choosing a name and a password. */
import { redirect } from '@sveltejs/kit';
import * as accounts from '#accounts/accounts.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const found = await accounts.invitation(params.token, new Date());
  if (!found)
    throw new Refusal(
      'invitation_over',
      'Deze uitnodiging is gebruikt of verlopen. Vraag de beheerder om een nieuwe.',
      { status: 410 }
    );
  return { email: found.email };
};

export const actions: Actions = {
  default: async ({ params, request, cookies }) => {
    const form = await request.formData();
    const account = await attempt(() =>
      accounts.accept(params.token, text(form, 'name'), text(form, 'password'), new Date())
    );
    if (!('id' in account)) return account;
    const cookie = await sessions.begin(account.id);
    cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
    redirect(303, '/adoption');
  }
};
