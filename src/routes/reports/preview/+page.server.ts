/** What a report would say of a period that is not published: of one that runs still, or one that somebody chose. */
import { redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { Refusal } from '#refusal.ts';
import { compose } from '#reports/composing.server.ts';
import { Kind } from '#reports/report.ts';
import * as reports from '#reports/reports.server.ts';
import { partOf } from '#reports/scope.ts';
import { around } from '#reports/span.ts';
import { isExample } from '#store/facts.server.ts';
import { Day, dayOf } from '#time/day.ts';
import { Period } from '#time/period.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt } from '../../attempt.ts';
import { reporter } from '../reporter.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Undefined where it cannot be, or has not begun. */
function askedFor(parameters: URLSearchParams): { kind: Kind; from: Day; to: Day; scope: string } | undefined {
  const kind = Kind.safeParse(parameters.get('kind') ?? 'week').data;
  const from = Day.safeParse(parameters.get('from') ?? '').data;
  const scope = parameters.get('scope') ?? '';
  if (!kind || !from || !partOf(scope)) return undefined;
  // Of a week, month or quarter any day in it will do.
  const period = Period.safeParse(kind === 'own' ? { from, to: parameters.get('to') ?? '' } : around(kind, from)).data;
  return period && period.from <= dayOf(Date.now()) ? { kind, ...period, scope } : undefined;
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const about = askedFor(url.searchParams);
  // Back to where it was filled in, with what was.
  if (!about) redirect(303, `/reports?wrong=1&${url.searchParams}#make`);
  const now = new Date();
  const [content, published, example] = await Promise.all([
    compose(about.kind, about, about.scope, now),
    reports.of(about),
    isExample()
  ]);
  return {
    report: { ...about, content, example },
    published,
    hasEnded: about.to < dayOf(now.getTime()),
    mayReport: locals.account ? may(locals.account.role, 'reports') : false
  };
};

export const actions: Actions = {
  default: async ({ url, locals }) =>
    attempt(async () => {
      const by = reporter(locals.account);
      const about = askedFor(url.searchParams);
      if (!about) throw new Refusal('preview_wrong', m.reports_wrong_period());
      const { id, isNew } = await reports.publish(about, { by: by.id, now: new Date() });
      if (isNew) await audit.note(by.id, 'report_published', id, about);
      redirect(303, `/reports/${id}`);
    })
};
