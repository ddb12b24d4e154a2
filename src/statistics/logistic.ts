/** The chance of a yes from what is known of a unit, where something is believed of every coefficient beforehand. */
import { cholesky, solved, type Matrix } from './matrix.ts';

/** Units with the same features, of which so many said yes. */
export interface Observed {
  /** One number per coefficient; most may be 0, which costs nothing. A column of ones is the intercept. */
  features: readonly number[];
  n: number;
  /** From 0 to n. */
  successes: number;
}

/** What is believed of a coefficient, in log odds per unit of its feature: normal, independent of the others. */
export interface Prior {
  mean: number;
  /** Finite. 0 holds the coefficient at its mean; something large, such as 100, leaves it to the data. */
  sd: number;
}

export interface Logistic {
  /** The most likely after the data, in log odds: one per prior. */
  coefficients: number[];
  /** Of the coefficients after the data, by Laplace's approximation. */
  covariance: Matrix;
  /** Log of the chance of these data under these priors, by the same, but for what does not depend on the priors. */
  logEvidence: number;
  iterations: number;
  converged: boolean;
}

const MOST_ITERATIONS = 200;
const MOST_HALVINGS = 200;

/** Square of the distance to the best coefficients, in standard deviations of what is believed after the data. */
const NEAR = 1e-16;

/** How much of the promised gain a step must bring: Armijo's rule, Nocedal & Wright (2006), Numerical Optimization, 3.1. */
const GAIN = 1e-4;

export const chanceOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** log(1 + eˣ) without overflow. */
const log1pexp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** A row without its zeros, each feature times the sd of its coefficient. */
interface Sparse {
  places: number[];
  values: number[];
  /** Log odds at the means of the priors. */
  offset: number;
  n: number;
  successes: number;
}

function sparse({ features, n, successes }: Observed, priors: readonly Prior[]): Sparse {
  if (features.length !== priors.length) throw new RangeError(`${features.length} features, ${priors.length} priors`);
  if (!(successes >= 0 && successes <= n)) throw new RangeError(`${successes} yes out of ${n}`);
  const places = features.flatMap((feature, place) => (feature === 0 || priors[place]!.sd === 0 ? [] : [place]));
  return {
    places,
    values: places.map((place) => features[place]! * priors[place]!.sd),
    offset: features.reduce((sum, feature, place) => sum + feature * priors[place]!.mean, 0),
    n,
    successes
  };
}

const logOddsOf = ({ places, values, offset }: Sparse, z: readonly number[]): number => {
  let sum = offset;
  for (let k = 0; k < places.length; k++) sum += values[k]! * z[places[k]!]!;
  return sum;
};

/** Log of likelihood × prior, up to a constant, with coefficients mean + sd · z. */
function logPosterior(rows: readonly Sparse[], z: readonly number[]): number {
  let sum = 0;
  for (const row of rows) {
    const logOdds = logOddsOf(row, z);
    sum -= row.successes * log1pexp(-logOdds) + (row.n - row.successes) * log1pexp(logOdds);
  }
  return sum - z.reduce((squares, one) => squares + one * one, 0) / 2;
}

/** How fast it rises in each direction, and how it bends (minus the Hessian; below the diagonal, with it). */
function slopes(rows: readonly Sparse[], z: readonly number[]): { rise: number[]; bend: Matrix } {
  const rise = z.map((one) => -one);
  const bend = z.map((_, i) => Array.from({ length: i + 1 }, (_, j) => (i === j ? 1 : 0)));
  for (const row of rows) {
    const { places, values, n, successes } = row;
    const logOdds = logOddsOf(row, z);
    const [yes, no] = [chanceOf(logOdds), chanceOf(-logOdds)];
    const residual = successes * no - (n - successes) * yes;
    const weight = n * yes * no;
    for (let i = 0; i < places.length; i++) {
      const to = bend[places[i]!]!;
      const value = values[i]!;
      rise[places[i]!]! += residual * value;
      for (let j = 0; j <= i; j++) to[places[j]!]! += weight * value * values[j]!;
    }
  }
  return { rise, bend };
}

interface Place {
  z: number[];
  height: number;
}

/** Along the step, halved until it brings what it should; where it stands if rounding leaves nothing to gain. */
function climbed(rows: readonly Sparse[], from: Place, step: readonly number[], distance: number): Place {
  const rounding = 1e-13 * (1 + Math.abs(from.height));
  for (let [halving, size] = [0, 1]; halving <= MOST_HALVINGS; halving++, size /= 2) {
    const z = from.z.map((one, i) => one + size * step[i]!);
    const height = logPosterior(rows, z);
    if (height >= from.height + GAIN * size * distance - rounding) return { z, height };
  }
  return from;
}

/**
 * Logistic regression by maximum a posteriori, with Laplace's approximation around it.
 * Newton-Raphson on coefficients measured from the means of their priors in units of their sd: then the posterior bends by at
 * least 1 in every direction, also where the data separate, say the same twice, or are not there (which gives back the priors).
 * Source: Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., 4.1, 13.3 and 16.2.
 * @throws RangeError where a row has not as many features as there are priors, or more yes than units
 */
export function logisticRegression(observed: readonly Observed[], priors: readonly Prior[]): Logistic {
  const rows = observed.filter(({ n }) => n !== 0).map((row) => sparse(row, priors));
  const start = priors.map(() => 0);
  let here: Place = { z: start, height: logPosterior(rows, start) };
  for (let iterations = 0; ; iterations++) {
    const { rise, bend } = slopes(rows, here.z);
    const lower = cholesky(bend, 1);
    const step = solved(lower, rise);
    const distance = step.reduce((sum, one, i) => sum + one * rise[i]!, 0);
    const next = distance <= NEAR || iterations === MOST_ITERATIONS ? here : climbed(rows, here, step, distance);
    if (next !== here) {
      here = next;
      continue;
    }
    return {
      coefficients: priors.map(({ mean, sd }, i) => mean + sd * here.z[i]!),
      covariance: covarianceFrom(lower, priors),
      logEvidence: here.height - lower.reduce((sum, row, i) => sum + Math.log(row[i]!), 0),
      iterations,
      converged: distance <= NEAR
    };
  }
}

function covarianceFrom(lower: Matrix, priors: readonly Prior[]): Matrix {
  return priors.map(({ sd }, i) => {
    const column = solved(
      lower,
      priors.map((_, j) => (i === j ? 1 : 0))
    );
    return column.map((value, j) => value * sd * priors[j]!.sd);
  });
}

/**
 * The chance that a unit with these features says yes: the mean over what the coefficients may be, σ(m / √(1 + π v / 8)) with m and v
 * the mean and variance of its log odds. The most likely coefficients alone would be too sure of units unlike any seen, and it is the
 * mean that adds up to a number of units. Off by less than 0.02.
 * Source: MacKay (1992), "The evidence framework applied to classification networks", Neural Computation 4:720–736.
 */
export function predictedChance({ coefficients, covariance }: Logistic, features: readonly number[]): number {
  const places = features.flatMap((feature, place) => (feature === 0 ? [] : [place]));
  let [mean, variance] = [0, 0];
  for (const i of places) {
    mean += features[i]! * coefficients[i]!;
    for (const j of places) variance += features[i]! * features[j]! * covariance[i]![j]!;
  }
  return chanceOf(mean / Math.sqrt(1 + (Math.PI * Math.max(0, variance)) / 8));
}

/** From hardly any difference between groups (odds ×1.1) to very large (odds ×5 for one standard deviation). */
const SPREADS = [0.1, 0.2, 0.4, 0.8, 1.6];

/**
 * How far alike coefficients (the intercepts of strata) are drawn towards the means of their priors, as the data would have it:
 * of these sds the one under which the data are most likely (empirical Bayes, type II maximum likelihood, with Laplace's evidence).
 * The least is above 0, because with few groups a best sd of 0 is often chance: Chung et al. (2013), Psychometrika 78:685–709.
 * Source: MacKay (1992), "Bayesian interpolation", Neural Computation 4:415–447; Tierney & Kadane (1986), JASA 81:82–86.
 * @param pooled the places of the coefficients that share the sd, whatever sd their priors had
 */
export function poolingFor(
  observed: readonly Observed[],
  priors: readonly Prior[],
  pooled: readonly number[],
  spreads: readonly number[] = SPREADS
): { sd: number; priors: Prior[]; model: Logistic } {
  const together = new Set(pooled);
  const tried = spreads.map((sd) => {
    const shared = priors.map((prior, place) => (together.has(place) ? { ...prior, sd } : prior));
    return { sd, priors: shared, model: logisticRegression(observed, shared) };
  });
  return tried.reduce((best, one) => (one.model.logEvidence > best.model.logEvidence ? one : best));
}
