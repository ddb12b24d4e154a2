/** How likely an experiment is to find an effect of a given size: beforehand, and half-way. */
import { mixtureScale, multiplier } from './always-valid.ts';
import type { Prior } from './bayesian.ts';
import { normalCdf, normalQuantile } from './distribution.ts';

/** By which rule an effect counts as found. Two-sided; a prior decides by its posterior, and then without `tuning`. */
export interface Rule {
  alpha: number;
  /** Among how many tests alpha is divided. */
  tests?: number;
  /** Units at which an always-valid sequence is narrowest; absent for a fixed horizon. */
  tuning?: number;
  prior?: Prior;
}

const criticalOf = ({ alpha, tests = 1 }: Rule): number => -normalQuantile(alpha / (2 * tests));

/**
 * The probability to find `effect` once there are 1 + growth times the units, if spread and shares stay as they are.
 * With V = s²/(1 + growth): reject beyond ±h, power Φ((δ − h)/√V) + Φ(−(δ + h)/√V).
 * h is z √V, or the always-valid half-width; with a prior N(μ, τ²), V √(1/τ² + 1/V) z moved by −V μ/τ².
 */
export function powerAt(
  { standardError, n }: { standardError: number; n: number },
  growth: number,
  effect: number,
  rule: Rule
): number {
  const s = standardError / Math.sqrt(1 + growth);
  const alpha = rule.alpha / (rule.tests ?? 1);
  let half = criticalOf(rule) * s;
  let shift = 0;
  if (rule.prior) {
    const precision = 1 / rule.prior.standardDeviation ** 2;
    half = s ** 2 * Math.sqrt(precision + 1 / s ** 2) * criticalOf(rule);
    shift = s ** 2 * rule.prior.mean * precision;
  } else if (rule.tuning !== undefined) {
    half = multiplier(alpha, n * (1 + growth), mixtureScale(alpha, rule.tuning, 'two_sided'), 'two_sided') * s;
  }
  const delta = Math.abs(effect) + shift;
  return normalCdf((delta - half) / s) + normalCdf(-(delta + half) / s);
}

/** Doublings of the units after which an experiment is given up as hopeless: more than 10⁸ times as many. */
const DOUBLINGS = 27;

/** In power; a smaller difference is not worth looking for. */
const TOLERANCE = 1e-5;

/** How many times the present units must come in addition to reach the power; undefined when no number does. */
export function growthNeeded(
  now: { standardError: number; n: number },
  effect: number,
  power: number,
  rule: Rule
): number | undefined {
  const at = (growth: number) => powerAt(now, growth, effect, rule);
  if (at(0) > power) return 0;
  let [low, high] = [0, 1];
  for (let doubling = 0; at(high) < power; doubling++) {
    if (doubling === DOUBLINGS) return undefined;
    high *= 2;
  }
  while (true) {
    const growth = (low + high) / 2;
    const surplus = at(growth) - power;
    if (Math.abs(surplus) < TOLERANCE || high - low < 1e-12 * high) return growth;
    if (surplus > 0) high = growth;
    else low = growth;
  }
}

/** Before the start: one number per unit with this mean and variance under control, and equally many units in both arms. */
export interface Baseline {
  mean: number;
  variance: number;
  unitsPerArm: number;
}

/** By how much an always-valid rule widens the interval at these units, as against one look. */
const widening = (rule: Rule, n: number): number =>
  rule.tuning === undefined
    ? 1
    : multiplier(rule.alpha, n, mixtureScale(rule.alpha, rule.tuning, 'two_sided'), 'two_sided') / criticalOf(rule);

/**
 * The standard error of a relative effect r, and the power to find it two-sided: s² = v (1 + (1 + r)²) / (n mean²).
 * The variance is taken to be the same in both arms. An always-valid rule counts as a larger standard error.
 */
export function plannedPower(
  { mean, variance, unitsPerArm }: Baseline,
  effect: number,
  rule: Rule
): { standardError: number; power: number } {
  const perUnit = variance / (unitsPerArm * mean ** 2);
  const standardError = Math.sqrt(perUnit * (1 + (1 + effect) ** 2)) * widening(rule, 2 * unitsPerArm);
  return { standardError, power: powerAt({ standardError, n: 2 * unitsPerArm }, 0, effect, { alpha: rule.alpha }) };
}

/**
 * The smallest relative effect that is found with this power; undefined when the arms are too small for any.
 * With c = k² v / (n mean²) and k = z(1 − α/2) + z(power): r = (c + √(c (2 − c))) / (1 − c), for c < 1.
 */
export function smallestEffect(
  { mean, variance, unitsPerArm }: Baseline,
  power: number,
  rule: Rule
): number | undefined {
  const k = (criticalOf(rule) + normalQuantile(power)) * widening(rule, 2 * unitsPerArm);
  const c = (k ** 2 * variance) / (unitsPerArm * mean ** 2);
  return c < 1 ? (c + Math.sqrt(c * (2 - c))) / (1 - c) : undefined;
}
