/** A look at a running comparison by group-sequential boundaries, and what may be said after it has stopped. */
import { normalCdf, normalQuantile, normalSurvival, tQuantile, tSurvival } from './distribution.ts';
import { above, monitored, spentAt, type Plan, type Stage } from './group-sequential.ts';
import { root } from './root.ts';

/** An effect in any unit, as measured at the last of the plan's looks. */
export interface Measurement {
  estimate: number;
  standardError: number;
  /** Of the standard error; left out when it is as good as known. */
  degreesOfFreedom?: number;
}

export interface Look {
  /** For |estimate| / standardError; a quantile of Student's t where degrees of freedom were given. */
  boundary: number;
  crossed: 'up' | 'down' | undefined;
  /** Two-sided chance of a false alarm spent up to here. */
  spent: number;
  /** Repeated confidence interval: holds the effect at all looks together with chance 1 − alpha, whatever is decided when. */
  low: number;
  high: number;
}

/**
 * What the last look of the plan says. Crossed is the same as: the interval does not hold 0.
 * Sources: Jennison & Turnbull (1989), JRSS B 51:305–361 (repeated confidence intervals); with few degrees of freedom each boundary
 * becomes the quantile of Student's t with the same chance: Jennison & Turnbull (2000), section 4.4.
 */
export function look(plan: Plan, { estimate, standardError, degreesOfFreedom = Infinity }: Measurement): Look {
  const boundary = studentised(monitored(plan).at(-1)!.boundary, degreesOfFreedom);
  const [low, high] = [estimate - boundary * standardError, estimate + boundary * standardError];
  return {
    boundary,
    crossed: low > 0 ? 'up' : high < 0 ? 'down' : undefined,
    spent: Math.max(...plan.fractions.map((_, index) => spentAt(plan, index))),
    low,
    high
  };
}

/** The quantile of Student's t that is exceeded as often as a standard normal exceeds z. */
export const studentised = (z: number, degrees: number): number =>
  degrees === Infinity ? z : -tQuantile(normalSurvival(z), degrees);

export interface Stopped {
  /** Two-sided, by stage-wise ordering: at most alpha exactly when a boundary was crossed in time. */
  pValue: number;
  /** Median-unbiased: too high as often as too low, also because of stopping when it looked well. */
  estimate: number;
  /** Interval with confidence 1 − alpha that agrees with the p value. */
  low: number;
  high: number;
}

/** Standard errors beyond which no effect is looked for, outside of what lies between the measured and 0. */
const FURTHEST = 12;

/**
 * The p value, estimate and interval after stopping at the last look of the plan, because a boundary was crossed there or because
 * it was the end: outcomes are ordered by the look at which they cross, then by Z.
 * Source: Tsiatis, Rosner & Mehta (1984), Biometrics 40:797–803; Jennison & Turnbull (2000), sections 8.2–8.5.
 */
export function stopped(plan: Plan, { estimate, standardError, degreesOfFreedom = Infinity }: Measurement): Stopped {
  // Of several looks at the same information the last.
  const stages = monitored(plan).filter(
    ({ increment }, index, all) => increment > 0 && all[index + 1]?.again === undefined
  );
  const z = normalised(estimate / standardError, degreesOfFreedom);
  // One unit of drift, in the unit of the estimate.
  const unit = Math.sqrt(stages.at(-1)!.fraction) * standardError;
  const beyond = FURTHEST * standardError;
  const holding = (chance: number): number => {
    const target = normalQuantile(chance);
    const [low, high] = [Math.min(0, estimate) - beyond, Math.max(0, estimate) + beyond];
    return root((effect) => ordered(stages, z, effect / unit) - target, low, high, standardError * 1e-7);
  };
  const { alpha } = plan;
  return {
    pValue: Math.min(1, 2 * normalCdf(-Math.abs(ordered(stages, z, 0)))),
    estimate: holding(0.5),
    low: holding(alpha / 2),
    high: holding(1 - alpha / 2)
  };
}

/** The normal quantile of the chance, under a drift, of an outcome at least as high as z at the last stage. */
function ordered(stages: readonly Stage[], z: number, drift: number): number {
  const up = asHigh(stages, z, drift);
  return up < 0.5 ? quantile(up) : -quantile(asHigh(stages, -z, -drift));
}

/** A finite one also of nothing. */
const quantile = (chance: number): number => normalQuantile(Math.max(chance, Number.MIN_VALUE));

function asHigh(stages: readonly Stage[], z: number, drift: number): number {
  return stages.reduce(
    (sum, stage, index) => sum + above(stage, index === stages.length - 1 ? z : stage.boundary, drift),
    0
  );
}

/** The z that a standard normal exceeds as often as Student's t exceeds `value`. */
const normalised = (value: number, degrees: number): number =>
  degrees === Infinity ? value : -Math.sign(value) * normalQuantile(tSurvival(Math.abs(value), degrees));
