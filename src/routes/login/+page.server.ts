/** Logging in. */
import { fail, redirect } from '@sveltejs/kit';
import * as accounts from '#accounts/accounts.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { attempt, text } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

const inside = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : '/adoption');

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.account) redirect(303, inside(url.searchParams.get('next')));
  return { idle: url.searchParams.has('idle') };
};

export const actions: Actions = {
  default: async ({ request, cookies, url, getClientAddress }) => {
    const form = await request.formData();
    const account = await attempt(() =>
      accounts.login(text(form, 'email'), text(form, 'password'), getClientAddress(), new Date())
    );
    if (!('id' in account)) return fail(account.status, { ...account.data, email: text(form, 'email') });
    const cookie = await sessions.begin(account.id);
    cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
    redirect(303, inside(url.searchParams.get('next')));
  }
};
