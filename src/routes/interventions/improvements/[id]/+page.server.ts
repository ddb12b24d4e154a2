/** One improvement: what was heard of it, whether it is tried, what came of it, and who is to be told. */
import { fail, redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { LEAST_DAYS } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { Review } from '#experiments/review.ts';
import { sentence } from '#experiments/words.ts';
import { told } from '#interventions/improvement.ts';
import * as improvements from '#interventions/improvements.server.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text } from '../../../attempt.ts';
import { closingWords, fieldWords } from '../../contact/words.ts';
import { editor, mayEdit } from '../editor.server.ts';
import { improvementOf } from '../improvement-form.ts';
import { designFor, isCarriedOut, outcomeOf } from '../trying.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The experiment that tries it, with what its verdict says to whoever gave the tip. */
async function trial(key: string) {
  const known = key === '' ? undefined : (await experiments.list()).find(({ experiment }) => experiment.key === key);
  if (!known) return undefined;
  const { experiment, state } = known;
  const came = outcomeOf(state);
  const [records, all] = came === undefined ? [[], []] : await Promise.all([ledger.of(key), metrics.list()]);
  const last = records
    .flatMap(({ kind, content }) => (kind === 'review' ? (Review.safeParse(content).data ?? []) : []))
    .findLast(({ rule }) => rule === 'decide');
  const figures =
    last &&
    sentence(
      last.decision,
      experiment.design,
      last.evidence,
      new Map(all.map((metric) => [metric.key, metric])),
      getLocale()
    );
  return {
    key,
    name: experiment.name,
    status: state.status,
    outcome: came && [came, figures].filter(Boolean).join('\n\n'),
    isCarriedOut: isCarriedOut(state)
  };
}

export const load: PageServerLoad = async ({ params, locals }) => {
  const account = locals.account!;
  const isEditor = mayEdit(account);
  const found = await improvements.one(params.id);
  const [heard, tellings, tried, places, nameOf] = await Promise.all([
    isEditor ? improvements.heard(found.id) : [],
    isEditor ? improvements.tellings({ improvement: found.id }) : [],
    trial(found.experiment),
    sites.list(),
    accounts.names()
  ]);
  const { id, title, population, motive, step, status, outcome, closedAt } = found;
  return {
    improvement: { id, title, population, motive, step, status, outcome, closedAt },
    ...told(found.heard, may(account.role, 'motives')),
    heard: heard.map(({ id, kind, text, day, population, name }) => ({ id, kind, text, day, population, name })),
    tellings,
    tried,
    places: places.filter(({ origins }) => origins.length > 0).map(({ slug, name }) => ({ value: slug, label: name })),
    names: Object.fromEntries(tellings.flatMap(({ by, toldBy }) => [by, toldBy]).map((key) => [key, nameOf(key)])),
    mayEdit: isEditor,
    mayTry: isEditor && may(account.role, 'experiment')
  };
};

/** Does something on behalf of who is logged in, and notes it. */
async function doing(
  { locals, params, request }: RequestEvent,
  what: string,
  deed: (form: FormData) => Promise<unknown>
) {
  const form = await request.formData();
  return attempt(async () => {
    const by = editor(locals.account);
    await deed(form);
    await audit.note(by.id, what, params.id);
    return { done: what };
  }, fieldWords);
}

export const actions: Actions = {
  /** Makes a draft of an experiment of it, and leads there. */
  try: async ({ locals, params, request }) => {
    const form = await request.formData();
    const made = await attempt(async () => {
      const by = editor(locals.account);
      if (!may(by.role, 'experiment'))
        throw new Refusal('forbidden', 'Met jouw rol kun je geen experiment maken.', { status: 403 });
      const { id, title, motive, step, experiment: before, example } = await improvements.one(params.id);
      const site = (await sites.list()).find(({ slug }) => slug === text(form, 'site'));
      if (!site?.origins[0])
        throw new Refusal(
          'site_unknown',
          'Kies de site waarop je dit uitprobeert. Is er nog geen, voeg die dan toe bij Instellingen.'
        );
      const now = new Date();
      const end = addDays(dayOf(now.getTime()), LEAST_DAYS + 7);
      const design = designFor({ title, motive, step }, site.origins[0], end);
      const { key } = await experiments.create({ name: title, site: site.slug, team: '', design }, by.id, now, example);
      try {
        await improvements.tryBy(id, before, key);
      } catch (error) {
        // Somebody else was quicker: of two drafts one is too many.
        await experiments.act(key, { kind: 'discard' }, { by: by.id, at: now, why: title });
        throw error;
      }
      await audit.note(by.id, 'improvement_tried', id, { experiment: key });
      await audit.note(by.id, 'experiment_created', key);
      return { key };
    });
    if ('key' in made) redirect(303, `/experiments/${made.key}`);
    return made;
  },
  close: async ({ locals, params, request }) => {
    const form = await request.formData();
    const given = { status: text(form, 'status'), outcome: text(form, 'outcome').replaceAll('\r\n', '\n') };
    const done = await attempt(async () => {
      const by = editor(locals.account);
      await improvements.close(params.id, given, new Date());
      await audit.note(by.id, 'improvement_closed', params.id);
      return { done: 'improvement_closed' };
    }, closingWords);
    return 'done' in done ? done : fail(done.status, { ...done.data, ...given });
  },
  reopen: (event) => doing(event, 'improvement_reopened', () => improvements.reopen(event.params.id)),
  change: (event) =>
    doing(event, 'improvement_changed', (form) => improvements.change(event.params.id, improvementOf(form))),
  ungroup: (event) =>
    doing(event, 'remark_ungrouped', (form) => improvements.ungroup(event.params.id, text(form, 'remark'))),
  told: (event) =>
    doing(event, 'improvement_told', (form) =>
      improvements.tell(event.params.id, text(form, 'contact'), event.locals.account!.id, new Date())
    )
};
