/** Who may do list experiments. */
import { may, type Account } from '#accounts/account.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';

/** @throws Refusal forbidden */
export function experimenter(account: Account | undefined): Account {
  if (account && may(account.role, 'experiment')) return account;
  throw new Refusal('forbidden', m.lists_forbidden(), { status: 403 });
}
