/** What one may believe about an effect after the data: chance to win, expected loss and interval, from a normal prior. */
import { normalCdf, normalDensity, normalQuantile } from './distribution.ts';
import type { Interval } from './fixed.ts';

/** A normal prior on the effect, in the unit of the effect. */
export interface Prior {
  mean: number;
  standardDeviation: number;
}

/** A prior on the relative effect, said in the metric's own unit: times |control|. */
export const absolutePrior = ({ mean, standardDeviation }: Prior, controlMean: number): Prior => ({
  mean: mean * Math.abs(controlMean),
  standardDeviation: standardDeviation * Math.abs(controlMean)
});

export interface Posterior extends Interval {
  mean: number;
  standardDeviation: number;
  /** The probability that treatment is better. */
  chanceToWin: number;
  /** What one loses on average, in the unit of the effect, by shipping this one while the other may be better. */
  expectedLoss: { control: number; treatment: number };
}

/**
 * Normal data, normal prior: precision w = 1/s² + 1/τ², mean (D/s² + μ/τ²)/w; without a prior simply D and s.
 * Loss: E max(δ, 0) = σ (φ(z) + z Φ(z)) with z = mean/σ for staying with control, and the same with −z for treatment.
 * @param lowerIsBetter swaps what counts as winning and losing
 */
export function posterior(
  { estimate, standardError }: { estimate: number; standardError: number },
  { alpha, prior, lowerIsBetter = false }: { alpha: number; prior?: Prior; lowerIsBetter?: boolean }
): Posterior {
  const data = 1 / standardError ** 2;
  const before = prior ? 1 / prior.standardDeviation ** 2 : 0;
  const mean = prior ? (estimate * data + prior.mean * before) / (data + before) : estimate;
  const standardDeviation = prior ? Math.sqrt(1 / (data + before)) : standardError;
  const z = mean / standardDeviation;
  const [gain, loss] = [standardDeviation * positivePart(z), standardDeviation * positivePart(-z)];
  const half = -normalQuantile(alpha / 2) * standardDeviation;
  return {
    mean,
    standardDeviation,
    chanceToWin: normalCdf(lowerIsBetter ? -z : z),
    expectedLoss: lowerIsBetter ? { control: loss, treatment: gain } : { control: gain, treatment: loss },
    low: mean - half,
    high: mean + half
  };
}

/** E max(Z + z, 0) for a standard normal Z. */
const positivePart = (z: number): number => Math.max(0, normalDensity(z) + z * normalCdf(z));
