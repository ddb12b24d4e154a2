/** The distributions that tests and intervals rest on, accurate in the far tails; all mathematics is @stdlib's. */
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammainc from '@stdlib/math-base-special-gammainc';
import normal from '@stdlib/stats-base-dists-normal';
import t from '@stdlib/stats-base-dists-t';

/** P(Z ≤ z) for the standard normal; relative accuracy in the lower tail down to the smallest double. */
export const normalCdf = (z: number): number => normal.cdf(z, 0, 1);

/** P(Z > z): never 1 − cdf, which knows nothing below 1e-16. */
export const normalSurvival = (z: number): number => normal.cdf(-z, 0, 1);

/** log P(Z > z), also where the probability itself is too small for a double. */
export const logNormalSurvival = (z: number): number => normal.logcdf(-z, 0, 1);

export const normalDensity = (z: number): number => normal.pdf(z, 0, 1);

/** The z with P(Z ≤ z) = p. For a far upper tail ask −normalQuantile(1 − p) with the small p at hand. */
export const normalQuantile = (p: number): number => (p > 0.5 ? -normalQuantile(1 - p) : -Math.SQRT2 * erfcinv(2 * p));

/** P(T > x) for Student's t with `degrees` of freedom (need not be whole; Infinity is the normal). */
export function tSurvival(x: number, degrees: number): number {
  if (degrees === Infinity) return normalSurvival(x);
  if (x < 0) return 1 - tSurvival(-x, degrees);
  // The library takes a special road for one degree (Cauchy) that is off by 1e-9 near 0.
  if (degrees === 1) return x < 1 ? 0.5 - Math.atan(x) / Math.PI : Math.atan(1 / x) / Math.PI;
  const p = t.cdf(-x, degrees);
  // Where the tail is below the smallest double, the library's factors are 0 × ∞.
  return Number.isNaN(p) && x > 0 && degrees > 0 ? 0 : p;
}

/** P(T ≤ x). */
export const tCdf = (x: number, degrees: number): number => tSurvival(-x, degrees);

/** P(|T| > |x|). */
export const tTwoSided = (x: number, degrees: number): number => 2 * tSurvival(Math.abs(x), degrees);

/** From here on the library's inverse loses digits, and the expansion's next term, of order 1/degrees², is below 1e-14. */
const MANY = 1e7;

/**
 * The x with P(T ≤ x) = p.
 * With very many degrees: Abramowitz & Stegun (1964) 26.7.5, x = z + (z³ + z) / (4 degrees).
 */
export function tQuantile(p: number, degrees: number): number {
  if (degrees < MANY) return t.quantile(p, degrees);
  const z = normalQuantile(p);
  return z + (z ** 3 + z) / (4 * degrees);
}

/** P(X > x) for chi-square with `degrees` of freedom. */
export const chiSquareSurvival = (x: number, degrees: number): number =>
  x <= 0 ? 1 : gammainc(x / 2, degrees / 2, true, true);
