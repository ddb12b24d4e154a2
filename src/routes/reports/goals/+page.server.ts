/** Goals: where figures should get, and by when. */
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import { Refusal } from '#refusal.ts';
import { AIMED, AIMED_KEYS, type Aimed } from '#reports/goal.ts';
import * as goals from '#reports/goals.server.ts';
import { Day, dayOf } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../../attempt.ts';
import { reporter } from '../reporter.server.ts';
import { scopes } from '../scopes.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const [all, choices, nameOf] = await Promise.all([goals.list(), scopes(getLocale()), accounts.names()]);
  return {
    goals: all.map(({ by, at: _, example: __, ...goal }) => ({ ...goal, by: nameOf(by) })),
    scopes: choices,
    today: dayOf(Date.now()),
    mayReport: locals.account ? may(locals.account.role, 'reports') : false
  };
};

const isAimed = (figure: string): figure is Aimed => (AIMED_KEYS as string[]).includes(figure);

/** A percentage as people write it, or a number. */
function valueOf(figure: Aimed, words: string): number {
  const value = Number(words.trim().replace('%', '').replace(',', '.').trim() || NaN);
  const isShare = AIMED[figure] === 'share';
  if (!(value > 0) || value > (isShare ? 100 : 1_000_000)) throw new Refusal('goal_wrong', m.reports_goal_wrong());
  // Of 40.5% the nearest number to 0.405, and not to 40.5 divided.
  return isShare ? Number((value / 100).toFixed(6)) : value;
}

export const actions: Actions = {
  set: async ({ request, locals }) => {
    const form = await request.formData();
    const given = {
      figure: text(form, 'figure'),
      scope: text(form, 'scope'),
      value: text(form, 'value'),
      day: text(form, 'day')
    };
    const done = await attempt(async () => {
      const by = reporter(locals.account);
      if (!isAimed(given.figure)) throw new Refusal('goal_wrong', m.reports_goal_wrong());
      if (!Day.safeParse(given.day).success) throw new Refusal('goal_wrong', m.reports_goal_day_wrong());
      const goal = await goals.set({ ...given, value: valueOf(given.figure, given.value) }, by.id, new Date());
      await audit.note(by.id, 'goal_set', goal.figure, { scope: goal.scope, value: goal.value, day: goal.day });
      return { set: true };
    });
    if ('data' in done) Object.assign(done.data, { given });
    return done;
  },
  remove: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = reporter(locals.account);
      const [figure, scope] = [text(form, 'figure'), text(form, 'scope')];
      if (!isAimed(figure)) return { removed: true };
      await goals.remove(figure, scope);
      await audit.note(by.id, 'goal_removed', figure, { scope });
      return { removed: true };
    });
  }
};
