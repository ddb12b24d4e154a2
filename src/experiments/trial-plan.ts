/** Whether a list experiment can find what it looks for, said before it starts. */
import { sharesOf, type TrialDesign } from '#experiments/trial.ts';
import { designEffect } from '#statistics/clusters.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { detectable, type Design } from '#statistics/planning.ts';
import { areFew } from '#statistics/randomisation.ts';
import { steppedStandardError } from '#statistics/stepped-wedge.ts';
import { allotted } from '#surveys/sampling.ts';

/** Who could take part. */
export interface Frame {
  organisations: number;
  /** Members of each cluster that is drawn as a whole; undefined where organisations are drawn one by one. */
  clusters: readonly number[] | undefined;
  /** Share that reaches the rung by itself in as many days. */
  baseline: number;
}

export interface Feasibility {
  organisations: number;
  clusters: number | undefined;
  baseline: number;
  /** Organisations in each arm, the first left alone; undefined where no number of such clusters is enough. */
  needed: number[] | undefined;
  /** The same in clusters of the size they have. */
  neededClusters: number[] | undefined;
  /** By how much clusters raise the variance; 1 without. */
  designEffect: number;
  /** Smallest difference of shares that is found with what there is; undefined: none. */
  detectable: number | undefined;
  feasible: boolean;
}

/** More than any list has. */
const MOST = 2 ** 24;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Coefficient of variation. */
function variationOf(sizes: readonly number[]): number {
  const middle = mean(sizes);
  return Math.sqrt(mean(sizes.map((size) => (size - middle) ** 2))) / middle;
}

/** In how many ways units can be divided over groups of these sizes; Infinity where a number cannot hold it. */
export function lotsOf(groups: readonly number[]): number {
  let [lots, placed] = [1, 0];
  for (const group of groups)
    for (let index = 1; index <= group; index++) {
      placed++;
      // Each time a binomial coefficient times a whole number, so that nothing is rounded below 2 ** 53.
      lots = (lots * placed) / index;
    }
  return lots;
}

/**
 * Whether a lot among so many can be rare enough: it and its mirror image say as much, so that the p value is never below two of all.
 * Source: Fisher (1935), The Design of Experiments.
 */
const canBeRare = (alpha: number, groups: readonly number[]): boolean => alpha * lotsOf(groups) >= 2 - 1e-9;

const divided = (shares: readonly number[], units: number): number[] =>
  allotted(
    shares.map((share) => Math.round(share * 1e9)),
    units
  );

/** Whether each arm can be told from the one that is left alone, where so few clusters are tested by the lots that could have fallen. */
function canTell(design: TrialDesign, shares: readonly number[], clusters: number): boolean {
  const [alone, ...arms] = divided(shares, clusters);
  return arms.every((arm) => !areFew(alone! + arm) || canBeRare(design.alpha / arms.length, [alone!, arm]));
}

/**
 * What there is, what is needed for the smallest effect worth having, and what can be found with what there is. Clusters raise the
 * variance by 1 + ((CV² + 1) m − 1) ICC, and with few of them Student's t asks for more: Eldridge, Ashby & Kerry (2006), International
 * Journal of Epidemiology 35:1292–1300. Comparisons with the arm that is left alone share alpha.
 */
export function feasibility(design: TrialDesign, frame: Frame): Feasibility {
  const shares = sharesOf({ ...design, shape: 'parallel' });
  if (design.shape === 'stepped') return steppedFeasibility(design, frame);
  const { organisations, clusters, baseline } = frame;
  const perUnit = clusters && clusters.length > 0 ? mean(clusters) : 1;
  const shared = {
    baseline: { kind: 'proportion' as const, mean: Math.min(0.999, baseline) },
    alpha: design.alpha,
    power: design.power,
    weights: shares
  };
  // In units that are drawn: organisations, or clusters of the size they have.
  const found = (units: number): number | undefined => {
    if (clusters && !canTell(design, shares, units)) return undefined;
    const asked: Design =
      clusters && clusters.length > 0
        ? {
            ...shared,
            clusters: { count: units, correlation: design.correlation, variation: variationOf(clusters) }
          }
        : shared;
    return detectable(asked, units * perUnit, 1);
  };
  const enough = (units: number) => (found(units) ?? Infinity) <= design.effect;
  let [low, high] = [0, 4];
  while (high <= MOST && !enough(high)) [low, high] = [high, high * 2];
  while (high <= MOST && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  const perArm = (units: number) => shares.map((share) => Math.ceil(units * share - 1e-9));
  const needed = high <= MOST ? perArm(high) : undefined;
  const there = clusters ? clusters.length : organisations;
  return {
    organisations,
    clusters: clusters?.length,
    baseline,
    needed: needed?.map((units) => Math.ceil(units * perUnit)),
    neededClusters: clusters && needed,
    designEffect: clusters && clusters.length > 0 ? designEffect(clusters, design.correlation) : 1,
    detectable: there >= 4 ? found(there) : undefined,
    feasible: needed !== undefined && needed.reduce((sum, units) => sum + units, 0) <= there
  };
}

/** Units of which the variance of a roll-out is worked out; of more it is that of so many, divided. */
const MOST_STEPPERS = 500;

/**
 * What a stepped roll-out can find with what there is: (z of 1 − α/2 + z of the power) times its standard error, the smallest first. How
 * many are needed follows from the same: the variance falls with the number of units.
 */
function steppedFeasibility(design: TrialDesign, { organisations, clusters, baseline }: Frame): Feasibility {
  const { steps, stepDays, days, alpha, power, effect } = design;
  const sizes = clusters && clusters.length > 0 ? clusters : Array.from({ length: organisations }, () => 1);
  const units = sizes.length;
  // Of one step instead of the whole window, at the same pace.
  const rate = Math.min(0.5, Math.max(0.001, 1 - (1 - Math.min(0.999, baseline)) ** (stepDays / days)));
  const some = sizes.slice(0, MOST_STEPPERS);
  const error = () =>
    steppedStandardError(
      some.map((_, place) => place % steps),
      some,
      steps,
      { rate, correlation: clusters ? design.correlation : 0 }
    ) * Math.sqrt(some.length / units);
  const found =
    steps >= 2 && units >= steps ? (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * error() : undefined;
  // However large the effect: with fewer orders that could have been drawn none of them is rare enough.
  let fewest = steps;
  while (steps >= 2 && !canBeRare(alpha, divided(sharesOf(design), fewest))) fewest++;
  const wanted = found === undefined ? undefined : Math.max(fewest, Math.ceil(units * (found / effect) ** 2));
  const perUnit = units > 0 ? organisations / units : 1;
  const perStep = wanted === undefined ? undefined : Array.from({ length: steps }, () => Math.ceil(wanted / steps));
  return {
    organisations,
    clusters: clusters?.length,
    baseline,
    needed: perStep?.map((each) => Math.ceil(each * perUnit)),
    neededClusters: clusters && perStep,
    designEffect: clusters && clusters.length > 0 ? designEffect(clusters, design.correlation) : 1,
    detectable: units < fewest ? undefined : found,
    feasible: wanted !== undefined && wanted <= units
  };
}
