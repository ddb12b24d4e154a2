/** What list experiments showed, out of the evidence, for whoever compares approaches or plans the next. */
import { desc } from 'drizzle-orm';
import * as ledger from '#experiments/ledger.server.ts';
import { TrialDesign, TrialOutcome } from '#experiments/trial.ts';
import { register } from '#store/register.server.ts';
import { trials } from '#store/tables.server.ts';

/** The newest outcome of each trial that has one. */
export async function outcomes(): Promise<TrialOutcome[]> {
  const reviews = await ledger.latestReviews();
  return [...reviews.values()].flatMap(({ content }) => TrialOutcome.safeParse(content).data ?? []);
}

/** List experiments of which an arm is this intervention, the newest first. */
export async function trialsOf(intervention: string): Promise<{ key: string; name: string; status: string }[]> {
  const rows = await (await register()).select().from(trials).orderBy(desc(trials.createdAt));
  return rows
    .filter(({ design }) => TrialDesign.safeParse(design).data?.arms.some((arm) => arm.intervention === intervention))
    .map(({ key, name, status }) => ({ key, name, status }));
}
