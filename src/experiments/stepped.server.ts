/** What a stepped roll-out showed: who came to use the box in each step, among those who had it and those whose turn was still to come. */
import { z } from 'zod';
import earlySql from '#clickhouse/queries/experiments/stepped_early.sql?raw';
import steppedSql from '#clickhouse/queries/experiments/stepped.sql?raw';
import { messagesUntil } from '#adoption/told.server.ts';
import * as candidates from '#experiments/candidates.server.ts';
import * as deliveries from '#experiments/deliveries.server.ts';
import { digestOf } from '#experiments/drawing.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as planned from '#experiments/planned.server.ts';
import { alikeOf, complierOf, effectOf, SteppedRecord, turnsOf, type SteppedOutcome } from '#experiments/stepped.ts';
import { endOf, mustBeRead, phaseOf, statesOf, type TrialDesign } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import type { Trial } from '#experiments/trials.server.ts';
import { Refusal } from '#refusal.ts';
import type { Cell, Stepped, Stepper } from '#statistics/stepped-wedge.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, type Day } from '#time/day.ts';

const count = z.coerce.number();
const Row = z.object({
  cluster: z.string(),
  step: count,
  batch: count,
  stratum: z.string(),
  period: count,
  size: count,
  sum: count,
  reached: count,
  logged: count
});

/** Cells that are read: clusters times steps. */
const MOST = 200_000;
/** Organisations in the address of one question. */
const AT_ONCE = 500;

const added = (cells: readonly Cell[]): Required<Cell> => ({
  sum: cells.reduce((total, { sum }) => total + sum, 0),
  size: cells.reduce((total, { size }) => total + size, 0),
  reached: cells.reduce((total, { reached = 0 }) => total + reached, 0)
});

/** What is asked about: of which experiment, and how it was designed. */
type Asked = Pick<Trial, 'key' | 'design'>;

interface Read {
  steppers: Stepper[];
  turns: SteppedOutcome['turns'];
  /** Every step has had its time. */
  whole: boolean;
  ready: Day;
}

type Turn = ReturnType<typeof turnsOf>[number];

/** Cells of the clusters; who was spoken with according to the log counts as reached from then on, or from its turn if that was later. */
async function cellsOf({ key, design }: Asked, past: readonly Turn[], reached: deliveries.Logged['reached']) {
  const { rung, top } = statesOf(design);
  const asked = {
    trial: key,
    population: design.population,
    rung,
    top,
    begun: past.map(({ begun }) => begun),
    ended: past.map(({ ended }) => ended),
    most: MOST
  };
  const rows = await ask(steppedSql, { ...asked, only: [], since: [] }, Row);
  if (rows.length >= MOST)
    throw new Refusal(
      'trial_large',
      `Deze uitrol is te groot om uit te rekenen: groepen maal stappen zijn er ${MOST} of meer. Er is niets vastgelegd. Neem minder stappen of grotere groepen.`,
      { status: 409 }
    );
  const of = new Map(rows.map((row) => [`${row.cluster} ${row.period}`, row]));
  const spoken = [...reached];
  for (let from = 0; from < spoken.length; from += AT_ONCE) {
    const some = spoken.slice(from, from + AT_ONCE);
    const only = some.map(([organisation]) => BigInt(organisation));
    const since = some.map(([, day]) => day);
    for (const { cluster, period, logged } of await ask(steppedSql, { ...asked, only, since }, Row)) {
      const row = of.get(`${cluster} ${period}`);
      if (row) row.reached += logged;
    }
  }
  return rows;
}

async function read(trial: Asked, now: Date): Promise<Read> {
  const { design } = trial;
  if (design.stepDays % 7 !== 0)
    throw new Refusal('trial_weeks', 'Laat een stap een aantal hele weken duren: 7, 14, 21 of 28 dagen.');
  const turns = turnsOf(design);
  // The ladder tells of weeks that have ended.
  const told = mondayOf(dayOf(now.getTime()));
  const past = turns.filter(({ ended }) => ended <= told);
  const rows = await cellsOf(trial, past, (await deliveries.logged(trial)).reached);
  const steppers = [...Map.groupBy(rows, ({ cluster }) => cluster).values()].map((own): Stepper => {
    const [{ step, batch, stratum }] = own as [(typeof own)[number]];
    const cells = past.map((): Cell => ({ sum: 0, size: 0, reached: 0 }));
    for (const { period, sum, size, reached } of own) cells[period] = { sum, size, reached };
    // Each list was divided by itself, within its strata.
    return { from: step - 1, stratum: `${batch} ${stratum}`, cells };
  });
  return {
    steppers,
    whole: past.length === turns.length,
    ready: turns.at(-1)!.ended,
    turns: past.map((turn, period) => ({
      ...turn,
      having: added(steppers.filter(({ from }) => from <= period).map(({ cells }) => cells[period]!)),
      waiting: added(steppers.filter(({ from }) => from > period).map(({ cells }) => cells[period]!))
    }))
  };
}

function concluded(design: TrialDesign, { steppers, turns, whole, ready }: Read) {
  const alike = alikeOf(steppers);
  const found = whole ? effectOf(design, alike) : undefined;
  const outcome: SteppedOutcome = {
    clusters: steppers.length,
    ready,
    turns,
    effect: found && effectAs(found)
  };
  return { alike, found, outcome };
}

const effectAs = ({ estimate, low, high, pValue }: Stepped) => ({ estimate, low, high, pValue });

/**
 * @param now before the last step has had its time nothing is said of the effect: whoever looks in between would find what is not there
 * @throws Refusal trial_weeks where steps are no whole weeks, which is how the ladder is kept | trial_large
 */
export const outcome = async (trial: Asked, now: Date): Promise<SteppedOutcome> =>
  concluded(trial.design, await read(trial, now)).outcome;

/**
 * What is shown before it is ended: nothing until the last step has had its time, and never the effect, which is computed once.
 * @throws Refusal trial_weeks | trial_large
 */
export async function progress(trial: Asked, now: Date): Promise<SteppedOutcome> {
  const ready = turnsOf(trial.design).at(-1)!.ended;
  const today = dayOf(now.getTime());
  if (today < endOf(trial.design) || today < ready) return { clusters: 0, ready, turns: [] };
  const { steppers, turns } = await read(trial, now);
  return { clusters: steppers.length, ready, turns };
}

/** Members with whom there was contact before their turn, by what was sent or done or by the log. */
async function contaminated({ key, design }: Asked, members: readonly trials.Member[]): Promise<number> {
  const early = await ask(earlySql, { trial: key }, z.object({ organisation: z.string() }));
  const found = new Set(early.map(({ organisation }) => organisation));
  const { anybody } = await deliveries.logged({ design });
  for (const { organisation, starts } of members) {
    const spoken = anybody.get(organisation);
    if (spoken !== undefined && spoken < starts) found.add(organisation);
  }
  return found.size;
}

/** Members whose turn came, each once: whoever is counted in a step was counted in those before it, and came in one at most. */
const having = (steppers: readonly Stepper[]): Cell => ({
  size: added(steppers.flatMap(({ from, cells }) => cells.slice(from, from + 1))).size,
  sum: added(steppers.flatMap(({ from, cells }) => cells.slice(from))).sum
});
/** Members that were counted while they still waited, each once. */
const waiting = (steppers: readonly Stepper[]): Cell => ({
  size: added(steppers.flatMap(({ from, cells }) => (from > 0 ? cells.slice(0, 1) : []))).size,
  sum: added(steppers.flatMap(({ from, cells }) => cells.slice(0, from))).sum
});

/** What was written down when it ended; undefined before. */
export async function recorded(key: string): Promise<SteppedRecord | undefined> {
  return SteppedRecord.safeParse((await ledger.last(key, 'review'))?.content).data;
}

/**
 * Ends a stepped roll-out: what it showed is computed once and written into the evidence, well or not.
 * @throws Refusal trial_unfinished | trial_unread | trial_large | stepped_alike
 */
export async function conclude(key: string, by: string, at: Date): Promise<void> {
  const trial = await trials.one(key);
  const { design, name } = trial;
  const ready = turnsOf(design).at(-1)!.ended;
  if (phaseOf(trial, dayOf(at.getTime())) !== 'over' || dayOf(at.getTime()) < ready)
    throw new Refusal(
      'trial_unfinished',
      `De uitkomst wordt één keer berekend, vanaf ${ready}: eerder kijken geeft te snel gelijk.`,
      { status: 409 }
    );
  if (!trial.example) mustBeRead(addDays(ready, -1), await messagesUntil('box'));
  const [counted, members, draws, around] = await Promise.all([
    read(trial, at),
    trials.members(key),
    ledger.of(key, 'plan'),
    candidates.around(design, dayOf(at.getTime()))
  ]);
  const { alike, found, outcome: stepped } = concluded(design, counted);
  if (!found)
    throw new Refusal(
      'stepped_alike',
      'Er was nooit een moment waarop de een wel en de ander nog niet aan de beurt was.',
      {
        status: 409
      }
    );
  const [own, others] = [having(counted.steppers), waiting(counted.steppers)];
  const approached = design.arms[1]!;
  const approach = (await planned.list()).find(({ slug }) => slug === approached.intervention);
  const { digest } = z.object({ digest: z.string() }).parse(draws.at(-1)?.content ?? { digest: '' });
  const { reached, weak } = complierOf(found);
  const { estimate, low, high, pValue } = found;
  const record: SteppedRecord = {
    trial: key,
    name,
    day: dayOf(at.getTime()),
    strength: 'proven',
    method: 'stepped',
    population: design.population,
    outcome: design.outcome,
    days: design.stepDays,
    per: 'step',
    unit: 'organisation',
    level: 1 - design.alpha,
    comparisons: [
      {
        arm: approached.name,
        intervention: approached.intervention,
        kind: approach?.kind ?? '',
        card: approach?.card ?? '',
        organisations: own.size,
        clusters: stepped.clusters,
        adopters: own.sum,
        controlOrganisations: others.size,
        controlAdopters: others.sum,
        itt: { estimate, low, high, p: pValue },
        reached,
        hours: approach?.hours,
        euros: approach?.euros
      }
    ],
    stepped,
    alike,
    registered: around.registered,
    intact: digest === digestOf(members),
    contaminated: await contaminated(trial, members),
    weak
  };
  await trials.end(trial, record, by, at);
}
