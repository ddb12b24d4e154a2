/** What a shipped effect is likely to bring, given that it was chosen for looking well (the winner's curse). */
import { z } from 'zod';
import type { Comparison } from '#experiments/evidence.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { givenSelection, shrunk, spreadOf, type Estimated } from '#statistics/shrinkage.ts';

export const Restated = z.object({
  /** `shrunk` towards what earlier experiments on this metric did; `given_selection` where there are too few of those. */
  method: z.enum(['shrunk', 'given_selection']),
  effect: z.number(),
  low: z.number(),
  high: z.number(),
  /** Earlier experiments that were used. */
  past: z.number()
});
export type Restated = z.infer<typeof Restated>;

/** Fewer earlier effects than this do not tell how effects are spread. */
const LEAST_PAST = 5;

/**
 * @param past effects of all that was tried before on the same metric, also what failed
 * @returns undefined where the effect has no standard error
 */
export function restate(
  { effect, standardError, boundary }: Pick<Comparison, 'effect' | 'standardError' | 'boundary'>,
  past: readonly Estimated[],
  alpha: number
): Restated | undefined {
  if (!(standardError > 0)) return undefined;
  const measured = { estimate: effect, standardError };
  if (past.length < LEAST_PAST) {
    const { estimate, low, high } = givenSelection(measured, boundary, alpha);
    return { method: 'given_selection', effect: estimate, low, high, past: past.length };
  }
  const drawn = shrunk(measured, spreadOf([...past, measured]));
  const half = normalQuantile(1 - alpha / 2) * drawn.standardError;
  return {
    method: 'shrunk',
    effect: drawn.estimate,
    low: drawn.estimate - half,
    high: drawn.estimate + half,
    past: past.length
  };
}
