/** Whether the newest value of a series is more than its past explains: its course so far, chance, and how restless it is. */
import { chiSquareSurvival, tQuantile, tTwoSided } from './distribution.ts';

/** What was counted in a stretch of time: events, or how many of so many; `design` is by how much being alike raises the variance. */
export type Counted = { kind: 'count'; count: number } | { kind: 'share'; count: number; n: number; design: number };

export interface Unusual {
  /** Two-sided chance of something as far off, when nothing is the matter. */
  p: number;
  /** What was to be expected, and between what (95%); a count, or a share. */
  expected: number;
  low: number;
  high: number;
  /** How much more restless the series is than chance alone would make it; at least 1. */
  dispersion: number;
}

/** Fewer earlier values do not tell how a series goes. */
export const LEAST_BASELINE = 12;

/**
 * A scale on which the variance hardly depends on the height, and that variance.
 * Source: Anscombe (1948), "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35:246–254.
 */
function scaled(value: Counted): { y: number; variance: number } {
  if (value.kind === 'count') return { y: 2 * Math.sqrt(value.count + 3 / 8), variance: 1 };
  const [n, count] = [value.n / value.design, value.count / value.design];
  return { y: 2 * Math.asin(Math.sqrt((count + 3 / 8) / (n + 3 / 4))), variance: 1 / (n + 1 / 2) };
}

function unscaled(y: number, like: Counted): number {
  if (like.kind === 'count') return y <= 0 ? 0 : Math.max(0, (y / 2) ** 2 - 3 / 8);
  const n = like.n / like.design;
  const sine = Math.sin(Math.min(Math.PI, Math.max(0, y)) / 2) ** 2;
  return Math.min(1, Math.max(0, (sine * (n + 3 / 4) - 3 / 8) / n));
}

/** A straight line through the past, by weighted least squares, and how the values lie about it. */
function line(points: readonly { x: number; y: number; variance: number }[]) {
  let [w, wx, wy] = [0, 0, 0];
  for (const { x, y, variance } of points) {
    w += 1 / variance;
    wx += x / variance;
    wy += y / variance;
  }
  const [centre, height] = [wx / w, wy / w];
  let [sxx, sxy] = [0, 0];
  for (const { x, y, variance } of points) {
    sxx += (x - centre) ** 2 / variance;
    sxy += ((x - centre) * (y - height)) / variance;
  }
  const slope = sxy / sxx;
  const at = (x: number) => height + slope * (x - centre);
  return {
    at,
    /** Of the height of the line, for values with their own variances. */
    variance: (x: number) => 1 / w + (x - centre) ** 2 / sxx,
    residuals: points.map(({ x, y, variance }) => (y - at(x)) / Math.sqrt(variance))
  };
}

/**
 * How much a value resembles the one before, of residuals of a line; with what a short series underestimates added (Marriott & Pope 1954,
 * Biometrika 41:390–402, to first order with a line taken off: 2 (1 + 2ρ) / n).
 */
function resemblance(residuals: readonly number[]): number {
  let [together, own] = [0, 0];
  for (const [index, residual] of residuals.entries()) {
    own += residual ** 2;
    if (index > 0) together += residual * residuals[index - 1]!;
  }
  if (own === 0) return 0;
  const found = together / own;
  return Math.min(0.8, Math.max(0, found + (2 + 4 * Math.max(0, found)) / residuals.length));
}

/** Chance of a count at least as far off as this one when so many are expected; exact, one side doubled. */
function exact(count: number, expected: number): number {
  // P(X ≤ k) of a Poisson count is P(chi-square with 2 (k + 1) degrees > 2 × mean).
  const below = chiSquareSurvival(2 * expected, 2 * (count + 1));
  const above = count <= 0 ? 1 : 1 - chiSquareSurvival(2 * expected, 2 * count);
  return Math.min(1, 2 * Math.min(below, above));
}

/** The rarer of what happened and what did not, as a count: a binomial count of it is less restless than a Poisson one. */
function rarer(value: Counted, expected: number): { count: number; expected: number } {
  if (value.kind === 'count') return { count: value.count, expected };
  const n = value.n / value.design;
  const count = value.count / value.design;
  return expected <= 0.5
    ? { count: Math.round(count), expected: n * expected }
    : { count: Math.round(n - count), expected: n * (1 - expected) };
}

/**
 * Compares the newest value with the line through those before it. The spread about the line is estimated, never below what counting
 * alone brings (as in Laney's p′ and u′ charts), from all residuals and not from steps between neighbours: values that resemble their
 * neighbour, as weeks do, make those steps small. Resemblance also leaves fewer independent values to know the line and the spread by.
 * Far from normal counts have the exact chance, where that is larger.
 * Sources: Shewhart (1931), Economic Control of Quality of Manufactured Product; Laney (2002), "Improved control charts for attributes",
 * Quality Engineering 14:531–537; effective number of values (1 − ρ) / (1 + ρ): Bayley & Hammersley (1946), JRSS B 8:184–197.
 * @param baseline earlier values with their place in time, in order; places may be missing
 * @returns undefined with fewer than LEAST_BASELINE
 */
export function unusual(
  baseline: readonly { place: number; value: Counted }[],
  newest: { place: number; value: Counted }
): Unusual | undefined {
  if (baseline.length < LEAST_BASELINE) return undefined;
  const points = baseline.map(({ place, value }) => ({ x: place, ...scaled(value) }));
  const { at, variance, residuals } = line(points);
  const rho = resemblance(residuals);
  const effective = (baseline.length * (1 - rho)) / (1 + rho);
  const degrees = Math.max(2, effective - 2);
  // The residuals hide what the line took from them: two values, and more when values resemble each other.
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const hidden = Math.max(1, baseline.length - (2 * (1 + rho)) / (1 - rho));
  const dispersion = Math.max(1, squares / hidden);
  const { y, variance: own } = scaled(newest.value);
  const spread = Math.sqrt(dispersion * (own + (variance(newest.place) * (1 + rho)) / (1 - rho)));
  const centre = at(newest.place);
  const expected = unscaled(centre, newest.value);
  const half = tQuantile(0.975, degrees) * spread;
  const far = tTwoSided((y - centre) / spread, degrees);
  const counts = rarer(newest.value, expected);
  return {
    p: Math.max(far, exact(counts.count, counts.expected)),
    expected,
    low: unscaled(centre - half, newest.value),
    high: unscaled(centre + half, newest.value),
    dispersion
  };
}
