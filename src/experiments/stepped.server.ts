/** What a stepped roll-out showed: who came to use the box in each step, among those who had it and those whose turn was still to come. */
import { z } from 'zod';
import steppedSql from '#clickhouse/queries/experiments/stepped.sql?raw';
import { codeOf, LADDERS } from '#adoption/ladder.ts';
import type { TrialDesign } from '#experiments/trial.ts';
import { Refusal } from '#refusal.ts';
import { randomFrom } from '#statistics/random.ts';
import { steppedEffect, type Cell, type Stepped, type Stepper } from '#statistics/stepped-wedge.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, type Day } from '#time/day.ts';

const count = z.coerce.number();
const Row = z.object({ cluster: z.string(), step: count, period: count, size: count, sum: count });

/** Cells that are read: clusters times steps. */
const MOST = 200_000;
/** Other orders that could have been drawn; fewer where there are many clusters, because each is gone through for each. */
const drawsFor = (clusters: number): number => (clusters <= 500 ? 999 : 199);

export interface Turn {
  /** A Monday, and the day after the last. */
  begun: Day;
  ended: Day;
  /** Who had it by then, and whose turn was still to come: not there yet when it began, and there when it ended. */
  having: Cell;
  waiting: Cell;
}

export interface SteppedOutcome {
  turns: Turn[];
  clusters: number;
  /** Undefined until the last step has had its time, and where the steps never told two clusters apart. */
  effect: Stepped | undefined;
  /** Day on which all of it can be told. */
  ready: Day;
}

/** One step before the first, and then one for each. */
export function turnsOf({ starts, steps, stepDays }: Pick<TrialDesign, 'starts' | 'steps' | 'stepDays'>) {
  const first = mondayOf(starts);
  return Array.from({ length: steps + 1 }, (_, place) => ({
    begun: addDays(first, (place - 1) * stepDays),
    ended: addDays(first, place * stepDays)
  }));
}

const added = (cells: readonly Cell[]): Cell => ({
  sum: cells.reduce((total, { sum }) => total + sum, 0),
  size: cells.reduce((total, { size }) => total + size, 0)
});

/**
 * @param now before the last step has had its time nothing is said of the effect: whoever looks in between would find what is not there
 * @throws Refusal trial_weeks where steps are no whole weeks, which is how the ladder is kept
 */
export async function outcome(key: string, design: TrialDesign, now: Date): Promise<SteppedOutcome> {
  if (design.stepDays % 7 !== 0)
    throw new Refusal('trial_weeks', 'Laat een stap een aantal hele weken duren: 7, 14, 21 of 28 dagen.');
  const { population, outcome: rung, correlation, alpha, seed } = design;
  const ladder = LADDERS[population];
  const turns = turnsOf(design);
  // The ladder tells of weeks that have ended.
  const told = mondayOf(dayOf(now.getTime()));
  const past = turns.filter(({ ended }) => ended <= told);
  const rows = await ask(
    steppedSql,
    {
      trial: key,
      population,
      rung: codeOf(ladder.rungs.findIndex(({ name }) => name === rung)),
      begun: past.map(({ begun }) => begun),
      ended: past.map(({ ended }) => ended),
      most: MOST
    },
    Row
  );
  const steppers = [...Map.groupBy(rows, ({ cluster }) => cluster).values()].map((own): Stepper => {
    const cells = past.map((): Cell => ({ sum: 0, size: 0 }));
    for (const { period, sum, size } of own) cells[period] = { sum, size };
    return { from: own[0]!.step, cells };
  });
  const whole = past.length === turns.length;
  return {
    clusters: steppers.length,
    ready: turns.at(-1)!.ended,
    turns: past.map((turn, period) => ({
      ...turn,
      having: added(steppers.filter(({ from }) => from <= period).map(({ cells }) => cells[period]!)),
      waiting: added(steppers.filter(({ from }) => from > period).map(({ cells }) => cells[period]!))
    })),
    effect: whole
      ? steppedEffect(steppers, { correlation, alpha, draws: drawsFor(steppers.length), random: randomFrom(seed) })
      : undefined
  };
}
