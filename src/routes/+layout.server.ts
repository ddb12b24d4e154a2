/** What every page shows around itself: who looks, what they may open, and whether the data is an example. */
import { may } from '#accounts/account.ts';
import { isExample } from '#store/facts.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
  // Asked again with every page, because every page moves the end of the session.
  void url.href;
  const { account } = locals;
  return {
    language: getLocale(),
    account: account && {
      name: account.name,
      mayImport: may(account.role, 'import'),
      mayAdminister: may(account.role, 'administer'),
      mayAudit: may(account.role, 'audit')
    },
    sessionEndsAt: locals.sessionEndsAt,
    example: account ? await isExample() : false
  };
};
