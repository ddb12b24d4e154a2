/** List experiments: made, changed until they are drawn, listed and thrown away. */
import { and, desc, eq, ne } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import membersSql from '#clickhouse/queries/experiments/trial_members.sql?raw';
import { slugOf } from '#events/site.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { endOf, LONGEST, statesOf, TrialDesign, type TrialOutcome } from '#experiments/trial.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { trials } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, daysBetween, mondayOf, type Day } from '#time/day.ts';

export interface Trial {
  id: string;
  key: string;
  name: string;
  design: TrialDesign;
  status: 'draft' | 'drawn' | 'done' | 'discarded';
  revision: number;
  createdBy: string;
  createdAt: Date;
  drawnAt: Date | null;
  endedAt: Date | null;
  example: boolean;
}

const opened = (row: typeof trials.$inferSelect): Trial => ({
  ...row,
  design: TrialDesign.parse(row.design),
  status: row.status as Trial['status']
});

/** By which what is going to be done for an arm is known to the cap on contacts. */
export const sourceOf = ({ key, design }: Pick<Trial, 'key' | 'design'>, arm: number): string =>
  `trial:${key}/${design.arms[arm]?.intervention ?? ''}`;

/** The ladder is kept by week, so that what counts begins on a Monday: this one, or the next. */
export const mondayFrom = (day: Day): Day => (mondayOf(day) === day ? day : addDays(mondayOf(day), 7));

function checked(input: unknown): TrialDesign {
  const given = wellFormed(TrialDesign, input, 'design_malformed');
  const design = { ...given, starts: mondayFrom(given.starts), days: Math.ceil(given.days / 7) * 7 };
  if (!statesOf(design).isKnown)
    throw new Refusal('outcome_unknown', `De ladder heeft geen trede "${design.outcome}".`);
  if (design.cluster === 'team' && design.population !== 'company')
    throw new Refusal(
      'cluster_unknown',
      'Loten per team kan alleen bij bedrijven: overheden en afdelingen komen uit het register, waarin geen team staat.'
    );
  if (daysBetween(design.starts, endOf(design)) > LONGEST)
    throw new Refusal(
      'design_long',
      `Het experiment duurt langer dan ${LONGEST} dagen. Wie meedoet bewaren we dertien maanden: kies minder weken of stappen.`
    );
  const names = design.arms.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length)
    throw new Refusal('arms_alike', 'Twee groepen heten hetzelfde. Geef ze elk een eigen naam.');
  return design;
}

/**
 * A new draft; of an example the key is given.
 * @throws Refusal design_malformed | outcome_unknown | cluster_unknown | design_long | start_passed | arms_alike | name_empty
 */
export async function create(
  given: { name: string; design: unknown },
  by: string,
  at: Date,
  example?: { key: string }
): Promise<Trial> {
  const design = checked(given.design);
  // What an example tells of is past.
  if (!example && design.starts < dayOf(at.getTime()))
    throw new Refusal('start_passed', 'De startdag is voorbij. Loten kan tot en met de startdag: kies een latere.');
  const name = given.name.trim().slice(0, 80);
  if (name === '') throw new Refusal('name_empty', 'Geef het experiment een naam.');
  const stem = `list_${slugOf(name).slice(0, 32).replace(/-+$/, '') || 'proef'}`;
  const database = await register();
  for (let copy = 1; ; copy++) {
    const [made] = await database
      .insert(trials)
      .values({
        id: randomUUID(),
        key: example?.key ?? (copy === 1 ? stem : `${stem}-${copy}`),
        name,
        design,
        status: 'draft',
        createdBy: by,
        createdAt: at,
        example: example !== undefined
      })
      .onConflictDoNothing()
      .returning();
    if (made) return opened(made);
  }
}

/** @throws Refusal trial_unknown */
export async function one(key: string): Promise<Trial> {
  const [row] = await (await register()).select().from(trials).where(eq(trials.key, key));
  if (!row) throw new Refusal('trial_unknown', 'Dit lijstexperiment is er niet.', { status: 404 });
  return opened(row);
}

/** All that were not thrown away, the newest first. */
export async function list(): Promise<Trial[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(trials)
    .where(ne(trials.status, 'discarded'))
    .orderBy(desc(trials.createdAt));
  return rows.map(opened);
}

/**
 * Replaces the design of a draft.
 * @param revision the one it was read at
 * @throws Refusal not_a_draft | changed_meanwhile | design_malformed
 */
export async function save(key: string, revision: number, input: unknown): Promise<void> {
  const design = checked(input);
  const trial = await one(key);
  if (trial.status !== 'draft')
    throw new Refusal('not_a_draft', 'Het ontwerp ligt vast zodra er geloot is.', { status: 409 });
  const changed = await (
    await register()
  )
    .update(trials)
    .set({ design, revision: revision + 1 })
    .where(and(eq(trials.id, trial.id), eq(trials.revision, revision), eq(trials.status, 'draft')))
    .returning({ id: trials.id });
  if (changed.length === 0)
    throw new Refusal('changed_meanwhile', 'Iemand anders wijzigde dit net. Laad de pagina opnieuw.', { status: 409 });
}

/**
 * Throws a draft away, or ends a drawn one without an outcome: that it was drawn stays in the evidence, and nothing is told of it. Who
 * was not approached yet is free again.
 */
export async function discard(key: string, by: string, at: Date): Promise<void> {
  const trial = await one(key);
  if (trial.status === 'done')
    throw new Refusal('trial_done', 'Dit experiment is klaar; de uitkomst blijft staan.', { status: 409 });
  await (
    await register()
  ).transaction(async (transaction) => {
    await transaction
      .update(trials)
      .set({ status: 'discarded', endedAt: at })
      .where(and(eq(trials.id, trial.id), ne(trials.status, 'done')));
    if (trial.status !== 'drawn') return;
    const content = { rule: 'trial_abandoned', name: trial.name };
    await ledger.append(transaction, { experiment: key, at, by, kind: 'decision', content, example: trial.example });
    const today = dayOf(at.getTime());
    // Whoever was approached already was approached; whose day is still to come is free again.
    const from = today > trial.design.starts ? addDays(today, 1) : undefined;
    for (const arm of trial.design.arms.keys()) await touches.release(sourceOf(trial, arm), transaction, from);
  });
}

/**
 * Ends one with what it showed, which is written into the evidence once.
 * @throws Refusal changed_meanwhile
 */
export async function end(trial: Trial, record: TrialOutcome, by: string, at: Date): Promise<void> {
  await (
    await register()
  ).transaction(async (transaction) => {
    const ended = await transaction
      .update(trials)
      .set({ status: 'done', endedAt: at })
      .where(and(eq(trials.id, trial.id), eq(trials.status, 'drawn')))
      .returning({ id: trials.id });
    if (ended.length === 0)
      throw new Refusal('changed_meanwhile', 'Iemand anders legde de uitkomst net vast.', { status: 409 });
    await ledger.append(transaction, {
      experiment: trial.key,
      at,
      by,
      kind: 'review',
      content: record,
      example: trial.example
    });
  });
}

const Member = z.object({
  organisation: z.string(),
  arm: z.number(),
  cluster: z.string(),
  batch: z.number(),
  stratum: z.string(),
  step: z.number(),
  starts: z.string()
});
export type Member = z.infer<typeof Member>;

/** Who was drawn, in order of their pseudonyms. */
export const members = (key: string): Promise<Member[]> => ask(membersSql, { trial: key }, Member);
