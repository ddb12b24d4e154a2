/** What a stepped roll-out showed, step by step: those who had their turn beside those who still waited. */
import { z } from 'zod';
import { STRONG } from '#experiments/trial-outcome.ts';
import { Estimate, TrialOutcome, type TrialDesign } from '#experiments/trial.ts';
import { randomFrom } from '#statistics/random.ts';
import { steppedEffect, type Cell, type Stepped, type Stepper } from '#statistics/stepped-wedge.ts';
import { addDays, Day, mondayOf } from '#time/day.ts';

const Counted = z.object({ sum: z.number(), size: z.number(), reached: z.number().optional() });

/** So many clusters of one step and stratum that did the same in each turn: enough to compute it again, and without anybody in it. */
const Alike = z.object({
  step: z.number(),
  /** A number, so that it does not say of which sector and size. */
  stratum: z.number(),
  times: z.number(),
  /** Of each turn: who came, how many could, and how many of these were reached by its end. */
  cells: z.array(z.tuple([z.number(), z.number(), z.number()]))
});
type Alike = z.infer<typeof Alike>;

export const SteppedOutcome = z.object({
  /** A Monday, and the day after the last; who had it by then, and whose turn was still to come: not there yet when it began, and there when it ended. */
  turns: z.array(z.object({ begun: Day, ended: Day, having: Counted, waiting: Counted })),
  clusters: z.number(),
  /** Undefined until the last step has had its time, and where the steps never told two clusters apart. */
  effect: Estimate.extend({ pValue: z.number() }).optional(),
  /** Day on which all of it can be told. */
  ready: Day
});
export type SteppedOutcome = z.infer<typeof SteppedOutcome>;

/** What is written down when it ends. Of those that ended earlier the rest was not kept. */
export const SteppedRecord = TrialOutcome.extend({
  stepped: SteppedOutcome,
  alike: z.array(Alike).optional(),
  /** Organisations of this population in the registry. */
  registered: z.number().optional(),
  /** Who was drawn then is who is there now. */
  intact: z.boolean().optional(),
  /** Those with whom there was contact before their turn. */
  contaminated: z.number().optional(),
  /** Something was delivered, but too little more than to those who waited. */
  weak: z.boolean().optional()
});
export type SteppedRecord = z.infer<typeof SteppedRecord>;

/** One for each step. Before the first there is nothing to see: who takes part had not come so far when it was drawn. */
export function turnsOf({ starts, steps, stepDays }: Pick<TrialDesign, 'starts' | 'steps' | 'stepDays'>) {
  const first = mondayOf(starts);
  return Array.from({ length: steps }, (_, place) => ({
    begun: addDays(first, place * stepDays),
    ended: addDays(first, (place + 1) * stepDays)
  }));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Clusters that did the same put together, in an order that does not depend on who they are. */
export function alikeOf(steppers: readonly Stepper[]): Alike[] {
  const strata = [...new Set(steppers.map(({ stratum = '' }) => stratum))].sort(byText);
  const rows = steppers.map(({ from, stratum = '', cells }) => ({
    step: from + 1,
    stratum: strata.indexOf(stratum),
    cells: cells.map(({ sum, size, reached = 0 }): [number, number, number] => [sum, size, reached])
  }));
  return [...Map.groupBy(rows, (row) => JSON.stringify(row))]
    .sort(([a], [b]) => byText(a, b))
    .map(([, same]) => ({ ...same[0]!, times: same.length }));
}

const steppersOf = (alike: readonly Alike[]): Stepper[] =>
  alike.flatMap(({ step, stratum, times, cells }) => {
    const own: Cell[] = cells.map(([sum, size, reached]) => ({ sum, size, reached }));
    return Array.from({ length: times }, () => ({ from: step - 1, stratum: String(stratum), cells: own }));
  });

/** Other orders that could have been drawn; fewer where there are many clusters, because each is gone through for each. */
const drawsFor = (clusters: number): number => (clusters <= 500 ? 999 : 199);

/** The effect out of what is written down: the same each time. */
export function effectOf({ correlation, alpha, seed }: TrialDesign, alike: readonly Alike[]): Stepped | undefined {
  const steppers = steppersOf(alike);
  return steppedEffect(steppers, { correlation, alpha, draws: drawsFor(steppers.length), random: randomFrom(seed) });
}

/** What it did to whoever was reached because its turn came; `weak` where a turn brought it to too few to say. */
export function complierOf({ received }: Stepped): {
  reached: TrialOutcome['comparisons'][number]['reached'];
  weak: boolean;
} {
  if (!received) return { reached: undefined, weak: false };
  const { estimate, low, high, share, strength } = received;
  const isTold = strength >= STRONG && Number.isFinite(low) && Number.isFinite(high);
  return { reached: isTold ? { estimate, low, high, share } : undefined, weak: !isTold };
}

/** Whether a record still says what follows from what was written down with it; undefined where that was not kept. */
export function holds(design: TrialDesign, { alike, stepped: { effect } }: SteppedRecord): boolean | undefined {
  if (!alike || !effect) return undefined;
  const again = effectOf(design, alike);
  const isSame = (a: number, b: number) => a === b || Math.abs(a - b) < 1e-9;
  return (
    again !== undefined &&
    (['estimate', 'low', 'high', 'pValue'] as const).every((name) => isSame(again[name], effect[name]))
  );
}
