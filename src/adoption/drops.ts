/** What distinguishes those who drop off at a step: parts of the organisations that go on less, or more, than the others. */
import type { Dimension } from '#adoption/dimension.ts';
import type { Population } from '#adoption/funnel.ts';
import { isCareful, shown, wholeOf } from '#adoption/hiding.ts';
import { isSmall, suppressed, suppressedTable, toldWithin } from '#statistics/hiding.ts';
import { isOrigin } from '#adoption/progress.ts';
import { benjaminiHochberg } from '#statistics/multiple.ts';
import { difference, wilson, type Share } from '#statistics/proportion.ts';
import { compareShares } from '#statistics/small-counts.ts';

/** Who came to the step, and went on to complete it. */
export interface Came {
  came: number;
  went: number;
}

export interface CameBy extends Came {
  dimension: Dimension;
  /** Empty is unknown. */
  value: string;
}

/** Figures that may not be shown are undefined. */
export interface Place {
  value: string;
  came: number | undefined;
  went: number | undefined;
  stopped: number | undefined;
}

export interface Segment {
  dimension: Dimension;
  value: string;
  came: number;
  /** Undefined where it is too small to show, and all that it could be worked out from with it. */
  went: number | undefined;
  share: Share | undefined;
  /** The same of all others. */
  others: Share | undefined;
  /** Share that went on minus that of the others: 95% by Newcombe's method. */
  difference: Share | undefined;
  /** So many times as often as the others they stopped; undefined also where no other stopped. */
  lift: number | undefined;
  pValue: number | undefined;
  /** The same after Benjamini and Hochberg, over all that were compared. */
  adjusted: number | undefined;
  /** Less or more often on than the others, where that is unlikely to be chance. */
  verdict: 'less' | 'more' | undefined;
}

export interface Drops {
  /** All together. */
  came: number | undefined;
  went: number | undefined;
  stopped: number | undefined;
  /** Those that stop most, against the others, first; hidden ones last. */
  segments: Segment[];
  /** How many were compared with nothing, because they or the others are too few. */
  tooFew: number;
}

/** Fewer organisations than this say nothing about a part. */
const FEWEST = 20;
/** The share of false ones among those that are called different, at most. */
const FALSE_DISCOVERIES = 0.1;
/** Two-sided 95%. */
const Z = 1.959963984540054;

const total = (all: readonly Came[]): Came => ({
  came: all.reduce((sum, { came }) => sum + came, 0),
  went: all.reduce((sum, { went }) => sum + went, 0)
});
const arm = ({ came, went }: Came) => ({ kind: 'proportion' as const, n: came, sum: went });

/** Values of one sum, as they may be shown. */
function toldPlaces(population: Population, all: readonly (Came & { value: string })[]): Place[] {
  const few = suppressed(all.map(({ came }) => came));
  const already = few.map((isFew) => [isFew, isFew]);
  const parts = all.map(({ came, went }) => [went, came - went]);
  const hidden = isCareful(population) ? suppressedTable(parts, already) : already;
  return all.map(({ value, came, went }, index) => {
    const isHidden = hidden[index]!.includes(true);
    return {
      value,
      came: few[index] ? undefined : came,
      went: isHidden ? undefined : went,
      stopped: isHidden ? undefined : came - went
    };
  });
}

/** The values of one dimension, as they may be shown: what stands beside its sums gives no small number of companies away. */
export function places(
  population: Population,
  all: readonly (Came & { value: string })[],
  dimension?: Dimension
): Place[] {
  const under = (figure: number | undefined, whole: number | undefined) => (whole === undefined ? undefined : figure);
  return toldWithin(all, wholeOf(dimension), {
    tell: (some) => toldPlaces(population, some),
    sum: (some) => ({ value: some[0].value, ...total(some) }),
    masked: ({ value, came, went, stopped }, whole) => ({
      value,
      came: under(came, whole.came),
      went: under(went, whole.went),
      stopped: under(stopped, whole.stopped)
    })
  });
}

interface Candidate {
  one: CameBy;
  rest: Came;
  isHidden: boolean;
}

/**
 * Each value of a dimension against all others. Where somebody came by first is only known of who came, so that the unknown would be
 * those who stopped: of it they are no others, unless they are so few that their number would be told by leaving them out.
 */
function candidatesOf(population: Population, all: readonly CameBy[]): Candidate[] {
  const unknown = all.find(({ dimension, value }) => value === '' && isOrigin(dimension));
  const isTold = !unknown || !(isSmall(unknown.went) || isSmall(unknown.came - unknown.went));
  const base = total(isTold ? all.filter((one) => one !== unknown) : all);
  const shownPlaces = places(population, all, all[0]?.dimension);
  return all.flatMap((one, index) => {
    const rest = { came: base.came - one.came, went: base.went - one.went };
    if (one === unknown || rest.came === 0) return [];
    return [{ one, rest, isHidden: shownPlaces[index]!.went === undefined }];
  });
}

/**
 * @param stuck the step; at the first one it says nothing where they came by, because only who took that step came by
 * @param whole who came to the step and who completed it
 */
export function distinguish(population: Population, stuck: number, whole: Came, all: readonly CameBy[]): Drops {
  const candidates = [...Map.groupBy(all, ({ dimension }) => dimension)]
    .filter(([dimension]) => stuck > 1 || !isOrigin(dimension))
    .flatMap(([, own]) => candidatesOf(population, own));
  const enough = candidates.filter(({ one, rest }) => Math.min(one.came, rest.came) >= FEWEST);
  const pValues = enough.map(({ one, rest }) => compareShares(arm(rest), arm(one), Z).pValue);
  const adjusted = benjaminiHochberg(pValues);
  const ranked = enough.map(({ one, rest, isHidden }, index) => {
    const [share, others] = [wilson(one.went, one.came)!, wilson(rest.went, rest.came)!];
    const lift = (1 - share.value) / (1 - others.value);
    const isCalled = adjusted[index]! <= FALSE_DISCOVERIES && share.value !== others.value;
    const told = <Figure>(figure: Figure) => (isHidden ? undefined : figure);
    const segment: Segment = {
      dimension: one.dimension,
      value: one.value,
      came: one.came,
      went: told(one.went),
      share: told(share),
      others: told(others),
      difference: told(difference(share, others)),
      lift: told(Number.isFinite(lift) ? lift : undefined),
      pValue: told(pValues[index]),
      adjusted: told(adjusted[index]),
      verdict: isCalled ? (share.value < others.value ? 'less' : 'more') : undefined
    };
    // The place of a hidden one among the others would tell about how large it is.
    return { order: isHidden ? -1 : Number.isNaN(lift) ? 1 : lift, segment };
  });
  return {
    came: shown(population, whole.came),
    went: shown(population, whole.went),
    stopped: shown(population, whole.came - whole.went),
    segments: ranked.sort((a, b) => (a.order === b.order ? 0 : b.order - a.order)).map(({ segment }) => segment),
    tooFew: candidates.length - enough.length
  };
}
