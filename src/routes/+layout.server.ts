/** What every page shows around itself: who looks, what they may open, and whether the data is an example. */
import { may } from '#accounts/account.ts';
import { isExample } from '#store/facts.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { OFFLINE } from './interventions/contact/offline.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
  // Asked again with every page, because every page moves the end of the session.
  void url.href;
  // What a device keeps for when there is no network, says nothing of who is logged in.
  const account = url.pathname === OFFLINE ? undefined : locals.account;
  return {
    language: getLocale(),
    account: account && {
      name: account.name,
      mayKeepViews: may(account.role, 'keep_views'),
      mayImport: may(account.role, 'import'),
      mayAdminister: may(account.role, 'administer'),
      mayAudit: may(account.role, 'audit')
    },
    sessionEndsAt: account && locals.sessionEndsAt,
    example: locals.account ? await isExample() : false
  };
};
