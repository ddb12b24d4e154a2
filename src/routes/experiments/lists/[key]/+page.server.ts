/** One list experiment: whether it can tell anything, the draw, what arrived, and what came out. */
import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as approaches from '#experiments/approaches.server.ts';
import * as candidates from '#experiments/candidates.server.ts';
import * as deliveries from '#experiments/deliveries.server.ts';
import * as drawing from '#experiments/drawing.server.ts';
import * as figures from '#experiments/trial-figures.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import {
  shownLooked,
  shownProgress,
  shownRecord,
  shownStepped,
  shownSteppedRecord,
  type ShownLooked
} from '#experiments/shown.server.ts';
import * as planned from '#experiments/planned.server.ts';
import * as stepped from '#experiments/stepped.server.ts';
import { holds } from '#experiments/stepped.ts';
import { feasibility } from '#experiments/trial-plan.ts';
import { endOf, isOfList, phaseOf } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import * as uploads from '#files/uploads.server.ts';
import { LIST_LIMIT, readList } from '#organisations/address-list.server.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf, daysBetween } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text } from '../../../attempt.ts';
import { designOf, fieldsOf } from '../design-form.ts';
import { experimenter } from '../experimenter.server.ts';
import { columnWords, fieldWords } from '../words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const trial = await trials.one(params.key);
  const { key, name, design, status, revision } = trial;
  const today = dayOf(Date.now());
  const phase = phaseOf(trial, today);
  const isStepped = design.shape === 'stepped';
  const isDrawn = phase === 'drawn' || phase === 'running' || phase === 'over';
  const [around, progress, record, rolled, going, records, chain, nameOf, interventions, upTo] = await Promise.all([
    phase === 'draft' ? candidates.around(design, today) : undefined,
    isDrawn ? figures.progress(trial) : undefined,
    status === 'done' && !isStepped ? figures.recorded(key) : undefined,
    status === 'done' && isStepped ? stepped.recorded(key) : undefined,
    isDrawn && isStepped ? stepped.progress(trial, new Date()) : undefined,
    ledger.of(key),
    ledger.verifiedLately(trial.example),
    accounts.names(),
    planned.list(),
    journeys.upTo()
  ]);
  const end = endOf(design);
  const turns = rolled?.stepped ?? going;
  return {
    trial: { key, name, design, revision, phase },
    fields: fieldsOf(design),
    /** Last day that counts. */
    last: addDays(end, -1),
    days: {
      done: Math.min(Math.max(0, daysBetween(design.starts, today)), daysBetween(design.starts, end)),
      all: daysBetween(design.starts, end)
    },
    around: around && { registered: around.registered, blocked: around.blocked },
    found: around && feasibility(design, around),
    progress: progress && shownProgress(design.population, progress),
    record: record && shownRecord(await approaches.withCosts(record)),
    turns: turns && shownStepped(design.population, turns, status === 'done'),
    rolled: rolled && shownSteppedRecord(await approaches.withCosts(rolled)),
    holds: record ? figures.holds(trial, record) : rolled && holds(design, rolled),
    records: records.map(({ number, at, by, kind, digest }) => ({
      number,
      at,
      kind,
      digest,
      by: nameOf(by)
    })),
    chain,
    approaches: interventions.map(({ slug, title }) => ({ slug, title })),
    today,
    upTo: upTo === undefined ? undefined : new Date(upTo),
    mayDraw: today <= design.starts,
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false
  };
};

/** Receives a file, hands it on, and forgets it. */
async function withFile<T>(
  form: FormData,
  key: string,
  deed: (file: { path: string; filename: string }) => Promise<T>
): Promise<T> {
  const file = form.get('file');
  if (!(file instanceof File)) throw new Refusal('file_missing', 'Kies een bestand.');
  const filename = file.name.slice(0, 200);
  const id = await uploads.receive({ kind: 'lists', source: key, filename }, file.stream());
  try {
    return await deed({ path: (await uploads.waiting(id))!.path, filename });
  } finally {
    await uploads.discard(id);
  }
}

async function formOf(request: Request): Promise<FormData> {
  if (Number(request.headers.get('content-length') ?? Infinity) > LIST_LIMIT)
    throw new Refusal('file_too_large', 'De lijst is groter dan 50 MB. Deel haar op.', { status: 413 });
  return request.formData();
}

/** The list that was given; public bodies and departments are their own. */
async function listIn(form: FormData, trial: trials.Trial): Promise<drawing.Given> {
  if (trial.design.population !== 'company') return drawing.bodies(trial, new Date());
  const list = await withFile(form, trial.key, ({ path, filename }) =>
    readList(path, filename, text(form, 'column').trim())
  );
  const { cluster } = trial.design;
  const named = text(form, 'together').trim();
  const together = named === '' ? drawing.guessTogether(list.header, cluster) : named;
  if (isOfList(cluster) && !list.header.includes(together))
    throw new Refusal('column_missing', columnWords[cluster].missing());
  return { ...list, together };
}

/** Something that is asked of a list. */
type Asked =
  | { looked: ShownLooked }
  | { drawn: ShownLooked<drawing.DrawnList> }
  | { imported: deliveries.Imported }
  | { done: string };
type Answer = Promise<Asked | ActionFailure<{ refused: string }>>;

const withList = (
  { request, params, locals }: RequestEvent,
  deed: (
    given: drawing.Given,
    form: FormData,
    by: string,
    population: trials.Trial['design']['population']
  ) => Promise<Asked>
): Answer =>
  attempt(async () => {
    const by = experimenter(locals.account);
    const form = await formOf(request);
    const trial = await trials.one(params.key);
    return deed(await listIn(form, trial), form, by.id, trial.design.population);
  });

export const actions: Actions = {
  save: async ({ request, params, locals }) => {
    const form = await request.formData();
    const saved = await attempt(async () => {
      const by = experimenter(locals.account);
      const titles = new Map((await planned.list()).map(({ slug, title }) => [slug, title]));
      await trials.save(params.key, Number(text(form, 'revision')), designOf(form, titles));
      await audit.note(by.id, 'trial_changed', params.key);
      return { done: 'saved' };
    }, fieldWords);
    if ('done' in saved) return saved;
    const given = Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
    );
    return fail(saved.status, { ...saved.data, given });
  },
  look: (event) =>
    withList(event, async (given, _, by, population) => {
      const { received } = given;
      await audit.note(by, 'trial_list_looked', event.params.key, { received });
      return { looked: shownLooked(population, await drawing.look(event.params.key, given, new Date()), false) };
    }),
  draw: (event) =>
    withList(event, async (given, form, by, population) => {
      const purpose = text(form, 'purpose').trim().slice(0, 300);
      if (purpose === '') throw new Refusal('purpose_missing', m.lists_purpose_missing());
      const drawn = await drawing.drawList(event.params.key, given, by, new Date());
      const { batch, fresh, known } = drawn;
      await audit.note(by, 'trial_list_exported', event.params.key, { purpose, batch, fresh, known });
      return { drawn: shownLooked(population, drawn, true) };
    }),
  deliver: ({ request, params, locals }): Answer =>
    attempt(async () => {
      const by = experimenter(locals.account);
      const form = await formOf(request);
      const imported = await withFile(form, params.key, (file) =>
        deliveries.importList(params.key, file, text(form, 'column').trim(), new Date())
      );
      const { received, kept, wrong } = imported;
      await audit.note(by.id, 'trial_deliveries_imported', params.key, { received, kept, wrong });
      return { imported };
    }),
  conclude: ({ params, locals }): Answer =>
    attempt(async () => {
      const by = experimenter(locals.account);
      const { design } = await trials.one(params.key);
      const conclude = design.shape === 'stepped' ? stepped.conclude : figures.conclude;
      await conclude(params.key, by.id, new Date());
      await audit.note(by.id, 'trial_concluded', params.key);
      return { done: 'concluded' };
    }),
  discard: async ({ params, locals }) => {
    const gone = await attempt(async () => {
      const by = experimenter(locals.account);
      await trials.discard(params.key, by.id, new Date());
      await audit.note(by.id, 'trial_discarded', params.key);
      return { gone: true };
    });
    if (!('gone' in gone)) return gone;
    redirect(303, '/experiments/lists');
  }
};
