/** One experiment: its design, how it goes, what came out, and what can be done now. */
import { redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as ingest from '#events/ledger.server.ts';
import * as sites from '#events/sites.server.ts';
import { draw } from '#experiments/draw.ts';
import { LEAST_DAYS } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import { attention } from '#experiments/health.ts';
import * as ledger from '#experiments/ledger.server.ts';
import type { Action } from '#experiments/lifecycle.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { planned } from '#experiments/plan.server.ts';
import { Review } from '#experiments/review.ts';
import * as reviews from '#experiments/reviews.server.ts';
import { dimensionOf } from '#experiments/segment.ts';
import { divided } from '#experiments/segments.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import { sentence } from '#experiments/words.ts';
import * as features from '#interventions/features.server.ts';
import { PageChange } from '#interventions/in-force.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { marksOf } from '../../marks.server.ts';
import { attempt, text } from '../../attempt.ts';
import { designOf } from '../design-form.ts';
import { fillGroups } from '../groups.server.ts';
import { fieldWords } from '../words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const now = new Date();
  const known = await experiments.one(params.key);
  const { experiment, state, history } = known;
  const isDraft = state.status === 'draft';
  const inTheWay = experiments.inTheWay(experiment);
  const period = state.startedAt && {
    from: dayOf(state.startedAt.getTime()),
    to: dayOf((state.decidedAt ?? now).getTime())
  };
  const [all, records, plan, obstacles, overlaps, places, values, chain, nameOf, received, marks] = await Promise.all([
    metrics.list(),
    ledger.of(experiment.key),
    planned(experiment),
    isDraft ? experiments.obstacles(experiment, now, inTheWay) : [],
    inTheWay,
    sites.list(),
    features.list(),
    ledger.verifiedLately(experiment.example),
    accounts.names(),
    period && ingest.summary(period, experiment.site),
    period ? marksOf(period) : []
  ]);
  const language = getLocale();
  const of = new Map(all.map((metric) => [metric.key, metric]));
  const reviewed = records
    .filter(({ kind }) => kind === 'review')
    .flatMap((record) => {
      const review = Review.safeParse(record.content).data;
      return review ? [{ record, at: record.at, ...review }] : [];
    });
  const newest = reviewed.at(-1);
  const judged = reviewed.findLast(({ rule }) => rule === 'decide');
  // What came out stays what it was; later looks only watch for harm.
  const last = state.decidedAt ? judged : newest;
  const chosen = dimensionOf(experiment.design.unit, url.searchParams.get('segment'));
  return {
    experiment,
    state,
    lots: draw(experiment)?.allocation,
    // Parts are compared as if their units were drawn one by one.
    segments: judged && !experiment.design.groups && { chosen, ...(chosen && (await divided(known, judged, chosen))) },
    history: history.map((transition) => ({ ...transition, by: nameOf(transition.by) })),
    plan,
    obstacles,
    overlaps,
    site: places.find(({ slug }) => slug === experiment.site),
    metrics: all.map(({ key, kind, name, definition, better }) => ({
      key,
      kind,
      better,
      name: name[language],
      definition: definition[language]
    })),
    features: values.map(({ key }) => key),
    last: last && {
      ...last,
      record: undefined,
      gathered: undefined,
      says: sentence(last.decision, experiment.design, last.evidence, of, language),
      holds: reviews.holds(last.record, known)
    },
    received: period && received && { period, ingest: received },
    health: newest?.evidence,
    attention: attention(state, newest?.decision),
    course: reviewed
      .filter(({ rule }) => rule === 'decide')
      .map(({ at, evidence }) => ({ at, metrics: evidence.metrics, fractions: evidence.fractions })),
    marks,
    records: records.map(({ number, at, by, kind, digest }) => ({ number, at, by: nameOf(by), kind, digest })),
    chain,
    end: addDays(dayOf(now.getTime()), LEAST_DAYS + 7),
    least: addDays(dayOf(now.getTime()), LEAST_DAYS),
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false
  };
};

/** Does something to the experiment on behalf of who is logged in, and notes it in the audit. */
async function doing(
  { request, params, locals }: RequestEvent,
  what: string,
  deed: (key: string, by: string, form: FormData) => Promise<unknown>
) {
  const account = locals.account!;
  const form = await request.formData();
  return attempt(async () => {
    if (!may(account.role, 'experiment'))
      throw new Refusal('forbidden', 'Met jouw rol kun je dit niet doen.', { status: 403 });
    await deed(params.key, account.id, form);
    await audit.note(account.id, `experiment_${what}`, params.key);
    return { done: what };
  }, fieldWords);
}

const acting =
  (what: string, action: (form: FormData) => Action) =>
  (event: RequestEvent): ReturnType<typeof doing> =>
    doing(event, what, (key, by, form) =>
      experiments.act(key, action(form), { by, at: new Date(), why: text(form, 'why').slice(0, 500) })
    );

export const actions: Actions = {
  save: (event) =>
    doing(event, 'saved', async (key, _, form) => {
      const { experiment } = await experiments.one(key);
      await fillGroups(form);
      const isMean = (await metrics.one(text(form, 'metric'))).kind === 'mean';
      await experiments.save(key, Number(text(form, 'revision')), designOf(form, isMean, experiment.design));
    }),
  /** What the editor on the page made of one variant. */
  change: (event) =>
    doing(event, 'variant_changed', async (key, _, form) => {
      const { experiment } = await experiments.one(key);
      const change = PageChange.safeParse(JSON.parse(text(form, 'change')));
      if (!change.success)
        throw new Refusal('change_malformed', change.error.issues[0]?.message ?? 'Deze wijziging is niet te lezen.');
      const place = Number(text(form, 'variant'));
      const variants = experiment.design.variants.map((variant, index) =>
        index === place ? { ...variant, change: change.data } : variant
      );
      await experiments.save(key, Number(text(form, 'revision')), { ...experiment.design, variants });
    }),
  start: acting('started', () => ({ kind: 'start' })),
  pause: acting('paused', () => ({ kind: 'pause' })),
  resume: acting('resumed', () => ({ kind: 'resume' })),
  // A person who stops it has not found anything.
  stop: acting('stopped', () => ({ kind: 'decide', verdict: 'abandoned' })),
  ship: (event) =>
    doing(event, 'shipped', (key, by, form) =>
      shipping.ship(key, Number(text(form, 'variant')), { by, at: new Date(), why: text(form, 'why').slice(0, 500) })
    ),
  advance: acting('advanced', () => ({ kind: 'advance' })),
  widen: acting('widened', (form) => {
    if (text(form, 'why').trim() === '')
      throw new Refusal('why_missing', 'Zeg waarom dit ook moet gelden voor wie niet in de test zat.');
    return { kind: 'widen' };
  }),
  roll_back: acting('rolled_back', () => ({ kind: 'roll_back' })),
  discard: async (event) => {
    const done = await doing(event, 'discarded', (key, by, form) =>
      experiments.act(key, { kind: 'discard' }, { by, at: new Date(), why: text(form, 'why') })
    );
    if ('done' in done) redirect(303, '/experiments');
    return done;
  }
};
