/** A share of a count, with its uncertainty, and the difference of two. */

export interface Share {
  value: number;
  /** Interval; of a share, both ends lie between 0 and 1. */
  low: number;
  high: number;
}

/** Two-sided 95%: the 0.975 quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson score interval, 95% unless another quantile is given, for `count` out of `total` independent units.
 * Source: Wilson (1927), JASA 22:209–212; recommended for all n by Brown, Cai & DasGupta (2001), Statistical Science 16:101–133.
 * @returns undefined when total is 0: there is no share of nothing
 */
export function wilson(count: number, total: number, z = Z): Share | undefined {
  if (total <= 0) return undefined;
  const value = count / total;
  const z2 = z * z;
  const centre = (value + z2 / (2 * total)) / (1 + z2 / total);
  const half = (z / (1 + z2 / total)) * Math.sqrt((value * (1 - value)) / total + z2 / (4 * total * total));
  return {
    value,
    low: count === 0 ? 0 : Math.max(0, centre - half),
    high: count === total ? 1 : Math.min(1, centre + half)
  };
}

/**
 * How much more one is than another, out of the interval of each: between two shares Newcombe's hybrid score interval, and the same for
 * whatever else has an interval.
 * Source: Newcombe (1998), Statistics in Medicine 17:873–890, method 10; of shares that depend on each other 17:2635–2650, method 10,
 * without its correction for continuity; Zou & Donner (2008), Statistics in Medicine 27:1693–1702.
 * @param correlation between the two estimates, from -1 to 1
 */
export function difference(one: Share, other: Share, correlation = 0): Share {
  const value = one.value - other.value;
  const together = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
  return {
    value,
    low: value - together(one.value - one.low, other.high - other.value),
    high: value + together(one.high - one.value, other.value - other.low)
  };
}
