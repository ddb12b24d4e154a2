/** A stepped roll-out: clusters that all get it, one after another in an order that was drawn. */
import { cholesky, solved, type Matrix } from './matrix.ts';
import { randomised, type Randomised } from './randomisation.ts';
import type { Random } from './random.ts';

export interface Cell {
  /** Total of the metric over the members of a cluster in one period. */
  sum: number;
  /** How many members; 0 where there were none. */
  size: number;
}

export interface Stepper {
  /** Place, from 0, of the first period in which it has it. */
  from: number;
  /** One for each period, alike for all clusters. */
  cells: readonly Cell[];
}

/** Periods and clusters as numbers: the part that does not depend on who got it when. */
interface Layout {
  periods: number;
  /** Per cluster the weights of its cells, 1 / σ² of a mean of `size`, and how much of them its own level takes away. */
  weights: number[][];
  shrink: number[];
  /** Cholesky factor of the weighted sums of the periods; those in which nobody was counted are left out. */
  lower: Matrix;
  counted: number[];
}

/** Variance of a member and of a cluster, as far as they matter: only their ratio does. */
const between = (correlation: number): number => correlation / (1 - correlation);

function layoutOf(sizes: readonly (readonly number[])[], correlation: number): Layout {
  const periods = sizes[0]?.length ?? 0;
  const tau = between(correlation);
  const weights = sizes.map((row) => [...row]);
  const shrink = weights.map((row) => tau / (1 + tau * row.reduce((sum, weight) => sum + weight, 0)));
  const counted = Array.from({ length: periods }, (_, period) => period).filter((period) =>
    weights.some((row) => row[period]! > 0)
  );
  const information = counted.map((one) =>
    counted.map((other) =>
      weights.reduce(
        (sum, row, cluster) => sum + (one === other ? row[one]! : 0) - shrink[cluster]! * row[one]! * row[other]!,
        0
      )
    )
  );
  // One period's level is free where clusters have levels of their own and no spread bounds them; with a finite one the matrix is definite.
  return { periods, weights, shrink, lower: cholesky(information, Number.MIN_VALUE), counted };
}

/** V⁻¹ v of one cluster: its weights, less what its own level explains. */
function weighed(row: readonly number[], shrink: number, values: readonly number[]): number[] {
  const level = shrink * values.reduce((sum, value, period) => sum + row[period]! * value, 0);
  return values.map((value, period) => row[period]! * (value - level));
}

/** What is left of having it, once periods and levels of clusters are taken into account: the effect is contrast · rate / contrast · having. */
function contrastOf({ weights, shrink, lower, counted, periods }: Layout, from: readonly number[]): number[][] {
  const raw = havingOf(from, periods).map((values, cluster) => weighed(weights[cluster]!, shrink[cluster]!, values));
  const sums = counted.map((period) => raw.reduce((sum, row) => sum + row[period]!, 0));
  const levels = solved(lower, sums);
  const means = Array.from({ length: periods }, () => 0);
  counted.forEach((period, place) => (means[period] = levels[place]!));
  return raw.map((row, cluster) => {
    const taken = weighed(weights[cluster]!, shrink[cluster]!, means);
    return row.map((value, period) => value - taken[period]!);
  });
}

const dot = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
  a.reduce(
    (sum, row, cluster) => sum + row.reduce((inner, value, period) => inner + value * b[cluster]![period]!, 0),
    0
  );

const havingOf = (from: readonly number[], periods: number): number[][] =>
  from.map((first) => Array.from({ length: periods }, (_, period) => (period >= first ? 1 : 0)));

export interface Stepped extends Randomised {
  clusters: number;
  periods: number;
}

/**
 * By how much having it changes the rate, in a model with a level for each period and a random one for each cluster: generalised least
 * squares with an assumed correlation within clusters. The lot judges it: other orders that could have been drawn say how often the
 * estimate is as far from an effect as it is, so that neither the correlation nor the model has to be right for the test to hold.
 * Sources: Hussey & Hughes (2007), Contemporary Clinical Trials 28:182–191, the estimate; Wang & De Gruttola (2017), Statistics in
 * Medicine 36:2831–2843, and Ji, Fink, Robyn & Small (2017), Annals of Applied Statistics 11:1–20, the test. An effect that grows or wears
 * off with time since the step is averaged in a way that can mislead: Kenny et al. (2022), Statistics in Medicine 41:4311–4339.
 * @param correlation of members within a cluster, from 0 to below 1; set before looking
 * @param draws other orders, each the real one shuffled over the clusters
 * @returns undefined where no two clusters ever differ in having it
 */
export function steppedEffect(
  clusters: readonly Stepper[],
  { correlation, alpha, draws, random }: { correlation: number; alpha: number; draws: number; random: Random }
): Stepped | undefined {
  const layout = layoutOf(
    clusters.map(({ cells }) => cells.map(({ size }) => size)),
    correlation
  );
  const rates = clusters.map(({ cells }) => cells.map(({ sum, size }) => (size > 0 ? sum / size : 0)));
  const drawn = clusters.map(({ from }) => from);
  const having = havingOf(drawn, layout.periods);
  const under = (order: readonly number[]): { other: number; overlap: number } | undefined => {
    const contrast = contrastOf(layout, order);
    const scale = dot(contrast, havingOf(order, layout.periods));
    if (!(scale > LEAST)) return undefined;
    return { other: dot(contrast, rates) / scale, overlap: dot(contrast, having) / scale };
  };
  const real = under(drawn);
  if (!real) return undefined;
  const others = Array.from({ length: draws }, () => under(shuffled(drawn, random))).filter((one) => one !== undefined);
  return {
    ...randomised(real.other, [{ other: real.other, overlap: 1 }, ...others], alpha),
    clusters: clusters.length,
    periods: layout.periods
  };
}

/** Information below which nothing is told apart but rounding. */
const LEAST = 1e-9;

function shuffled(values: readonly number[], random: Random): number[] {
  const mixed = [...values];
  for (let place = mixed.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [mixed[place], mixed[other]] = [mixed[other]!, mixed[place]!];
  }
  return mixed;
}

/**
 * Standard error that a roll-out will have, for planning: of a rate p with members of a cluster correlating as said.
 * Source: Hussey & Hughes (2007), equation 8, for cells of any size (the variance of generalised least squares).
 * @param from of each cluster the period of its step, from 0; @param sizes members of each cluster, alike in all periods
 */
export function steppedStandardError(
  from: readonly number[],
  sizes: readonly number[],
  periods: number,
  { rate, correlation }: { rate: number; correlation: number }
): number {
  const layout = layoutOf(
    sizes.map((size) => Array.from({ length: periods }, () => size)),
    correlation
  );
  const information = dot(contrastOf(layout, from), havingOf(from, periods));
  return Math.sqrt((rate * (1 - rate) * (1 - correlation)) / information);
}
