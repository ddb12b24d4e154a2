/** How much of the chance of a false alarm may have been spent at a share of the planned information. */
import { normalQuantile, normalSurvival } from './distribution.ts';

/** Sparing at first as O'Brien & Fleming, alike at every look as Pocock, or in between (Kim & DeMets with the third power). */
export const SPENDINGS = ['obrien_fleming', 'pocock', 'kim_demets'] as const;
export type Spending = (typeof SPENDINGS)[number];

/**
 * The two-sided chance of a false alarm spent up to information fraction `fraction`: 0 at the start, `alpha` from 1 on.
 * O'Brien-Fleming: 4 (1 − Φ(z_{α/4} / √t)); Pocock: α ln(1 + (e − 1) t). Source: Lan & DeMets (1983), Biometrika 70:659–663,
 * the first applied to each side with α/2. Kim & DeMets (1987), Biometrika 74:149–154: α t³.
 */
export function spent(spending: Spending, alpha: number, fraction: number): number {
  if (fraction <= 0) return 0;
  if (fraction >= 1) return alpha;
  switch (spending) {
    case 'obrien_fleming':
      return 4 * normalSurvival(-normalQuantile(alpha / 4) / Math.sqrt(fraction));
    case 'pocock':
      return alpha * Math.log(1 + (Math.E - 1) * fraction);
    case 'kim_demets':
      return alpha * fraction ** 3;
  }
}
