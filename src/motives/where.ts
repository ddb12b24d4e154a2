/** Where to act: groups of non-users with how many are expected to have each motive. */
import { isSmall, SMALLEST, suppressed, suppressedTable } from '#statistics/hiding.ts';
import { saidOf, sum, type Cell } from '#motives/cell.ts';
import { isObliged } from '#motives/judgement.ts';
import { featuresOf, isRuledOut, type Model } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import type { Division } from '#motives/motive-question.ts';
import { predictedChance } from '#statistics/logistic.ts';
import type { Motive } from '#surveys/motive.ts';

export interface Expected {
  motive: Motive;
  /** How many of the group have it, as expected from what they said, did and are; of having to, how many a legal fact says it of. */
  expected: number;
  /** 95% prediction interval, under the model; of a fact there is no doubt. */
  low: number;
  high: number;
}

export interface Place {
  /** What the group has in common, in the order in which it was asked. */
  values: readonly string[];
  organisations: number;
  /** Those that can be inferred, and having to where somebody has and it may be told. */
  motives: Expected[];
}

const Z = 1.959963984540054;

/** What the model makes of an organisation: undefined where behaviour rules the motive out. */
type Look = (cell: Cell) => { likely: number; places: readonly number[] } | undefined;

/** Organisations of a kind with the same evidence stand in many groups and are looked at once. */
function looking(model: Model, motive: Inferred): Look {
  const { terms, whole } = model.motives[motive];
  const seen = new Map<string, ReturnType<Look>>();
  return (cell) => {
    const kind = `${cell.holds} ${cell.size} ${cell.sector}`;
    if (seen.has(kind)) return seen.get(kind);
    if (isRuledOut(model.rules, motive, cell.holds)) seen.set(kind, undefined);
    else {
      const features = featuresOf(model.rules, terms, cell);
      const places = features.flatMap((there, place) => (there ? [place] : []));
      seen.set(kind, { likely: predictedChance(whole, features), places });
    }
    return seen.get(kind);
  };
}

/**
 * How many of these have a motive. Two things are uncertain: the weights (their covariance, by the delta method), and who of those with
 * the same chance it is. It supposes that the model is right, which an estimate from answers does not.
 */
export function expectedOf(
  model: Model,
  motive: Inferred,
  cells: readonly Cell[],
  look: Look = looking(model, motive)
): Expected {
  const { terms, whole } = model.motives[motive];
  let [expected, byChance, known, open] = [0, 0, 0, 0];
  const slope = terms.map(() => 0);
  for (const cell of cells) {
    const said = saidOf(cell, motive);
    if (said >= 0) known += said * cell.organisations;
    const found = said >= 0 ? undefined : look(cell);
    if (!found) continue;
    const { likely, places } = found;
    open += cell.organisations;
    const spread = cell.organisations * likely * (1 - likely);
    expected += cell.organisations * likely;
    byChance += spread;
    for (const place of places) slope[place]! += spread;
  }
  const steep = [...slope.keys()].filter((place) => slope[place] !== 0);
  const byWeights = steep.reduce(
    (sum, i) => sum + steep.reduce((row, j) => row + slope[i]! * slope[j]! * whole.covariance[i]![j]!, 0),
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
  const obliged = sized.map(({ own }) => sum(own.filter((cell) => isObliged(model, cell.holds))));
  // How many have to in all, and how many a group has, stand elsewhere.
  const untold = careful
    ? suppressedTable(
        sized.map(({ organisations }, place) => [obliged[place]!, organisations - obliged[place]!]),
        hidden.map((one) => [one, one])
      ).map(([one]) => one!)
    : hidden;
  const having = (place: number): Expected[] => {
    const count = obliged[place]!;
    return count === 0 || untold[place] ? [] : [{ motive: 'moeten', expected: count, low: count, high: count }];
  };
  const looks = new Map(INFERRED.map((motive) => [motive, looking(model, motive)]));
  const left = sized.filter((_, place) => hidden[place]).reduce((total, { organisations }) => total + organisations, 0);
  return {
    places: sized
      .flatMap(({ values, own, organisations }, place) => {
        if (hidden[place]) return [];
        const inferred = INFERRED.map((motive) => rounded(expectedOf(model, motive, own, looks.get(motive))));
        return [{ values, organisations, motives: [...inferred, ...having(place)] }];
      })
      .sort((a, b) => b.organisations - a.organisations),
    small: isSmall(left) ? undefined : left
  };
}
