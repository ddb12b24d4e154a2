/** Arms made of clusters that were randomised as a whole (an organisation, a municipality): what they did, and how few they really are. */
import type { Effect, Obstacle } from './effect.ts';
import type { Means } from './fieller.ts';
import { squaresOf, type Statistic } from './statistic.ts';

export interface Cluster {
  /** Total of the metric over the cluster. */
  sum: number;
  /** How many units, or whatever else the metric is a ratio to. */
  size: number;
  /** Sum of the squares over its units (for noughts and ones: `sum`). Without it the units of a cluster are taken to be all alike. */
  sumSquares?: number;
}

/** An effect, absolute, of which n is the number of clusters. */
export interface ClusteredEffect extends Effect {
  /** To take the effect as a share of control by Fieller's method. */
  means: Means;
  effectiveClusters: number;
}

/** What a group of units did, as one cluster; without covariates. */
export function clusterOf(statistic: Statistic): Cluster {
  switch (statistic.kind) {
    case 'ratio':
      return { sum: statistic.numerator.sum, size: statistic.denominator.sum };
    case 'adjusted_mean':
    case 'adjusted_ratio':
      return clusterOf(statistic.post);
    default:
      return { sum: statistic.sum, size: statistic.n, sumSquares: squaresOf(statistic) };
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const sizes = (clusters: readonly Cluster[]): number[] => clusters.map(({ size }) => size);

/** Sum over sum: each unit counts alike, wherever it is. */
export const ratioOf = (clusters: readonly Cluster[]): number =>
  total(clusters.map(({ sum }) => sum)) / total(sizes(clusters));

/**
 * The difference of the ratios of sums, with the bias-reduced cluster-robust variance CR2 and Satterthwaite degrees of freedom.
 * Per arm with h = size/total: V = Σ (sum − R size)² / (1 − h) / total². Degrees of freedom (Σ tr G)² / Σ tr G², G the covariance of the
 * terms of V under a working model in which units within a cluster correlate with the intra-cluster correlation.
 * Sources: Bell & McCaffrey (2002), Survey Methodology 28:169–181; Imbens & Kolesár (2016), Review of Economics and Statistics 98:701–712.
 * Assumes independent clusters; each arm needs at least two of positive size.
 */
export function clusteredEffect(
  control: readonly Cluster[],
  treatment: readonly Cluster[]
): ClusteredEffect | { error: Obstacle } {
  const arms = [control, treatment].map((arm) => arm.filter(({ size }) => size > 0)) as [Cluster[], Cluster[]];
  if (arms.some((arm) => arm.length < 2)) return { error: 'zero_variance' };
  const correlation = workingCorrelation(arms);
  const [a, b] = arms.map((arm) => ({ mean: ratioOf(arm), ...robust(arm, correlation) })) as [Robust, Robust];
  const variance = a.variance + b.variance;
  if (!(variance > 0)) return { error: 'zero_variance' };
  return {
    estimate: b.mean - a.mean,
    standardError: Math.sqrt(variance),
    degreesOfFreedom: (a.trace + b.trace) ** 2 / (a.squares + b.squares),
    n: arms[0].length + arms[1].length,
    controlMean: a.mean,
    treatmentMean: b.mean,
    means: {
      control: a.mean,
      treatment: b.mean,
      controlVariance: a.variance,
      treatmentVariance: b.variance
    },
    effectiveClusters: effectiveClusters(...arms)
  };
}

interface Robust {
  mean: number;
  variance: number;
  /** tr G and tr G² of this arm. */
  trace: number;
  squares: number;
}

function robust(arm: readonly Cluster[], correlation: number): Omit<Robust, 'mean'> {
  const all = total(sizes(arm));
  const ratio = ratioOf(arm);
  const parts = arm.map(({ sum, size }) => {
    const share = size / all;
    // Variance of the cluster's total in the working model, and 1/(1 − h): CR2's factor, squared.
    const spread = size * (1 - correlation) + size ** 2 * correlation;
    return { share, spread, lifted: 1 / (1 - share), residual: sum - ratio * size };
  });
  const whole = total(parts.map(({ spread }) => spread));
  // G_cd = √(l_c l_d) (spread_c [c = d] − h_c spread_d − h_d spread_c + h_c h_d whole) / all²; tr G² in sums over one index.
  let [variance, trace, squares] = [0, 0, 0];
  let [hh, ss, hs] = [0, 0, 0];
  for (const { share, spread, lifted, residual } of parts) {
    const cross = -2 * share * spread + share ** 2 * whole;
    variance += lifted * residual ** 2;
    trace += lifted * (spread + cross);
    squares += lifted ** 2 * ((spread + cross) ** 2 - cross ** 2);
    hh += lifted * share ** 2;
    ss += lifted * spread ** 2;
    hs += lifted * share * spread;
  }
  squares += 2 * hh * ss + 2 * hs ** 2 - 4 * hh * hs * whole + (hh * whole) ** 2;
  return { variance: variance / all ** 2, trace: trace / all ** 2, squares: squares / all ** 4 };
}

function workingCorrelation(arms: readonly (readonly Cluster[])[]): number {
  const correlation = intraclusterCorrelation(arms);
  return correlation === undefined ? 1 : Math.min(1, Math.max(0, correlation));
}

/**
 * How much units of one cluster are alike, within arms: 0 is not at all, 1 entirely; may come out negative. Analysis of variance:
 * (MSB − MSW) / (MSB + (m₀ − 1) MSW), m₀ = (N − Σ_arms Σ size² / N_arm) / (clusters − arms).
 * Source: Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials, section 6.2.
 * @returns undefined without sums of squares, or when nothing varies or no cluster has two units
 */
export function intraclusterCorrelation(arms: readonly (readonly Cluster[])[]): number | undefined {
  let [between, within, clusters, units, typical] = [0, 0, 0, 0, 0];
  for (const arm of arms) {
    const all = total(sizes(arm));
    const mean = ratioOf(arm);
    for (const { sum, size, sumSquares } of arm) {
      if (sumSquares === undefined) return undefined;
      between += size * (sum / size - mean) ** 2;
      within += sumSquares - sum ** 2 / size;
      typical -= size ** 2 / all;
    }
    clusters += arm.length;
    units += all;
  }
  const degrees = clusters - arms.length;
  const [msb, msw] = [between / degrees, within / (units - clusters)];
  const correlation = (msb - msw) / (msb + ((units + typical) / degrees - 1) * msw);
  return Number.isFinite(correlation) ? correlation : undefined;
}

/**
 * By how much clusters raise the variance: 1 + (m̄ (1 + CV²) − 1) ICC, m̄ the mean and CV the coefficient of variation of their sizes.
 * Source: Eldridge, Ashby & Kerry (2006), International Journal of Epidemiology 35:1292–1300.
 */
export function designEffect(clusterSizes: readonly number[], correlation: number): number {
  const weighted = total(clusterSizes.map((size) => size ** 2)) / total(clusterSizes);
  return 1 + (weighted - 1) * correlation;
}

/**
 * How many clusters of equal size and arms of equal number would be as much evidence: (Σ γ)² / Σ γ² with γ = (size / size of the arm)².
 * Source: Carter, Schnepel & Steigerwald (2017), Review of Economics and Statistics 99:698–709, with units of a cluster all alike.
 */
export function effectiveClusters(control: readonly Cluster[], treatment: readonly Cluster[]): number {
  const weights = [control, treatment].flatMap((arm) => {
    const all = total(sizes(arm));
    return arm.map(({ size }) => (size / all) ** 2);
  });
  return total(weights) ** 2 / total(weights.map((weight) => weight ** 2));
}
