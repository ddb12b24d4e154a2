/** Drawing the organisations of a list over the arms of an experiment; of the list nothing stays but pseudonyms. */
import { eq } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import * as candidates from '#experiments/candidates.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { draw, MOST_BATCHES, type Unit } from '#experiments/trial-draw.ts';
import { feasibility, type Feasibility } from '#experiments/trial-plan.ts';
import { isOfList, phaseOf, sharesOf, statesOf, type ClusterKind, type TrialDesign } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import { sourceOf, type Member, type Trial } from '#experiments/trials.server.ts';
import type { AddressList, Listed } from '#organisations/address-list.server.ts';
import { Refusal } from '#refusal.ts';
import { SMALLEST } from '#statistics/hiding.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { trials as table } from '#store/tables.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { standing } from '#surveys/links.server.ts';
import { addDays, dayOf, type Day } from '#time/day.ts';

/** Why an organisation of a list is left out. */
export const LEFT_OUT = ['unregistered', 'idle', 'user', 'reached', 'blocked', 'elsewhere', 'nowhere'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** Fewer companies than this in an arm tell nothing, and what they did may not be told either. */
const FEWEST = 10;

/** What a list is made of; public bodies and departments are their own list, by name. */
export interface Given extends AddressList {
  /** Title of the column that names the intermediary, or the team where teams are drawn; empty where there is none. */
  together: string;
}

export interface Looked {
  received: number;
  refused: number;
  twice: number;
  left: Record<LeftOut, number>;
  /** Drawn for this experiment before: it stays where it is. */
  known: number;
  /** To be drawn now. */
  fresh: number;
  clusters: number;
  /** Of those that take part, drawn one by one, how many share an intermediary with another; 0 where the list names none. */
  sharing: number;
  feasibility: Feasibility;
}

export interface DrawnList extends Looked {
  batch: number;
  /** Of each arm or step, in order: its name and how many organisations were drawn for it now. */
  groups: { name: string; organisations: number }[];
  /** The rows of the list that take part with the name of their group; first the names of the columns. */
  lines: string[][];
}

const INTERMEDIARY = /accountant|gemachtigde|intermediair|tussenpersoon|adviseur|boekhouder|administratiekantoor/i;
const TEAM = /team|afdeling|behandelaar/i;

/** The column that seems to name who belongs together: teams where these are drawn, else intermediaries. */
export function guessTogether(header: readonly string[], cluster: ClusterKind): string {
  const wanted = cluster === 'team' ? TEAM : INTERMEDIARY;
  return header.find((title) => wanted.test(title)) ?? '';
}

/** How many have the same name as another; no name is nobody's. */
const sharing = (names: readonly string[]): number =>
  [...Map.groupBy(names.filter(Boolean), (name) => name).values()].reduce(
    (sum, { length }) => sum + (length > 1 ? length : 0),
    0
  );

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** A name that only has to be told apart from others: of an intermediary, a team, or a place. */
const clusterKey = (purpose: string, name: string): string =>
  keyedDigest(`cluster ${purpose}`, plain(name)).readBigUInt64BE().toString();

/** What an arm, or a step of a roll-out, is called. */
const groupNames = ({ shape, arms, steps }: TrialDesign): string[] =>
  shape === 'stepped' ? Array.from({ length: steps }, (_, step) => `Stap ${step + 1}`) : arms.map(({ name }) => name);

/** Group of a member, from 0. */
const groupOf = ({ shape }: TrialDesign, { arm, step }: Pick<Member, 'arm' | 'step'>): number =>
  shape === 'stepped' ? step - 1 : arm;

/** SHA-256 over who was drawn for what, in order of the pseudonyms. */
export function digestOf(members: readonly Pick<Member, 'organisation' | 'arm' | 'step' | 'cluster'>[]): string {
  const lines = members.map(({ organisation, arm, step, cluster }) => `${organisation} ${arm} ${step} ${cluster}`);
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** Public bodies or departments as a list of names. */
export async function bodies(trial: Trial, at: Date): Promise<Given> {
  const all = await candidates.bodies(trial.design.population, dayOf(at.getTime()));
  return {
    header: ['naam'],
    rows: all.map(({ organisation, name }) => ({ organisation, cells: { naam: name } })),
    received: all.length,
    refused: 0,
    together: ''
  };
}

interface Prepared {
  looked: Looked;
  /** Organisations of the list that the registry knows. */
  registered: number;
  units: Unit[];
  known: Map<Pseudonym, Member>;
  /** The first row of each organisation, by its head. */
  listed: Map<Pseudonym, Listed>;
}

/** Days on which members will be approached. */
const daysOf = ({ shape, starts, steps, stepDays }: TrialDesign): Day[] =>
  shape === 'stepped' ? Array.from({ length: steps }, (_, step) => addDays(starts, step * stepDays)) : [starts];

/** Which step a company gets is not known yet: it has to be free on the day of each. */
async function blockedOnAny(all: readonly Pseudonym[], days: readonly Day[]): Promise<Set<Pseudonym>> {
  let found = new Set<Pseudonym>();
  for (const day of days) found = found.union(await touches.blocked(all, day));
  return found;
}

/** Members of other experiments that are not over: approached, whoever is left alone there would not be left alone. */
async function elsewhere({ key, design }: Trial, today: Day): Promise<Set<Pseudonym>> {
  const others = (await trials.list()).filter(
    (other) =>
      other.key !== key &&
      other.design.population === design.population &&
      ['drawn', 'running'].includes(phaseOf(other, today))
  );
  const found = new Set<Pseudonym>();
  for (const other of others) for (const { organisation } of await trials.members(other.key)) found.add(organisation);
  return found;
}

async function prepare(trial: Trial, given: Given, today: Day): Promise<Prepared> {
  const { design } = trial;
  const { first, limit, use } = statesOf(design);
  const own = [...new Set(given.rows.map(({ organisation }) => organisation))];
  const heads = await standing(own, today);
  const listed = new Map<Pseudonym, Listed>();
  for (const row of given.rows) {
    // One box an organisation: a branch stands for its head.
    const head = heads.get(row.organisation)?.head ?? row.organisation;
    if (!listed.has(head)) listed.set(head, row);
  }
  const all = [...listed.keys()];
  const [stands, blocked, drawn, taken] = await Promise.all([
    candidates.standing(design.population, all, today),
    blockedOnAny(all, daysOf(design)),
    trials.members(trial.key),
    elsewhere(trial, today)
  ]);
  const known = new Map(
    drawn.filter(({ organisation }) => listed.has(organisation)).map((one) => [one.organisation, one])
  );
  const left = Object.fromEntries(LEFT_OUT.map((reason) => [reason, 0])) as Record<LeftOut, number>;
  const units: Unit[] = [];
  const names: string[] = [];
  for (const [organisation, { cells }] of listed) {
    if (known.has(organisation)) {
      names.push(plain(cells[given.together] ?? ''));
      continue;
    }
    const it = stands.get(organisation);
    const named = (cells[given.together] ?? '').trim();
    // Whoever has no team, place or region belongs to no cluster; whoever has no intermediary is one by itself.
    const place =
      design.cluster === 'municipality' || design.cluster === 'region'
        ? it?.[design.cluster]
        : design.cluster === 'team'
          ? named
          : undefined;
    const reason: LeftOut | undefined = !it
      ? 'unregistered'
      : it.state < first
        ? 'idle'
        : it.state >= use
          ? 'user'
          : it.state >= limit
            ? 'reached'
            : place === ''
              ? 'nowhere'
              : blocked.has(organisation)
                ? 'blocked'
                : taken.has(organisation)
                  ? 'elsewhere'
                  : undefined;
    if (reason) {
      left[reason]++;
      continue;
    }
    names.push(plain(named));
    units.push({
      organisation,
      cluster:
        place !== undefined
          ? clusterKey(design.cluster, place)
          : isOfList(design.cluster) && named !== ''
            ? clusterKey(design.cluster, named)
            : organisation,
      stratum: `${it!.sector} ${it!.size === '1' ? '1' : it!.size === '' ? '' : 'meer'}`.trim(),
      state: it!.state,
      sole: it!.size === '1'
    });
  }
  const sizes = [...Map.groupBy(units, ({ cluster }) => cluster).values()].map(({ length }) => length);
  const usual = await candidates.baseline(design, today);
  const looked: Looked = {
    received: given.received,
    refused: given.refused,
    twice: given.rows.length - listed.size,
    left,
    known: known.size,
    fresh: units.length,
    clusters: sizes.length,
    sharing: design.cluster === 'organisation' ? sharing(names) : 0,
    feasibility: feasibility(design, {
      organisations: units.length,
      clusters: design.cluster === 'organisation' ? undefined : sizes,
      baseline: usual.organisations > 0 ? usual.reached / usual.organisations : 0
    })
  };
  return { looked, registered: stands.size, units, known, listed };
}

/**
 * Says who of a list could take part, and what would be found with them; draws nothing and keeps nothing.
 * @throws Refusal look_small where it would tell of single companies
 */
export async function look(key: string, given: Given, at: Date): Promise<Looked> {
  const trial = await trials.one(key);
  const { looked, registered } = await prepare(trial, given, dayOf(at.getTime()));
  if (trial.design.population === 'company' && registered < SMALLEST)
    throw new Refusal(
      'look_small',
      `Nakijken kan vanaf ${SMALLEST} bedrijven die in het register staan. Bij minder zou je zien wat één bedrijf doet.`
    );
  return looked;
}

/**
 * Draws who is new, and gives back the whole list with the group of each that takes part. The same list a second time gives the same
 * groups; a second list is drawn by the same seed, and who shares an intermediary, team or place with somebody drawn before goes along.
 * @throws Refusal trial_over | start_passed | list_small | lists_many | changed_meanwhile
 */
export async function drawList(key: string, given: Given, by: string, at: Date): Promise<DrawnList> {
  const trial = await trials.one(key);
  const { design } = trial;
  const today = dayOf(at.getTime());
  if (trial.status === 'done' || trial.status === 'discarded')
    throw new Refusal('trial_over', 'Dit experiment is afgelopen; er wordt niet meer voor geloot.', { status: 409 });
  const { looked, units, known, listed } = await prepare(trial, given, today);
  if (units.length > 0 && today > design.starts)
    throw new Refusal(
      'start_passed',
      'De startdag is voorbij. Wie nu nog bij komt, kan al gedaan hebben wat je meet: loten kan tot en met de startdag.',
      { status: 409 }
    );
  if (listed.size > 0 && units.length === 0 && known.size === 0)
    throw new Refusal(
      'list_nobody',
      'Geen enkele organisatie van deze lijst kan meedoen. Er is niet geloot. Kijk de lijst eerst na: daar staat waarom zij afvallen.'
    );
  const names = groupNames(design);
  const { fresh, batch, perGroup } =
    units.length > 0
      ? await drawUnits(trial, units, looked.left, by, at)
      : { fresh: [], batch: 0, perGroup: names.map(() => 0) };
  const groups = new Map<Pseudonym, number>([
    ...[...known].map(([organisation, member]) => [organisation, groupOf(design, member)] as const),
    ...fresh.map((one) => [one.organisation, groupOf(design, one)] as const)
  ]);
  const columns = given.header.filter((title) => title !== 'groep');
  return {
    ...looked,
    batch,
    groups: names.map((name, group) => ({ name, organisations: perGroup[group]! })),
    lines: [
      [...columns, 'groep'],
      ...[...listed].flatMap(([organisation, { cells }]) => {
        const group = groups.get(organisation);
        return group === undefined ? [] : [[...columns.map((title) => cells[title] ?? ''), names[group]!]];
      })
    ]
  };
}

type Fresh = Member & { state: number; sole: boolean };

/**
 * Draws units that were not drawn before, and writes it down.
 * @throws Refusal list_small | clusters_few | lists_many | changed_meanwhile
 */
export async function drawUnits(
  trial: Trial,
  units: readonly Unit[],
  left: Partial<Record<LeftOut, number>>,
  by: string,
  at: Date
): Promise<{ fresh: Fresh[]; batch: number; perGroup: number[] }> {
  const { design } = trial;
  const before = await trials.members(trial.key);
  const batch = before.reduce((most, one) => Math.max(most, one.batch), 0) + 1;
  if (batch >= MOST_BATCHES) throw new Refusal('lists_many', 'Er zijn te veel lijsten voor één experiment.');
  const isStepped = design.shape === 'stepped';
  const lot = draw(units, {
    shares: sharesOf(design),
    seed: design.seed,
    batch,
    clustered: design.cluster !== 'organisation',
    placed: new Map(before.map((one) => [one.cluster, groupOf(design, one)]))
  });
  const fresh = units.map(({ organisation, cluster, stratum, state, sole }): Fresh => {
    const group = lot.get(cluster)!;
    return {
      organisation,
      arm: isStepped ? 1 : group,
      step: isStepped ? group + 1 : 0,
      cluster,
      batch,
      stratum: design.cluster === 'organisation' ? stratum : '',
      state,
      sole,
      starts: isStepped ? addDays(design.starts, group * design.stepDays) : design.starts
    };
  });
  const perGroup = sharesOf(design).map((_, group) => fresh.filter((one) => groupOf(design, one) === group).length);
  if (before.length === 0) checkEnough(design, fresh, perGroup);
  await keep(trial, [...before, ...fresh], fresh, { left, batch, perGroup, by, at });
  return { fresh, batch, perGroup };
}

function checkEnough(design: TrialDesign, fresh: readonly { cluster: string }[], perGroup: readonly number[]): void {
  const least = design.population === 'company' ? FEWEST : 2;
  if (perGroup.some((organisations) => organisations < least))
    throw new Refusal(
      'list_small',
      `Er zijn te weinig organisaties die mee kunnen doen (${fresh.length}): elke groep heeft er minstens ${least} nodig. Er is niet geloot.`
    );
  const clusters = new Set(fresh.map(({ cluster }) => cluster)).size;
  if (clusters < 2 * perGroup.length)
    throw new Refusal(
      'clusters_few',
      `Er zijn maar ${clusters} groepen die als geheel geloot worden; met minder dan twee per arm is toeval niet van effect te onderscheiden. Er is niet geloot.`
    );
}

const meanwhile = () =>
  new Refusal('changed_meanwhile', 'Iemand anders lootte of benaderde hen net. Probeer het opnieuw.', { status: 409 });

/** Writes the draw down: in the evidence, in who is to be left in peace, and, last, who was drawn. */
async function keep(
  trial: Trial,
  all: readonly Member[],
  fresh: readonly Fresh[],
  drawn: { left: Partial<Record<LeftOut, number>>; batch: number; perGroup: readonly number[]; by: string; at: Date }
): Promise<void> {
  const { left, batch, perGroup, by, at } = drawn;
  const { id, key, name, design, example, revision } = trial;
  const database = await register();
  await database.transaction(async (transaction) => {
    const [now] = await transaction.select().from(table).where(eq(table.id, id)).for('update');
    if (now?.revision !== revision || now.status !== trial.status) throw meanwhile();
    await transaction
      .update(table)
      .set({ status: 'drawn', drawnAt: now.drawnAt ?? at, revision: revision + 1 })
      .where(eq(table.id, id));
    const content = {
      rule: 'trial_draw',
      name,
      design,
      batch,
      organisations: fresh.length,
      clusters: new Set(fresh.map(({ cluster }) => cluster)).size,
      perGroup,
      left,
      members: all.length,
      digest: digestOf(all)
    };
    await ledger.append(transaction, { experiment: key, at, by, kind: 'plan', content, example });
    const approached = fresh.filter(({ arm }) => arm > 0);
    for (const some of Map.groupBy(approached, ({ arm, starts }) => `${arm} ${starts}`).values()) {
      const [{ arm, starts }] = some as [Fresh];
      const organisations = some.map(({ organisation }) => organisation);
      const refused = await touches.reserve(organisations, starts, sourceOf(trial, arm), transaction, example);
      if (refused.size > 0) throw meanwhile();
    }
    const rows = fresh.map((one) => JSON.stringify({ trial: key, ...one, drawn_at: at.getTime(), example }));
    await insertLines('trial_members', rows.join('\n'), randomUUID());
  });
}
