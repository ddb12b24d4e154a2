/** Who may work on improvements. */
import { may, type Account } from '#accounts/account.ts';
import { Refusal } from '#refusal.ts';

export const mayEdit = (account: Account | undefined): boolean =>
  account !== undefined && may(account.role, 'interventions');

/** @throws Refusal forbidden */
export function editor(account: Account | undefined): Account {
  if (account && mayEdit(account)) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je verbeteringen bekijken, maar niet wijzigen.', { status: 403 });
}
