/** When and how a difference between arms may be acted on while one looks often. */
import { adjust, effectOf, pairOf } from './effect.ts';
import type { Interval } from './fixed.ts';
import { miettinenNurminen, suited } from './small-counts.ts';
import type { Proportion, Statistic } from './statistic.ts';
import { studentised } from './stopping.ts';

/**
 * How many times the standard error (Welch's) to take, 1 or more: by as much as the one from all units together is larger.
 * A small arm that by chance lacks its rare large values has both a low mean and a small variance of its own, and seems certain of
 * being low. With unequal arms that alone raises false alarms under repeated looks to 10% (1% of 1,000 convert, 90/10) and 25%
 * (revenue, 90/10); with equal arms it makes no difference. Multiply the multiplier of an interval or test by it: Fieller, margins alike.
 * The standard errors compared are those of Welch and Student (for shares that of the score test); the larger of the two keeps the
 * false alarms of each side. Simulated in tests/statistics/simulation.ts.
 * @returns Infinity where an arm has no spread, or the arms are not measured in the same way
 */
export function caution(control: Statistic, treatment: Statistic): number {
  const pair = pairOf(control, treatment);
  if (!pair) return Infinity;
  const { n: m } = pair.control;
  const { n } = pair.treatment;
  const [a, b] = [adjust(pair.control, pair.slope).variance, adjust(pair.treatment, pair.slope).variance];
  const own = a / m + b / n;
  if (!(a > 0 && b > 0 && own > 0)) return Infinity;
  const together =
    control.kind === 'proportion' && treatment.kind === 'proportion'
      ? scoreVariance(control, treatment)
      : (((m - 1) * a + (n - 1) * b) / (m + n - 2)) * (1 / m + 1 / n);
  return Math.max(1, Math.sqrt(together / own));
}

/** The variance of the difference when there is none. */
function scoreVariance(control: Proportion, treatment: Proportion): number {
  const all = control.n + treatment.n;
  const share = (control.sum + treatment.sum) / all;
  return ((share * (1 - share) * all) / (all - 1)) * (1 / control.n + 1 / treatment.n);
}

/**
 * The interval of the absolute effect at one of many looks, or undefined where a look does not count yet: shares of which less than one is
 * expected in a cell, numbers without spread. Shares that fewer than ten reach (or do not) in an arm by Miettinen & Nurminen, which holds
 * also where nobody did; everything else by Welch, with Student's t and `caution`. Acting when it leaves out 0 keeps the false alarms of
 * the method that z comes from, from the first units on and for any division over the arms: simulated in tests/statistics/simulation.ts.
 * @param z boundary for a standard normal statistic: of a group-sequential look or of a confidence sequence
 */
export function carefulInterval(control: Statistic, treatment: Statistic, z: number): Interval | undefined {
  if (control.kind === 'proportion' && treatment.kind === 'proportion') {
    const method = suited(control, treatment);
    if (method === 'exact') return undefined;
    if (method === 'score') return miettinenNurminen(control, treatment, z);
  }
  const effect = effectOf(control, treatment, 'absolute');
  if ('error' in effect) return undefined;
  const half = studentised(z, effect.degreesOfFreedom) * caution(control, treatment) * effect.standardError;
  return Number.isFinite(half) ? { low: effect.estimate - half, high: effect.estimate + half } : undefined;
}
