/**
 * Ending a subscription by the word in its address. Looking ends nothing, because programs follow links before people do; sending does,
 * also by a mail program on behalf of its reader (RFC 8058).
 */
import * as audit from '#accounts/audit.server.ts';
import { shownAddress, type Subscription } from '#reports/subscription.ts';
import * as subscriptions from '#reports/subscriptions.server.ts';
import { Refusal } from '#refusal.ts';
import type { Actions, PageServerLoad } from './$types';

/** @throws Refusal subscription_unknown */
async function found(token: string): Promise<Subscription> {
  const one = await subscriptions.byToken(token);
  if (one) return one;
  throw new Refusal('subscription_unknown', 'Deze link klopt niet. Kijk of je hem helemaal hebt overgenomen.', {
    status: 404
  });
}

export const load: PageServerLoad = async ({ params, setHeaders }) => {
  const one = await found(params.token);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    ended: one.endedAt !== null,
    address: shownAddress(one),
    kind: one.kind,
    scope: one.scope,
    theirs: one.language
  };
};

export const actions: Actions = {
  default: async ({ params }) => {
    const { id } = await found(params.token);
    if (await subscriptions.end(id, new Date())) await audit.note('link', 'subscription_ended', id);
    return { done: true };
  }
};
