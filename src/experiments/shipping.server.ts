/** Shipping: a variant goes into production, with what it is likely to bring registered beside it. */
import type { Comparison } from '#experiments/evidence.ts';
import * as experiments from '#experiments/experiments.server.ts';
import type { Deed, Known } from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { restate, type Restated } from '#experiments/restating.ts';
import { Review } from '#experiments/review.ts';
import type { Estimated } from '#statistics/shrinkage.ts';
import { dayOf, type Day } from '#time/day.ts';

/** Comparisons on the main metric when the test was last judged as a whole; steps of a ramp are about harm only. */
async function judged(key: string): Promise<readonly Comparison[]> {
  const reviews = (await ledger.of(key, 'review')).flatMap(({ content }) => Review.safeParse(content).data ?? []);
  const last = reviews.filter(({ rule }) => rule === 'decide').at(-1);
  return last?.evidence.metrics.find(({ role }) => role === 'primary')?.comparisons ?? [];
}

/** Effects of all other experiments on a metric that have ended. */
async function past(metric: string, except: string): Promise<Estimated[]> {
  const ended = (await experiments.list()).filter(
    ({ experiment, state }) => experiment.design.metric === metric && experiment.key !== except && state.decidedAt
  );
  const all = await Promise.all(ended.map(({ experiment }) => judged(experiment.key)));
  return all
    .flat()
    .filter(({ standardError }) => standardError > 0)
    .map(({ effect, standardError }) => ({ estimate: effect, standardError }));
}

/** What a variant is likely to bring; undefined when nothing was measured of it. */
async function restated(key: string, variant: number): Promise<Restated | undefined> {
  const { experiment } = await experiments.one(key);
  const measured = (await judged(key)).find((one) => one.variant === variant);
  const { metric, alpha } = experiment.design;
  return measured && restate(measured, await past(metric, key), alpha);
}

/**
 * Puts a variant in production, the first step of its ramp.
 * @throws Refusal transition_impossible | variant_harmful | overtaken
 */
export async function ship(key: string, variant: number, deed: Deed): Promise<Known> {
  const seen = typeof deed.evidence === 'object' && deed.evidence !== null ? deed.evidence : {};
  return experiments.act(
    key,
    { kind: 'ship', variant },
    { ...deed, evidence: { ...seen, restated: await restated(key, variant) } }
  );
}

/** When which experiment changed what visitors get: went into production, or was taken back. */
export async function changes(): Promise<{ day: Day; name: string; key: string; action: 'ship' | 'roll_back' }[]> {
  return (await experiments.list()).flatMap(({ experiment: { name, key }, history }) =>
    history.flatMap(({ action, at }) =>
      action === 'ship' || action === 'roll_back' ? [{ day: dayOf(at.getTime()), name, key, action }] : []
    )
  );
}
