/** The review: gathers what experiments have shown, decides by the rule, records it, and acts on it. */
import { createHash } from 'node:crypto';
import * as events from '#events/events.server.ts';
import { canonical } from '#experiments/canonical.ts';
import { decide, watch as harmOf } from '#experiments/decision.ts';
import { draw } from '#experiments/draw.ts';
import type { Evidence } from '#experiments/evidence.ts';
import { measuredBy, variationKey } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import type { Known } from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { trackingKey } from '#experiments/lifecycle.ts';
import type { Metric } from '#experiments/metric.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { exposures, exposuresInGroups, outcomes, outcomesInGroups } from '#experiments/outcomes.server.ts';
import { expectedShares, HOLDOUT_DAYS, holdsOut, taking } from '#experiments/placement.ts';
import * as placing from '#experiments/placing.server.ts';
import { planned } from '#experiments/plan.server.ts';
import { Review } from '#experiments/review.ts';
import * as shipping from '#experiments/shipping.server.ts';
import { weigh, type Gathered } from '#experiments/weighing.ts';
import { harmless, sentence } from '#experiments/words.ts';
import { DAY, dayOf, daysBetween } from '#time/day.ts';

/** Who acts when nobody asks. */
const HOERA = 'hoera';

/** Days that each step of a ramp lasts at least. */
const STEP_DAYS = 1;

/** Exposures that each variant needs before a step of a ramp says anything. */
const STEP_UNITS = 100;

async function definitions({ experiment }: Known): Promise<Map<string, Metric>> {
  const all = await Promise.all(measuredBy(experiment.design).map(({ metric }) => metrics.one(metric)));
  return new Map(all.map((metric) => [metric.key, metric]));
}

/** How far it was at each look so far. */
async function earlier({ experiment }: Known): Promise<Pick<Gathered, 'fractions' | 'times'>> {
  const read = Review.safeParse((await ledger.last(experiment.key, 'review'))?.content);
  if (!read.success) return { fractions: [], times: [] };
  const { fractions, times } = read.data.evidence;
  return { fractions, times };
}

async function gather(known: Known, of: ReadonlyMap<string, Metric>, now: Date): Promise<Gathered> {
  const { experiment, state } = known;
  const { design, key } = experiment;
  const tracking = trackingKey(key, state);
  const indices = taking(experiment, state);
  const arms = indices.map(variationKey);
  const since = (state.status === 'running' ? state.startedAt : state.since) ?? now;
  const question = {
    experiment: tracking,
    unit: design.unit,
    arms,
    since: since.getTime(),
    until: now.getTime()
  };
  const measuring = { ...question, metrics: [...of.values()] };
  const lot = draw(experiment)?.allocation;
  const drawn = design.groups &&
    lot && {
      attribute: design.groups.attribute,
      names: design.groups.list.map(({ name }) => name),
      arms: lot.map((treated) => arms[treated ? 1 : 0] ?? '')
    };
  const [seen, measured, plan, looks] = await Promise.all([
    drawn ? exposuresInGroups({ ...question, drawn }) : exposures(question),
    drawn ? outcomesInGroups({ ...measuring, drawn }) : outcomes(measuring),
    planned(experiment),
    state.status === 'running' ? earlier(known) : { fractions: [], times: [] }
  ]);
  return {
    at: now.getTime(),
    startedAt: since.getTime(),
    ended: state.status === 'running' && dayOf(now.getTime()) >= design.end,
    planned: plan.total,
    ...looks,
    indices,
    shares: expectedShares(experiment, state, now),
    ...(lot ? { drawn: lot } : {}),
    exposures: seen,
    outcomes: measured,
    metrics: measuredBy(design).map(({ metric, role }) => {
      const { better, kind } = of.get(metric)!;
      const margin = design.guardrails.find((one) => one.metric === metric)?.margin;
      return { metric, role, better, kind, ...(margin === undefined ? {} : { margin }) };
    })
  };
}

const digest = (gathered: Gathered) => createHash('sha256').update(canonical(gathered)).digest('hex');

const RULES = { decide, harm: (_: Parameters<typeof decide>[0], evidence: Evidence) => harmOf(evidence) };

async function judge(known: Known, now: Date, rule: keyof typeof RULES): Promise<Review> {
  const { design } = known.experiment;
  const of = await definitions(known);
  const gathered = await gather(known, of, now);
  const evidence = weigh(design, gathered);
  const decision = RULES[rule](design, evidence);
  return {
    rule,
    gathered,
    snapshot: digest(gathered),
    evidence,
    decision,
    sentence: sentence(decision, design, evidence, of, 'nl')
  };
}

/** Whether a record of a review still leads to the evidence and the decision that it holds. */
export function holds(record: ledger.Record, { experiment: { design } }: Known): boolean {
  const review = Review.safeParse(record.content);
  if (!review.success) return false;
  const { rule, gathered, snapshot, evidence, decision } = review.data;
  const again = weigh(design, gathered);
  return (
    digest(gathered) === snapshot &&
    canonical(again) === canonical(evidence) &&
    canonical(RULES[rule](design, again)) === canonical(decision)
  );
}

const record = ({ experiment }: Known, kind: ledger.Kind, at: Date, content: unknown) =>
  ledger.note({ experiment: experiment.key, at, by: HOERA, kind, content, example: experiment.example });

async function reviewRunning(known: Known, now: Date): Promise<void> {
  const { key, design } = known.experiment;
  const review = await judge(known, now, 'decide');
  await record(known, 'review', now, review);
  const { decision, evidence, sentence: why } = review;
  const deed = { by: HOERA, at: now, why, evidence: { decision, evidence } };
  switch (decision.verdict) {
    case 'pause':
      await experiments.act(key, { kind: 'pause' }, deed);
      return;
    case 'stop':
    case 'inconclusive':
      await experiments.act(key, { kind: 'decide', verdict: decision.verdict }, deed);
      return;
    case 'ship': {
      const variant = decision.variant!;
      await experiments.act(key, { kind: 'decide', verdict: 'ship', variant }, deed);
      if (design.preAuthorised) await shipping.ship(key, variant, deed);
      return;
    }
    case 'wait':
    case 'blocked':
  }
}

/** @param daily whether the look is kept also when nothing follows from it; those of every ten minutes would drown the rest */
async function reviewRamp(known: Known, now: Date, daily: boolean): Promise<void> {
  const { experiment, state } = known;
  const review = await judge(known, now, 'harm');
  const { decision, evidence, sentence: why } = review;
  const deed = { by: HOERA, at: now, why, evidence: { decision, evidence } };
  const rested = now.getTime() - (state.since?.getTime() ?? 0) >= STEP_DAYS * DAY;
  const seen = evidence.quality.observed.every((units) => units >= STEP_UNITS);
  const harms = decision.verdict === 'pause';
  const goesOn = decision.verdict === 'wait' && rested && seen;
  if (daily || harms || goesOn) await record(known, 'review', now, review);
  if (harms) await experiments.act(experiment.key, { kind: 'roll_back' }, deed);
  else if (goesOn)
    await experiments.act(experiment.key, { kind: 'advance' }, { ...deed, why: harmless(evidence, 'nl') });
}

/** Measures a shipped effect again, against those that keep the old version; once a week, and when that period ends. */
async function remeasure(known: Known, now: Date): Promise<void> {
  const { experiment, state } = known;
  const days = state.since ? daysBetween(dayOf(state.since.getTime()), dayOf(now.getTime())) : 0;
  if (experiment.design.holdout === 0 || days > HOLDOUT_DAYS) return;
  if (days > 0 && days % 7 === 0) await record(known, 'remeasurement', now, await judge(known, now, 'decide'));
  // The end of the period is not an action of anybody: what is in force follows the calendar.
  if (!holdsOut(experiment, state, now)) await placing.place(experiment, state, { by: HOERA, why: 'holdout', at: now });
}

/** One after the other, so that one that cannot be reviewed does not keep the others from it. */
async function each(deed: (known: Known) => Promise<void>): Promise<string[]> {
  const failed: string[] = [];
  for (const known of await experiments.list()) {
    try {
      await deed(known);
    } catch (error) {
      console.error(`experiments: ${known.experiment.key} could not be reviewed:`, error);
      failed.push(known.experiment.key);
    }
  }
  return failed;
}

/**
 * The daily look at all experiments.
 * @returns keys of those that could not be reviewed
 */
export async function review(now: Date): Promise<string[]> {
  // What was acknowledged counts, also what is on its way to the warehouse.
  await events.flush();
  return each((known) => lookAt(known, now));
}

async function lookAt(known: Known, now: Date): Promise<void> {
  const { status } = known.state;
  if (status === 'running') await reviewRunning(known, now);
  else if (status === 'ramping') await reviewRamp(known, now, true);
  else if (status === 'in_force') await remeasure(known, now);
}

/** The look at one of them. */
export const reviewOne = async (key: string, now: Date): Promise<void> => lookAt(await experiments.one(key), now);

/**
 * Looks for harm and broken assignment only, by rules that hold however often they are applied.
 * @returns keys of those that could not be watched
 */
export function watch(now: Date): Promise<string[]> {
  return each(async (known) => {
    const { status } = known.state;
    if (status === 'ramping') return reviewRamp(known, now, false);
    if (status !== 'running') return;
    const { decision, evidence, sentence: why } = await judge(known, now, 'harm');
    if (decision.verdict !== 'pause') return;
    await experiments.act(
      known.experiment.key,
      { kind: 'pause' },
      { by: HOERA, at: now, why, evidence: { decision, evidence } }
    );
  });
}
