/** Whether the arms got the units that were meant for them. */
import { chiSquareSurvival } from './distribution.ts';

export interface SampleRatio {
  /** Of the arms that were to receive units; 1 when there is nothing to compare. */
  pValue: number;
  chiSquare: number;
  degreesOfFreedom: number;
  /** Indices of arms that were to receive nothing, and did. */
  uninvited: number[];
}

/**
 * Pearson's chi-square of the observed units against the weights, over the arms with a positive weight.
 * An arm of weight 0 has no expectation to deviate from, so it adds neither to chi-square nor to the degrees of freedom
 * nor to the total; units in it are a fault of their own. One look; repeated looks need a sequential test.
 * @param weights need not add up to 1
 */
export function sampleRatio(units: readonly number[], weights: readonly number[]): SampleRatio {
  const invited = units.map((_, arm) => arm).filter((arm) => weights[arm]! > 0);
  const total = invited.reduce((sum, arm) => sum + units[arm]!, 0);
  const weight = invited.reduce((sum, arm) => sum + weights[arm]!, 0);
  const degreesOfFreedom = Math.max(0, invited.length - 1);
  const chiSquare =
    total === 0
      ? 0
      : invited.reduce((sum, arm) => {
          const expected = (total * weights[arm]!) / weight;
          return sum + (units[arm]! - expected) ** 2 / expected;
        }, 0);
  return {
    pValue: degreesOfFreedom === 0 ? 1 : chiSquareSurvival(chiSquare, degreesOfFreedom),
    chiSquare,
    degreesOfFreedom,
    uninvited: units.flatMap((n, arm) => (n > 0 && !(weights[arm]! > 0) ? [arm] : []))
  };
}
