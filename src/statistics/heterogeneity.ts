/** How much units truly differ, beyond what chance makes of it. */
import { chiSquareSurvival } from './distribution.ts';
import { root } from './root.ts';
import type { Estimated, Spread } from './shrinkage.ts';

const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);

/** Cochran's Q around the weighted mean, with the weights that belong to a variance between units. */
function around(units: readonly Estimated[], variance: number): { q: number; mean: number } {
  const weights = units.map(({ standardError }) => 1 / (standardError ** 2 + variance));
  const mean = sum(units.map(({ estimate }, index) => weights[index]! * estimate)) / sum(weights);
  return { mean, q: sum(units.map(({ estimate }, index) => weights[index]! * (estimate - mean) ** 2)) };
}

/** The spread between units; its variance with a 95% interval. */
export interface Between extends Spread {
  low: number;
  high: number;
}

/**
 * The variance between units: that at which Q with weights 1/(s² + τ²) is what is expected of it, I − 1, at least 0 (Paule & Mandel); its
 * interval holds every τ² for which that Q is an ordinary draw from chi-square with I − 1 degrees (the Q-profile method), so that the
 * estimate always lies in it.
 * Sources: Paule & Mandel (1982), Journal of Research of the National Bureau of Standards 87:377–385; Viechtbauer (2007), Statistics in
 * Medicine 26:37–52.
 * @returns undefined for fewer than two units
 */
export function between(units: readonly Estimated[]): Between | undefined {
  const degrees = units.length - 1;
  if (degrees < 1) return undefined;
  // Q falls as the variance grows; far above the largest distance it is next to nothing.
  const largest =
    Math.max(...units.map(({ estimate }) => estimate)) - Math.min(...units.map(({ estimate }) => estimate));
  const reach = 10_000 * (largest ** 2 + Math.max(...units.map(({ standardError }) => standardError ** 2)));
  const where = (off: (q: number) => number): number => {
    const at = (tau: number) => off(around(units, tau ** 2).q);
    return at(0) >= 0 ? 0 : root(at, 0, Math.sqrt(reach), 1e-9) ** 2;
  };
  const holding = (tail: number) => where((q) => chiSquareSurvival(q, degrees) - tail);
  const variance = where((q) => degrees - q);
  return { mean: around(units, variance).mean, variance, low: holding(0.025), high: holding(0.975) };
}
