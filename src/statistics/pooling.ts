/** What several trials of the same say together, when they may truly differ (random effects). */
import { normalQuantile, tQuantile } from './distribution.ts';
import type { Interval } from './fixed.ts';
import { spreadOf, type Estimated } from './shrinkage.ts';

export interface Pooled extends Interval {
  estimate: number;
  trials: number;
  /** Standard deviation of the true effects behind the trials; undefined for one. */
  spread: number | undefined;
}

/**
 * The mean effect over trials that differ, with weights 1/(s² + τ²) and an interval with Student's t of k − 1 degrees:
 * standard error √(max(1, q) / Σ w), q = Σ w (y − μ)² / (k − 1). With few trials the normal interval is too narrow; the floor of 1 keeps
 * trials that happen to agree from claiming more than their own errors allow. One trial stands for itself.
 * Sources: Hartung & Knapp (2001), Statistics in Medicine 20:3875–3889; the floor: Röver, Knapp & Friede (2015), BMC Medical Research
 * Methodology 15:99; τ²: `spreadOf`.
 * @param trials at least one, each with a finite standard error above 0
 * @throws RangeError where one says nothing: it would turn all of them into NaN
 */
export function pooled(trials: readonly Estimated[], alpha = 0.05): Pooled {
  if (!trials.every(({ estimate, standardError }) => Number.isFinite(estimate) && Number.isFinite(standardError)))
    throw new RangeError('A trial without a finite standard error cannot be pooled.');
  const [one] = trials as [Estimated];
  if (trials.length === 1) {
    const half = normalQuantile(1 - alpha / 2) * one.standardError;
    return {
      estimate: one.estimate,
      low: one.estimate - half,
      high: one.estimate + half,
      trials: 1,
      spread: undefined
    };
  }
  const { mean, variance } = spreadOf(trials);
  const weights = trials.map(({ standardError }) => 1 / (standardError ** 2 + variance));
  const sum = weights.reduce((so, weight) => so + weight, 0);
  const degrees = trials.length - 1;
  const q = trials.reduce((so, { estimate }, at) => so + weights[at]! * (estimate - mean) ** 2, 0) / degrees;
  const half = tQuantile(1 - alpha / 2, degrees) * Math.sqrt(Math.max(1, q) / sum);
  return {
    estimate: mean,
    low: mean - half,
    high: mean + half,
    trials: trials.length,
    spread: Math.sqrt(variance)
  };
}
