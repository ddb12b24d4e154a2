/** One intervention: what is planned, what happens to it, whom it reached and what that brought. */
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as approaches from '#experiments/approaches.server.ts';
import { isTold } from '#experiments/shown.server.ts';
import * as audiences from '#interventions/audiences.server.ts';
import { cardOf } from '#interventions/card.ts';
import { after, isOpen, peaksIn, ACTIONS, type Action } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { PEAK_NAMES } from '../../adoption/annotations/words.ts';
import { attempt, text } from '../../attempt.ts';
import { amountIn } from '../plan-form.ts';
import { planner } from '../planner.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const known = await interventions.one(params.slug);
  const { slug, plan, status, hours, euros, revision, createdAt } = known;
  const [beside, contacted, trials, outcomes, reach, names] = await Promise.all([
    isOpen(status) ? interventions.beside(plan, slug) : [],
    interventions.contacted([known]),
    approaches.trialsOf(slug),
    approaches.outcomes(),
    audiences.reach(plan.population, plan.audience, dayOf(Date.now())),
    accounts.names()
  ]);
  const card = cardOf(plan.card);
  return {
    known: { slug, plan, status, hours, euros, revision, createdAt, by: names(known.createdBy) },
    card: card && { key: card.key, title: card.title[getLocale()] },
    actions: ACTIONS.filter((action) => after(status, action)),
    mayEdit: isOpen(status),
    beside: beside.map((other) => ({ slug: other.slug, ...other.plan })),
    peaks: isOpen(status)
      ? peaksIn(plan).map(({ name, begins, ends }) => ({ name: PEAK_NAMES[name](), begins, ends }))
      : [],
    reach,
    contacted: contacted.get(known.id),
    trials,
    results: outcomes.flatMap(({ comparisons, ...trial }) =>
      comparisons
        .filter(({ intervention }) => intervention === slug)
        .map((one) => ({
          ...trial,
          arm: one.arm,
          organisations: one.organisations,
          itt: isTold(trial.population, one) ? one.itt : undefined,
          hours: one.hours,
          euros: one.euros
        }))
    ),
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false,
    said: url.searchParams.has('made')
      ? ('made' as const)
      : url.searchParams.has('saved')
        ? ('saved' as const)
        : undefined
  };
};

const DONE: Readonly<Record<Action, string>> = { start: 'started', finish: 'finished', cancel: 'cancelled' };

/** Does it on behalf of who is logged in, and notes it. */
async function doing({ locals, params, request }: RequestEvent, action: Action) {
  const form = await request.formData();
  const spent =
    action === 'finish'
      ? // What was left empty is not nothing: whoever finishes says what it took.
        {
          hours: text(form, 'hours').trim() === '' ? NaN : amountIn(form, 'hours'),
          euros: text(form, 'euros').trim() === '' ? NaN : amountIn(form, 'euros')
        }
      : undefined;
  return attempt(async () => {
    const by = planner(locals.account);
    await interventions.act(params.slug, Number(text(form, 'revision')), action, spent);
    await audit.note(by.id, `intervention_${DONE[action]}`, params.slug, spent);
    return { did: action };
  });
}

export const actions: Actions = {
  start: (event) => doing(event, 'start'),
  finish: (event) => doing(event, 'finish'),
  cancel: (event) => doing(event, 'cancel')
};
