/** What a start does beyond opening: the first administrator, example data for an empty installation, the running roll-ups. */
import * as accounts from '#accounts/accounts.server.ts';

/** @returns how to stop what was started */
export async function firstRun(): Promise<() => Promise<void>> {
  const login = await accounts.addFirst();
  if (login) console.log(`Example login: ${login.email} with password ${login.password}`);
  return async () => {};
}
