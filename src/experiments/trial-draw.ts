/** The lot of a list experiment: which organisation, or which cluster of them, gets what; the same from the same seed in whatever order. */
import { randomFrom, type Random } from '#statistics/random.ts';
import { allotted } from '#surveys/sampling.ts';

export interface Unit {
  organisation: string;
  /** What is drawn as a whole; itself where nothing is. */
  cluster: string;
  /** Within which units are divided evenly. */
  stratum: string;
  /** On which rung it stands, and whether it is one person: by these, and by their number of members, clusters are balanced. */
  state: number;
  sole: boolean;
}

export interface Lot {
  /** Of each arm, or step, in order; they add up to 1. */
  shares: readonly number[];
  seed: number;
  /** From 1: the first list, the second. Each is divided evenly by itself. */
  batch: number;
  clustered: boolean;
  /** Where clusters of earlier lists went. */
  placed?: ReadonlyMap<string, number>;
}

/** Lots of which the best balanced is taken, where clusters are drawn. */
const LOTS = 100;

/** Places in a block at most; shares that do not fit are rounded to it. */
const LONGEST_BLOCK = 24;

/** More lists than this are not drawn for one experiment, so that no two of them share a seed. */
export const MOST_BATCHES = 1_000;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const seedOf = ({ seed, batch }: Pick<Lot, 'seed' | 'batch'>): number => seed * MOST_BATCHES + batch;

/** In place. */
function shuffle(values: unknown[], random: Random): void {
  for (let index = values.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [values[index], values[other]] = [values[other], values[index]];
  }
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const all = [...values];
  shuffle(all, random);
  return all;
}

/** So many of each arm, in order of the arms. */
const placesFor = (shares: readonly number[], total: number): number[] =>
  allotted(
    shares.map((share) => Math.round(share * 1e9)),
    total
  ).flatMap((count, arm) => Array.from({ length: count }, () => arm));

/** The shortest series in which each arm stands as often as it should. */
function blockOf(shares: readonly number[]): number[] {
  const fits = (length: number) =>
    shares.every((share) => share * length > 0.5 && Math.abs(share * length - Math.round(share * length)) < 1e-6);
  let length = 1;
  while (length < LONGEST_BLOCK && !fits(length)) length++;
  return placesFor(shares, length);
}

/**
 * Where each cluster goes, by name. Of organisations one by one: within each stratum in an order by chance, over blocks in which every
 * arm stands as often as it should, blocks that go on over the strata, so that each unit has the same chance and arms are even within
 * strata and as a whole. Of clusters: the best balanced of a hundred lots.
 * Sources: Zelen (1974), Journal of Chronic Diseases 27:365–375 (blocks in strata); Raab & Butcher (2001), Statistics in Medicine
 * 20:351–365, and Morgan & Rubin (2012), Annals of Statistics 40:1263–1282 (balance of clusters).
 */
export function draw(units: readonly Unit[], lot: Lot): Map<string, number> {
  const placed = lot.placed ?? new Map<string, number>();
  const fresh = units.filter(({ cluster }) => !placed.has(cluster));
  const found = lot.clustered ? ofClusters(clustersOf(fresh), lot) : oneByOne(fresh, lot);
  for (const { cluster } of units) if (placed.has(cluster)) found.set(cluster, placed.get(cluster)!);
  return found;
}

function oneByOne(units: readonly Unit[], lot: Lot): Map<string, number> {
  const random = randomFrom(seedOf(lot));
  const block = blockOf(lot.shares);
  const strata = [...Map.groupBy(units, ({ stratum }) => stratum)].sort(([a], [b]) => byText(a, b));
  const order = strata.flatMap(([, members]) =>
    shuffled([...new Set(members.map(({ cluster }) => cluster))].sort(byText), random)
  );
  let places: number[] = [];
  return new Map(
    order.map((cluster) => {
      if (places.length === 0) places = shuffled(block, random);
      return [cluster, places.pop()!];
    })
  );
}

export interface ClusterOfUnits {
  name: string;
  /** Number of members, where they stand on average, and the share of one person. */
  figures: readonly number[];
}

function clustersOf(units: readonly Unit[]): ClusterOfUnits[] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...Map.groupBy(units, ({ cluster }) => cluster)]
    .map(([name, members]) => ({
      name,
      figures: [members.length, mean(members.map(({ state }) => state)), mean(members.map(({ sole }) => Number(sole)))]
    }))
    .sort((a, b) => byText(a.name, b.name));
}

function scoresOf(clusters: readonly ClusterOfUnits[]): number[][] {
  return (clusters[0]?.figures ?? []).map((_, place) => {
    const values = clusters.map(({ figures }) => figures[place]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
    return values.map((value) => (variance > 0 ? (value - mean) / Math.sqrt(variance) : 0));
  });
}

/**
 * The best balanced of a hundred ways to put these on their places: that with the smallest sum, over figures and arms, of the squared
 * mean of the standardised figure times the number of clusters. Other chance shows how it could have gone.
 */
export function balanced(
  clusters: readonly ClusterOfUnits[],
  places: readonly number[],
  arms: number,
  random: Random
): number[] {
  const scores = scoresOf(clusters);
  const counts = Array.from({ length: arms }, (_, arm) => places.filter((place) => place === arm).length);
  const tried = [...places];
  const sums = new Float64Array(arms);
  let best = { places: tried, apart: Infinity };
  for (let lot = 0; lot < LOTS; lot++) {
    shuffle(tried, random);
    let apart = 0;
    for (const values of scores) {
      sums.fill(0);
      for (let index = 0; index < tried.length; index++) sums[tried[index]!]! += values[index]!;
      for (let arm = 0; arm < arms; arm++) if (counts[arm]! > 0) apart += sums[arm]! ** 2 / counts[arm]!;
    }
    if (apart < best.apart) best = { places: [...tried], apart };
  }
  return best.places;
}

function ofClusters(clusters: readonly ClusterOfUnits[], lot: Lot): Map<string, number> {
  const random = randomFrom(seedOf(lot));
  const places = placesFor(lot.shares, clusters.length);
  const found = balanced(clusters, places, lot.shares.length, random);
  return new Map(clusters.map(({ name }, index) => [name, found[index]!]));
}
