/** Shares of teams beside each other: who differs more than chance does, how much all differ, and what the best would bring. */
import { FEWEST } from '#adoption/channels.ts';
import {
  designEffect,
  dispersionOf,
  limitsAt,
  placeOf,
  type Clustered,
  type LimitsAt,
  type Place
} from '#statistics/funnel-plot.ts';
import { between, type Between } from '#statistics/heterogeneity.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { shrunk } from '#statistics/shrinkage.ts';

export type TeamCount = Clustered & { value: string };

export interface TeamShare {
  value: string;
  n: number;
  count: number;
  /** Undefined for fewer than FEWEST items, as the place is. */
  share: Share | undefined;
  /** Undefined where it is not judged: too few items or organisations, or nothing to compare with. */
  place: Place | undefined;
  /** Whether it has items enough, of too few organisations to be judged. */
  isOfFew: boolean;
  /** Drawn towards what all do, as far as its own items tell little. */
  shrunken: number | undefined;
}

/** What more would go this way if nobody did less than the last of the best quarter; the interval is that of how much they differ. */
export interface Gain {
  /** The share that just belongs to the best quarter. */
  target: number;
  items: number;
  low: number;
  high: number;
}

export interface Comparison {
  n: number;
  count: number;
  share: Share | undefined;
  /** Largest first. */
  teams: TeamShare[];
  judged: number;
  /** How much larger the variance is because organisations keep to a channel; and how much more teams spread than chance in all. */
  designEffect: number;
  dispersion: number;
  /** Along the numbers of items of the teams that are judged, for a figure. */
  limits: LimitsAt[];
  /** Standard deviation between teams beyond chance, as a difference of shares around the common one, with its interval. */
  spread: { value: number; low: number; high: number } | undefined;
  gain: Gain | undefined;
}

/** Fewer than this have no quarter. */
const QUARTERED = 4;
/** Steps of the lines in the figure. */
const STEPS = 60;

const arcsine = (share: number) => Math.asin(Math.sqrt(share));
const shareOf = (angle: number) => Math.sin(Math.min(Math.PI / 2, Math.max(0, angle))) ** 2;

/** The gain if the variance between teams were this. */
function gainAt(teams: readonly TeamCount[], { mean, variance }: { mean: number; variance: number }, design: number) {
  const shares = teams.map((one) => shrunkenOf(one, { mean, variance }, design));
  const target = [...shares].sort((a, b) => b - a)[Math.ceil(shares.length / 4) - 1]!;
  const items = teams.reduce((sum, { n }, index) => sum + n * Math.max(0, target - shares[index]!), 0);
  return { target, items };
}

/** Arcsine of the root of a share has variance 1/4n whatever the share (Bartlett, 1936), times the design effect. */
const angleOf = ({ n, count }: TeamCount, design: number) => ({
  estimate: arcsine(count / n),
  standardError: Math.sqrt(design / (4 * n))
});

const shrunkenOf = (team: TeamCount, spread: { mean: number; variance: number }, design: number): number =>
  shareOf(shrunk(angleOf(team, design), spread).estimate);

/** A standard deviation on the scale of angles, as a difference of shares around this one. */
const asShares = (variance: number, share: number): number =>
  Math.min(0.5, 2 * Math.sqrt(variance * share * (1 - share)));

function gainOf(teams: readonly TeamCount[], spread: Between, design: number): Gain | undefined {
  if (teams.length < QUARTERED) return undefined;
  const at = (variance: number) => gainAt(teams, { mean: spread.mean, variance }, design);
  const [low, high] = [at(spread.low).items, at(spread.high).items];
  const { target, items } = at(spread.variance);
  return { target, items, low: Math.min(low, items), high: Math.max(high, items) };
}

/** @param counts each with items */
export function compareShares(counts: readonly TeamCount[]): Comparison {
  const [n, count] = [counts.reduce((sum, one) => sum + one.n, 0), counts.reduce((sum, one) => sum + one.count, 0)];
  const isJudged = (one: TeamCount) => one.n >= FEWEST && one.clusters >= FEWEST;
  const many = counts.filter(isJudged);
  const common = n > 0 ? count / n : 0;
  const design = designEffect(many);
  const dispersion = Math.max(design, dispersionOf(many, common));
  // As many items as would tell as much if they had come from as many organisations.
  const interval = (one: { n: number; count: number }, own = design) =>
    one.n < FEWEST ? undefined : { ...wilson(one.count / own, one.n / own)!, value: one.count / one.n };
  // Of few organisations it does not show how alike their items are: then all of one count as one.
  const designOf = (one: TeamCount) => (one.clusters < FEWEST ? Math.max(design, one.nn / one.n) : design);
  // Where everything goes the same way there is nothing to compare either.
  const isCompared = many.length > 1 && count > 0 && count < n;
  const spread = isCompared ? between(many.map((one) => angleOf(one, design))) : undefined;
  const teams = counts
    .map((one) => ({
      value: one.value,
      n: one.n,
      count: one.count,
      share: interval(one, designOf(one)),
      isOfFew: one.n >= FEWEST && !isJudged(one),
      place: isCompared && isJudged(one) ? placeOf(one, common, dispersion) : undefined,
      shrunken: spread && isJudged(one) ? shrunkenOf(one, spread, design) : undefined
    }))
    .sort((a, b) => b.n - a.n || a.value.localeCompare(b.value, 'nl'));
  return {
    n,
    count,
    share: interval({ n, count }),
    teams,
    judged: isCompared ? many.length : 0,
    designEffect: design,
    dispersion,
    limits: isCompared ? limitsAlong(many, common, dispersion) : [],
    spread: spread && {
      value: asShares(spread.variance, common),
      low: asShares(spread.low, common),
      high: asShares(spread.high, common)
    },
    gain: spread && gainOf(many, spread, design)
  };
}

/** From few items, where the lines are far apart, to a little past the most; closer together where there are few. */
function limitsAlong(teams: readonly TeamCount[], common: number, dispersion: number): LimitsAt[] {
  const numbers = teams.map(({ n }) => n);
  const most = 1.05 * Math.max(...numbers);
  const fewest = Math.max(FEWEST, Math.min(0.9 * Math.min(...numbers), most / 8));
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => Math.round(fewest * (most / fewest) ** (step / STEPS)));
  return [...new Set(steps)].map((n) => limitsAt(n, common, dispersion));
}
