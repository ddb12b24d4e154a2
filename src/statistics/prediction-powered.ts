/** The share of all units that is so, from few that were asked and a prediction for every one. */
import { tQuantile } from './distribution.ts';
import { wilson, type Share } from './proportion.ts';
import { randomFrom } from './random.ts';

/** Sums over the labelled units of a stratum: of y (1 if it is so, else 0), of the prediction f (from 0 to 1), and of products. */
export interface Labelled {
  n: number;
  y: number;
  f: number;
  yf: number;
  ff: number;
}

/** Units that differ only by chance in whether they were labelled. */
export interface Stratum {
  /** Itself, and whatever was taken together with it. */
  names: readonly string[];
  /** How many there are, the labelled among them. */
  units: number;
  /** Sum of the predictions over all these units. */
  predicted: number;
  labelled: Labelled;
}

/** A share of all units with its 95% interval. */
export interface Estimated extends Share {
  /** 0 where every unit is labelled. */
  standardError: number;
  degreesOfFreedom: number;
}

export interface Powered {
  estimate: Estimated;
  /** From the labelled units alone, post-stratified: the same with λ = 0. */
  alone: Estimated;
  /** How far the predictions are relied on: 0 not at all, 1 wholly. */
  lambda: number;
  /** Labelled units. */
  n: number;
  /** How many labelled units would have the same variance without predictions. */
  effective: number;
}

/** The sums of labelled units. A prediction for a labelled unit must come from a model that has not seen its label. */
export function labelledFrom(units: readonly { y: 0 | 1; f: number }[]): Labelled {
  const sum = (value: (unit: { y: 0 | 1; f: number }) => number) => units.reduce((so, unit) => so + value(unit), 0);
  return {
    n: units.length,
    y: sum(({ y }) => y),
    f: sum(({ f }) => f),
    yf: sum(({ y, f }) => y * f),
    ff: sum(({ f }) => f * f)
  };
}

/** Below this part of the mean square, a variance of predictions is rounding. */
const ROUNDING = 1e-12;

/** What a stratum adds, with the variances of a labelled unit and what they weigh in the variance of the estimate. */
interface Part {
  n: number;
  weight: number;
  gain: number;
  covariance: number;
  ofY: number;
  ofF: number;
  share: number;
  correction: number;
}

function partOf({ units, predicted, labelled: { n, y, f, yf, ff } }: Stratum, total: number): Part {
  const within = (products: number, a: number, b: number) => (products - (a * b) / n) / (n - 1);
  const ofF = within(ff, f, f);
  return {
    n,
    weight: units / total,
    gain: ((units / total) ** 2 * Math.max(0, 1 - n / units)) / n,
    covariance: within(yf, y, f),
    ofY: within(y, y, y),
    ofF: ofF > (ROUNDING * ff) / n ? ofF : 0,
    share: y / n,
    correction: predicted / units - f / n
  };
}

const over = (parts: readonly Part[], value: (part: Part) => number): number =>
  parts.reduce((sum, part) => sum + value(part), 0);

/**
 * Prediction-powered, post-stratified: Σ W (ȳ + λ (F̄ − f̄)), with F̄ the mean prediction of all units of a stratum and ȳ, f̄ means of its
 * labelled ones. Whatever the predictions are worth, it is right on average as long as, within a stratum, being labelled does not depend
 * on y given the strata; wrong predictions only make it wider. λ minimises the estimated variance Σ W² (1 − n/N) s²(y − λ f) / n, cut to [0, 1].
 * The target is the share among these very units, so that F̄ has no error of its own and what is labelled needs no estimating.
 *
 * Degrees of freedom by Satterthwaite. The interval is Wilson's with the size of a simple random sample that has this variance: between 0
 * and 1, alike to one on the logit scale but narrower, and also there for 0 and 1. A stratum in which all labelled say the same has a
 * variance too: it is never less than with one more unit added, that says what the labelled of all strata do on average (with half a unit
 * to either side). Where they say the same in all strata predictions cannot be judged, and the variance is that of this average.
 *
 * Cross-prediction: fit one model per fold (`foldOf`) on the labelled units outside it. A labelled unit gets the prediction of its own
 * fold's model, wherever it counts; every other unit the mean over the models.
 * Source: Angelopoulos, Duchi & Zrnic (2023), PPI++, arXiv:2311.01453; Fisch et al. (2024), arXiv:2406.04291 (strata); Zrnic & Candès (2024),
 * PNAS 121:e2322083121 (cross-prediction); Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 6.3 and 7.6 (finite population);
 * Holt & Smith (1979), JRSS A 142:33–46 (variance given the numbers labelled); Satterthwaite (1946), Biometrics Bulletin 2:110–114;
 * Franco et al. (2019), Journal of Survey Statistics and Methodology 7:334–364, and Kott (2017), Survey Methodology 43:235–240 (Wilson's).
 * @returns undefined where there are no units, or a stratum has fewer than two labelled: `collapse` first
 */
export function predictionPowered(strata: readonly Stratum[]): Powered | undefined {
  const filled = strata.filter(({ units }) => units > 0);
  if (filled.length === 0 || filled.some(({ labelled }) => labelled.n < 2)) return undefined;
  const total = filled.reduce((sum, { units }) => sum + units, 0);
  const parts = filled.map((stratum) => partOf(stratum, total));
  const n = over(parts, (part) => part.n);
  const smoothed = (over(parts, (part) => part.n * part.share) + 0.5) / (n + 1);
  const alike = parts.every(({ share }) => share === 0) || parts.every(({ share }) => share === 1);
  const spread = over(parts, ({ gain, ofF }) => gain * ofF);
  const best = spread > 0 && !alike ? over(parts, ({ gain, covariance }) => gain * covariance) / spread : 0;
  const lambda = Math.min(1, Math.max(0, best));

  const least = ({ n: some, share }: Part): number => {
    const other = share === 0 ? smoothed : share === 1 ? 1 - smoothed : Math.min(smoothed, 1 - smoothed);
    const among = alike ? other : other / (some + 1);
    return among * (1 - among);
  };
  const withLambda = (relied: number): Estimated => {
    const variances = parts.map(
      (part) => part.gain * Math.max(least(part), part.ofY - 2 * relied * part.covariance + relied ** 2 * part.ofF)
    );
    const variance = variances.reduce((sum, one) => sum + one, 0);
    const uncertain = variances.reduce((sum, one, index) => sum + one ** 2 / (parts[index]!.n - 1), 0);
    const degreesOfFreedom = variance > 0 ? variance ** 2 / uncertain : Infinity;
    const value = over(parts, ({ weight, share, correction }) => weight * (share + relied * correction));
    return {
      ...interval(Math.min(1, Math.max(0, value)), variance, degreesOfFreedom, 0.5 / (n + 1)),
      standardError: Math.sqrt(variance),
      degreesOfFreedom
    };
  };
  const [estimate, alone] = [withLambda(lambda), withLambda(0)];
  const effective = estimate.standardError > 0 ? n * (alone.standardError / estimate.standardError) ** 2 : n;
  return { estimate, alone, lambda, n, effective };
}

/** Wilson's, with as many units as give this variance to a share that is not nearer to 0 or 1 than `edge`. */
function interval(value: number, variance: number, degrees: number, edge: number): Share {
  if (variance === 0) return { value, low: value, high: value };
  const inner = Math.min(1 - edge, Math.max(edge, value));
  const size = (inner * (1 - inner)) / variance;
  const { low, high } = wilson(value * size, size, tQuantile(0.975, degrees))!;
  return { value, low, high };
}

const together = (a: Stratum, b: Stratum): Stratum => ({
  names: [...a.names, ...b.names],
  units: a.units + b.units,
  predicted: a.predicted + b.predicted,
  labelled: {
    n: a.labelled.n + b.labelled.n,
    y: a.labelled.y + b.labelled.y,
    f: a.labelled.f + b.labelled.f,
    yf: a.labelled.yf + b.labelled.yf,
    ff: a.labelled.ff + b.labelled.ff
  }
});

/**
 * Takes the stratum with the fewest labelled units together with whichever neighbour has fewer, until every one has at least so many
 * or one is left. It looks at numbers alone, never at what the labels say, which would bias the estimate.
 * Source: Cochran (1977), Sampling Techniques, 3rd ed., 5A.12, on collapsed strata.
 * @param strata in an order in which neighbours are alike
 */
export function collapse(strata: readonly Stratum[], least = 5): Stratum[] {
  const left = [...strata];
  const labelled = (index: number) => left[index]?.labelled.n ?? Infinity;
  while (left.length > 1) {
    const fewest = left.reduce((so, _, index) => (labelled(index) < labelled(so) ? index : so), 0);
    if (labelled(fewest) >= least) break;
    const first = labelled(fewest - 1) <= labelled(fewest + 1) ? fewest - 1 : fewest;
    left.splice(first, 2, together(left[first]!, left[first + 1]!));
  }
  return left;
}

/** In which of `folds` (0, 1, …) a unit with this key is: always the same, whoever else there is. Hash: FNV-1a of its UTF-16 code units. */
export function foldOf(key: string, folds: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return Math.floor(randomFrom(hash >>> 0)() * folds);
}
