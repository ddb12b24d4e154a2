/** One's own account. */
import * as accounts from '#accounts/accounts.server.ts';
import { attempt, text } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ email: locals.account?.email ?? '', role: locals.account?.role });

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const { account } = locals;
    const form = await request.formData();
    return attempt(async () => {
      if (account) await accounts.changePassword(account, text(form, 'current'), text(form, 'next'));
      return { changed: true };
    });
  }
};
