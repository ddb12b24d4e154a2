/** One's own account. */
import * as accounts from '#accounts/accounts.server.ts';
import * as sessions from '#accounts/sessions.server.ts';
import { attempt, text } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
  email: locals.account?.email ?? '',
  role: locals.account?.role
});

export const actions: Actions = {
  default: async ({ request, locals, cookies }) => {
    const account = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      await accounts.changePassword(account, text(form, 'current'), text(form, 'next'));
      const cookie = await sessions.begin(account.id);
      cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
      return { changed: true };
    });
  }
};
