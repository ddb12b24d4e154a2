/** Interventions: planning them, what happens to them, and what they took. */
import { and, asc, count, eq, inArray, sql, sum } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { slugOf } from '#events/site.ts';
import { isCareful } from '#adoption/hiding.ts';
import { cardOf } from '#interventions/card.ts';
import {
  after,
  Intervention,
  isOpen,
  isSeen,
  overlap,
  sound,
  STATUSES,
  type Action,
  type Status
} from '#interventions/intervention.ts';
import { Refusal } from '#refusal.ts';
import { suppressed } from '#statistics/hiding.ts';
import { register } from '#store/register.server.ts';
import { contacts, interventions } from '#store/tables.server.ts';
import type { Period } from '#time/period.ts';

export interface Known {
  id: string;
  slug: string;
  plan: Intervention;
  status: Status;
  /** What it took; undefined until somebody said. */
  hours: number | undefined;
  euros: number | undefined;
  revision: number;
  createdBy: string;
  createdAt: Date;
  example: boolean;
}

const opened = ({ definition, status, hoursSpent, eurosSpent, ...row }: typeof interventions.$inferSelect): Known => ({
  ...row,
  plan: Intervention.parse(definition),
  status: z.enum(STATUSES).parse(status),
  hours: hoursSpent ?? undefined,
  euros: eurosSpent ?? undefined
});

const byTime = (one: Known, other: Known): number =>
  one.plan.begins.localeCompare(other.plan.begins) || one.slug.localeCompare(other.slug);

/** All of them, by the day on which they begin. */
export async function list(): Promise<Known[]> {
  return (await (await register()).select().from(interventions)).map(opened).sort(byTime);
}

/** @throws Refusal intervention_unknown */
export async function one(slug: string): Promise<Known> {
  const [row] = await (await register()).select().from(interventions).where(eq(interventions.slug, slug));
  if (!row) throw new Refusal('intervention_unknown', 'Deze interventie bestaat niet.', { status: 404 });
  return opened(row);
}

/** Those that ran or run, as far as a period has a day of them: what stands on its charts. */
export async function seenIn({ from, to }: Period): Promise<Known[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(interventions)
    .where(inArray(interventions.status, STATUSES.filter(isSeen)));
  return rows
    .map(opened)
    .filter(({ plan: { begins, ends } }) => begins <= to && ends >= from)
    .sort(byTime);
}

/** Others that reach the same audience at the same time. */
export async function beside(plan: Intervention, slug?: string): Promise<Known[]> {
  return (await list()).filter(
    (other) => other.slug !== slug && other.status !== 'cancelled' && overlap(plan, other.plan)
  );
}

/** Words that are addresses of pages already. */
const TAKEN = ['new', 'cards', 'contact', 'contacts', 'improvements', 'reach'];

/** @throws Refusal as sound does, and card_unknown */
function planned(given: unknown): Intervention {
  const plan = sound(given);
  if (plan.card !== '' && !cardOf(plan.card))
    throw new Refusal('card_unknown', `Er is geen kaart "${plan.card}".`, { status: 404 });
  return plan;
}

/**
 * Plans a new one.
 * @param slug its name in addresses, where that does not follow from the title
 * @throws Refusal intervention_malformed | intervention_order | basis_missing | card_unknown
 */
export async function create(
  given: unknown,
  by: string,
  at: Date,
  { example = false, slug }: { example?: boolean; slug?: string } = {}
): Promise<Known> {
  const plan = planned(given);
  const stem = slug ?? slugOf(plan.title);
  const database = await register();
  for (let copy = TAKEN.includes(stem) ? 2 : 1; ; copy++) {
    const row = {
      id: randomUUID(),
      slug: copy === 1 ? stem : `${stem}-${copy}`,
      definition: plan,
      status: 'planned',
      createdBy: by,
      createdAt: at,
      example
    };
    const made = await database.insert(interventions).values(row).onConflictDoNothing().returning();
    if (made[0]) return opened(made[0]);
  }
}

const overtaken = () =>
  new Refusal(
    'changed_meanwhile',
    'Iemand anders heeft deze interventie intussen gewijzigd. Bekijk haar opnieuw en pas dan aan.',
    { status: 409 }
  );

async function change(
  slug: string,
  revision: number,
  what: Partial<typeof interventions.$inferInsert>
): Promise<Known> {
  const [changed] = await (
    await register()
  )
    .update(interventions)
    .set({ ...what, revision: revision + 1 })
    .where(and(eq(interventions.slug, slug), eq(interventions.revision, revision)))
    .returning();
  if (!changed) throw overtaken();
  return opened(changed);
}

/** @param revision the one that was looked at */
async function looked(slug: string, revision: number): Promise<Known> {
  const known = await one(slug);
  if (known.revision !== revision) throw overtaken();
  return known;
}

/**
 * Replaces the plan; its name in addresses stays.
 * @param revision the one it was read at
 * @throws Refusal as create does, and intervention_closed | changed_meanwhile
 */
export async function save(slug: string, revision: number, given: unknown): Promise<Known> {
  const plan = planned(given);
  const { status } = await looked(slug, revision);
  if (!isOpen(status))
    throw new Refusal('intervention_closed', 'Wat klaar of geschrapt is, blijft staan zoals het gepland was.', {
      status: 409
    });
  return change(slug, revision, { definition: plan });
}

const Spent = z.object({ hours: z.number().min(0).max(10_000), euros: z.number().min(0).max(10_000_000) });

/** @throws Refusal spent_wrong */
function spentOf(given: unknown): z.infer<typeof Spent> {
  const spent = Spent.safeParse(given);
  if (spent.success) return spent.data;
  throw new Refusal(
    'spent_wrong',
    'Vul in wat het echt kostte: uren van 0 tot 10.000 en euro’s van 0 tot 10 miljoen. Kostte het niets, vul dan 0 in.'
  );
}

/**
 * Goes from one state to the next.
 * @param spent hours and euros that it took, where it is finished
 * @throws Refusal action_impossible | spent_wrong | changed_meanwhile
 */
export async function act(slug: string, revision: number, action: Action, spent?: unknown): Promise<Known> {
  const { status } = await looked(slug, revision);
  const next = after(status, action);
  if (!next)
    throw new Refusal('action_impossible', 'Dat kan niet meer met deze interventie. Bekijk haar opnieuw.', {
      status: 409
    });
  if (action !== 'finish') return change(slug, revision, { status: next });
  const { hours, euros } = spentOf(spent);
  return change(slug, revision, { status: next, hoursSpent: hours, eurosSpent: euros });
}

export interface Contacted {
  contacts: number;
  minutes: number;
  /** Undefined where it is too small to tell. */
  outcomes: { outcome: string; contacts: number | undefined }[];
}

/** Contacts of each intervention so far, by its id. */
export async function contacted(of: readonly Known[]): Promise<Map<string, Contacted>> {
  if (of.length === 0) return new Map();
  const rows = await (
    await register()
  )
    .select({
      id: sql<string>`${contacts.intervention}`,
      outcome: contacts.outcome,
      contacts: count(),
      minutes: sum(contacts.minutes).mapWith(Number)
    })
    .from(contacts)
    .where(
      inArray(
        contacts.intervention,
        of.map(({ id }) => id)
      )
    )
    .groupBy(contacts.intervention, contacts.outcome)
    .orderBy(asc(contacts.outcome));
  const grouped = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    of.flatMap(({ id, plan: { population } }) => {
      const own = grouped.get(id);
      if (!own) return [];
      const hidden = isCareful(population) ? suppressed(own.map((row) => row.contacts)) : [];
      const told: Contacted = {
        contacts: own.reduce((total, row) => total + row.contacts, 0),
        minutes: own.reduce((total, row) => total + row.minutes, 0),
        outcomes: own.map((row, place) => ({
          outcome: row.outcome,
          contacts: hidden[place] ? undefined : row.contacts
        }))
      };
      return [[id, told] as const];
    })
  );
}
