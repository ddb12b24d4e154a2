/** Whoever changes something about reports, if they may. */
import { may, type Account } from '#accounts/account.ts';
import { Refusal } from '#refusal.ts';

/** @throws Refusal forbidden */
export function reporter(account: Account | undefined): Account {
  if (!account || !may(account.role, 'reports'))
    throw new Refusal('forbidden', 'Met jouw rol kun je rapporten alleen lezen.', { status: 403 });
  return account;
}
