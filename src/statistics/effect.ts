/** The difference that a treatment makes against control: estimate, standard error and degrees of freedom, absolute or relative. */
import {
  covarianceOf,
  isAlike,
  meanOf,
  remainder,
  together,
  unitsOf,
  varianceOf,
  type AdjustedMean,
  type AdjustedRatio,
  type Ratio,
  type Statistic
} from './statistic.ts';

/** In the metric's own unit, or as a share of |control|. */
export type Scale = 'absolute' | 'relative';

/**
 * Why two arms cannot be compared:
 * zero_variance: an arm has no spread (nobody or everybody did it, fewer than two units, or a ratio without denominator);
 * zero_baseline: the control is 0, so that nothing can be a share of it;
 * kinds_differ: the arms are not measured in the same way.
 */
export type Obstacle = 'zero_variance' | 'zero_baseline' | 'kinds_differ';

/** One slope on the covariate for both arms, or one for each. */
export type Slopes = 'pooled' | 'per_arm';

export interface Effect {
  /** Absolute: treatment − control. Relative: (treatment − control) / |control|. */
  estimate: number;
  standardError: number;
  /** Welch–Satterthwaite; not necessarily whole. */
  degreesOfFreedom: number;
  /** Units in both arms. */
  n: number;
  /** Without covariate adjustment. */
  controlMean: number;
  treatmentMean: number;
}

/** One arm as a comparison sees it: moments of one unit, of the metric and of a covariate from before. */
export interface Arm {
  n: number;
  mean: number;
  variance: number;
  before: { mean: number; variance: number; /** with the metric */ covariance: number };
}

const NO_COVARIATE: Arm['before'] = { mean: 0, variance: 0, covariance: 0 };

const plain = (statistic: Exclude<Statistic, AdjustedMean | AdjustedRatio>): Arm => ({
  n: unitsOf(statistic),
  mean: meanOf(statistic),
  variance: varianceOf(statistic),
  before: NO_COVARIATE
});

function adjustedMean({ post, pre, sumProducts }: AdjustedMean): Arm {
  const covariance = covarianceOf(post, pre, sumProducts);
  return { ...plain(post), before: { mean: meanOf(pre), variance: varianceOf(pre), covariance } };
}

/** The gradient of m/d: per unit, the ratio moves as this times the moves of m and d. */
const gradient = ({ numerator, denominator }: Ratio): [number, number] => {
  const d = meanOf(denominator);
  return [1 / d, -meanOf(numerator) / d ** 2];
};

function adjustedRatio({ post, pre, sumProducts }: AdjustedRatio): Arm {
  // Without a denominator, then or now, there is nothing to adjust: the variance of 0 tells.
  if (post.denominator.sum === 0 || pre.denominator.sum === 0)
    return { n: unitsOf(post), mean: meanOf(post), variance: 0, before: NO_COVARIATE };
  const [gm, gd] = gradient(post);
  const [hm, hd] = gradient(pre);
  const covariance =
    gm * hm * covarianceOf(post.numerator, pre.numerator, sumProducts.numerators) +
    gm * hd * covarianceOf(post.numerator, pre.denominator, sumProducts.postNumeratorPreDenominator) +
    gd * hm * covarianceOf(post.denominator, pre.numerator, sumProducts.postDenominatorPreNumerator) +
    gd * hd * covarianceOf(post.denominator, pre.denominator, sumProducts.denominators);
  return { ...plain(post), before: { mean: meanOf(pre), variance: varianceOf(pre), covariance } };
}

/** What a comparison sees of an arm; a ratio is linearised around its value (delta method). */
function armOf(statistic: Statistic): Arm {
  switch (statistic.kind) {
    case 'adjusted_mean':
      return adjustedMean(statistic);
    case 'adjusted_ratio':
      return adjustedRatio(statistic);
    default:
      return plain(statistic);
  }
}

/**
 * The slope of the metric on its covariate that both arms share; 0 leaves the metric as it is.
 * A mean: least squares over the units of both arms as one sample (CUPED; Deng, Xu, Kohavi & Walker (2013), WSDM).
 * A ratio: (cov_A + cov_B) / (var_A + var_B) of the linearised ratios, the slope that minimises the variance of the difference when the arms are alike.
 */
function sharedSlope(control: Statistic, treatment: Statistic): number {
  if (control.kind === 'adjusted_mean' && treatment.kind === 'adjusted_mean') {
    const post = together(control.post, treatment.post);
    const pre = together(control.pre, treatment.pre);
    if (varianceOf(post) === 0 || varianceOf(pre) === 0) return 0;
    return covarianceOf(post, pre, control.sumProducts + treatment.sumProducts) / varianceOf(pre);
  }
  if (control.kind === 'adjusted_ratio' && treatment.kind === 'adjusted_ratio') {
    const [a, b] = [armOf(control).before, armOf(treatment).before];
    if (a.variance + b.variance === 0) return 0;
    const slope = (a.covariance + b.covariance) / (a.variance + b.variance);
    return Math.abs(slope) < 1e-8 ? 0 : slope;
  }
  return 0;
}

/** The arm's metric and unit variance after taking `slope` × covariate off every unit. */
export function adjust(arm: Arm, slope: number): { mean: number; variance: number } {
  const { before } = arm;
  const parts = arm.variance + slope ** 2 * before.variance;
  return {
    mean: arm.mean - slope * before.mean,
    variance: remainder(parts - 2 * slope * before.covariance, parts)
  };
}

/** Two arms on one metric, and the slope of the covariate that both are adjusted by; 0 leaves them as they are. */
export interface Pair {
  control: Arm;
  treatment: Arm;
  slope: number;
  /** Treatment as a multiple of control, by which uncertainty about control weighs in a relative effect. */
  times: number;
}

/** What a comparison sees of two arms; undefined when they are not measured in the same way. */
export function pairOf(control: Statistic, treatment: Statistic): Pair | undefined {
  if (!isAlike(control, treatment)) return undefined;
  const slope = sharedSlope(control, treatment);
  const [a, b] = slope === 0 ? [armOf(bare(control)), armOf(bare(treatment))] : [armOf(control), armOf(treatment)];
  const difference = adjust(b, slope).mean - adjust(a, slope).mean;
  // The peers whose figures these reproduce take the adjusted difference for a ratio and the bare means for a mean;
  // the two differ by order 1/√n.
  const times = control.kind === 'adjusted_ratio' ? 1 + difference / a.mean : b.mean / a.mean;
  return { control: a, treatment: b, slope, times };
}

/** Without its covariate. */
const bare = (statistic: Statistic): Statistic => ('post' in statistic ? statistic.post : statistic);

/** Degrees of freedom of a sum of independent estimated variances. Source: Welch (1947), Biometrika 34:28–35. */
const welchDegrees = (a: number, degreesA: number, b: number, degreesB: number): number =>
  (a + b) ** 2 / (a ** 2 / degreesA + b ** 2 / degreesB);

/**
 * Compares two arms that are adjusted by one slope θ, or by none.
 * Absolute: D = b − a, s² = vA/nA + vB/nB.
 * Relative: D = (b − a)/|A|, A the unadjusted control; s² by the delta method, arms independent:
 * s² = (vB/nB + (q² var Y + θ² var X − 2 q θ cov(Y, X))_A / nA) / A², q the treatment as a multiple of control.
 */
export function compare({ control, treatment, slope, times }: Pair, scale: Scale): Effect | { error: Obstacle } {
  const [a, b] = [adjust(control, slope), adjust(treatment, slope)];
  if (!(a.variance > 0 && b.variance > 0)) return { error: 'zero_variance' };
  if (scale === 'relative' && control.mean === 0) return { error: 'zero_baseline' };
  const { before } = control;
  const moved = times ** 2 * control.variance + slope ** 2 * before.variance - 2 * times * slope * before.covariance;
  const variance =
    scale === 'absolute'
      ? a.variance / control.n + b.variance / treatment.n
      : b.variance / (treatment.n * control.mean ** 2) + moved / (control.n * control.mean ** 2);
  if (!(variance > 0)) return { error: 'zero_variance' };
  return {
    estimate: (b.mean - a.mean) / (scale === 'absolute' ? 1 : Math.abs(control.mean)),
    standardError: Math.sqrt(variance),
    degreesOfFreedom: welchDegrees(a.variance / control.n, control.n - 1, b.variance / treatment.n, treatment.n - 1),
    n: control.n + treatment.n,
    controlMean: control.mean,
    treatmentMean: treatment.mean
  };
}

/**
 * Compares two arms that are each adjusted by their own slope, to the mean of the covariate over both arms.
 * Never less precise than no adjustment in large samples, also with unequal arms or an effect that depends on the covariate.
 * The estimate is the coefficient of treatment in the regression on treatment, covariate and their product.
 * Source: Lin (2013), Annals of Applied Statistics 7:295–318; for units drawn from a population the uncertain mean of the
 * covariate adds (θB − θA)² var(X)/n: Negi & Wooldridge (2021), Econometric Reviews 40:504–534.
 */
function compareBySlopes({ control, treatment }: Pair, scale: Scale): Effect | { error: Obstacle } {
  const n = control.n + treatment.n;
  const { a, b, centring } = ownSlopes({ control, treatment });
  if (!(a.own > 0 && b.own > 0 && a.degrees > 0 && b.degrees > 0)) return { error: 'zero_variance' };
  if (scale === 'relative' && a.mean === 0) return { error: 'zero_baseline' };
  const times = scale === 'absolute' ? 1 : b.mean / a.mean;
  const unit = scale === 'absolute' ? 1 : Math.abs(a.mean);
  const variance = b.own + times ** 2 * a.own + (b.slope - times * a.slope) ** 2 * centring;
  return {
    estimate: (b.mean - a.mean) / unit,
    standardError: Math.sqrt(variance) / unit,
    degreesOfFreedom: welchDegrees(a.own, a.degrees, b.own, b.degrees),
    n,
    controlMean: control.mean,
    treatmentMean: treatment.mean
  };
}

interface OwnSlope {
  slope: number;
  /** Adjusted to the mean of the covariate over both arms. */
  mean: number;
  /** Variance of that mean from the units of the arm itself. */
  own: number;
  degrees: number;
}

/** Each arm adjusted by its own slope to the covariate's mean over both arms; `centring` is the variance of that mean. */
export function ownSlopes({ control, treatment }: Pick<Pair, 'control' | 'treatment'>): {
  a: OwnSlope;
  b: OwnSlope;
  centring: number;
} {
  const n = control.n + treatment.n;
  const centre = (control.n * control.before.mean + treatment.n * treatment.before.mean) / n;
  const spread = ((control.n - 1) * control.before.variance + (treatment.n - 1) * treatment.before.variance) / (n - 2);
  const own = (arm: Arm): OwnSlope => {
    const slope = arm.before.variance > 0 ? arm.before.covariance / arm.before.variance : 0;
    const residual = ((arm.n - 1) / (arm.n - 2)) * adjust(arm, slope).variance;
    return { slope, mean: arm.mean - slope * (arm.before.mean - centre), own: residual / arm.n, degrees: arm.n - 2 };
  };
  return { a: own(control), b: own(treatment), centring: spread / n };
}

/**
 * The effect of treatment against control with its standard error, adjusted by the covariate where the statistics carry one.
 * Assumes independent units and enough of them for a mean to be normal.
 */
export function effectOf(
  control: Statistic,
  treatment: Statistic,
  scale: Scale,
  slopes: Slopes = 'pooled'
): Effect | { error: Obstacle } {
  const pair = pairOf(control, treatment);
  if (!pair) return { error: 'kinds_differ' };
  return slopes === 'per_arm' ? compareBySlopes(pair, scale) : compare(pair, scale);
}
