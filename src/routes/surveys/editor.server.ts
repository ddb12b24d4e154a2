/** Who may change surveys. */
import { may, type Account } from '#accounts/account.ts';
import { Refusal } from '#refusal.ts';

/** @throws Refusal forbidden */
export function editor(account: Account | undefined): Account {
  if (account && may(account.role, 'surveys')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je vragenlijsten bekijken, maar niet wijzigen.', { status: 403 });
}
