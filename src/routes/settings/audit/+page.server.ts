/** Who did what. */
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [entries, people] = await Promise.all([audit.latest(), accounts.list()]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  // Accounts and what they made stand in the audit by their lasting keys; people read names.
  return {
    entries: entries.map((entry) => ({
      ...entry,
      by: names.get(entry.by) ?? entry.by,
      subject: names.get(entry.subject) ?? entry.subject
    }))
  };
};
