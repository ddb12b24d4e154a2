/** How many units and weeks an experiment needs, what it could find, and whether that is feasible. */
import { normalQuantile, tQuantile } from './distribution.ts';
import { inflation } from './group-sequential.ts';
import { root } from './root.ts';
import type { Spending } from './spending.ts';

/** What the metric is now, per unit; the variance that of one unit, for a ratio of its linearised value. */
export type Baseline =
  { kind: 'proportion'; mean: number } | { kind: 'mean' | 'ratio'; mean: number; variance: number };

export interface Clustering {
  /** In all arms together. */
  count: number;
  /** Intra-cluster correlation, 0 to 1. */
  correlation: number;
  /** Coefficient of variation of their sizes; 0 where they are alike. */
  variation: number;
}

export interface Design {
  baseline: Baseline;
  /** Two-sided, over all arms and looks together. */
  alpha: number;
  power: number;
  /** Per arm, the control first; they need not add up to 1. Arms of weight 0 take no part. */
  weights: readonly number[];
  /** Units come in clusters that are assigned as a whole. */
  clusters?: Clustering;
  /** Reviewing while it runs; left out, it is looked at once, at the end. */
  reviews?: { spending: Spending; perWeek: number };
}

/** Signed: below 0 where fewer is what one hopes for. */
export interface EffectSize {
  size: number;
  scale: 'absolute' | 'relative';
}

/** What the experiment gets. */
export interface Capacity {
  unitsPerWeek: number;
  atMostWeeks: number;
  /** Where there are no more than so many units at all. */
  atMostUnits?: number;
  /** Two where nothing is said: one week could be an odd one. */
  atLeastWeeks?: number;
}

export interface Planned {
  /** All units needed, in whole units per arm; Infinity for an effect that cannot be (a share above 1). */
  perArm: number[];
  units: number;
  /** Full weeks, so that each day of the week counts alike. */
  weeks: number;
  feasible: boolean;
  /** What is in the way. */
  obstacle?: 'effect_impossible' | 'too_few_clusters' | 'too_few_units' | 'too_long';
  /** The smallest absolute effect that can be found with what the experiment gets in its longest time, in the direction asked for; undefined: none. */
  detectable: number | undefined;
  /** Two-sided alpha of each comparison with control. */
  alphaEach: number;
  /** How much larger the reviews make the sample. */
  inflation: number;
  /** With fewer clusters no number of units is enough; 0 without. */
  leastClusters: number;
}

const LEAST_WEEKS = 2;

/** From so many reviews on, more of them ask for hardly any more units. */
const MOST_LOOKS = 100;

const absolute = ({ size, scale }: EffectSize, { mean }: Baseline): number =>
  scale === 'absolute' ? size : size * Math.abs(mean);

/**
 * Units in all arms together for the comparison of control (weight a) with one arm (weight b), weights as shares of all units:
 * (z_{α/2} √V₀ + z_β √V₁)² / effect², V₀ and V₁ the variance of the difference times the units without and with the effect.
 * A share: V₀ from the share of both arms together, V₁ from each its own: Fleiss, Levin & Paik (2003), Statistical Methods for Rates and
 * Proportions, 3rd ed., eq. 4.14. A mean or ratio: V₀ = V₁ = variance (1/a + 1/b).
 */
function unitsFor(baseline: Baseline, effect: number, alpha: number, power: number, a: number, b: number): number {
  const [zAlpha, zBeta] = [-normalQuantile(alpha / 2), normalQuantile(power)];
  if (effect === 0) return Infinity;
  if (baseline.kind !== 'proportion')
    return (baseline.variance * (1 / a + 1 / b) * (zAlpha + zBeta) ** 2) / effect ** 2;
  const [p, q] = [baseline.mean, baseline.mean + effect];
  if (!(q >= 0 && q <= 1)) return Infinity;
  const both = (a * p + b * q) / (a + b);
  const without = both * (1 - both) * (1 / a + 1 / b);
  const within = (p * (1 - p)) / a + (q * (1 - q)) / b;
  return ((zAlpha * Math.sqrt(without) + zBeta * Math.sqrt(within)) / effect) ** 2;
}

/** Shares of the arms that take part, and the smallest of those that are compared with control. */
function sharesOf({ weights, alpha }: Design): { shares: number[]; smallest: number; alphaEach: number } {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / whole);
  const compared = shares.slice(1).filter((share) => share > 0);
  return { shares, smallest: Math.min(...compared), alphaEach: alpha / Math.max(1, compared.length) };
}

function inflationOf(design: Design, alphaEach: number, weeks: number): number {
  if (!design.reviews) return 1;
  const looks = Math.min(MOST_LOOKS, Math.max(1, Math.round(design.reviews.perWeek * weeks)));
  return inflation({ alpha: alphaEach, power: design.power, spending: design.reviews.spending, looks });
}

/** Units in all arms together to find the effect in each comparison with control (alpha divided by the number of those), with reviews over so many weeks. */
function unitsNeeded(design: Design, effect: number, weeks: number): { units: number; leastClusters: number } {
  const { shares, smallest, alphaEach } = sharesOf(design);
  const single = unitsFor(design.baseline, effect, alphaEach, design.power, shares[0]!, smallest);
  const units = single * inflationOf(design, alphaEach, weeks);
  return design.clusters ? inClusters(units, design, alphaEach) : { units, leastClusters: 0 };
}

/** By how much few clusters ask for more: Student's t with two degrees less than there are clusters, instead of the normal. */
function forFew({ count }: Clustering, alpha: number, power: number): number {
  const degrees = count - 2;
  if (degrees < 1) return Infinity;
  const student = -tQuantile(alpha / 2, degrees) + tQuantile(power, degrees);
  return (student / (normalQuantile(power) - normalQuantile(alpha / 2))) ** 2;
}

/**
 * Units N in k clusters that are worth n units without: N / (1 + (N (1 + CV²) / k − 1) ρ) = n. More units in the same clusters help
 * less and less, so that below n ρ (1 + CV²) clusters none are enough.
 * Source: Hemming, Girling, Sitch, Marsh & Lilford (2011), BMC Medical Research Methodology 11:102, with the sizes of Eldridge et al. (2006).
 */
function inClusters(units: number, { clusters, power }: Design, alpha: number) {
  const { count, correlation, variation } = clusters!;
  const worth = units * forFew(clusters!, alpha, power);
  const leastClusters = units * correlation * (1 + variation ** 2);
  const left = 1 - (worth * correlation * (1 + variation ** 2)) / count;
  return { units: left > 0 ? (worth * (1 - correlation)) / left : Infinity, leastClusters: Math.ceil(leastClusters) };
}

/** The reverse: how many units without clusters so many in clusters are worth. */
function worthOf(units: number, { clusters, power }: Design, alpha: number): number {
  if (!clusters) return units;
  const { count, correlation, variation } = clusters;
  const raised = 1 + ((units * (1 + variation ** 2)) / count - 1) * correlation;
  return units / Math.max(1, raised) / forFew(clusters, alpha, power);
}

/** The smallest absolute effect that so many units in all arms together can find, with reviews over so many weeks; undefined when there is none. Up, or down where `sign` is −1. */
export function detectable(design: Design, units: number, weeks: number, sign: 1 | -1 = 1): number | undefined {
  const { shares, smallest, alphaEach } = sharesOf(design);
  const { baseline } = design;
  const usable = worthOf(units, design, alphaEach) / inflationOf(design, alphaEach, weeks);
  const needed = (size: number) => unitsFor(baseline, sign * size, alphaEach, design.power, shares[0]!, smallest);
  if (!(usable > 0)) return undefined;
  if (baseline.kind !== 'proportion') return Math.sqrt(needed(1) / usable);
  const most = sign > 0 ? 1 - baseline.mean : baseline.mean;
  if (!(needed(most) <= usable)) return undefined;
  return root((size) => Math.log(needed(size) / usable), most * 1e-9, most, most * 1e-10);
}

/** Says what the experiment needs for the smallest effect worth having, and whether it gets that. */
export function plan(design: Design, smallestEffect: EffectSize, capacity: Capacity): Planned {
  const { unitsPerWeek, atMostWeeks, atMostUnits = Infinity, atLeastWeeks = LEAST_WEEKS } = capacity;
  const effect = absolute(smallestEffect, design.baseline);
  const { shares, alphaEach } = sharesOf(design);
  const weeksFor = (units: number) => Math.max(atLeastWeeks, Math.ceil(units / unitsPerWeek));
  // More weeks are more reviews, which ask for a few more units, and so on until it fits.
  let weeks = atLeastWeeks;
  let needed = unitsNeeded(design, effect, weeks);
  for (let round = 0; round < 10 && weeksFor(needed.units) > weeks && weeks < atMostWeeks; round++) {
    weeks = Math.min(weeksFor(needed.units), Math.max(atMostWeeks, atLeastWeeks));
    needed = unitsNeeded(design, effect, weeks);
  }
  const perArm = shares.map((share) => (share > 0 ? Math.ceil(needed.units * share) : 0));
  const units = perArm.reduce((sum, size) => sum + size, 0);
  const most = Math.min(atMostUnits, unitsPerWeek * atMostWeeks);
  const obstacle =
    units === Infinity
      ? Number.isFinite(needed.leastClusters) && needed.leastClusters > 0
        ? 'too_few_clusters'
        : 'effect_impossible'
      : units > atMostUnits
        ? 'too_few_units'
        : weeksFor(units) > atMostWeeks
          ? 'too_long'
          : undefined;
  return {
    perArm,
    units,
    weeks: weeksFor(units),
    feasible: obstacle === undefined,
    obstacle,
    // One unit per arm less, because units come whole.
    detectable: detectable(design, most - shares.length, atMostWeeks, effect < 0 ? -1 : 1),
    alphaEach,
    inflation: inflationOf(design, alphaEach, weeks),
    leastClusters: needed.leastClusters
  };
}
