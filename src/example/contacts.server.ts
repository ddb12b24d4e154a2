/** Contacts over the last year of the example: whom the invented project team visited and called, what it heard, and what came of that. */
import { eq, inArray } from 'drizzle-orm';
import { reference } from '#example/actors.server.ts';
import { pick, random, type Random } from '#example/brabant.ts';
import { IMPROVEMENTS, SCRIPTS, type About, type Script } from '#example/heard.ts';
import type { Size } from '#example/size.ts';
import * as experiments from '#experiments/experiments.server.ts';
import { isApproach, type Outcome } from '#interventions/contact.ts';
import * as contacts from '#interventions/contacts.server.ts';
import { USUAL_TERM } from '#interventions/touch.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import {
  contacts as contactTable,
  improvements,
  interventions,
  remarks as remarkTable,
  touches
} from '#store/tables.server.ts';
import { addDays, daysBetween, startOf, type Day } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

const one = <T>(of: readonly T[], chance: Random): T => of[Math.floor(chance() * of.length)]!;

/** An id that depends on the seed alone. */
function idOf(chance: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

/** On a working day. */
function weekday(day: Day): Day {
  const number = new Date(`${day}T12:00:00Z`).getUTCDay();
  return number === 0 ? addDays(day, -2) : number === 6 ? addDays(day, -1) : day;
}

interface Made {
  contact: typeof contactTable.$inferInsert;
  remarks: (typeof remarkTable.$inferInsert & { about: About })[];
}

function tell(
  script: Script,
  place: number,
  { seed, organisations, until }: Size,
  known: { intervention: string | null; names: readonly contacts.Body[] }
): Made {
  const chance = random(seed + 31, place);
  const id = idOf(chance);
  const ago = Math.floor(script.ago[1] + chance() * (script.ago[0] - script.ago[1]));
  const day = weekday(addDays(until, -ago));
  const { population } = script;
  const body = known.names.length > 0 ? one(known.names, chance) : undefined;
  const isGroup = chance() < script.groups || (population !== 'company' && !body);
  const outcome = pick(script.outcomes, chance) as Outcome;
  const reached = outcome !== 'not_reached';
  const heard = reached ? Math.floor(chance() * (isGroup ? 4 : 2.7)) : 0;
  const abouts = Array.from({ length: heard }, () => pick(script.about, chance) as About);
  const said = [...new Set(abouts)].map((about) => ({ about, ...one(script.said[about]!, chance) }));
  return {
    contact: {
      id,
      intervention: known.intervention,
      population,
      organisation: isGroup
        ? '0'
        : population === 'company'
          ? organisationKey(reference(Math.floor(chance() * organisations)))
          : body!.organisation,
      name: isGroup || population === 'company' ? '' : body!.name,
      day,
      kind: script.kind,
      theirs: chance() < script.theirs,
      outcome,
      improvement: reached && chance() < 0.55 ? (chance() < 0.72 ? 'yes' : 'no') : '',
      minutes: reached ? one(script.minutes, chance) : 5,
      people: isGroup ? 6 + Math.floor(chance() * 18) : chance() < 0.85 ? 1 : 2,
      by: BY,
      at: new Date(startOf(day) + Math.round((9 + chance() * 8) * 3_600_000)),
      example: true
    },
    remarks: said.map(({ about, kind, text }, index) => ({
      id: `${id}/${index}`,
      contact: id,
      kind,
      text,
      about,
      example: true
    }))
  };
}

/** What the contacts of companies were as approaches, and which came within the term of one before. */
function approaches(made: readonly Made[]): (typeof touches.$inferInsert)[] {
  const last = new Map<string, Day>();
  const inOrder = [...made].sort((a, b) => a.contact.day.localeCompare(b.contact.day));
  return inOrder.flatMap(({ contact }) => {
    const { organisation, day, theirs = false, outcome } = contact;
    if (contact.population !== 'company' || organisation === '0') return [];
    if (!isApproach({ theirs, outcome: outcome as Outcome })) return [];
    const before = last.get(organisation);
    contact.overCap = before !== undefined && daysBetween(before, day) < USUAL_TERM;
    last.set(organisation, day);
    return [{ organisation, day, source: `contact:${contact.id}`, example: true }];
  });
}

/** Lets the team have been out for a year. @returns how many contacts */
export async function fill(size: Size): Promise<number> {
  const { until, seed } = size;
  const database = await register();
  const slugs = SCRIPTS.map(({ slug }) => slug);
  const [rows, bodies, tried] = await Promise.all([
    database
      .select({ id: interventions.id, slug: interventions.slug })
      .from(interventions)
      .where(inArray(interventions.slug, slugs)),
    contacts.bodies(until),
    experiments.list()
  ]);
  const made = SCRIPTS.flatMap((script, number) => {
    const intervention = rows.find(({ slug }) => slug === script.slug)?.id ?? null;
    const names = bodies.filter(({ population }) => population === script.population);
    return Array.from({ length: script.contacts }, (_, index) =>
      tell(script, number * 1_000 + index, size, { intervention, names })
    );
  });
  const touched = approaches(made);
  const keyOf = (name: string) =>
    tried.find(({ experiment }) => experiment.example && experiment.name === name)?.experiment.key ?? '';
  const groups = IMPROVEMENTS.map(({ about, ago, experiment = '', outcome = '', ...rest }, index) => ({
    about,
    row: {
      id: idOf(random(seed + 32, index)),
      ...rest,
      experiment: experiment === '' ? '' : keyOf(experiment),
      outcome,
      createdBy: BY,
      createdAt: new Date(startOf(addDays(until, -ago.made)) + 10 * 3_600_000),
      closedAt: ago.closed === undefined ? null : new Date(startOf(addDays(until, -ago.closed)) + 15 * 3_600_000),
      example: true
    }
  }));
  const told = random(seed + 33, 0);
  const remarks = made.flatMap(({ contact, remarks: all }) =>
    all.map(({ about, ...remark }) => {
      const group = groups.find((one) => one.about === about)?.row;
      const closedAt = group?.closedAt;
      // What was heard before somebody put it together is in it; the latest still waits for that.
      const isIn = group !== undefined && daysBetween(contact.day, until) > 25;
      const isTold = isIn && closedAt instanceof Date && contact.at! < closedAt && told() < 0.6;
      return {
        ...remark,
        improvement: isIn ? group.id : null,
        ...(isTold ? { toldAt: new Date(closedAt.getTime() + 86_400_000), toldBy: BY } : {})
      };
    })
  );
  await database.transaction(async (transaction) => {
    await transaction.insert(improvements).values(groups.map(({ row }) => row));
    await transaction.insert(contactTable).values(made.map(({ contact }) => contact));
    await transaction.insert(remarkTable).values(remarks);
    await transaction.insert(touches).values(touched).onConflictDoNothing();
  });
  return made.length;
}

/** Takes out what was invented; what is real loses its tie to it and stays. */
export async function remove(): Promise<void> {
  const database = await register();
  await database.transaction(async (transaction) => {
    const gone = transaction.select({ id: improvements.id }).from(improvements).where(eq(improvements.example, true));
    await transaction
      .update(remarkTable)
      .set({ improvement: null, toldAt: null, toldBy: '' })
      .where(inArray(remarkTable.improvement, gone));
    const invented = transaction
      .select({ id: interventions.id })
      .from(interventions)
      .where(eq(interventions.example, true));
    await transaction
      .update(contactTable)
      .set({ intervention: null })
      .where(inArray(contactTable.intervention, invented));
    for (const table of [remarkTable, contactTable, improvements, touches])
      await transaction.delete(table).where(eq(table.example, true));
  });
}
