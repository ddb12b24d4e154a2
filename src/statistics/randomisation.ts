/** Inference from the lot itself: how often a lot that could have been drawn shows as much as the one that was. For few units or clusters. */
import type { Cluster } from './clusters.ts';
import { sample, type Random } from './random.ts';

const FEW_CLUSTERS = 30;

/**
 * Whether so few clusters had better be tested by randomisation than by their standard errors: fewer than thirty.
 * Source: "few" begins at 20 to 50 in Cameron & Miller (2015), Journal of Human Resources 50:317–372, section VI.
 */
export const areFew = (clusters: number): boolean => clusters < FEW_CLUSTERS;

/** For each unit or cluster: true is treatment. */
export type Allocation = readonly boolean[];

export interface Randomised {
  /** Difference of the ratios of sums, treatment − control. */
  estimate: number;
  /** Two-sided: the share of allocations with a difference at least as large, the drawn one among them. */
  pValue: number;
  /** Effects on every unit alike that are not rejected at alpha; infinite where there are too few allocations. */
  low: number;
  high: number;
}

/** Relative difference within which numbers are equal but for rounding. */
const ALIKE = 1e-9;

/**
 * Tests the hypothesis that treatment did nothing to anybody, exactly, whatever the distribution; and every constant effect δ per unit
 * of size, by taking it off the treated clusters again. For each allocation the effects for which it is at least as extreme as the drawn
 * one form an interval around the estimate, so that the limits are found without search.
 * Sources: Fisher (1935), The Design of Experiments; Gail, Mark, Carroll, Green & Pee (1996), Statistics in Medicine 15:1069–1092.
 * @param allocations all that could have been drawn, or a sample of them; the drawn one is among them
 */
export function randomisationTest(
  clusters: readonly Cluster[],
  drawn: Allocation,
  allocations: readonly Allocation[],
  alpha: number
): Randomised {
  const treatedSizes = clusters.map(({ size }, index) => ({ sum: drawn[index]! ? size : 0, size }));
  return randomised(
    difference(clusters, drawn),
    allocations.map((allocation) => ({
      other: difference(clusters, allocation),
      overlap: difference(treatedSizes, allocation)
    })),
    alpha
  );
}

/** What an allocation that could have been drawn makes of the figures, and of an effect of 1 on whoever was treated. */
export interface Other {
  other: number;
  overlap: number;
}

/**
 * The test and its limits, of any estimate that is linear in the figures and gives back an effect of 1 as 1.
 * @param others of each allocation, the drawn one (with overlap 1) among them
 */
export function randomised(estimate: number, others: readonly Other[], alpha: number): Randomised {
  const ranges = others.map(({ other, overlap }) => asExtreme(estimate, other, overlap));
  const extreme = ranges.filter(({ low, high }) => low <= 0 && high >= 0).length;
  const rank = Math.floor(alpha * others.length + ALIKE);
  return {
    estimate,
    pValue: extreme / others.length,
    low: ranges.map(({ low }) => low).sort((a, b) => a - b)[rank]!,
    high: ranges.map(({ high }) => high).sort((a, b) => b - a)[rank]!
  };
}

/** Treatment − control of the ratios of sums, were it allocated so. */
function difference(clusters: readonly Cluster[], allocation: Allocation): number {
  const sums = [0, 0];
  const sizes = [0, 0];
  for (const [index, { sum, size }] of clusters.entries()) {
    const arm = allocation[index]! ? 1 : 0;
    sums[arm]! += sum;
    sizes[arm]! += size;
  }
  return sums[1]! / sizes[1]! - sums[0]! / sizes[0]!;
}

/** The δ with |other − δ overlap| ≥ |estimate − δ|, overlap being what an effect of 1 on the treated makes of the other difference. */
function asExtreme(estimate: number, other: number, overlap: number): { low: number; high: number } {
  // The same allocation, or its mirror image: no effect tells them apart.
  if (1 - Math.abs(overlap) < ALIKE) return { low: -Infinity, high: Infinity };
  const ends = [(estimate - other) / (1 - overlap), (estimate + other) / (1 + overlap)];
  const rounding = ALIKE * Math.max(Math.abs(estimate), Math.abs(other));
  return { low: Math.min(...ends) - rounding, high: Math.max(...ends) + rounding };
}

/** How many ways there are to choose so many of so many. */
function combinations(total: number, chosen: number): number {
  let count = 1;
  for (let index = 1; index <= chosen; index++) count = (count * (total - chosen + index)) / index;
  return Math.round(count);
}

/** Every allocation of so many to treatment; undefined when there are more than `most`. */
export function everyAllocation(total: number, treated: number, most = 20_000): boolean[][] | undefined {
  if (combinations(total, treated) > most) return undefined;
  const found: boolean[][] = [];
  const extend = (begun: boolean[], left: number) => {
    if (begun.length === total) found.push(begun);
    else {
      if (left > 0) extend([...begun, true], left - 1);
      if (total - begun.length > left) extend([...begun, false], left);
    }
  };
  extend([], treated);
  return found;
}

/**
 * The drawn allocation and `draws` others, each drawn as that one was: `allocate` is the whole procedure, also where it takes the best
 * balanced of many. With the drawn one among them the p value is valid for any number of draws.
 * Source: Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9:39; Morgan & Rubin (2012), Annals of Statistics 40:1263–1282.
 */
export function drawnAllocations(
  drawn: Allocation,
  draws: number,
  allocate: (random: Random) => Allocation,
  random: Random
): Allocation[] {
  return [drawn, ...Array.from({ length: draws }, () => allocate(random))];
}

/** The usual procedure: so many of all, each set alike. */
export const simply =
  (total: number, treated: number) =>
  (random: Random): boolean[] =>
    sample(total, treated, random);

/** A number of each unit by which the arms are to be alike: where it lies from the mean, in standard deviations; all 0 where it is the same everywhere. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return values.map((value) => (variance > 0 ? (value - mean) / Math.sqrt(variance) : 0));
}

/**
 * Index of the allocation with the smallest imbalance, the first where equal: the sum over covariates of the squared difference of means
 * in standard deviations. Infinity where an arm is empty.
 * @param covariates per covariate a value for each unit
 * @param share of the units meant for treatment; where it is given, how many there are counts as a covariate does that chance spreads as much
 */
export function bestBalanced(
  allocations: readonly Allocation[],
  covariates: readonly (readonly number[])[],
  share?: number
): { index: number; imbalance: number } {
  const scores = covariates.map(standardised);
  let best = { index: 0, imbalance: Infinity };
  for (const [index, allocation] of allocations.entries()) {
    let treated = 0;
    for (const isTreated of allocation) if (isTreated) treated++;
    const others = allocation.length - treated;
    if (treated === 0 || others === 0) continue;
    let imbalance = share === undefined ? 0 : ((treated / allocation.length - share) / (share * (1 - share))) ** 2;
    for (const values of scores) {
      // Their sum is 0, so that of the others is that of the treated with another sign.
      let sum = 0;
      for (let place = 0; place < values.length; place++) if (allocation[place]!) sum += values[place]!;
      imbalance += (sum / treated + sum / others) ** 2;
    }
    if (imbalance < best.imbalance) best = { index, imbalance };
  }
  return best;
}
