/** The effect over all units, put together from the effects within strata (cells) such as province or size of company. */
import { compare, pairOf, type Effect, type Obstacle, type Scale } from './effect.ts';
import { block, inverse, plus, product, quadratic, times, type Matrix } from './matrix.ts';
import {
  covarianceOf,
  isAlike,
  meanOf,
  pooled,
  squaresOf,
  unitsOf,
  varianceOf,
  type Ratio,
  type Sample,
  type Statistic
} from './statistic.ts';

/** The units of both arms that share a value of the stratum, which was known before assignment. */
export interface Cell {
  control: Statistic;
  treatment: Statistic;
}

export interface Stratified extends Effect {
  /** Whether more than one cell could be used; if not, this is the plain effect. */
  stratified: boolean;
}

/** One arm of a cell: the outcomes (a mean: itself; a ratio: numerator and denominator), and as many covariates or none. */
interface Table {
  n: number;
  outcomes: Sample[];
  covariates: Sample[];
  /** Sums over the units of column × column, the outcomes first. */
  products: Matrix;
}

/** What a cell says of each outcome: its mean under control, then the effect on it; with the covariance of these estimates. */
interface Estimates {
  n: number;
  values: number[];
  covariance: Matrix;
}

const pair = ({ numerator, denominator }: Ratio): Sample[] => [numerator, denominator];

function tableOf(statistic: Statistic): Table {
  const n = unitsOf(statistic);
  switch (statistic.kind) {
    case 'ratio':
      return table(n, pair(statistic), [], [[statistic.sumProducts]]);
    case 'adjusted_mean':
      return table(n, [statistic.post], [statistic.pre], [[statistic.sumProducts]]);
    case 'adjusted_ratio': {
      const { post, pre, sumProducts } = statistic;
      return table(n, pair(post), pair(pre), [
        [post.sumProducts, sumProducts.numerators, sumProducts.postNumeratorPreDenominator],
        [sumProducts.postDenominatorPreNumerator, sumProducts.denominators],
        [pre.sumProducts]
      ]);
    }
    default:
      return table(n, [statistic], [], []);
  }
}

/** @param above the sums of products above the diagonal, row by row */
function table(n: number, outcomes: Sample[], covariates: Sample[], above: Matrix): Table {
  const columns = [...outcomes, ...covariates];
  const products = columns.map((column, i) =>
    columns.map((_, j) => (i === j ? squaresOf(column) : above[Math.min(i, j)]![Math.abs(i - j) - 1]!))
  );
  return { n, outcomes, covariates, products };
}

/** The covariances of one unit between the first `count` columns. */
const unitCovariance = ({ outcomes, covariates, products }: Table, from: number, count: number): Matrix => {
  const columns = [...outcomes, ...covariates].slice(from, from + count);
  return columns.map((x, i) => columns.map((y, j) => covarianceOf(x, y, products[from + i]![from + j]!)));
};

/** Σ (x − x̄)(y − ȳ) over the units of an arm, for all columns. */
const around = ({ n, outcomes, covariates, products }: Table): Matrix => {
  const columns = [...outcomes, ...covariates];
  return columns.map((x, i) => columns.map((y, j) => products[i]![j]! - (x.sum * y.sum) / n));
};

/** The means of the outcomes under control and the effects on them, as one covariance. */
const joined = (control: Matrix, between: Matrix, effect: Matrix): Matrix => [
  ...control.map((row, i) => [...row, ...between[i]!]),
  ...effect.map((row, i) => [...between.map((column) => column[i]!), ...row])
];

/** The arms of a cell compared as they are: independent, each with its own variance. */
function unadjusted(control: Table, treatment: Table): Estimates {
  const size = control.outcomes.length;
  const a = times(unitCovariance(control, 0, size), 1 / control.n);
  const b = times(unitCovariance(treatment, 0, size), 1 / treatment.n);
  const [before, after] = [control.outcomes.map(meanOf), treatment.outcomes.map(meanOf)];
  return {
    n: control.n + treatment.n,
    values: [...before, ...after.map((mean, i) => mean - before[i]!)],
    covariance: joined(a, times(a, -1), plus(a, b))
  };
}

/**
 * Least squares within the cell of every outcome on treatment and the covariates, with equal residual variance in both arms;
 * control is taken at the mean of the covariates over the cell, the uncertainty of which is counted.
 */
function adjusted(control: Table, treatment: Table): Estimates | undefined {
  const size = control.outcomes.length;
  const n = control.n + treatment.n;
  const within = plus(around(control), around(treatment));
  const [yy, xy, xx] = [block(within, 0, 0, size), block(within, size, 0, size), block(within, size, size, size)];
  const solve = inverse(xx);
  if (!solve) return undefined;
  const slopes = yy.map((_, outcome) => solve.map((row) => row.reduce((sum, s, i) => sum + s * xy[i]![outcome]!, 0)));
  const residual = yy.map((row, i) =>
    row.map((value, j) => (value - slopes[i]!.reduce((sum, slope, k) => sum + slope * xy[k]![j]!, 0)) / (n - 3 * size))
  );
  const [xA, xB] = [control.covariates.map(meanOf), treatment.covariates.map(meanOf)];
  const ahead = xA.map((mean, i) => ((xB[i]! - mean) * treatment.n) / n);
  const apart = xA.map((mean, i) => xB[i]! - mean);
  const centre = times(plus(xx, times(product(apart, apart), (control.n * treatment.n) / n)), 1 / ((n - 1) * n));
  const trace = solve.reduce((sum, row, i) => sum + row.reduce((inner, s, j) => inner + s * centre[j]![i]!, 0), 0);
  const [yA, yB] = [control.outcomes.map(meanOf), treatment.outcomes.map(meanOf)];
  const along = (outcome: number, step: number[]) =>
    slopes[outcome]!.reduce((sum, slope, i) => sum + slope * step[i]!, 0);
  return {
    n,
    values: [...yA.map((mean, i) => mean + along(i, ahead)), ...yA.map((mean, i) => yB[i]! - mean - along(i, apart))],
    covariance: joined(
      plus(
        times(residual, 1 / control.n + quadratic(ahead, solve, ahead) + trace),
        slopes.map((left) => slopes.map((right) => quadratic(left, centre, right)))
      ),
      times(residual, -1 / control.n - quadratic(ahead, solve, apart)),
      times(residual, 1 / control.n + 1 / treatment.n + quadratic(apart, solve, apart))
    )
  };
}

/** Without spread a covariate explains nothing; outcomes then count with n − 1, as the residuals of the other cells do. */
function estimatesOf({ control, treatment }: Cell): Estimates | undefined {
  const [a, b] = [tableOf(control), tableOf(treatment)];
  if (a.covariates.length === 0) return unadjusted(a, b);
  const flat = [...a.covariates, ...b.covariates].some((covariate) => !(varianceOf(covariate) > 0));
  return flat ? unadjusted(asMeans(a), asMeans(b)) : adjusted(a, b);
}

const asMeans = (arm: Table): Table => ({
  ...arm,
  outcomes: arm.outcomes.map((outcome) => ({
    kind: 'mean',
    n: outcome.n,
    sum: outcome.sum,
    sumSquares: squaresOf(outcome)
  }))
});

/** The covariates of all cells left out, when over all cells an arm has none that varies. */
function simplified(cells: readonly Cell[], total: Cell): readonly Cell[] {
  const covariates = [...tableOf(total.control).covariates, ...tableOf(total.treatment).covariates];
  if (covariates.every((covariate) => varianceOf(covariate) > 0)) return cells;
  const bare = (statistic: Statistic) => ('post' in statistic ? statistic.post : statistic);
  return cells.map(({ control, treatment }) => ({ control: bare(control), treatment: bare(treatment) }));
}

const pooledCell = (a: Cell, b: Cell): Cell => ({
  control: pooled(a.control, b.control),
  treatment: pooled(a.treatment, b.treatment)
});

const sizeOf = ({ control, treatment }: Cell): number => unitsOf(control) + unitsOf(treatment);

function isUsable(cell: Cell): boolean {
  if (cell.control.kind === 'adjusted_ratio' && sizeOf(cell) <= 6) return false;
  return varianceOf(cell.control) > 0 && varianceOf(cell.treatment) > 0;
}

/** From large to small; a cell that cannot be analysed by itself goes with the largest. */
function usableCells(cells: readonly Cell[]): Cell[] {
  const [first, ...others] = [...cells].sort((a, b) => sizeOf(b) - sizeOf(a));
  const largest = others.filter((cell) => !isUsable(cell)).reduce(pooledCell, first!);
  return [largest, ...others.filter(isUsable)];
}

/** The cells weighted by their share of units; that these shares are themselves estimated adds the spread between cells. */
function combined(cells: Estimates[]): Estimates {
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  const over = (value: (cell: Estimates) => number) => cells.reduce((sum, cell) => sum + (cell.n / n) * value(cell), 0);
  const values = cells[0]!.values.map((_, i) => over((cell) => cell.values[i]!));
  const covariance = values.map((mean, i) =>
    values.map(
      (other, j) =>
        over((cell) => (cell.values[i]! - mean) * (cell.values[j]! - other)) / n +
        over((cell) => (cell.n / n) * cell.covariance[i]![j]!)
    )
  );
  return { n, values, covariance };
}

/** The effect and its variance by the delta method, from outcomes under control c and effects e: T = Σ(c + e), R = c, or ratios of two. */
function effectFrom(
  { values, covariance }: Estimates,
  scale: Scale
): { estimate: number; variance: number; baseline: number } {
  const size = values.length / 2;
  const [c, e] = [values.slice(0, size), values.slice(size)];
  const t = c.map((mean, i) => mean + e[i]!);
  const quotient = ([m, d]: number[]) => (d === undefined ? m! : m! / d);
  const slope = ([m, d]: number[]) => (d === undefined ? [1] : [1 / d, -m! / d ** 2]);
  const [treatment, control] = [quotient(t), quotient(c)];
  const [moveT, moveR] = [slope(t), slope(c)];
  const weight = scale === 'absolute' ? 1 : treatment / control;
  const unit = scale === 'absolute' ? 1 : Math.abs(control);
  const direction = [...moveT.map((move, i) => move - weight * moveR[i]!), ...moveT];
  return {
    estimate: (treatment - control) / unit,
    variance: quadratic(direction, covariance, direction) / unit ** 2,
    baseline: control
  };
}

/**
 * The post-stratified effect of treatment against control.
 * Within a cell the arms are compared as they are, or after regression on the covariates. Cells without spread are taken
 * together with the largest; with one cell left, or columns that say the same, this is the plain effect of all units.
 * Degrees of freedom are those of the plain effect.
 * Source: Miratrix, Sekhon & Yu (2013), Journal of the Royal Statistical Society B 75:369–396; the variance is that for units
 * drawn from a population, by the law of total variance.
 * @param cells of the same kind of statistic, at least one
 */
export function stratifiedEffect(cells: readonly Cell[], scale: Scale): Stratified | { error: Obstacle } {
  const [first] = cells as [Cell];
  const alike = cells.every(({ control, treatment }) => isAlike(first.control, control) && isAlike(control, treatment));
  if (!alike) return { error: 'kinds_differ' };
  const total = cells.reduce(pooledCell);
  const plain = compare(pairOf(total.control, total.treatment)!, scale);
  if ('error' in plain) return plain;
  const unstratified = { ...plain, stratified: false };
  const usable = usableCells(simplified(cells, total));
  if (usable.length === 1 || !isUsable(usable[0]!)) return unstratified;
  const estimates = usable.map(estimatesOf);
  if (estimates.includes(undefined)) return unstratified;
  const { estimate, variance, baseline } = effectFrom(combined(estimates as Estimates[]), scale);
  if (!(variance > 0 && Number.isFinite(estimate / variance)) || baseline === 0) return unstratified;
  return { ...plain, estimate, standardError: Math.sqrt(variance), stratified: true };
}
