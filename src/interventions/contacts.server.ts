/** Contacts: taken in from the device that wrote them down, each exactly once; mended and, of companies, forgotten after the term. */
import { and, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import bodiesSql from '#clickhouse/queries/interventions/bodies.sql?raw';
import { Contact, isApproach, isCompanyNumber, MENDABLE } from '#interventions/contact.ts';
import { Intervention } from '#interventions/intervention.ts';
import * as touches from '#interventions/touches.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { organisationKey, type Pseudonym } from '#store/pseudonym.server.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { contacts, interventions, remarks } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { standing } from '#surveys/links.server.ts';
import { withoutNumbers } from '#surveys/response.ts';
import { addDays, DAY, dayOf, type Day } from '#time/day.ts';

type Row = typeof contacts.$inferSelect;
type Remark = typeof remarks.$inferSelect;

/** As long as all else about organisations is kept. Days. */
const KEPT = 395;

const sourceOf = (id: string) => `contact:${id}`;

const Body = z.object({ population: z.enum(['authority', 'department']), organisation: z.string(), name: z.string() });
export type Body = z.infer<typeof Body>;

/** Public bodies and teams of the registry, by name. */
export const bodies = (day: Day): Promise<Body[]> => ask(bodiesSql, { day }, Body);

/** Interventions on which there can be contacts now: those that run, and those that were or will be about a month from now. */
export async function choices(today: Day): Promise<{ slug: string; title: string; kind: string }[]> {
  const rows = await (
    await register()
  )
    .select({ slug: interventions.slug, definition: interventions.definition })
    .from(interventions)
    .where(ne(interventions.status, 'cancelled'))
    .orderBy(desc(interventions.createdAt))
    .limit(500);
  return rows.flatMap(({ slug, definition }) => {
    const known = Intervention.safeParse(definition).data;
    const isNow = known && known.begins <= addDays(today, 31) && known.ends >= addDays(today, -31);
    return isNow ? [{ slug, title: known.title, kind: known.kind }] : [];
  });
}

/**
 * The company of a number: a branch stands for its head, as it has one box with it.
 * @throws Refusal reference_wrong
 */
export async function companyOf(reference: string, day: Day): Promise<Pseudonym> {
  if (!isCompanyNumber(reference))
    throw new Refusal(
      'reference_wrong',
      'Een KvK-nummer heeft 8 cijfers, een vestigingsnummer 12. Vul het opnieuw in.'
    );
  const key = organisationKey(reference);
  return (await standing([key], day)).get(key)?.head ?? key;
}

/** @throws Refusal reference_wrong | body_unknown */
async function whoIn({
  isGroup,
  population,
  reference,
  name,
  day
}: Contact): Promise<Pick<Row, 'organisation' | 'name'>> {
  if (isGroup) return { organisation: '0', name: '' };
  if (population === 'company') return { organisation: await companyOf(reference, day), name: '' };
  const body = (await bodies(day)).find((one) => one.population === population && one.name === name);
  if (!body)
    throw new Refusal('body_unknown', 'Deze instantie of afdeling staat niet in het register. Kies een andere.');
  return { organisation: body.organisation, name: body.name };
}

/** @throws Refusal contact_malformed | day_wrong */
function checked(given: unknown, at: Date): Contact {
  const contact = wellFormed(Contact, given, 'contact_malformed');
  const today = dayOf(at.getTime());
  if (contact.day > today) throw new Refusal('day_wrong', 'Deze dag is nog niet geweest. Kies vandaag of eerder.');
  if (contact.day < addDays(today, -KEPT))
    throw new Refusal('day_wrong', 'Deze dag is langer geleden dan we contacten bewaren. Kies een latere dag.');
  return contact;
}

/** @throws Refusal intervention_unknown */
async function interventionId(slug: string): Promise<string | null> {
  if (slug === '') return null;
  const [row] = await (
    await register()
  )
    .select({ id: interventions.id })
    .from(interventions)
    .where(eq(interventions.slug, slug));
  if (!row) throw new Refusal('intervention_unknown', 'Deze interventie bestaat niet meer. Kies een andere.');
  return row.id;
}

/** What was heard, as it is kept: by place, so that who mends a text keeps the group that it is in. */
const remarksOf = ({ id, remarks: given }: Contact) =>
  given.flatMap(({ kind, text }, place) =>
    text === '' ? [] : [{ id: `${id}/${place}`, contact: id, kind, text: withoutNumbers(text) }]
  );

/** Notes the approach that a contact was. @returns whether that was within the term of another */
async function approach(transaction: Transaction, contact: Contact, organisation: Pseudonym): Promise<boolean> {
  if (contact.population !== 'company' || organisation === '0' || !isApproach(contact)) return false;
  const { day, intervention } = contact;
  return touches.happened(transaction, organisation, { day, intervention, source: sourceOf(contact.id) });
}

export interface Kept {
  id: string;
  /** It was here already: nothing changed. */
  again: boolean;
  /** It was within the term of another approach; kept all the same, because it happened. */
  overCap: boolean;
}

/** @throws Refusal id_taken when somebody else wrote something down under this id */
function same(row: Row, by: string): Kept {
  if (row.by !== by) throw new Refusal('id_taken', 'Dit contact heeft iemand anders al vastgelegd.', { status: 409 });
  return { id: row.id, again: true, overCap: row.overCap };
}

async function row(id: string): Promise<Row | undefined> {
  const [found] = await (await register()).select().from(contacts).where(eq(contacts.id, id));
  return found;
}

const columnsOf = ({ population, day, kind, theirs, outcome, improvement, minutes, people }: Contact) => ({
  population,
  day,
  kind,
  theirs,
  outcome,
  improvement,
  minutes,
  people
});

/**
 * Takes in a contact; the same id again changes nothing.
 * @throws Refusal contact_malformed | day_wrong | reference_wrong | body_unknown | intervention_unknown | id_taken
 */
export async function keep(given: unknown, by: string, at: Date): Promise<Kept> {
  const contact = checked(given, at);
  const { id } = contact;
  const known = await row(id);
  if (known) return same(known, by);
  const [intervention, who] = await Promise.all([interventionId(contact.intervention), whoIn(contact)]);
  const made = await (
    await register()
  ).transaction(async (transaction): Promise<Kept | undefined> => {
    const inserted = await transaction
      .insert(contacts)
      .values({ id, intervention, ...columnsOf(contact), ...who, by, at })
      .onConflictDoNothing()
      .returning({ id: contacts.id });
    if (inserted.length === 0) return undefined;
    const said = remarksOf(contact);
    if (said.length > 0) await transaction.insert(remarks).values(said);
    const overCap = await approach(transaction, contact, who.organisation);
    if (overCap) await transaction.update(contacts).set({ overCap }).where(eq(contacts.id, id));
    return { id, again: false, overCap };
  });
  return made ?? same((await row(id))!, by);
}

/** @throws Refusal contact_unknown | not_yours | mended_late */
async function mendable(id: string, by: string, at: Date): Promise<Row> {
  const known = await row(id);
  if (!known) throw new Refusal('contact_unknown', 'Dit contact bestaat niet meer.', { status: 404 });
  if (known.by !== by) throw new Refusal('not_yours', 'Dit contact heeft iemand anders vastgelegd.', { status: 403 });
  if (at.getTime() - known.at.getTime() > MENDABLE)
    throw new Refusal('mended_late', 'Een contact kan tot een dag na het vastleggen worden aangepast of verwijderd.', {
      status: 409
    });
  return known;
}

/**
 * Replaces a contact by what it should have been; without a number it stays with the same company.
 * @throws Refusal as keep does, and contact_unknown | not_yours | mended_late
 */
export async function mend(given: unknown, by: string, at: Date): Promise<Kept> {
  const contact = checked(given, at);
  const { id, population, isGroup, reference } = contact;
  const known = await mendable(id, by, at);
  const stays =
    population === 'company' &&
    !isGroup &&
    reference === '' &&
    known.population === 'company' &&
    known.organisation !== '0';
  const [intervention, who] = await Promise.all([
    interventionId(contact.intervention),
    stays ? { organisation: known.organisation, name: '' } : whoIn(contact)
  ]);
  const said = remarksOf(contact);
  return (await register()).transaction(async (transaction) => {
    await touches.release(sourceOf(id), transaction);
    const overCap = await approach(transaction, contact, who.organisation);
    await transaction
      .update(contacts)
      .set({ intervention, ...columnsOf(contact), ...who, overCap })
      .where(eq(contacts.id, id));
    const stay = said.map((one) => one.id);
    await transaction
      .delete(remarks)
      .where(and(eq(remarks.contact, id), stay.length > 0 ? sql`${remarks.id} NOT IN ${stay}` : undefined));
    for (const one of said)
      await transaction
        .insert(remarks)
        .values(one)
        .onConflictDoUpdate({ target: remarks.id, set: { kind: one.kind, text: one.text } });
    return { id, again: false, overCap };
  });
}

/**
 * Takes a contact back, with what was heard and the approach that it was.
 * @throws Refusal contact_unknown | not_yours | mended_late
 */
export async function remove(id: string, by: string, at: Date): Promise<void> {
  await mendable(id, by, at);
  await (
    await register()
  ).transaction(async (transaction) => {
    await touches.release(sourceOf(id), transaction);
    await transaction.delete(contacts).where(eq(contacts.id, id));
  });
}

export interface Own extends Omit<Row, 'organisation' | 'intervention' | 'example' | 'by'> {
  isGroup: boolean;
  /** Slug and title; empty without. */
  intervention: string;
  title: string;
  remarks: Pick<Remark, 'id' | 'kind' | 'text'>[];
  mayMend: boolean;
}

/** The newest contacts that somebody wrote down. */
export async function own(by: string, now: Date, limit = 15): Promise<Own[]> {
  const database = await register();
  const rows = await database
    .select({ contact: contacts, slug: interventions.slug, definition: interventions.definition })
    .from(contacts)
    .leftJoin(interventions, eq(contacts.intervention, interventions.id))
    .where(eq(contacts.by, by))
    .orderBy(desc(contacts.at), desc(contacts.id))
    .limit(limit);
  const ids = rows.map(({ contact }) => contact.id);
  const said = await database.select().from(remarks).where(inArray(remarks.contact, ids)).orderBy(remarks.id);
  const of = Map.groupBy(said, ({ contact }) => contact);
  return rows.map(({ contact: { organisation, by: _, example: __, ...contact }, slug, definition }) => ({
    ...contact,
    isGroup: organisation === '0' && contact.name === '',
    intervention: slug ?? '',
    title: Intervention.safeParse(definition).data?.title ?? '',
    remarks: (of.get(contact.id) ?? []).map(({ id, kind, text }) => ({ id, kind, text })),
    mayMend: now.getTime() - contact.at.getTime() <= MENDABLE
  }));
}

/** Forgets with which companies it was, after the term; what was heard stays, without whom from. @returns how many */
export async function expire(now: Date): Promise<number> {
  const gone = await (
    await register()
  )
    .update(contacts)
    .set({ organisation: '0' })
    .where(
      and(
        eq(contacts.population, 'company'),
        ne(contacts.organisation, '0'),
        lt(contacts.day, dayOf(now.getTime() - KEPT * DAY))
      )
    )
    .returning({ id: contacts.id });
  return gone.length;
}
