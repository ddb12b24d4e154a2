/** What was tried: experiments and list experiments that ended, with the evidence as the ledger has it. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import * as channels from '#adoption/channels.server.ts';
import * as sites from '#events/sites.server.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { Restated } from '#experiments/restating.ts';
import { Review } from '#experiments/review.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import * as interventions from '#interventions/interventions.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import { candidatesOf as ofTrial, type Doer, type EndedTrial } from '#moments/trial.ts';
import { candidatesOf, type Ended } from '#moments/tried.ts';
import { register } from '#store/register.server.ts';
import { trials } from '#store/tables.server.ts';

const Shipped = z.object({ evidence: z.object({ restated: Restated }) });

async function restatedOf(key: string): Promise<Restated | undefined> {
  const [first] = await ledger.of(key, 'ship');
  return Shipped.safeParse(first?.content).data?.evidence.restated;
}

type Unplaced<T> = Omit<T, 'place'> & { at: Date; key: string };

/** Also those of which nothing is told: what ended was tested. */
async function endedExperiments(): Promise<(Unplaced<Ended> | { at: Date; key: string; unread: true })[]> {
  const [all, judged, known, places] = await Promise.all([
    experiments.list(),
    ledger.latestReviews('judged'),
    metrics.list(),
    sites.list()
  ]);
  const over = all.filter(({ state }) => state.decidedAt !== undefined);
  return Promise.all(
    over.map(async ({ experiment, state, history }) => {
      const { key, design } = experiment;
      const at = state.decidedAt!;
      const record = judged.get(key);
      const review = Review.safeParse(record?.content).data;
      const metric = known.find((one) => one.key === design.metric);
      if (!record || !review || !metric) return { at, key, unread: true as const };
      const site = places.find(({ slug }) => slug === experiment.site)?.name ?? experiment.site;
      const restated = state.verdict === 'ship' ? await restatedOf(key) : undefined;
      return { at, key, experiment, state, history, site, metric, review, digest: record.digest, restated };
    })
  );
}

/** A name that says itself that it is a team. */
const CALLS_ITSELF_TEAM = /team\b/iu;

/**
 * Who carried out interventions, by their short names. In a plan that may be a person, who is not thanked by name: only teams that are
 * known otherwise, by items or sites, or that call themselves one.
 */
async function doersOf(): Promise<Map<string, Doer>> {
  const [planned, { team: ofItems }, places] = await Promise.all([
    interventions.list(),
    channels.choices(),
    sites.list()
  ]);
  const teams = new Set([...ofItems, ...places.map(({ team }) => team)]);
  return new Map(
    planned.flatMap(({ slug, plan: { by } }) =>
      teams.has(by) || CALLS_ITSELF_TEAM.test(by) ? [[slug, { name: by, team: teams.has(by) ? by : '' }] as const] : []
    )
  );
}

/** The last outcome of each list experiment that is done; what it shows before its end may still turn. */
async function endedTrials(): Promise<Unplaced<EndedTrial>[]> {
  const done = await (await register()).select().from(trials).where(eq(trials.status, 'done'));
  if (done.length === 0) return [];
  const known = await doersOf();
  const outcomes = await Promise.all(
    done.map(async ({ key, endedAt }) => {
      const record = await ledger.last(key, 'review');
      const outcome = TrialOutcome.safeParse(record?.content).data;
      if (!record || !outcome) return [];
      const doers = new Map(
        outcome.comparisons.flatMap(({ arm, intervention }) => {
          const doer = known.get(intervention);
          return doer ? [[arm, doer] as const] : [];
        })
      );
      return [{ key, at: endedAt ?? record.at, outcome, digest: record.digest, doers }];
    })
  );
  return outcomes.flat();
}

/** Of everything that ended, ever: in the order in which it did, because each has its place in that. */
export async function tried(): Promise<Candidate[]> {
  const ended = [...(await endedExperiments()), ...(await endedTrials())].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.key < b.key ? -1 : 1)
  );
  const candidates: Candidate[] = [];
  let place = 0;
  for (const one of ended) {
    if ('unread' in one) place++;
    else if ('outcome' in one) {
      candidates.push(...ofTrial({ ...one, place: place + 1 }));
      place += one.outcome.comparisons.length;
    } else candidates.push(...candidatesOf({ ...one, place: ++place }));
  }
  return candidates;
}
