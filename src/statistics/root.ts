/** Where a function passes through zero. */

/** Steps after which it stops anyway; one in six halves the bracket. */
const STEPS = 300;

/**
 * The x between `low` and `high` with f(x) = 0, to within `tolerance`, for a continuous f that has another sign at either end.
 * Where it has not: the end at which f is nearest to zero.
 * Source: regula falsi as modified at the University of Illinois; Dowell & Jarratt (1971), BIT 11:168–174.
 */
export function root(f: (x: number) => number, low: number, high: number, tolerance = 1e-12): number {
  let [a, fa, b, fb] = [low, f(low), high, f(high)];
  if (fa === 0 || fb === 0 || fa > 0 === fb > 0) return Math.abs(fa) <= Math.abs(fb) ? a : b;
  for (let step = 1; step <= STEPS && Math.abs(b - a) > tolerance; step++) {
    // A halving now and then, so that a flat stretch does not make it slow.
    const x = step % 6 === 0 ? (a + b) / 2 : b - (fb * (b - a)) / (fb - fa);
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0 === fb > 0) fa /= 2;
    else [a, fa] = [b, fb];
    [b, fb] = [x, fx];
  }
  return b;
}
