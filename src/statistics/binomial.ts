/** Exact chances of a count out of so many, each as likely as not or otherwise. */
import gammaln from '@stdlib/math-base-special-gammaln';

/**
 * Chance of a count at least as far from half of n as this one, when each is as likely as not: the sign test, which is McNemar's exact
 * test of pairs that changed. Source: Conover (1999), Practical Nonparametric Statistics, 3.4.
 */
export function binomialTwoSided(count: number, n: number): number {
  const least = Math.min(count, n - count);
  let chance = 0;
  for (let k = 0; k <= least; k++)
    chance += Math.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) - n * Math.LN2);
  return Math.min(1, 2 * chance);
}
