/** All published reports, what is needed to make one, and the feeds. */
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as reports from '#reports/reports.server.ts';
import { KINDS } from '#reports/report.ts';
import { standingOf } from '#reports/share.ts';
import * as shares from '#reports/shares.server.ts';
import { dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../attempt.ts';
import { reporter } from './reporter.server.ts';
import { scopes } from './scopes.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const mayReport = locals.account ? may(locals.account.role, 'reports') : false;
  const now = new Date();
  const given = (name: string) => url.searchParams.get(name);
  // What somebody wanted to make that cannot be, is no choice out of the list.
  const refused = given('wrong') === null ? undefined : { kind: given('kind'), from: given('from'), to: given('to') };
  const asked = refused ? { kind: '', scope: null } : { kind: given('kind') ?? '', scope: given('scope') };
  const [all, choices, feeds, nameOf] = await Promise.all([
    reports.list(asked.scope === null || asked.scope === '*' ? {} : { scope: asked.scope }),
    scopes(getLocale()),
    mayReport ? shares.list({ kind: 'feed' }) : [],
    accounts.names()
  ]);
  return {
    asked: { kind: asked.kind, scope: asked.scope ?? '*' },
    refused,
    reports: all
      .filter(({ kind }) => !(KINDS as readonly string[]).includes(asked.kind) || kind === asked.kind)
      .map(({ id, kind, from, to, scope, content, publishedAt }) => ({
        id,
        kind,
        from,
        to,
        scope,
        headline: content.headline,
        publishedAt
      })),
    scopes: choices,
    feeds: feeds.map(({ id, scope, createdBy, createdAt, lastUsedAt, revokedAt, expiresAt }) => ({
      id,
      scope,
      by: nameOf(createdBy),
      createdAt,
      expiresAt,
      lastUsedAt,
      standing: standingOf({ revokedAt, expiresAt }, now)
    })),
    today: dayOf(now.getTime()),
    mayReport
  };
};

export const actions: Actions = {
  feed: async ({ request, locals, url }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = reporter(locals.account);
      const { id, token } = await shares.feed(text(form, 'scope'), by.id, new Date());
      await audit.note(by.id, 'feed_created', id, { scope: text(form, 'scope') });
      return { feed: `${url.origin}/feed/${token}` };
    });
  },
  revoke: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = reporter(locals.account);
      const id = text(form, 'id');
      if (await shares.revoke(id, new Date())) await audit.note(by.id, 'share_revoked', id);
      return { revoked: true };
    });
  }
};
