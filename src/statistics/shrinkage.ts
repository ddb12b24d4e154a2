/** What a measured effect is worth once one knows that it was picked for looking well (the winner's curse). */
import { normalDensity, normalSurvival } from './distribution.ts';
import type { Interval } from './fixed.ts';
import { root } from './root.ts';

export interface Estimated {
  estimate: number;
  standardError: number;
}

/** How true effects are spread, as far as past experiments tell: normal, with this mean and variance. */
export interface Spread {
  mean: number;
  variance: number;
}

/**
 * The spread of true effects behind measured ones, by restricted maximum likelihood (REML): Fisher scoring on
 * τ² = Σ w² ((y − μ)² − s²) / Σ w² + 1 / Σ w with w = 1/(s² + τ²), from 0 up.
 * Source: Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30:261–293.
 * @param past all that were tried on one metric, also what failed: winners alone tell nothing; at least two
 */
export function spreadOf(past: readonly Estimated[]): Spread {
  const mean = (variance: number): number => {
    const weights = past.map(({ standardError }) => 1 / (standardError ** 2 + variance));
    return weighted(past, weights) / sum(weights);
  };
  let variance = 0;
  for (let step = 0; step < 500; step++) {
    const centre = mean(variance);
    const weights = past.map(({ standardError }) => 1 / (standardError ** 2 + variance));
    const squares = sum(weights.map((weight) => weight ** 2));
    const excess = past.map(
      ({ estimate, standardError }, index) => weights[index]! ** 2 * ((estimate - centre) ** 2 - standardError ** 2)
    );
    const next = Math.max(0, sum(excess) / squares + 1 / sum(weights));
    const done = Math.abs(next - variance) <= 1e-12 * next;
    variance = next;
    if (done) break;
  }
  return { mean: mean(variance), variance };
}

const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);
const weighted = (past: readonly Estimated[], weights: readonly number[]): number =>
  sum(past.map(({ estimate }, index) => weights[index]! * estimate));

/**
 * The effect drawn towards what effects usually are: μ + τ²/(τ² + s²) (D − μ), with standard error s √(τ²/(τ² + s²)).
 * Unbiased given the data whatever made one pick it, as far as the spread is right.
 * Source: Efron (2011), "Tweedie's formula and selection bias", JASA 106:1602–1614.
 */
export function shrunk(
  { estimate, standardError }: Estimated,
  { mean, variance }: Spread
): Estimated & { kept: number } {
  const kept = variance / (variance + standardError ** 2);
  return { estimate: mean + kept * (estimate - mean), standardError: standardError * Math.sqrt(kept), kept };
}

/**
 * The likeliest effect, and its interval, given that one sees it because |Z| exceeded the boundary; for a single launch without a past.
 * The estimate solves E(Z | |Z| > c) = z; the limits make the seen Z as extreme as alpha/2 among those.
 * Source: Zhong & Prentice (2008), Biostatistics 9:621–634.
 * @param boundary c: 1.96, or that of the look at which it was crossed
 */
export function givenSelection(
  { estimate, standardError }: Estimated,
  boundary: number,
  alpha: number
): Estimated & Interval {
  const z = Math.abs(estimate) / standardError;
  const sign = Math.sign(estimate);
  const c = Math.min(boundary, z);
  const reach = z + 12;
  const above = (theta: number): number =>
    normalSurvival(z - theta) / (normalSurvival(c - theta) + normalSurvival(c + theta));
  const holding = (chance: number): number => root((theta) => above(theta) - chance, -reach, reach, 1e-9);
  const ends = [holding(alpha / 2), holding(1 - alpha / 2)].map((theta) => sign * theta * standardError);
  return {
    estimate: sign * standardError * root((theta) => expected(theta, c) - z, 0, z, 1e-9),
    standardError,
    low: Math.min(...ends),
    high: Math.max(...ends)
  };
}

/** E(Z | |Z| > c) when Z is normal around theta with variance 1. */
const expected = (theta: number, c: number): number =>
  theta +
  (normalDensity(c - theta) - normalDensity(c + theta)) / (normalSurvival(c - theta) + normalSurvival(c + theta));

/**
 * By how much the effects of all that were launched, added up, overstate what they bring: Σ s φ((s b − D)/s) over everything that was
 * tried, launched (D > s b) or not, with the measured effect in the place of the true one.
 * Source: Lee & Shen (2018), "Winner's curse: bias estimation for total effects of features in online controlled experiments", KDD, eq. 5.
 * @param boundary b: in standard errors, what an effect had to exceed
 */
export const totalBias = (tried: readonly Estimated[], boundary: number): number =>
  sum(tried.map(({ estimate, standardError }) => standardError * normalDensity(boundary - estimate / standardError)));
