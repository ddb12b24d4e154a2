/** What happens to questionnaires: made, changed, opened, closed; and what their answers mean. */
import { and, desc, eq, ne } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { slugOf } from '#events/site.ts';
import type { Population } from '#organisations/organisation.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { surveys } from '#store/tables.server.ts';
import {
  after,
  awarenessKeysOf,
  Definition,
  meaningKeysOf,
  meaningsOf,
  onlyMeaningChanged,
  sound,
  type Action,
  type AwarenessKeys,
  type Meaning,
  type MeaningKeys,
  type Status
} from '#surveys/survey.ts';

export interface Survey {
  id: string;
  slug: string;
  definition: Definition;
  status: Status;
  revision: number;
  createdBy: string;
  createdAt: Date;
  openedAt: Date | null;
  closedAt: Date | null;
  example: boolean;
}

const opened = (row: typeof surveys.$inferSelect): Survey => ({
  ...row,
  definition: Definition.parse(row.definition),
  status: row.status as Status
});

/** All surveys, the newest first. */
export async function list(): Promise<Survey[]> {
  const rows = await (await register()).select().from(surveys).orderBy(desc(surveys.createdAt));
  return rows.map(opened);
}

/** @throws Refusal survey_unknown */
export async function one(slug: string): Promise<Survey> {
  const [row] = await (await register()).select().from(surveys).where(eq(surveys.slug, slug));
  if (!row) throw new Refusal('survey_unknown', 'Deze vragenlijst bestaat niet.', { status: 404 });
  return opened(row);
}

/** A name in addresses that no other survey has. */
async function freeSlug(title: string): Promise<string> {
  const stem = slugOf(title).slice(0, 32).replace(/-+$/, '') || 'vragenlijst';
  const taken = new Set((await list()).map(({ slug }) => slug));
  for (let copy = 1; ; copy++) {
    const slug = copy === 1 ? stem : `${stem}-${copy}`;
    if (!taken.has(slug)) return slug;
  }
}

/**
 * A new draft.
 * @throws Refusal survey_malformed | survey_unsound
 */
export async function create(input: unknown, by: string, at: Date, example = false): Promise<Survey> {
  const definition = sound(input);
  const database = await register();
  for (;;) {
    const row = {
      id: randomUUID(),
      slug: await freeSlug(definition.title),
      definition,
      status: 'draft',
      createdBy: by,
      createdAt: at,
      example
    };
    // Somebody else may have taken the name meanwhile.
    const made = await database.insert(surveys).values(row).onConflictDoNothing().returning();
    if (made[0]) return opened(made[0]);
  }
}

const overtaken = () =>
  new Refusal(
    'changed_meanwhile',
    'Iemand anders heeft deze vragenlijst intussen gewijzigd. Bekijk haar opnieuw en pas dan aan.',
    { status: 409 }
  );

/**
 * Replaces the definition. The address of a draft goes along with its title; once it is open only what answers mean may change,
 * because answers refer to the rest.
 * @param revision the one it was read at
 * @throws Refusal survey_malformed | survey_unsound | survey_answered | changed_meanwhile
 */
export async function save(slug: string, revision: number, input: unknown): Promise<Survey> {
  const definition = sound(input);
  const survey = await one(slug);
  if (survey.status !== 'draft' && !onlyMeaningChanged(survey.definition, definition))
    throw new Refusal(
      'survey_answered',
      'Sinds deze vragenlijst openstaat liggen de vragen en antwoorden vast. Wat een antwoord betekent kun je nog wijzigen.',
      { status: 409 }
    );
  const isRenamed = survey.definition.title !== definition.title;
  const address = isRenamed && survey.status === 'draft' ? { slug: await freeSlug(definition.title) } : {};
  const [changed] = await (
    await register()
  )
    .update(surveys)
    .set({ definition, revision: revision + 1, ...address })
    .where(and(eq(surveys.slug, slug), eq(surveys.revision, revision)))
    .returning();
  if (!changed) throw overtaken();
  return opened(changed);
}

/**
 * Opens or closes a survey.
 * @throws Refusal survey_unknown | transition_impossible | changed_meanwhile
 */
export async function act(slug: string, action: Action, at: Date): Promise<void> {
  const survey = await one(slug);
  const status = after(survey.status, action);
  const changed = await (
    await register()
  )
    .update(surveys)
    .set({ status, ...(action === 'open' ? { openedAt: at } : { closedAt: at }) })
    .where(and(eq(surveys.slug, slug), eq(surveys.status, survey.status), eq(surveys.revision, survey.revision)))
    .returning({ slug: surveys.slug });
  if (changed.length === 0) throw overtaken();
}

/**
 * Throws away a draft.
 * @throws Refusal survey_unknown | transition_impossible
 */
export async function discard(slug: string): Promise<void> {
  const { status } = await one(slug);
  if (status !== 'draft')
    throw new Refusal('transition_impossible', 'Alleen een concept kun je weggooien.', { status: 409 });
  await (await register()).delete(surveys).where(and(eq(surveys.slug, slug), eq(surveys.status, 'draft')));
}

/** What the answers of all surveys say about motives, a row an option and motive; those of drafts not yet. */
export async function meanings(): Promise<Meaning[]> {
  const rows = await (await register()).select().from(surveys).where(ne(surveys.status, 'draft'));
  return rows.map(opened).flatMap(({ slug, definition }) => meaningsOf(slug, definition));
}

/** The same as a question to the engine wants it. */
export async function meaningKeys(): Promise<MeaningKeys> {
  const rows = await (await register()).select().from(surveys).where(ne(surveys.status, 'draft'));
  return meaningKeysOf(rows.map(opened));
}

/** What the answers to surveys of one population say of knowing the box, as a question to the engine wants it. */
export async function awarenessKeys(population: Population): Promise<AwarenessKeys> {
  const rows = await (await register()).select().from(surveys).where(ne(surveys.status, 'draft'));
  return awarenessKeysOf(rows.map(opened).filter(({ definition }) => definition.population === population));
}
