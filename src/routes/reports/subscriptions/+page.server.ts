/** Getting reports sent: everybody for themselves, and whoever makes reports for others too. */
import { fail } from '@sveltejs/kit';
import { may, type Account } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as sending from '#reports/sending.server.ts';
import { shownAddress, type Subscription } from '#reports/subscription.ts';
import * as subscriptions from '#reports/subscriptions.server.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text, type Labels } from '../../attempt.ts';
import { scopes } from '../scopes.server.ts';
import type { Actions, PageServerLoad } from './$types';

const mayAdd = ({ role }: Account) => may(role, 'reports');
const isOf = ({ channel, address }: Subscription, { email }: Account) => channel === 'email' && address === email;

export const load: PageServerLoad = async ({ locals }) => {
  const account = locals.account!;
  const [all, sent, name, parts] = await Promise.all([
    subscriptions.list(),
    sending.latest(),
    accounts.names(),
    scopes(getLocale())
  ]);
  const seen = all.filter((one) => mayAdd(account) || isOf(one, account));
  const ids = new Set(seen.map(({ id }) => id));
  return {
    email: account.email,
    mayAdd: mayAdd(account),
    canMail: sending.canMail(),
    scopes: parts,
    closedOrigin: sending.closedOrigin(),
    // The address of a webhook stays here.
    subscriptions: seen.map((one) => ({
      id: one.id,
      channel: one.channel,
      kind: one.kind,
      scope: one.scope,
      language: one.language,
      createdAt: one.createdAt,
      mine: isOf(one, account),
      address: shownAddress(one),
      by: name(one.createdBy)
    })),
    sent: sent
      .filter(({ subscription }) => mayAdd(account) || ids.has(subscription))
      .map((one) => ({ ...one, address: shownAddress(one) }))
  };
};

/** @throws Refusal forbidden */
function adder(account: Account): Account {
  if (mayAdd(account)) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je alleen jezelf abonneren.', { status: 403 });
}

/**
 * A subscription that somebody may do something with: their own, or any.
 * @throws Refusal subscription_unknown | forbidden
 */
async function within(account: Account, id: string): Promise<Subscription> {
  const one = await subscriptions.one(id);
  if (!isOf(one, account)) adder(account);
  return one;
}

const LABELS: Labels = {
  address: m.sending_address,
  kind: m.sending_kind,
  scope: m.sending_scope,
  language: m.sending_language,
  channel: m.sending_channel
};

const wanted = (form: FormData) => ({
  kind: text(form, 'kind'),
  scope: text(form, 'scope'),
  language: text(form, 'language')
});

async function added(given: Parameters<typeof subscriptions.add>[0], by: Account): Promise<void> {
  const id = await subscriptions.add(given, by.id, new Date());
  const { channel, kind } = await subscriptions.one(id);
  await audit.note(by.id, 'subscription_added', id, { channel, kind });
}

export const actions: Actions = {
  subscribe: async ({ request, locals }) => {
    const by = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      await added({ channel: 'email', address: by.email, ...wanted(form) }, by);
      return { subscribed: by.email };
    }, LABELS);
  },
  add: async ({ request, locals }) => {
    const form = await request.formData();
    const given = { channel: text(form, 'channel'), address: text(form, 'address').trim(), ...wanted(form) };
    const answer = await attempt(async () => {
      await added(given, adder(locals.account!));
      return { added: shownAddress(given as Subscription) };
    }, LABELS);
    // Without scripts the form comes back as it was filled in.
    return 'status' in answer ? fail(answer.status, { ...answer.data, given }) : answer;
  },
  end: async ({ request, locals }) => {
    const by = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      const { id } = await within(by, text(form, 'id'));
      await subscriptions.end(id, new Date());
      await audit.note(by.id, 'subscription_ended', id);
      return { ended: true };
    });
  },
  try: async ({ request, locals }) => {
    const by = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      const { id } = await within(by, text(form, 'id'));
      await audit.note(by.id, 'subscription_tried', id);
      return { tried: outcome(await sending.attempt(id)) };
    });
  },
  again: async ({ request, locals }) => {
    const by = locals.account!;
    const form = await request.formData();
    return attempt(async () => {
      const { id } = await within(by, text(form, 'subscription'));
      const report = text(form, 'report');
      await audit.note(by.id, 'report_sent_again', id, { report });
      return { resent: outcome(await sending.again(report, id, new Date())) };
    });
  }
};

/** What a page tells; what a server said stays here. */
const outcome = (one: Awaited<ReturnType<typeof sending.attempt>>) => ({
  status: one.status,
  reason: one.status === 'failed' ? one.reason : ''
});
