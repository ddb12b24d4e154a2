/** Whether something got worse by no more than a margin: for guardrails, and for changes that need not improve. */
import { normalSurvival, tSurvival } from './distribution.ts';
import { fieller, type Means, type RelativeInterval } from './fieller.ts';
import type { Interval } from './fixed.ts';

export interface Margin {
  /** The most that may be lost, 0 or more: in the metric's unit, or as a share of |control|. */
  margin: number;
  scale: 'absolute' | 'relative';
  /** Which way the metric gets better. */
  better: 'up' | 'down';
}

export interface NonInferiority {
  /** non_inferior: the loss is less than the margin; inferior: it is more; inconclusive: it may be either. */
  verdict: 'non_inferior' | 'inferior' | 'inconclusive';
  /** It got worse, be it by less than the margin. */
  harmed: boolean;
  /** Of the effect, on the margin's scale. */
  interval: RelativeInterval;
  /** One-sided, of the hypothesis that the loss is the margin or more; for a single look. */
  pValue: number;
}

/**
 * Tests b − a + margin × (1 or |a|) against 0, mirrored where down is better: a relative margin as a linear contrast of the means, which
 * needs no ratio of them and agrees with Fieller's interval. Says inconclusive where nothing varied.
 * Sources: Jones, Jarvis, Lewis & Ebbutt (1996), BMJ 313:36–39; Laster & Johnson (2003), Statistics in Medicine 22:187–200.
 * @param multiplier of the standard error: a quantile for one look, or what a sequential method gives
 */
export function nonInferiority(
  means: Means,
  { margin, scale, better }: Margin,
  multiplier: number,
  degreesOfFreedom = Infinity
): NonInferiority {
  const sign = better === 'up' ? 1 : -1;
  const lost = sign * margin;
  // Treatment − (what it would be with the whole margin lost) = b − r a + fixed.
  const [r, fixed] = scale === 'absolute' ? [1, lost] : [1 - lost * Math.sign(means.control), 0];
  const t = sign * contrast(means, r, fixed);
  const known = Number.isFinite(t);
  const harm = sign * contrast(means, 1, 0);
  return {
    verdict: known && t > multiplier ? 'non_inferior' : known && t < -multiplier ? 'inferior' : 'inconclusive',
    harmed: Number.isFinite(harm) && harm < -multiplier,
    interval:
      scale === 'absolute' ? { shape: 'bounded', ...difference(means, multiplier) } : fieller(means, multiplier),
    pValue: !known ? 1 : degreesOfFreedom === Infinity ? normalSurvival(t) : tSurvival(t, degreesOfFreedom)
  };
}

/** (b − r a + fixed) / its standard error. */
function contrast(
  { control, treatment, controlVariance, treatmentVariance, covariance = 0 }: Means,
  r: number,
  fixed: number
): number {
  return (
    (treatment - r * control + fixed) / Math.sqrt(treatmentVariance + r ** 2 * controlVariance - 2 * r * covariance)
  );
}

function difference(means: Means, multiplier: number): Interval {
  const { control, treatment, controlVariance, treatmentVariance, covariance = 0 } = means;
  const half = multiplier * Math.sqrt(treatmentVariance + controlVariance - 2 * covariance);
  return { low: treatment - control - half, high: treatment - control + half };
}

/** The verdict that any interval of an absolute effect gives, such as one by score for small counts. */
export function verdictOf(
  { low, high }: Interval,
  { margin, better }: Omit<Margin, 'scale'>
): Pick<NonInferiority, 'verdict' | 'harmed'> {
  const [worst, best] = better === 'up' ? [low, high] : [-high, -low];
  return {
    verdict: worst > -margin ? 'non_inferior' : best < -margin ? 'inferior' : 'inconclusive',
    harmed: best < 0
  };
}
