/** The interval of a relative effect that stays honest when the control itself is uncertain. */
import { adjust, ownSlopes, pairOf, type Obstacle, type Pair, type Slopes } from './effect.ts';
import type { Statistic } from './statistic.ts';

/**
 * All relative effects that the data do not contradict, as a share of |control|.
 * bounded: low to high.
 * complement: all up to `below` and all from `above`, because the control may be 0 (−Infinity or Infinity: nothing on that side).
 * line: any effect whatever.
 */
export type RelativeInterval =
  | { shape: 'bounded'; low: number; high: number }
  | { shape: 'complement'; below: number; above: number }
  | { shape: 'line' };

/** Two estimates that may depend on each other: the variances are those of the estimates, not of one unit. */
export interface Means {
  control: number;
  treatment: number;
  controlVariance: number;
  treatmentVariance: number;
  /** 0 for independent arms without adjustment. */
  covariance?: number;
}

/**
 * {ρ : |treatment − r control| ≤ c √(var treatment + r² var control − 2 r cov)}, where ρ = r − 1, or 1 − r for a negative control, so
 * that more is positive. It does not hold 0 exactly when |difference| > c × its standard error: both scales agree on who wins.
 * The sign of the control is taken to be the observed; where the set is not bounded, even that is not certain.
 * Source: Fieller (1954), JRSS B 16:175–185.
 * @param multiplier c: the quantile of Student's t for one look, or what a sequential method gives
 */
export function fieller(means: Means, multiplier: number): RelativeInterval {
  const { control: a, treatment: b, controlVariance: va, treatmentVariance: vb, covariance: cov = 0 } = means;
  // In q = r − 1: square q² − 2 middle q + constant ≤ 0, which loses no digits when treatment is close to control.
  const [difference, c2] = [b - a, multiplier ** 2];
  const square = a ** 2 - c2 * va;
  const middle = a * difference - c2 * (cov - va);
  const constant = difference ** 2 - c2 * (vb + va - 2 * cov);
  const discriminant = middle ** 2 - square * constant;
  if (!Number.isFinite(discriminant) || a === 0) return { shape: 'line' };
  if (square > 0) {
    const [low, high] = roots(square, middle, constant, discriminant);
    return a > 0 ? { shape: 'bounded', low, high } : { shape: 'bounded', low: -high, high: -low };
  }
  if (square === 0) return a > 0 ? ray(middle, constant) : mirrored(ray(middle, constant));
  if (discriminant <= 0) return { shape: 'line' };
  const [below, above] = roots(square, middle, constant, discriminant);
  return a > 0 ? { shape: 'complement', below, above } : mirrored({ shape: 'complement', below, above });
}

/** Both roots in order, each computed without taking nearly equal numbers from one another. */
function roots(square: number, middle: number, constant: number, discriminant: number): [number, number] {
  const sum = middle + (middle < 0 ? -1 : 1) * Math.sqrt(Math.max(0, discriminant));
  const [one, other] = [sum / square, sum === 0 ? 0 : constant / sum];
  return one < other ? [one, other] : [other, one];
}

/** −2 middle q + constant ≤ 0. */
function ray(middle: number, constant: number): RelativeInterval {
  if (middle === 0) return { shape: 'line' };
  const end = constant / (2 * middle);
  return middle > 0
    ? { shape: 'complement', below: -Infinity, above: end }
    : { shape: 'complement', below: end, above: Infinity };
}

const mirrored = (interval: RelativeInterval): RelativeInterval =>
  interval.shape === 'complement' ? { shape: 'complement', below: -interval.above, above: -interval.below } : interval;

/**
 * The same from sufficient statistics. With one slope for both arms the adjusted difference is taken as a share of the unadjusted
 * control; with a slope for each arm, of the control adjusted to the covariate's mean over both arms.
 */
export function relativeInterval(
  control: Statistic,
  treatment: Statistic,
  multiplier: number,
  slopes: Slopes = 'pooled'
): RelativeInterval | { error: Obstacle } {
  const pair = pairOf(control, treatment);
  if (!pair) return { error: 'kinds_differ' };
  const means = slopes === 'per_arm' ? meansBySlopes(pair) : meansOf(pair);
  return means.control === 0 ? { error: 'zero_baseline' } : fieller(means, multiplier);
}

/** Control, and control plus the adjusted difference. */
export function meansOf({ control, treatment, slope }: Pair): Means {
  const [a, b] = [adjust(control, slope), adjust(treatment, slope)];
  // What the covariate adds to control + (adjusted treatment − adjusted control) besides treatment itself: slope × covariate of control.
  const { variance, covariance } = control.before;
  return {
    control: control.mean,
    treatment: control.mean + (b.mean - a.mean),
    controlVariance: control.variance / control.n,
    treatmentVariance: b.variance / treatment.n + (slope ** 2 * variance) / control.n,
    covariance: (slope * covariance) / control.n
  };
}

/** Each arm adjusted by its own slope, as `effectOf` does; the mean of the covariate, to which both are adjusted, is itself uncertain. */
function meansBySlopes(pair: Pair): Means {
  const { a, b, centring } = ownSlopes(pair);
  return {
    control: a.mean,
    treatment: b.mean,
    controlVariance: a.own + a.slope ** 2 * centring,
    treatmentVariance: b.own + b.slope ** 2 * centring,
    covariance: a.slope * b.slope * centring
  };
}
