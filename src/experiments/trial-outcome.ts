/** What a list experiment showed: from counts per arm and cluster to what approaching brought, with its uncertainty. */
import { z } from 'zod';
import { balanced } from '#experiments/trial-draw.ts';
import { sharesOf, TrialOutcome, type Estimate, type TrialDesign } from '#experiments/trial.ts';
import { clusteredEffect, ratioOf, type Cluster } from '#statistics/clusters.ts';
import { normalQuantile, tQuantile, tTwoSided } from '#statistics/distribution.ts';
import { fieller } from '#statistics/fieller.ts';
import { randomFrom } from '#statistics/random.ts';
import { areFew, drawnAllocations, randomisationTest } from '#statistics/randomisation.ts';
import { sampleRatio } from '#statistics/sample-ratio.ts';
import { compareShares } from '#statistics/small-counts.ts';

const count = z.coerce.number();

/** Members of one arm, of one cluster where clusters were drawn. */
export const Tally = z.object({
  arm: count,
  batch: count,
  /** Who had reached the rung before the start is left out of all that follows. */
  before: count,
  members: count,
  /** Of the members those that reached the rung in time, that were reached by what was sent or done, and both. */
  adopters: count,
  reached: count,
  both: count,
  /** What was sent came back, or they did not come. */
  missed: count,
  /** Sums over all who were drawn of the rung on which they stood, and of who are one person: to draw other lots. */
  states: count,
  sole: count
});
export type Tally = z.infer<typeof Tally>;

/** Lots beside the real one that say how far chance reaches. */
const DRAWS = 999;

/** Below this F of the first stage the effect on those who were reached is not told. Source: Staiger & Stock (1997), Econometrica 65:557–586. */
export const STRONG = 10;

export interface Arm {
  members: number;
  clusters: number;
  adopters: number;
  reached: number;
}

export interface Compared {
  control: Arm;
  arm: Arm;
  method: 'score' | 'cr2' | 'randomisation';
  /** Difference of shares of all who were drawn; p and interval together for all arms (Bonferroni). */
  itt: Estimate & { p: number };
  /** Of those who were reached because they were drawn; undefined where nothing was delivered, or it says too little. */
  complier: (Estimate & { share: number }) | undefined;
  /** Something was delivered, but too little more than in the arm that was left alone. */
  weak: boolean;
}

const total = (rows: readonly Tally[], of: (row: Tally) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

const armOf = (rows: readonly Tally[]): Arm => ({
  members: total(rows, ({ members }) => members),
  clusters: rows.filter(({ members }) => members > 0).length,
  adopters: total(rows, ({ adopters }) => adopters),
  reached: total(rows, ({ reached }) => reached)
});

type Counted = (row: Tally) => number;
const clusters = (rows: readonly Tally[], of: Counted, squares: Counted): Cluster[] =>
  rows
    .filter(({ members }) => members > 0)
    .map((row) => ({ sum: of(row), size: row.members, sumSquares: squares(row) }));

/**
 * Difference of the shares that reached the rung between an arm and the one left alone, of all who were drawn (intention to treat):
 * by score (Miettinen & Nurminen 1985) of organisations drawn one by one; cluster-robust (CR2, Satterthwaite) of clusters; below thirty
 * of these by the lots that could have fallen.
 * @param tests among how many comparisons alpha is divided, so that all intervals hold together
 */
export function compare(
  design: TrialDesign,
  control: readonly Tally[],
  treated: readonly Tally[],
  tests: number
): Compared {
  const [a, b] = [armOf(control), armOf(treated)];
  const alpha = design.alpha / tests;
  const together = (p: number) => Math.min(1, p * tests);
  const isClustered = design.cluster !== 'organisation';
  const method = !isClustered ? 'score' : areFew(a.clusters + b.clusters) ? 'randomisation' : 'cr2';
  if (method === 'score') {
    const shares = [a, b].map(({ members, adopters }) => ({ kind: 'proportion' as const, n: members, sum: adopters }));
    const { estimate, low, high, pValue } = compareShares(shares[0]!, shares[1]!, -normalQuantile(alpha / 2));
    return {
      control: a,
      arm: b,
      method,
      itt: { estimate, low, high, p: together(pValue) },
      ...complierOf(control, treated, design, alpha)
    };
  }
  const adopted = ({ adopters }: Tally) => adopters;
  const effect = clusteredEffect(clusters(control, adopted, adopted), clusters(treated, adopted, adopted));
  const robust = (): Compared['itt'] => {
    if ('error' in effect)
      return {
        estimate: ratioOf(clusters(treated, adopted, adopted)) - ratioOf(clusters(control, adopted, adopted)),
        low: -1,
        high: 1,
        p: 1
      };
    const { estimate, standardError, degreesOfFreedom } = effect;
    const half = -tQuantile(alpha / 2, degreesOfFreedom!) * standardError;
    return {
      estimate,
      low: Math.max(-1, estimate - half),
      high: Math.min(1, estimate + half),
      p: together(tTwoSided(estimate / standardError, degreesOfFreedom!))
    };
  };
  const itt = method === 'cr2' ? robust() : byLots(design, control, treated, alpha, tests);
  return { control: a, arm: b, method, itt, ...complierOf(control, treated, design, alpha) };
}

/** Against other lots of the same clusters, drawn in the same way: list by list, the best balanced of many. */
function byLots(
  design: TrialDesign,
  control: readonly Tally[],
  treated: readonly Tally[],
  alpha: number,
  tests: number
): Compared['itt'] {
  const rows = [...control.map((row) => ({ row, is: false })), ...treated.map((row) => ({ row, is: true }))].sort(
    (x, y) => x.row.batch - y.row.batch
  );
  const drawn = rows.map(({ is }) => is);
  const lists = [...Map.groupBy(rows, ({ row }) => row.batch).values()].map((list) => ({
    places: list.map(({ is }) => Number(is)),
    clusters: list.map(({ row }, index) => {
      const size = row.members + row.before;
      return { name: String(index), figures: [size, row.states / size, row.sole / size] };
    })
  }));
  const lots = drawnAllocations(
    drawn,
    DRAWS,
    (random) =>
      lists.flatMap(({ clusters, places }) => balanced(clusters, places, 2, random).map((place) => place === 1)),
    randomFrom(design.seed)
  );
  const filled = rows.map(({ row }) => row.members > 0);
  const says = (lot: readonly boolean[]) => [true, false].every((arm) => lot.some((is, i) => is === arm && filled[i]));
  const { estimate, pValue, low, high } = randomisationTest(
    rows.map(({ row }) => ({ sum: row.adopters, size: row.members })),
    drawn,
    [lots[0]!, ...lots.slice(1).filter(says)],
    alpha
  );
  return { estimate, low: Math.max(-1, low), high: Math.min(1, high), p: Math.min(1, pValue * tests) };
}

/**
 * What it brought to whoever was reached because of the draw: the difference that was drawn over the difference in who was reached, with
 * Fieller's interval. Assumes that a draw does nothing to whoever it did not reach, and keeps nobody from being reached.
 * Source: Angrist, Imbens & Rubin (1996), JASA 91:444–455.
 */
function complierOf(
  control: readonly Tally[],
  treated: readonly Tally[],
  design: TrialDesign,
  alpha: number
): Pick<Compared, 'complier' | 'weak'> {
  const nothing = { complier: undefined, weak: false };
  if (total(treated, ({ reached }) => reached) === 0) return nothing;
  const of = (counted: Counted, squares: Counted) => {
    if (design.cluster === 'organisation') return ofUnits(control, treated, counted, squares);
    const effect = clusteredEffect(clusters(control, counted, squares), clusters(treated, counted, squares));
    if ('error' in effect) return undefined;
    return { estimate: effect.estimate, variance: effect.standardError ** 2, degrees: effect.degreesOfFreedom! };
  };
  const y = of(
    ({ adopters }) => adopters,
    ({ adopters }) => adopters
  );
  const r = of(
    ({ reached }) => reached,
    ({ reached }) => reached
  );
  // The variance of a sum knows the covariance; its squares are 1, 1 and 4 for one, the other and both.
  const sum = of(
    ({ adopters, reached }) => adopters + reached,
    ({ adopters, reached, both }) => adopters + reached + 2 * both
  );
  const difference = shareOf(treated) - shareOf(control);
  if (!(difference > 0)) return { ...nothing, weak: true };
  // All were reached and nobody of the others: then the one is the other.
  const variance = r?.variance ?? 0;
  if (!y) return nothing;
  if (variance > 0 && r!.estimate ** 2 / variance < STRONG) return { ...nothing, weak: true };
  const covariance = r && sum ? (sum.variance - y.variance - r.variance) / 2 : 0;
  const interval = fieller(
    {
      control: difference,
      treatment: y.estimate,
      controlVariance: variance,
      treatmentVariance: y.variance,
      covariance
    },
    -tQuantile(alpha / 2, Math.min(y.degrees, r?.degrees ?? Infinity, 1e6))
  );
  if (interval.shape !== 'bounded') return { ...nothing, weak: true };
  return {
    weak: false,
    complier: { estimate: y.estimate / difference, low: interval.low + 1, high: interval.high + 1, share: difference }
  };
}

const shareOf = (rows: readonly Tally[]): number =>
  total(rows, ({ reached }) => reached) / total(rows, ({ members }) => members);

/** Of organisations drawn one by one, each a sum of its own: the difference of means with Welch's variance. */
function ofUnits(control: readonly Tally[], treated: readonly Tally[], counted: Counted, squares: Counted) {
  const arms = [control, treated].map((rows) => {
    const n = total(rows, ({ members }) => members);
    const mean = total(rows, counted) / n;
    return { mean, n, variance: (total(rows, squares) - n * mean ** 2) / (n - 1) / n };
  });
  const [a, b] = arms as [(typeof arms)[0], (typeof arms)[0]];
  if (!(a.n > 1 && b.n > 1 && a.variance + b.variance > 0)) return undefined;
  return { estimate: b.mean - a.mean, variance: a.variance + b.variance, degrees: a.n + b.n - 2 };
}

export interface Drawing {
  /** Chance of arms as uneven as these, were the lot as it was meant. */
  pValue: number;
  /** So uneven that something went wrong, and nothing may be concluded; or that it has to be looked into. Source: requirement 23 of the domain study. */
  verdict: 'even' | 'odd' | 'wrong';
}

/** Whether each arm has as many as were drawn for it, of those that are compared. */
export function drawing(design: TrialDesign, rows: readonly Tally[]): Drawing {
  const shares = sharesOf(design);
  const units = shares.map((_, arm) => {
    const mine = rows.filter((row) => row.arm === arm);
    return design.cluster === 'organisation' ? armOf(mine).members : armOf(mine).clusters;
  });
  const { pValue } = sampleRatio(units, shares);
  return { pValue, verdict: pValue < 0.0005 ? 'wrong' : pValue < 0.01 ? 'odd' : 'even' };
}

/** What is written down when an experiment ends: enough to compute it again, and without anybody in it. */
export const TrialRecord = TrialOutcome.extend({
  rule: z.literal('trial'),
  draw: z.object({ pValue: z.number(), verdict: z.enum(['even', 'odd', 'wrong']) }),
  /** Who was drawn then is who is there now. */
  intact: z.boolean(),
  /** Left out: had reached the rung before the start. */
  before: z.number(),
  /** Of the arm that was left alone, those with whom there was contact all the same. */
  contaminated: z.number(),
  /** Neighbours in different arms: members in municipalities of which a fifth or more is approached. */
  neighbours: z.number(),
  /** Organisations of this population in the registry. */
  registered: z.number(),
  /** Until when arrivals were counted, milliseconds. */
  upTo: z.number().optional(),
  /** By comparison, in the order of those. */
  methods: z.array(z.enum(['score', 'cr2', 'randomisation'])),
  weak: z.array(z.boolean()),
  tallies: z.array(Tally)
});
export type TrialRecord = z.infer<typeof TrialRecord>;

/** Adopters in addition for each thousand that are approached, and for the whole arm. */
export const perThousand = ({ estimate, low, high }: Estimate): Estimate => ({
  estimate: estimate * 1_000,
  low: low * 1_000,
  high: high * 1_000
});

/** A difference in one arm, as a share of the whole registry. */
export const ofRegistry = ({ estimate, low, high }: Estimate, members: number, registered: number): Estimate => ({
  estimate: (estimate * members) / registered,
  low: (low * members) / registered,
  high: (high * members) / registered
});

/**
 * What one extra adopter cost: the whole cost over the extra adopters, of which the interval is turned upside down.
 * @returns undefined where nothing extra was found; `high` undefined where there may be none
 */
export function costPerAdopter(
  cost: number,
  members: number,
  { estimate, low, high }: Estimate
): { estimate: number; low: number; high: number | undefined } | undefined {
  if (!(estimate > 0)) return undefined;
  return {
    estimate: cost / (estimate * members),
    low: cost / (high * members),
    high: low > 0 ? cost / (low * members) : undefined
  };
}
