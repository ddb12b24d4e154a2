/** One published report, with its corrections and the links that were given out. */
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as reports from '#reports/reports.server.ts';
import { standingOf } from '#reports/share.ts';
import * as shares from '#reports/shares.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../../attempt.ts';
import { reporter } from '../reporter.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const report = await reports.one(params.id);
  const mayReport = locals.account ? may(locals.account.role, 'reports') : false;
  const [corrections, links, nameOf] = await Promise.all([
    reports.since(report, getLocale()),
    mayReport ? shares.list({ report: report.id }) : [],
    accounts.names()
  ]);
  const now = new Date();
  const { publishedBy: _, ...rest } = report;
  return {
    report: rest,
    corrections,
    links: links.map(({ id, createdBy, createdAt, lastUsedAt, revokedAt, expiresAt, hasPassword }) => ({
      id,
      by: nameOf(createdBy),
      createdAt,
      expiresAt,
      lastUsedAt,
      hasPassword,
      standing: standingOf({ revokedAt, expiresAt }, now)
    })),
    mayReport
  };
};

export const actions: Actions = {
  correct: async ({ request, params, locals }) => {
    const form = await request.formData();
    const words = text(form, 'text');
    const done = await attempt(async () => {
      const by = reporter(locals.account);
      await reports.correct(params.id, words, by.id, new Date());
      await audit.note(by.id, 'report_corrected', params.id);
      return { corrected: true };
    });
    // Refused, it comes back as it was filled in.
    if ('data' in done) Object.assign(done.data, { words });
    return done;
  },
  share: async ({ request, params, locals, url }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = reporter(locals.account);
      const given = { days: Number(text(form, 'days')), password: text(form, 'password') };
      const { id, token } = await shares.link(params.id, given, by.id, new Date());
      await audit.note(by.id, 'report_shared', id, {
        report: params.id,
        days: given.days,
        password: given.password !== ''
      });
      return { link: `${url.origin}/share/${token}` };
    });
  },
  revoke: async ({ request, params, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = reporter(locals.account);
      const id = text(form, 'id');
      if (await shares.revoke(id, new Date())) await audit.note(by.id, 'share_revoked', id, { report: params.id });
      return { revoked: true };
    });
  }
};
