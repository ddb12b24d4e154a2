/** What a list experiment showed, asked of the stores; and its end, written into the evidence once. */
import { z } from 'zod';
import neighboursSql from '#clickhouse/queries/experiments/trial_neighbours.sql?raw';
import outcomesSql from '#clickhouse/queries/experiments/trial_outcomes.sql?raw';
import * as journeys from '#adoption/journeys.server.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import * as candidates from '#experiments/candidates.server.ts';
import * as deliveries from '#experiments/deliveries.server.ts';
import { digestOf } from '#experiments/drawing.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as planned from '#experiments/planned.server.ts';
import { compare, drawing, Tally, TrialRecord } from '#experiments/trial-outcome.ts';
import { endOf, mustBeRead, phaseOf, statesOf } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import type { Trial } from '#experiments/trials.server.ts';
import { Refusal } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, type Day } from '#time/day.ts';

/** Organisations in the address of one question. */
const AT_ONCE = 500;

/** Of a municipality of which so large a share is approached, others hear of it. */
const CLOSE = 0.2;

const Row = Tally.extend({ cluster: z.string() });

/** Counts per arm and cluster; who was spoken with according to the log counts as reached. */
export async function tallies(trial: Trial, reached: readonly Pseudonym[]): Promise<Tally[]> {
  const { key, design } = trial;
  const { rung, top } = statesOf(design);
  const clustered = design.cluster !== 'organisation';
  const asked = { trial: key, population: design.population, clustered, days: design.days, rung, top };
  const rows = await ask(outcomesSql, { ...asked, only: [] }, Row);
  const of = new Map(rows.map((row) => [`${row.arm} ${row.cluster}`, row]));
  for (let from = 0; from < reached.length; from += AT_ONCE) {
    // Of those that were spoken with, whoever nothing was delivered to is added where it belongs.
    const only = reached.slice(from, from + AT_ONCE).map(BigInt);
    for (const some of await ask(outcomesSql, { ...asked, only }, Row)) {
      const row = of.get(`${some.arm} ${some.cluster}`);
      if (!row) continue;
      row.reached += some.members - some.reached;
      row.both += some.adopters - some.both;
    }
  }
  return rows.map((row) => Tally.parse(row));
}

/** Members of arms that meet in a municipality of which a fifth or more is approached. */
async function neighbours({ key, design }: Trial): Promise<number> {
  if (design.cluster === 'municipality' || design.cluster === 'region') return 0;
  const asked = { trial: key, population: design.population, week: mondayOf(design.starts), share: CLOSE };
  const [row] = await ask(neighboursSql, asked, z.object({ organisations: z.coerce.number() }));
  return row?.organisations ?? 0;
}

export interface Progress {
  /** Of each arm, without telling who reached the rung: that is looked at once, at the end. */
  arms: { name: string; members: number; clusters: number; reached: number; missed: number }[];
  /** Left out: had reached the rung before the start. */
  before: number;
  contaminated: number;
  neighbours: number;
}

async function contaminated(trial: Trial, rows: readonly Tally[], logged: deliveries.Logged): Promise<number> {
  const delivered = rows.filter(({ arm }) => arm === 0).reduce((sum, { reached }) => sum + reached, 0);
  if (logged.anybody.size === 0) return delivered;
  const leftAlone = new Set(
    (await trials.members(trial.key)).flatMap(({ organisation, arm }) => (arm === 0 ? [organisation] : []))
  );
  const others = [...logged.anybody.keys()].filter((one) => leftAlone.has(one) && !logged.reached.has(one));
  return delivered + others.length;
}

/** How it goes while it runs. */
export async function progress(trial: Trial): Promise<Progress> {
  const logged = await deliveries.logged(trial);
  const [rows, near] = await Promise.all([tallies(trial, [...logged.reached.keys()]), neighbours(trial)]);
  const arms = trial.design.arms.map(({ name }, arm) => {
    const mine = rows.filter((row) => row.arm === arm);
    return {
      name,
      members: mine.reduce((sum, { members }) => sum + members, 0),
      clusters: mine.length,
      reached: mine.reduce((sum, { reached }) => sum + reached, 0),
      missed: mine.reduce((sum, { missed }) => sum + missed, 0)
    };
  });
  return {
    arms,
    before: rows.reduce((sum, { before }) => sum + before, 0),
    contaminated: await contaminated(trial, rows, logged),
    neighbours: near
  };
}

/** Computes what came out; writes nothing. */
async function outcome(trial: Trial, today: Day): Promise<TrialRecord> {
  const { key, name, design } = trial;
  const logged = await deliveries.logged(trial);
  const [rows, members, approaches, around, near, upTo, draws] = await Promise.all([
    tallies(trial, [...logged.reached.keys()]),
    trials.members(key),
    planned.list(),
    candidates.around(design, today),
    neighbours(trial),
    journeys.upTo(),
    ledger.of(key, 'plan')
  ]);
  const control = rows.filter(({ arm }) => arm === 0);
  const [, ...arms] = design.arms;
  const compared = arms.map((_, index) =>
    compare(
      design,
      control,
      rows.filter(({ arm }) => arm === index + 1),
      arms.length
    )
  );
  const { digest } = z.object({ digest: z.string() }).parse(draws.at(-1)?.content ?? { digest: '' });
  return {
    trial: key,
    name,
    day: today,
    rule: 'trial',
    strength: 'proven',
    method: [...new Set(compared.map(({ method }) => method))].join(', '),
    population: design.population,
    outcome: design.outcome,
    days: design.days,
    per: 'window',
    unit: 'organisation',
    level: 1 - design.alpha / arms.length,
    comparisons: arms.map(({ name: arm, intervention }, index) => {
      const { arm: its, control: others, itt, complier } = compared[index]!;
      const approach = approaches.find(({ slug }) => slug === intervention);
      return {
        arm,
        intervention,
        kind: approach?.kind ?? '',
        card: approach?.card ?? '',
        organisations: its.members,
        clusters: its.clusters,
        adopters: its.adopters,
        controlOrganisations: others.members,
        controlAdopters: others.adopters,
        itt,
        reached: complier,
        hours: approach?.hours,
        euros: approach?.euros
      };
    }),
    draw: drawing(design, rows),
    intact: digest === digestOf(members),
    before: rows.reduce((sum, { before }) => sum + before, 0),
    contaminated: await contaminated(trial, rows, logged),
    neighbours: near,
    registered: around.registered,
    upTo,
    methods: compared.map(({ method }) => method),
    weak: compared.map(({ weak }) => weak),
    tallies: rows
  };
}

/**
 * Ends an experiment: what it showed is computed once and written into the evidence, well or not.
 * @throws Refusal trial_unfinished | trial_unread | draw_wrong
 */
export async function conclude(key: string, by: string, at: Date): Promise<TrialRecord> {
  const trial = await trials.one(key);
  const today = dayOf(at.getTime());
  if (phaseOf(trial, today) !== 'over')
    throw new Refusal(
      'trial_unfinished',
      `De uitkomst wordt één keer berekend, vanaf ${endOf(trial.design)}: eerder kijken geeft te snel gelijk.`,
      { status: 409 }
    );
  // What files tell of says nothing of the invented ones.
  if (!trial.example) mustBeRead(addDays(endOf(trial.design), -1), await messagesUntil('box'));
  const record = await outcome(trial, today);
  if (record.draw.verdict === 'wrong')
    throw new Refusal(
      'draw_wrong',
      'De groepen zijn niet zo groot als er geloot is. Dat kan haast geen toeval zijn: zoek eerst uit wat er misging.',
      { status: 409 }
    );
  await trials.end(trial, record, by, at);
  return record;
}

/** What was written down when it ended; undefined before. */
export async function recorded(key: string): Promise<TrialRecord | undefined> {
  return TrialRecord.safeParse((await ledger.last(key, 'review'))?.content).data;
}

/** The same figures out of what was written down, so that everybody can see that nothing was changed. */
export function holds(trial: Trial, record: TrialRecord): boolean {
  const control = record.tallies.filter(({ arm }) => arm === 0);
  return record.comparisons.every(({ itt }, index) => {
    const again = compare(
      trial.design,
      control,
      record.tallies.filter(({ arm }) => arm === index + 1),
      record.comparisons.length
    ).itt;
    return (['estimate', 'low', 'high', 'p'] as const).every((name) => Math.abs(again[name] - itt[name]) < 1e-9);
  });
}
