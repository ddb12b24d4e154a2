/** What a stepped roll-out showed, step by step: those who had their turn beside those who still waited. */
import { z } from 'zod';
import { Estimate, type TrialDesign } from '#experiments/trial.ts';
import { addDays, Day, mondayOf } from '#time/day.ts';

const Counted = z.object({ sum: z.number(), size: z.number() });

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

/** One for each step. Before the first there is nothing to see: who takes part had not come so far when it was drawn. */
export function turnsOf({ starts, steps, stepDays }: Pick<TrialDesign, 'starts' | 'steps' | 'stepDays'>) {
  const first = mondayOf(starts);
  return Array.from({ length: steps }, (_, place) => ({
    begun: addDays(first, place * stepDays),
    ended: addDays(first, (place + 1) * stepDays)
  }));
}
