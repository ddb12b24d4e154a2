/** Who may log in. */
import { Role } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as subscriptions from '#reports/subscriptions.server.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ people: await accounts.list(), me: locals.account?.id });

export const actions: Actions = {
  invite: async ({ request, locals, url }) => {
    const by = locals.account!;
    const form = await request.formData();
    const email = text(form, 'email');
    return attempt(async () => ({
      email,
      link: `${url.origin}/invitation/${await accounts.invite(email, Role.parse(text(form, 'role')), by, new Date())}`
    }));
  },
  disable: async ({ request, locals }) => {
    const by = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      const id = text(form, 'id');
      const person = (await accounts.list()).find((one) => one.id === id);
      await accounts.disable(id, by, new Date());
      // Whoever may no longer look gets no reports either.
      for (const ended of person ? await subscriptions.endOf(person.email, new Date()) : [])
        await audit.note(by.id, 'subscription_ended', ended);
      return {};
    });
  }
};
