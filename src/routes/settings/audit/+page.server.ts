/** Who did what. */
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [entries, nameOf] = await Promise.all([audit.latest(), accounts.names()]);
  // Accounts and what they made stand in the audit by their lasting keys; people read names.
  return {
    entries: entries.map((entry) => ({
      ...entry,
      by: nameOf(entry.by),
      subject: nameOf(entry.subject)
    }))
  };
};
