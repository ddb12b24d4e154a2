/** What a stepped roll-out showed: who came to use the box in each step, among those who had it and those whose turn was still to come. */
import { z } from 'zod';
import steppedSql from '#clickhouse/queries/experiments/stepped.sql?raw';
import { messagesUntil } from '#adoption/told.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as planned from '#experiments/planned.server.ts';
import { endOf, mustBeRead, phaseOf, statesOf, TrialOutcome, type TrialDesign } from '#experiments/trial.ts';
import { SteppedOutcome, turnsOf } from '#experiments/stepped.ts';
import * as trials from '#experiments/trials.server.ts';
import { Refusal } from '#refusal.ts';
import { randomFrom } from '#statistics/random.ts';
import { steppedEffect, type Cell, type Stepper } from '#statistics/stepped-wedge.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, type Day } from '#time/day.ts';

const count = z.coerce.number();
const Row = z.object({ cluster: z.string(), step: count, period: count, size: count, sum: count });

/** Cells that are read: clusters times steps. */
const MOST = 200_000;
/** Other orders that could have been drawn; fewer where there are many clusters, because each is gone through for each. */
const drawsFor = (clusters: number): number => (clusters <= 500 ? 999 : 199);

const added = (cells: readonly Cell[]): Cell => ({
  sum: cells.reduce((total, { sum }) => total + sum, 0),
  size: cells.reduce((total, { size }) => total + size, 0)
});

interface Read {
  steppers: Stepper[];
  turns: SteppedOutcome['turns'];
  /** Every step has had its time. */
  whole: boolean;
  ready: Day;
}

async function read(key: string, design: TrialDesign, now: Date): Promise<Read> {
  if (design.stepDays % 7 !== 0)
    throw new Refusal('trial_weeks', 'Laat een stap een aantal hele weken duren: 7, 14, 21 of 28 dagen.');
  const { population } = design;
  const { rung, top } = statesOf(design);
  const turns = turnsOf(design);
  // The ladder tells of weeks that have ended.
  const told = mondayOf(dayOf(now.getTime()));
  const past = turns.filter(({ ended }) => ended <= told);
  const rows = await ask(
    steppedSql,
    {
      trial: key,
      population,
      rung,
      top,
      begun: past.map(({ begun }) => begun),
      ended: past.map(({ ended }) => ended),
      most: MOST
    },
    Row
  );
  if (rows.length >= MOST)
    throw new Refusal(
      'trial_large',
      `Deze uitrol is te groot om uit te rekenen: groepen maal stappen zijn er ${MOST} of meer. Er is niets vastgelegd. Neem minder stappen of grotere groepen.`,
      { status: 409 }
    );
  const steppers = [...Map.groupBy(rows, ({ cluster }) => cluster).values()].map((own): Stepper => {
    const cells = past.map((): Cell => ({ sum: 0, size: 0 }));
    for (const { period, sum, size } of own) cells[period] = { sum, size };
    return { from: own[0]!.step - 1, cells };
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

function concluded({ correlation, alpha, seed }: TrialDesign, { steppers, turns, whole, ready }: Read): SteppedOutcome {
  return {
    clusters: steppers.length,
    ready,
    turns,
    effect: whole
      ? steppedEffect(steppers, { correlation, alpha, draws: drawsFor(steppers.length), random: randomFrom(seed) })
      : undefined
  };
}

/**
 * @param now before the last step has had its time nothing is said of the effect: whoever looks in between would find what is not there
 * @throws Refusal trial_weeks where steps are no whole weeks, which is how the ladder is kept | trial_large
 */
export const outcome = async (key: string, design: TrialDesign, now: Date): Promise<SteppedOutcome> =>
  concluded(design, await read(key, design, now));

/**
 * What is shown before it is ended: nothing until the last step has had its time, and never the effect, which is computed once.
 * @throws Refusal trial_weeks | trial_large
 */
export async function progress(key: string, design: TrialDesign, now: Date): Promise<SteppedOutcome> {
  const ready = turnsOf(design).at(-1)!.ended;
  const today = dayOf(now.getTime());
  if (today < endOf(design) || today < ready) return { clusters: 0, ready, turns: [] };
  const { steppers, turns } = await read(key, design, now);
  return { clusters: steppers.length, ready, turns };
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

const Recorded = TrialOutcome.extend({ stepped: SteppedOutcome });

/** What was written down when it ended; undefined before. */
export async function recorded(key: string): Promise<SteppedOutcome | undefined> {
  return Recorded.safeParse((await ledger.last(key, 'review'))?.content).data?.stepped;
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
  const counted = await read(key, design, at);
  const found = concluded(design, counted);
  const { effect } = found;
  if (!effect)
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
  const record: z.infer<typeof Recorded> = {
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
    comparisons: [
      {
        arm: approached.name,
        intervention: approached.intervention,
        kind: approach?.kind ?? '',
        card: approach?.card ?? '',
        organisations: own.size,
        clusters: found.clusters,
        adopters: own.sum,
        controlOrganisations: others.size,
        controlAdopters: others.sum,
        itt: { estimate: effect.estimate, low: effect.low, high: effect.high, p: effect.pValue },
        hours: approach?.hours,
        euros: approach?.euros
      }
    ],
    stepped: found
  };
  await trials.end(trial, record, by, at);
}
