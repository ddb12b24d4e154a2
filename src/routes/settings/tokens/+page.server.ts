/** Tokens for programs. */
import { SCOPES } from '#accounts/account.ts';
import * as tokens from '#accounts/tokens.server.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ tokens: await tokens.list() });

export const actions: Actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    const wanted = form.getAll('scope');
    return attempt(async () => ({
      token: await tokens.create(
        text(form, 'name'),
        SCOPES.filter((scope) => wanted.includes(scope)),
        locals.account!.id
      )
    }));
  },
  revoke: async ({ request, locals }) => {
    const form = await request.formData();
    await tokens.revoke(text(form, 'id'), locals.account!.id, new Date());
  }
};
