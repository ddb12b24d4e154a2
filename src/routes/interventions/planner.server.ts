/** Who may plan interventions. */
import { may, type Account } from '#accounts/account.ts';
import { Refusal } from '#refusal.ts';

/** @throws Refusal forbidden */
export function planner(account: Account | undefined): Account {
  if (account && may(account.role, 'interventions')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je interventies bekijken, maar niet plannen.', { status: 403 });
}
