/** Where units went that were somewhere before, and whether more went one way than the other. */
import gammaln from '@stdlib/math-base-special-gammaln';
import type { Matrix } from './matrix.ts';
import { wilson, type Share } from './proportion.ts';

/**
 * Of those who were in a state, the share that is now in each: a row per state before, a cell per state now.
 * Wilson's 95% interval for every cell by itself: of twenty cells, one may be expected to miss the truth.
 * @param counts from × to, of units seen both times
 * @returns undefined in the cells of a row with nobody in it
 */
export const transitionShares = (counts: Matrix): (Share | undefined)[][] =>
  counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => wilson(count, total));
  });

/**
 * Whether as many went there as came back: the two-sided mid-p value of McNemar's test, which is that of half of `there + back` by the
 * binomial distribution. 1 where nobody moved.
 * Source: McNemar (1947), Psychometrika 12:153–157; Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91.
 */
export function turned(there: number, back: number): number {
  const n = there + back;
  if (n === 0) return 1;
  const least = Math.min(there, back);
  const chance = (count: number) =>
    Math.exp(gammaln(n + 1) - gammaln(count + 1) - gammaln(n - count + 1) - n * Math.LN2);
  const here = chance(least);
  if (there === back) return 1 - here / 2;
  // Downwards each is count/(n − count + 1) of the last: smaller all the time, so that it ends where nothing is added.
  let [tail, term] = [here, here];
  for (let count = least; count > 0 && term > tail * Number.EPSILON; count--) {
    term *= count / (n - count + 1);
    tail += term;
  }
  return 2 * tail - here;
}
