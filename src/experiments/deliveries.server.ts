/** What became of what was sent or done in a list experiment: told by a list, or by the contacts that were logged. */
import { and, desc, eq, gte, lt, ne } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import * as candidates from '#experiments/candidates.server.ts';
import { endOf, type Delivery } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import type { Trial } from '#experiments/trials.server.ts';
import { momentOf } from '#files/column.ts';
import { readTable } from '#files/reading.server.ts';
import { WrongCell, type Cells } from '#files/table.ts';
import { noRows } from '#files/understanding.server.ts';
import { numberColumn, organisationIn } from '#organisations/address-list.server.ts';
import { Refusal } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { contacts, interventions } from '#store/tables.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { standing } from '#surveys/links.server.ts';
import { dayOf, type Day } from '#time/day.ts';

/** Words as they stand in lists of a mailer, a call centre or an attendance list. */
const WORDS: Readonly<Record<Delivery, RegExp>> = {
  bounced:
    /^(bounced?|bounce|onbestelbaar|retour|terug(gekomen)?|niet (bezorgd|afgeleverd|aangekomen|bereikt)|geen gehoor|undelivered|failed|mislukt)$/,
  attended: /^(attended|aanwezig|geweest|deelgenomen|bezocht|gekomen|ja)$/,
  declined: /^(declined|afgemeld|afgezegd|geweigerd|weigerde|niet gekomen|afwezig|geen interesse|nee)$/,
  delivered: /^(delivered|bezorgd|afgeleverd|aangekomen|ontvangen|verzonden|bereikt|gesproken|gebeld)$/
};

/** Undefined for a word that means nothing here. */
function deliveryOf(word: string): Delivery | undefined {
  const bare = word.trim().toLowerCase().replace(/\s+/g, ' ');
  return (Object.keys(WORDS) as Delivery[]).find((status) => WORDS[status].test(bare));
}

const STATUS = /^(status|uitkomst|resultaat|bezorging|aflevering|afgeleverd|aanwezigheid|aanwezig)$/i;
const NAME = /^(naam|name|organisatie|afdeling|gemeente)$/i;
const WHEN = /^(datum|dag|date|op)$/i;

/** Rows that are given back with what is wrong; more of them say nothing new. */
const MOST_TOLD = 1_000;

export type Fault = 'number' | 'status' | 'stranger' | 'date';

export interface Imported {
  received: number;
  kept: number;
  /** Of those how many are of the arm that was left alone. */
  leftAlone: number;
  refused: { line: number; fault: Fault }[];
  /** All that were refused, also those that are not told one by one. */
  wrong: number;
}

/**
 * Reads a list of what became of it: a column with the number (of bodies and departments the name) and one with the status. The last
 * word about an organisation counts; the same list again changes nothing.
 * @throws Refusal not_drawn | column_missing | file_unreadable | file_empty
 */
export async function importList(
  key: string,
  file: { path: string; filename: string },
  column: string,
  at: Date
): Promise<Imported> {
  const trial = await trials.one(key);
  const drawn = new Map((await trials.members(key)).map((one) => [one.organisation, one]));
  if (drawn.size === 0) throw new Refusal('not_drawn', 'Er is nog niet geloot voor dit experiment.', { status: 409 });
  const isCompany = trial.design.population === 'company';
  const table = await readTable(file.path, file.filename);
  try {
    const status = table.header.find((title) => (column === '' ? STATUS.test(title.trim()) : title === column));
    if (!status)
      throw new Refusal(
        'column_missing',
        `We vinden geen kolom die zegt wat ervan kwam. Noem haar bij ‘Kolom met de status’. Gevonden: ${table.header.slice(0, 30).join(', ')}.`
      );
    const who = isCompany ? byNumber(table.header) : await byName(trial, table.header, at);
    const when = table.header.find((title) => WHEN.test(title.trim()));
    const found: Imported = { received: 0, kept: 0, leftAlone: 0, refused: [], wrong: 0 };
    const given: { line: number; organisation: Pseudonym; status: Delivery; at: number }[] = [];
    const refuse = (line: number, fault: Fault) => {
      found.wrong++;
      if (found.refused.length < MOST_TOLD) found.refused.push({ line, fault });
    };
    for await (const { line, cells, wrong } of table.rows()) {
      found.received++;
      const organisation = wrong ? undefined : who(cells);
      const word = deliveryOf(String(cells[status] ?? ''));
      const moment = momentIn(cells, when, at);
      if (organisation === undefined) refuse(line, 'number');
      else if (!word) refuse(line, 'status');
      else if (moment === undefined) refuse(line, 'date');
      else given.push({ line, organisation, status: word, at: moment });
    }
    if (found.received === 0) throw noRows();
    const heads = await standing([...new Set(given.map(({ organisation }) => organisation))], dayOf(at.getTime()));
    const last = new Map<Pseudonym, string>();
    for (const { line, organisation, status: word, at: moment } of given) {
      const head = heads.get(organisation)?.head ?? organisation;
      const member = drawn.get(head);
      if (!member) {
        refuse(line, 'stranger');
        continue;
      }
      if (!last.has(head) && member.arm === 0) found.leftAlone++;
      const row = { trial: key, organisation: head, status: word, at: moment, imported_at: at.getTime() };
      last.set(head, JSON.stringify({ ...row, example: trial.example }));
    }
    found.kept = last.size;
    found.refused.sort((a, b) => a.line - b.line);
    await insertLines('trial_deliveries', [...last.values()].join('\n'), randomUUID());
    return found;
  } finally {
    table.close();
  }
}

type Finder = (cells: Cells) => Pseudonym | undefined;

function byNumber(header: readonly string[]): Finder {
  const mapping = numberColumn(header, '');
  return (cells) => organisationIn(cells, mapping);
}

async function byName(trial: Trial, header: readonly string[], at: Date): Promise<Finder> {
  const title = header.find((one) => NAME.test(one.trim()));
  if (!title)
    throw new Refusal('column_missing', `We vinden geen kolom met namen. Gevonden: ${header.slice(0, 30).join(', ')}.`);
  const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();
  const all = await candidates.bodies(trial.design.population, dayOf(at.getTime()));
  const of = new Map(all.map(({ organisation, name }) => [plain(name), organisation]));
  return (cells) => of.get(plain(String(cells[title] ?? '')));
}

/** Now where nothing is said; undefined for what is no date. */
function momentIn(cells: Cells, title: string | undefined, at: Date): number | undefined {
  if (title === undefined) return at.getTime();
  try {
    return momentOf(cells, { at: title }, 'at') ?? at.getTime();
  } catch (error) {
    if (error instanceof WrongCell) return undefined;
    throw error;
  }
}

export interface Logged {
  /** Members that were spoken with on behalf of what their arm, or another of this experiment, is about, with the first day on which. */
  reached: ReadonlyMap<Pseudonym, Day>;
  /** Everybody with whom somebody of ours had contact between the start and the end, whatever about. */
  anybody: ReadonlyMap<Pseudonym, Day>;
}

/** What the contact log says of this experiment. */
export async function logged({ design }: Pick<Trial, 'design'>): Promise<Logged> {
  const slugs = design.arms.flatMap(({ intervention }) => (intervention === '' ? [] : [intervention]));
  const rows = await (
    await register()
  )
    .select({ organisation: contacts.organisation, slug: interventions.slug, day: contacts.day })
    .from(contacts)
    .leftJoin(interventions, eq(contacts.intervention, interventions.id))
    .where(
      and(
        eq(contacts.population, design.population),
        ne(contacts.organisation, '0'),
        eq(contacts.theirs, false),
        ne(contacts.outcome, 'not_reached'),
        gte(contacts.day, design.starts),
        lt(contacts.day, endOf(design))
      )
    )
    // Of several the last is kept below: the first day.
    .orderBy(desc(contacts.day));
  const first = (some: typeof rows) => new Map(some.map(({ organisation, day }) => [organisation, day]));
  return { reached: first(rows.filter(({ slug }) => slug !== null && slugs.includes(slug))), anybody: first(rows) };
}
