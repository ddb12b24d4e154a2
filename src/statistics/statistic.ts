/** What one arm measured on one metric: sufficient statistics over its units, and the moments of one unit. */

/** Units of which `sum` did it. */
export interface Proportion {
  kind: 'proportion';
  n: number;
  sum: number;
}

/** One number per unit. */
export interface Mean {
  kind: 'mean';
  n: number;
  sum: number;
  sumSquares: number;
}

export type Sample = Proportion | Mean;

/** A numerator and a denominator per unit; the metric is the ratio of their sums. */
export interface Ratio {
  kind: 'ratio';
  numerator: Sample;
  denominator: Sample;
  /** Over the units: numerator × denominator. */
  sumProducts: number;
}

/** A value per unit after exposure (post) and a covariate from before it (pre). */
export interface AdjustedMean {
  kind: 'adjusted_mean';
  post: Sample;
  pre: Sample;
  /** Over the units: post × pre. */
  sumProducts: number;
}

/** A ratio after exposure (post) and a ratio from before it (pre). */
export interface AdjustedRatio {
  kind: 'adjusted_ratio';
  post: Ratio;
  pre: Ratio;
  /** Over the units: a number after exposure × a number from before it. */
  sumProducts: {
    /** post numerator × pre numerator */
    numerators: number;
    /** post denominator × pre denominator */
    denominators: number;
    postNumeratorPreDenominator: number;
    postDenominatorPreNumerator: number;
  };
}

export type Statistic = Proportion | Mean | Ratio | AdjustedMean | AdjustedRatio;

/** The number of randomised units. */
export function unitsOf(statistic: Statistic): number {
  switch (statistic.kind) {
    case 'ratio':
      return statistic.numerator.n;
    case 'adjusted_mean':
    case 'adjusted_ratio':
      return unitsOf(statistic.post);
    default:
      return statistic.n;
  }
}

/** The metric of the arm in its own unit, not adjusted by any covariate; 0 where there is nothing to divide by. */
export function meanOf(statistic: Statistic): number {
  switch (statistic.kind) {
    case 'ratio':
      return statistic.denominator.sum === 0 ? 0 : statistic.numerator.sum / statistic.denominator.sum;
    case 'adjusted_mean':
    case 'adjusted_ratio':
      return meanOf(statistic.post);
    default:
      return statistic.n === 0 ? 0 : statistic.sum / statistic.n;
  }
}

/**
 * The variance of one unit, not adjusted by any covariate: divided by the number of units it is the variance of the metric.
 * A mean: the sample variance with n − 1, 0 for fewer than two units. A proportion: p (1 − p).
 * A ratio R = M/D by the delta method: (var m + R² var d − 2 R cov(m, d)) / (mean d)².
 * Source: Deng, Knoblich & Lu (2018), "Applying the delta method in metric analytics", KDD, section 3.
 */
export function varianceOf(statistic: Statistic): number {
  switch (statistic.kind) {
    case 'proportion':
      return meanOf(statistic) * (1 - meanOf(statistic));
    case 'mean':
      return meanVariance(statistic);
    case 'ratio':
      return ratioVariance(statistic);
    default:
      return varianceOf(statistic.post);
  }
}

/**
 * What is left when numbers of this size are taken from one another; 0 when it is no more than their rounding, as with equal
 * numbers, of which the variance would otherwise be tiny and every difference certain.
 */
export const remainder = (left: number, size: number): number => (left > 8 * Number.EPSILON * size ? left : 0);

const meanVariance = ({ n, sum, sumSquares }: Mean): number =>
  n <= 1 ? 0 : remainder(sumSquares - (sum * sum) / n, sumSquares) / (n - 1);

function ratioVariance({ numerator, denominator, sumProducts }: Ratio): number {
  const d = meanOf(denominator);
  if (d === 0 || numerator.n <= 1) return 0;
  const m = meanOf(numerator);
  const [own, other] = [varianceOf(numerator) / d ** 2, (varianceOf(denominator) * m ** 2) / d ** 4];
  const shared = (2 * covarianceOf(numerator, denominator, sumProducts) * m) / d ** 3;
  return remainder(own + other - shared, own + other);
}

/** The covariance of two numbers of one unit, with n where both are proportions and n − 1 otherwise, as their variances; 0 for fewer than two units. */
export function covarianceOf(x: Sample, y: Sample, sumProducts: number): number {
  const { n } = x;
  if (n <= 1) return 0;
  if (x.kind === 'proportion' && y.kind === 'proportion') return sumProducts / n - (x.sum * y.sum) / n ** 2;
  return (sumProducts - (x.sum * y.sum) / n) / (n - 1);
}

/** Two groups of units taken together; a proportion is from then on a mean of noughts and ones. */
export const together = (a: Sample, b: Sample): Mean => ({
  kind: 'mean',
  n: a.n + b.n,
  sum: a.sum + b.sum,
  sumSquares: squaresOf(a) + squaresOf(b)
});

/** The sum of squares; of nothing but noughts and ones it is their sum. */
export const squaresOf = (sample: Sample): number => (sample.kind === 'proportion' ? sample.sum : sample.sumSquares);

/** Whether two groups of units are measured in the same way, so that they can be compared or taken together. */
export const isAlike = (a: Statistic, b: Statistic): boolean => (isSample(a) && isSample(b)) || a.kind === b.kind;

/** Two groups of units of one arm taken together. @throws RangeError when they are not measured in the same way */
export function pooled(a: Statistic, b: Statistic): Statistic {
  if (a.kind === 'ratio' && b.kind === 'ratio') return pooledRatio(a, b);
  if (a.kind === 'adjusted_mean' && b.kind === 'adjusted_mean')
    return {
      kind: 'adjusted_mean',
      post: together(a.post, b.post),
      pre: together(a.pre, b.pre),
      sumProducts: a.sumProducts + b.sumProducts
    };
  if (a.kind === 'adjusted_ratio' && b.kind === 'adjusted_ratio')
    return {
      kind: 'adjusted_ratio',
      post: pooledRatio(a.post, b.post),
      pre: pooledRatio(a.pre, b.pre),
      sumProducts: {
        numerators: a.sumProducts.numerators + b.sumProducts.numerators,
        denominators: a.sumProducts.denominators + b.sumProducts.denominators,
        postNumeratorPreDenominator:
          a.sumProducts.postNumeratorPreDenominator + b.sumProducts.postNumeratorPreDenominator,
        postDenominatorPreNumerator:
          a.sumProducts.postDenominatorPreNumerator + b.sumProducts.postDenominatorPreNumerator
      }
    };
  if (isSample(a) && isSample(b)) return together(a, b);
  throw new RangeError(`a ${a.kind} and a ${b.kind} cannot be taken together`);
}

const isSample = (statistic: Statistic): statistic is Sample =>
  statistic.kind === 'proportion' || statistic.kind === 'mean';

const pooledRatio = (a: Ratio, b: Ratio): Ratio => ({
  kind: 'ratio',
  numerator: together(a.numerator, b.numerator),
  denominator: together(a.denominator, b.denominator),
  sumProducts: a.sumProducts + b.sumProducts
});
