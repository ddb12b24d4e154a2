/** Where to act: groups of non-users with how many are expected to have each motive. */
import { isSmall, SMALLEST, suppressed } from '#statistics/hiding.ts';
import { saidOf, sum, type Cell } from '#motives/cell.ts';
import { chance, featuresOf, isRuledOut, type Model } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import type { Division } from '#motives/motive-question.ts';

export interface Expected {
  motive: Inferred;
  /** How many of the group have it, as expected from what they said, did and are. */
  expected: number;
  /** 95% prediction interval, under the model. */
  low: number;
  high: number;
}

export interface Place {
  /** What the group has in common, in the order in which it was asked. */
  values: readonly string[];
  organisations: number;
  motives: Expected[];
}

const Z = 1.959963984540054;

/**
 * How many of these have a motive. Two things are uncertain: the weights (their covariance, by the delta method), and who of those with
 * the same chance it is. It supposes that the model is right, which an estimate from answers does not.
 */
export function expectedOf(model: Model, motive: Inferred, cells: readonly Cell[]): Expected {
  const { terms, whole } = model.motives[motive];
  let [expected, byChance, known, open] = [0, 0, 0, 0];
  const slope = terms.map(() => 0);
  for (const cell of cells) {
    const said = saidOf(cell, motive);
    if (said >= 0) known += said * cell.organisations;
    if (said >= 0 || isRuledOut(model.rules, motive, cell.holds)) continue;
    open += cell.organisations;
    const likely = chance(model, motive, cell);
    const spread = cell.organisations * likely * (1 - likely);
    expected += cell.organisations * likely;
    byChance += spread;
    featuresOf(model.rules, terms, cell).forEach((there, place) => (slope[place]! += there * spread));
  }
  const byWeights = slope.reduce(
    (sum, one, i) => sum + slope.reduce((row, other, j) => row + one * other * whole.covariance[i]![j]!, 0),
    0
  );
  const half = Z * Math.sqrt(byChance + Math.max(0, byWeights));
  return {
    motive,
    expected: known + expected,
    low: Math.max(known, known + expected - half),
    high: Math.min(known + open, known + expected + half)
  };
}

/** Nobody is counted in parts, and more than whole numbers would tell what was said. */
const rounded = ({ motive, expected, low, high }: Expected): Expected => ({
  motive,
  expected: Math.round(expected),
  low: Math.floor(low),
  high: Math.ceil(high)
});

/** Groups by what is asked, largest first; those that are too small, or nearly all of which answered, are counted together. */
export function placesOf(
  model: Model,
  cells: readonly Cell[],
  by: readonly Division[],
  careful: boolean
): { places: Place[]; small: number | undefined } {
  const groups = [...Map.groupBy(cells, (cell) => JSON.stringify(by.map((side) => cell[side])))];
  const sized = groups.map(([key, own]) => ({ values: JSON.parse(key) as string[], own, organisations: sum(own) }));
  const isOpen = (cell: Cell) => INFERRED.some((motive) => saidOf(cell, motive) < 0);
  const answered = sized.map(({ own }) => careful && sum(own.filter(isOpen)) < SMALLEST);
  const hidden = careful
    ? suppressed(
        sized.map(({ organisations }) => organisations),
        answered
      )
    : answered;
  const left = sized.filter((_, place) => hidden[place]).reduce((total, { organisations }) => total + organisations, 0);
  return {
    places: sized
      .filter((_, place) => !hidden[place])
      .sort((a, b) => b.organisations - a.organisations)
      .map(({ values, own, organisations }) => ({
        values,
        organisations,
        motives: INFERRED.map((motive) => rounded(expectedOf(model, motive, own)))
      })),
    small: isSmall(left) ? undefined : left
  };
}
