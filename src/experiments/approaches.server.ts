/** What list experiments showed, out of the evidence, for whoever compares approaches or plans the next. */
import { desc } from 'drizzle-orm';
import { priced } from '#experiments/approach.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as planned from '#experiments/planned.server.ts';
import { isTold } from '#experiments/shown.server.ts';
import { TrialDesign, TrialOutcome } from '#experiments/trial.ts';
import { register } from '#store/register.server.ts';
import { trials } from '#store/tables.server.ts';

/** The newest outcome of each trial that has one, with what its interventions took as it is known now. */
export async function outcomes(): Promise<TrialOutcome[]> {
  const [reviews, known] = await Promise.all([ledger.latestReviews(), planned.list()]);
  return priced(
    [...reviews.values()].flatMap(({ content }) => TrialOutcome.safeParse(content).data ?? []),
    new Map(known.map((one) => [one.slug, one]))
  );
}

/** Outcomes with the arms that may be told, and with those that may not: their estimate would give a count under ten away. */
export async function told(): Promise<{ outcomes: TrialOutcome[]; hidden: TrialOutcome[] }> {
  const all = await outcomes();
  const only = (wanted: boolean) =>
    all.map((outcome) => ({
      ...outcome,
      comparisons: outcome.comparisons.filter((arm) => isTold(outcome.population, arm) === wanted)
    }));
  return { outcomes: only(true), hidden: only(false).filter(({ comparisons }) => comparisons.length > 0) };
}

/** A record as it was kept, but for what it took: that is as it is known now. */
export async function withCosts<Record extends TrialOutcome>(record: Record): Promise<Record> {
  const now = (await outcomes()).find(({ trial }) => trial === record.trial);
  if (!now) return record;
  return {
    ...record,
    comparisons: record.comparisons.map((arm, place) => {
      const { hours, euros } = now.comparisons[place] ?? arm;
      return { ...arm, hours, euros };
    })
  };
}

/** List experiments of which an arm is this intervention, the newest first. */
export async function trialsOf(intervention: string): Promise<{ key: string; name: string; status: string }[]> {
  const rows = await (await register()).select().from(trials).orderBy(desc(trials.createdAt));
  return rows
    .filter(({ design }) => TrialDesign.safeParse(design).data?.arms.some((arm) => arm.intervention === intervention))
    .map(({ key, name, status }) => ({ key, name, status }));
}
