/** Improvements: made out of what was heard, tried, closed, and told back to whoever brought them up. */
import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import {
  byHeard,
  CLOSED,
  Closing,
  Improvement,
  type Heard,
  type ImprovementStatus
} from '#interventions/improvement.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register, type Register, type Transaction } from '#store/register.server.ts';
import { contacts, improvements, remarks } from '#store/tables.server.ts';
import { addDays, dayOf, startOf, type Day } from '#time/day.ts';

export interface Known extends Omit<typeof improvements.$inferSelect, 'population' | 'motive' | 'status'> {
  population: Improvement['population'];
  motive: Improvement['motive'];
  status: ImprovementStatus;
  heard: Heard;
}

/** What is held against each other at once, and shown: enough for a year of contacts. */
const REMARKS_AT_ONCE = 1_000;

const NOTHING: Heard = { remarks: 0, contacts: 0, companies: 0, bodies: 0, last: '' };

const counted = (what: ReturnType<typeof sql>) => sql<number>`count(${what})`.mapWith(Number);

async function heardBy(): Promise<Map<string, Heard>> {
  const rows = await (
    await register()
  )
    .select({
      improvement: remarks.improvement,
      remarks: counted(sql`*`),
      contacts: counted(sql`DISTINCT ${contacts.id}`),
      companies:
        sql<number>`count(DISTINCT ${contacts.organisation}) FILTER (WHERE ${contacts.population} = 'company' AND ${contacts.organisation} <> '0')`.mapWith(
          Number
        ),
      bodies:
        sql<number>`count(DISTINCT (${contacts.population}, ${contacts.name})) FILTER (WHERE ${contacts.name} <> '')`.mapWith(
          Number
        ),
      last: sql<string>`max(${contacts.day})`
    })
    .from(remarks)
    .innerJoin(contacts, eq(remarks.contact, contacts.id))
    .where(isNotNull(remarks.improvement))
    .groupBy(remarks.improvement);
  return new Map(rows.map(({ improvement, ...heard }) => [improvement!, heard]));
}

/** All of them, what was heard most first. */
export async function list(): Promise<Known[]> {
  const [rows, heard] = await Promise.all([(await register()).select().from(improvements), heardBy()]);
  return rows.map((row) => ({ ...row, heard: heard.get(row.id) ?? NOTHING }) as Known).sort(byHeard);
}

/** @throws Refusal improvement_unknown */
export async function one(id: string): Promise<Known> {
  const [row] = await (await register()).select().from(improvements).where(eq(improvements.id, id));
  if (!row) throw new Refusal('improvement_unknown', 'Deze verbetering bestaat niet.', { status: 404 });
  return { ...row, heard: (await heardBy()).get(id) ?? NOTHING } as Known;
}

const CONTACT = {
  contact: contacts.id,
  day: contacts.day,
  population: contacts.population,
  name: contacts.name,
  by: contacts.by
};
const REMARK = {
  id: remarks.id,
  kind: remarks.kind,
  text: remarks.text,
  improvement: remarks.improvement,
  toldAt: remarks.toldAt,
  toldBy: remarks.toldBy
};

/** Remarks that are in no improvement yet, the latest first. */
export async function ungrouped() {
  return (await register())
    .select({ ...REMARK, ...CONTACT })
    .from(remarks)
    .innerJoin(contacts, eq(remarks.contact, contacts.id))
    .where(isNull(remarks.improvement))
    .orderBy(desc(contacts.day), asc(remarks.id))
    .limit(REMARKS_AT_ONCE);
}

/** What was heard of an improvement, the latest first; without one of all of them. */
export async function heard(improvement?: string) {
  return (await register())
    .select({ ...REMARK, ...CONTACT })
    .from(remarks)
    .innerJoin(contacts, eq(remarks.contact, contacts.id))
    .where(improvement === undefined ? isNotNull(remarks.improvement) : eq(remarks.improvement, improvement))
    .orderBy(desc(contacts.day), asc(remarks.id))
    .limit(REMARKS_AT_ONCE);
}

/** Puts remarks that are in none into an improvement. @throws Refusal remarks_none */
async function put(database: Register | Transaction, id: string, chosen: readonly string[]): Promise<number> {
  const moved = await database
    .update(remarks)
    .set({ improvement: id })
    .where(and(inArray(remarks.id, [...chosen]), isNull(remarks.improvement)))
    .returning({ id: remarks.id });
  if (moved.length === 0)
    throw new Refusal('remarks_none', 'Kies eerst een of meer opmerkingen die nog nergens bij horen.');
  return moved.length;
}

/**
 * Makes an improvement out of remarks.
 * @throws Refusal improvement_malformed | remarks_none
 */
export async function create(given: unknown, chosen: readonly string[], by: string, at: Date): Promise<string> {
  const improvement = wellFormed(Improvement, given, 'improvement_malformed');
  const id = randomUUID();
  await (
    await register()
  ).transaction(async (transaction) => {
    await transaction.insert(improvements).values({ id, ...improvement, status: 'open', createdBy: by, createdAt: at });
    await put(transaction, id, chosen);
  });
  return id;
}

/** @returns how many came to it; @throws Refusal improvement_unknown | remarks_none */
export async function group(id: string, chosen: readonly string[]): Promise<number> {
  await one(id);
  return put(await register(), id, chosen);
}

/** Takes a remark out of an improvement: it is about something else. */
export async function ungroup(id: string, remark: string): Promise<void> {
  await (
    await register()
  )
    .update(remarks)
    .set({ improvement: null, toldAt: null, toldBy: '' })
    .where(and(eq(remarks.id, remark), eq(remarks.improvement, id)));
}

/** @throws Refusal improvement_malformed | improvement_unknown */
export async function change(id: string, given: unknown): Promise<void> {
  const improvement = wellFormed(Improvement, given, 'improvement_malformed');
  await one(id);
  await (await register()).update(improvements).set(improvement).where(eq(improvements.id, id));
}

/**
 * Says which experiment tries it.
 * @param before the one that did until now; empty for none
 * @throws Refusal tried_already when somebody else was quicker, or it is closed
 */
export async function tryBy(id: string, before: string, experiment: string): Promise<void> {
  const changed = await (
    await register()
  )
    .update(improvements)
    .set({ experiment, status: 'trying' })
    .where(
      and(
        eq(improvements.id, id),
        eq(improvements.experiment, before),
        inArray(improvements.status, ['open', 'trying'])
      )
    )
    .returning({ id: improvements.id });
  if (changed.length === 0)
    throw new Refusal('tried_already', 'Iemand anders was net eerder. Bekijk eerst wat er nu is.', { status: 409 });
}

/**
 * Ends it with what came of it.
 * @throws Refusal closing_malformed | closed_already
 */
export async function close(id: string, given: unknown, at: Date): Promise<void> {
  const closing = wellFormed(Closing, given, 'closing_malformed');
  const changed = await (
    await register()
  )
    .update(improvements)
    .set({ ...closing, closedAt: at })
    .where(and(eq(improvements.id, id), isNull(improvements.closedAt)))
    .returning({ id: improvements.id });
  if (changed.length === 0)
    throw new Refusal('closed_already', 'Deze verbetering is al afgesloten of bestaat niet meer.', { status: 409 });
}

/** Takes the ending back; who was told has to be told anew. */
export async function reopen(id: string): Promise<void> {
  await (
    await register()
  ).transaction(async (transaction) => {
    const [opened] = await transaction
      .update(improvements)
      .set({
        closedAt: null,
        outcome: '',
        status: sql`CASE WHEN ${improvements.experiment} = '' THEN 'open' ELSE 'trying' END`
      })
      .where(and(eq(improvements.id, id), isNotNull(improvements.closedAt)))
      .returning({ id: improvements.id });
    if (opened) await transaction.update(remarks).set({ toldAt: null, toldBy: '' }).where(eq(remarks.improvement, id));
  });
}

export interface Telling {
  contact: string;
  day: Day;
  population: string;
  /** Empty for companies and groups. */
  name: string;
  by: string;
  improvement: { id: string; title: string; outcome: string; status: string };
  remarks: { kind: string; text: string }[];
  /** Undefined while nobody told it. */
  toldAt: Date | undefined;
  toldBy: string;
}

/** To whom is to be told what came of what they said, contact by contact: those that were not told yet first, then the oldest. */
export async function tellings({
  improvement,
  by,
  untold = false
}: {
  improvement?: string;
  by?: string;
  untold?: boolean;
}): Promise<Telling[]> {
  const rows = await (
    await register()
  )
    .select({
      remark: REMARK,
      of: CONTACT,
      improvement: {
        id: improvements.id,
        title: improvements.title,
        outcome: improvements.outcome,
        status: improvements.status
      }
    })
    .from(remarks)
    .innerJoin(contacts, eq(remarks.contact, contacts.id))
    .innerJoin(improvements, eq(remarks.improvement, improvements.id))
    .where(
      and(
        inArray(improvements.status, [...CLOSED]),
        // Nobody said anything in particular to whom it could be told back.
        ne(contacts.outcome, 'not_reached'),
        improvement === undefined ? undefined : eq(improvements.id, improvement),
        by === undefined ? undefined : eq(contacts.by, by),
        untold ? isNull(remarks.toldAt) : undefined
      )
    )
    .orderBy(sql`${remarks.toldAt} IS NOT NULL`, asc(contacts.day), asc(remarks.id))
    .limit(REMARKS_AT_ONCE);
  const together = Map.groupBy(rows, ({ of, improvement: { id } }) => `${of.contact} ${id}`);
  return [...together.values()].map((those) => {
    const [{ of, improvement: about }] = those as [(typeof those)[number]];
    const open = those.some(({ remark }) => remark.toldAt === null);
    return {
      ...of,
      improvement: about,
      remarks: those.map(({ remark: { kind, text } }) => ({ kind, text })),
      toldAt: open ? undefined : those[0]!.remark.toldAt!,
      toldBy: open ? '' : those[0]!.remark.toldBy
    };
  });
}

/** Notes that who was spoken with in a contact was told; once told stays. */
export async function tell(improvement: string, contact: string, by: string, at: Date): Promise<void> {
  const { status } = await one(improvement);
  if (!(CLOSED as readonly string[]).includes(status))
    throw new Refusal('closed_not_yet', 'Deze verbetering is nog niet afgesloten: er is nog niets te vertellen.', {
      status: 409
    });
  await (
    await register()
  )
    .update(remarks)
    .set({ toldAt: at, toldBy: by })
    .where(and(eq(remarks.improvement, improvement), eq(remarks.contact, contact), isNull(remarks.toldAt)));
}

/** What was carried out, over days from the first to the last, in order. */
export async function realised(from: Day, to: Day): Promise<(Known & { closedAt: Date; day: Day })[]> {
  const [rows, heard] = await Promise.all([
    (await register())
      .select()
      .from(improvements)
      .where(
        and(
          eq(improvements.status, 'done'),
          gte(improvements.closedAt, new Date(startOf(from))),
          lt(improvements.closedAt, new Date(startOf(addDays(to, 1))))
        )
      )
      .orderBy(asc(improvements.closedAt), asc(improvements.id)),
    heardBy()
  ]);
  return rows.map(
    (row) =>
      ({ ...row, heard: heard.get(row.id) ?? NOTHING, day: dayOf(row.closedAt!.getTime()) }) as Known & {
        closedAt: Date;
        day: Day;
      }
  );
}
