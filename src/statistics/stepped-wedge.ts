/** A stepped roll-out: clusters that all get it, one after another in an order that was drawn. */
import { cholesky, solved, type Matrix } from './matrix.ts';
import { randomised, type Randomised } from './randomisation.ts';
import type { Random } from './random.ts';

export interface Cell {
  /** Total of the metric over the members of a cluster in one period. */
  sum: number;
  /** How many members; 0 where there were none. */
  size: number;
  /** How many of them really got it by the end of the period; left out where that is not known. */
  reached?: number;
}

export interface Stepper {
  /** Place, from 0, of the first period in which it has it. */
  from: number;
  /** One for each period, alike for all clusters. */
  cells: readonly Cell[];
  /** Within which the order was drawn; left out where it was drawn among all. */
  stratum?: string;
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
  /** Of those who really got it because their turn came; undefined where nobody did, or not more than of those who waited. */
  received: Received | undefined;
}

export interface Received extends Randomised {
  /** How many more of those who had their turn really got it than of those who waited, as a share. */
  share: number;
  /** F of the first stage: the square of that share over its cluster-robust variance (Liang & Zeger 1986, Biometrika 73:13–22). */
  strength: number;
}

/**
 * By how much having it changes the rate, in a model with a level for each period and a random one for each cluster: generalised least
 * squares with an assumed correlation within clusters. The lot judges it: other orders that could have been drawn say how often the
 * estimate is as far from an effect as it is, so that neither the correlation nor the model has to be right for the test to hold.
 * Sources: Hussey & Hughes (2007), Contemporary Clinical Trials 28:182–191, the estimate; Wang & De Gruttola (2017), Statistics in
 * Medicine 36:2831–2843, and Ji, Fink, Robyn & Small (2017), Annals of Applied Statistics 11:1–20, the test. An effect that grows or wears
 * off with time since the step is averaged in a way that can mislead: Kenny et al. (2022), Statistics in Medicine 41:4311–4339.
 * @param correlation of members within a cluster, from 0 to below 1; set before looking
 * Of those who really got it: the effect per turn over the share that got it because of its turn. The same lots judge every size of it,
 * by taking it off whoever got it, so that the interval also holds where few did: Imbens & Rosenbaum (2005), JRSS A 168:109–126. It
 * assumes that a turn does nothing to whoever it did not reach.
 * @param draws other orders, each the real one shuffled over the clusters of a stratum, as it was drawn
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
  const got = clusters.map(({ cells }) => cells.map(({ reached = 0, size }) => (size > 0 ? reached / size : 0)));
  const under = (order: readonly number[]): Under | undefined => {
    const contrast = contrastOf(layout, order);
    const scale = dot(contrast, havingOf(order, layout.periods));
    if (!(scale > LEAST)) return undefined;
    const of = (values: readonly (readonly number[])[]) => dot(contrast, values) / scale;
    return { other: of(rates), overlap: of(having), share: of(got) };
  };
  const real = under(drawn);
  if (!real) return undefined;
  const shuffle = within(clusters);
  const others = Array.from({ length: draws }, () => under(shuffle(drawn, random))).filter((one) => one !== undefined);
  return {
    ...randomised(real.other, [{ other: real.other, overlap: 1 }, ...others], alpha),
    clusters: clusters.length,
    periods: layout.periods,
    received: receivedOf(real, others, alpha, strengthOf(layout, drawn, got, real.share))
  };
}

/** What an order makes of the rates, of having it in the real order, and of really having got it. */
interface Under {
  other: number;
  overlap: number;
  share: number;
}

function receivedOf(real: Under, others: readonly Under[], alpha: number, strength: number): Received | undefined {
  if (!(real.share > LEAST)) return undefined;
  const perShare = ({ other, share }: Under) => ({ other: other / real.share, overlap: share / real.share });
  const lots = [real, ...others].map(perShare);
  return { ...randomised(lots[0]!.other, lots, alpha), share: real.share, strength };
}

/** How surely a turn brings it: Infinity where all clusters are alike in that. */
function strengthOf(
  layout: Layout,
  drawn: readonly number[],
  got: readonly (readonly number[])[],
  share: number
): number {
  const contrast = contrastOf(layout, drawn);
  const having = havingOf(drawn, layout.periods);
  const scale = dot(contrast, having);
  const rest = got.map((row, cluster) => row.map((value, period) => value - share * having[cluster]![period]!));
  // Less the level of each period, which all clusters have in common.
  const levels = Array.from({ length: layout.periods }, (_, period) => {
    const weights = layout.weights.map((row) => row[period]!);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    return whole > 0 ? weights.reduce((sum, weight, cluster) => sum + weight * rest[cluster]![period]!, 0) / whole : 0;
  });
  const own = contrast.map((row, cluster) =>
    row.reduce((sum, value, period) => sum + value * (rest[cluster]![period]! - levels[period]!), 0)
  );
  const clusters = contrast.length;
  const variance = ((clusters / (clusters - 1)) * own.reduce((sum, one) => sum + one ** 2, 0)) / scale ** 2;
  return variance > LEAST ** 2 ? share ** 2 / variance : Infinity;
}

/** Information below which nothing is told apart but rounding. */
const LEAST = 1e-9;

/** Shuffles values over the clusters of each stratum. */
function within(clusters: readonly Stepper[]) {
  const strata = [...Map.groupBy(clusters.keys(), (place) => clusters[place]!.stratum ?? '').values()];
  return (values: readonly number[], random: Random): number[] => {
    const mixed = [...values];
    for (const places of strata)
      for (let last = places.length - 1; last > 0; last--) {
        const [one, other] = [places[last]!, places[Math.floor(random() * (last + 1))]!];
        [mixed[one], mixed[other]] = [mixed[other]!, mixed[one]!];
      }
    return mixed;
  };
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
