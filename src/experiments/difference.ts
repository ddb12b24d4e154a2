/** A variant beside the control on one metric: how far apart, and how sure that is, of units drawn one by one or in groups. */
import type { Comparison, Interval } from '#experiments/evidence.ts';
import { carefulInterval, caution } from '#statistics/caution.ts';
import { clusteredEffect, designEffect, intraclusterCorrelation, ratioOf, type Cluster } from '#statistics/clusters.ts';
import { normalSurvival } from '#statistics/distribution.ts';
import { effectOf, pairOf } from '#statistics/effect.ts';
import { meansOf, type Means } from '#statistics/fieller.ts';
import { areFew, randomisationTest, type Allocation } from '#statistics/randomisation.ts';
import { compareShares } from '#statistics/small-counts.ts';
import { meanOf, type Statistic } from '#statistics/statistic.ts';
import { studentised } from '#statistics/stopping.ts';

export interface Difference {
  /** Absolute, in the metric's own unit. */
  estimate: number;
  /** 0 where it is not known; then neither are the means. */
  standardError: number;
  /** To take the difference as a share of the control. */
  means?: Means;
  /** A boundary for a standard normal in standard errors of this difference: with few units wider, and with unequal arms more careful. */
  widened: (z: number) => number;
  /** Where the difference lies at that boundary; what `counts` may be acted on, else it is for reading only. */
  interval: (z: number) => Interval & { counts: boolean };
  groups?: NonNullable<Comparison['groups']>;
}

/** As far as a number reaches, where nothing is known. */
const ANYTHING = { low: -Number.MAX_VALUE, high: Number.MAX_VALUE };

/** Of units that were drawn one by one. */
export function ofUnits(control: Statistic, treatment: Statistic): Difference {
  const effect = effectOf(control, treatment, 'absolute');
  const interval: Difference['interval'] = (z) => {
    const careful = carefulInterval(control, treatment, z);
    if (careful) return { ...careful, counts: true };
    // Of shares the score interval, of numbers nothing.
    if (control.kind !== 'proportion' || treatment.kind !== 'proportion') return { ...ANYTHING, counts: false };
    const { low, high } = compareShares(control, treatment, z);
    return { low, high, counts: false };
  };
  if ('error' in effect)
    return { estimate: meanOf(treatment) - meanOf(control), standardError: 0, widened: () => Infinity, interval };
  const { estimate, standardError, degreesOfFreedom } = effect;
  return {
    estimate,
    standardError,
    means: meansOf(pairOf(control, treatment)!),
    widened: (z) => studentised(z, degreesOfFreedom) * caution(control, treatment),
    interval
  };
}

const isFilled = ({ size }: Cluster): boolean => size > 0;

/**
 * Of groups that were drawn as a whole: cluster-robust, and with few groups by the lots there could have been.
 * @param control as `treatment` for each group in the order of the draw what its members in that arm did
 * @param lots the real draw first, and others that could have been drawn
 */
export function ofGroups(
  control: readonly Cluster[],
  treatment: readonly Cluster[],
  lots: () => readonly Allocation[]
): Difference {
  const counted = { control: control.filter(isFilled).length, treatment: treatment.filter(isFilled).length };
  const byLot = areFew(counted.control + counted.treatment);
  const effect = clusteredEffect(control, treatment);
  if ('error' in effect) {
    return {
      estimate: ratioOf(treatment) - ratioOf(control) || 0,
      standardError: 0,
      widened: () => Infinity,
      interval: () => ({ ...ANYTHING, counts: false }),
      groups: { ...counted, effective: 0, byLot }
    };
  }
  const { estimate, standardError, degreesOfFreedom, means, effectiveClusters } = effect;
  const widened = (z: number) => studentised(z, degreesOfFreedom);
  const robust = (z: number) => {
    const half = widened(z) * standardError;
    return { low: estimate - half, high: estimate + half };
  };
  const interval: Difference['interval'] = (z) => {
    const { low, high } = byLot ? intervalOfLots(control, treatment, lots(), 2 * normalSurvival(z)) : robust(z);
    // With fewer lots than the boundary asks for, nothing can be left out.
    return Number.isFinite(low) && Number.isFinite(high) ? { low, high, counts: true } : { ...ANYTHING, counts: true };
  };
  return {
    estimate,
    standardError,
    means,
    widened,
    interval,
    groups: { ...counted, effective: effectiveClusters, byLot, ...alikeness([control, treatment]) }
  };
}

function alikeness(arms: readonly (readonly Cluster[])[]) {
  const filled = arms.map((arm) => arm.filter(isFilled));
  const correlation = intraclusterCorrelation(filled);
  if (correlation === undefined) return {};
  const sizes = filled.flat().map(({ size }) => size);
  return { correlation, designEffect: designEffect(sizes, correlation) };
}

function intervalOfLots(
  control: readonly Cluster[],
  treatment: readonly Cluster[],
  [drawn = [], ...others]: readonly Allocation[],
  alpha: number
): Interval {
  const clusters = control.map((one, index) => {
    const other = treatment[index]!;
    return { sum: one.sum + other.sum, size: one.size + other.size };
  });
  // A lot that leaves an arm without anybody says nothing.
  const says = (lot: Allocation) =>
    [true, false].every((arm) => clusters.some((one, index) => isFilled(one) && lot[index] === arm));
  return randomisationTest(clusters, drawn, [drawn, ...others.filter(says)], alpha);
}
