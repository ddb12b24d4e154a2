/** One improvement: what was heard of it, whether it is tried, what came of it, and who is to be told. */
import { fail, redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { LEAST_DAYS } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as trials from '#experiments/trials.server.ts';
import { told } from '#interventions/improvement.ts';
import * as improvements from '#interventions/improvements.server.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf } from '#time/day.ts';
import { attempt, text } from '../../../attempt.ts';
import { closingWords, fieldWords } from '../../contact/words.ts';
import { editor, mayEdit } from '../editor.server.ts';
import { improvementOf } from '../improvement-form.ts';
import * as tried from '../tried.server.ts';
import { designFor, listDesignFor } from '../trying.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const account = locals.account!;
  const isEditor = mayEdit(account);
  const found = await improvements.one(params.id);
  const [heard, tellings, triedBy, places, nameOf] = await Promise.all([
    isEditor ? improvements.heard(found.id) : [],
    isEditor ? improvements.tellings({ improvement: found.id }) : [],
    tried.one(found.experiment),
    sites.list(),
    accounts.names()
  ]);
  const { id, title, population, motive, step, status, outcome, closedAt } = found;
  return {
    improvement: { id, title, population, motive, step, status, outcome, closedAt },
    ...told(found.heard, may(account.role, 'motives')),
    heard: heard.map(({ id, kind, text, day, population, name }) => ({ id, kind, text, day, population, name })),
    tellings,
    tried: triedBy,
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

/** @throws Refusal forbidden */
function trier(account: App.Locals['account']) {
  const by = editor(account);
  if (may(by.role, 'experiment')) return by;
  throw new Refusal('forbidden', 'Met jouw rol kun je geen experiment maken.', { status: 403 });
}

/** Says that a fresh draft tries it. */
async function handOver(
  { id, experiment: before }: improvements.Known,
  { key, by, created, discard }: { key: string; by: string; created: string; discard: () => Promise<unknown> }
) {
  try {
    await improvements.tryBy(id, before, key);
  } catch (error) {
    // Somebody else was quicker: of two drafts one is too many.
    await discard();
    throw error;
  }
  await audit.note(by, 'improvement_tried', id, { experiment: key });
  await audit.note(by, created, key);
}

export const actions: Actions = {
  /** Makes a draft of an experiment of it, and leads there. */
  try: async ({ locals, params, request }) => {
    const form = await request.formData();
    const made = await attempt(async () => {
      const by = trier(locals.account);
      const improvement = await improvements.one(params.id);
      const { title, motive, step, example } = improvement;
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
      const discard = () => experiments.act(key, { kind: 'discard' }, { by: by.id, at: now, why: title });
      await handOver(improvement, { key, by: by.id, created: 'experiment_created', discard });
      return { key };
    });
    if ('key' in made) redirect(303, `/experiments/${made.key}`);
    return made;
  },
  /** The same with a list of organisations instead of a website. */
  tryList: async ({ locals, params }) => {
    const made = await attempt(async () => {
      const by = trier(locals.account);
      const improvement = await improvements.one(params.id);
      const now = new Date();
      const starts = trials.mondayFrom(addDays(dayOf(now.getTime()), 7));
      const design = listDesignFor(improvement, starts, 1 + (now.getTime() % 1_000_000));
      const { key } = await trials.create({ name: improvement.title, design }, by.id, now);
      const discard = () => trials.discard(key, by.id, now);
      await handOver(improvement, { key, by: by.id, created: 'trial_created', discard });
      return { key };
    });
    if ('key' in made) redirect(303, `/experiments/lists/${made.key}`);
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
