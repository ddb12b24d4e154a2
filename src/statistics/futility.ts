/** Whether going on is still of use: the chance that the end will show what one hopes for, given what there is. */
import { normalSurvival } from './distribution.ts';

export interface Halfway {
  /** Share of the planned information that there is, above 0. */
  fraction: number;
  /** The test statistic now; positive is what one hopes for. */
  z: number;
  /** What Z must exceed at the end. */
  boundary: number;
}

/**
 * The chance that Z exceeds the boundary at the end, under a drift (the expectation of Z at the end): with B = z √t,
 * 1 − Φ((boundary − B − drift (1 − t)) / √(1 − t)). Looks in between can only add to it.
 * Source: Lan & Wittes (1988), Biometrics 44:579–585.
 */
export function conditionalPower({ fraction, z, boundary }: Halfway, drift: number): number {
  const left = 1 - fraction;
  const needed = boundary - z * Math.sqrt(fraction);
  return left <= 0 ? Number(z > boundary) : normalSurvival((needed - drift * left) / Math.sqrt(left));
}

/** The drift that what there is points at: z / √t. */
export const trend = ({ fraction, z }: Pick<Halfway, 'fraction' | 'z'>): number => z / Math.sqrt(fraction);

/**
 * The same chance averaged over the drifts that the data leave possible, from a flat prior: 1 − Φ((boundary √t − z) / √(1 − t)).
 * Source: Spiegelhalter, Freedman & Blackburn (1986), Controlled Clinical Trials 7:8–17.
 */
export function predictivePower({ fraction, z, boundary }: Halfway): number {
  const left = 1 - fraction;
  return left <= 0 ? Number(z > boundary) : normalSurvival((boundary * Math.sqrt(fraction) - z) / Math.sqrt(left));
}

/** Chances of success at the end, under the current trend, under the planned effect, and averaged over what is possible. */
export const outlook = (
  now: Halfway,
  plannedDrift: number
): { underTrend: number; underPlan: number; predictive: number } => ({
  underTrend: conditionalPower(now, trend(now)),
  underPlan: conditionalPower(now, plannedDrift),
  predictive: predictivePower(now)
});
