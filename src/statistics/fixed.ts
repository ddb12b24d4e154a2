/** The test and interval of an experiment that is looked at once, when it ends. */
import { tCdf, tQuantile, tSurvival, tTwoSided } from './distribution.ts';

/** What is tested: any difference, or a treatment that is greater (lesser) than control. */
export type Side = 'two_sided' | 'greater' | 'lesser';

/** Between −Infinity and Infinity. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * Welch's test with the interval that goes with it: the interval leaves out 0 exactly when p < alpha.
 * p accurate in the far tail. Two-sided D ± t(1 − α/2) s; one-sided D − t(1 − α) s and up, or D + t(1 − α) s and down.
 * Valid for one look that was planned beforehand; stopping as soon as p < alpha is not.
 * Source: Welch (1947), Biometrika 34:28–35.
 */
export function fixedHorizon(
  { estimate, standardError, degreesOfFreedom }: { estimate: number; standardError: number; degreesOfFreedom: number },
  alpha: number,
  side: Side = 'two_sided'
): Interval & { t: number; pValue: number } {
  const t = estimate / standardError;
  const half = -tQuantile(side === 'two_sided' ? alpha / 2 : alpha, degreesOfFreedom) * standardError;
  return {
    t,
    pValue: {
      two_sided: () => tTwoSided(t, degreesOfFreedom),
      greater: () => tSurvival(t, degreesOfFreedom),
      lesser: () => tCdf(t, degreesOfFreedom)
    }[side](),
    low: side === 'lesser' ? -Infinity : estimate - half,
    high: side === 'greater' ? Infinity : estimate + half
  };
}
