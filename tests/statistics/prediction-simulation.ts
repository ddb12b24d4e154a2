/** A population of which few are asked, and some rather than others: how often the interval holds the share that is true of it. */
import { calibrationOf } from '#statistics/calibration.ts';
import {
  chanceOf,
  logisticRegression,
  poolingFor,
  predictedChance,
  type Logistic,
  type Observed,
  type Prior
} from '#statistics/logistic.ts';
import { collapse, foldOf, predictionPowered, type Labelled, type Stratum } from '#statistics/prediction-powered.ts';
import { wilson } from '#statistics/proportion.ts';
import { randomFrom, type Random } from '#statistics/random.ts';
import { root } from '#statistics/root.ts';
import { normalFrom } from './chance.ts';

export interface Asked {
  name: string;
  /** Share of the population of which it is true, about. */
  share: number;
  labels: number;
}

export const ASKED: readonly Asked[] = [0.05, 0.3, 0.7].flatMap((share) =>
  [150, 400].map((labels) => ({ name: `${100 * share}% true, ${labels} labelled`, share, labels }))
);

const UNITS = 20_000;
const SECTORS = 8;
const FOLDS = 5;
const FOLD_OF = Uint8Array.from({ length: UNITS }, (_, unit) => foldOf(String(unit), FOLDS));

/** Log odds that each piece of evidence adds, and what one believed of it: too little, too much, nothing. */
const EVIDENCE = [
  { truth: 1.2, believed: 0.7, often: 0.35 },
  { truth: 1.8, believed: 1.2, often: 0.3 },
  { truth: -1.5, believed: -2, often: 0.4 },
  { truth: 1, believed: 0, often: 0.2 },
  { truth: 0, believed: 0.5, often: 0.5 }
];
const CELLS = SECTORS * 2 ** EVIDENCE.length;

const sectorOf = (cell: number): number => cell % SECTORS;
const has = (cell: number, evidence: number): boolean => ((Math.floor(cell / SECTORS) >> evidence) & 1) === 1;

/** Sector × the first piece of evidence: what being labelled depends on. Neighbours have the evidence alike. */
const STRATA = 2 * SECTORS;
const stratumOf = (cell: number): number => sectorOf(cell) + (has(cell, 0) ? SECTORS : 0);

/** Intercept, sectors, evidence. */
const FEATURES = Array.from({ length: CELLS }, (_, cell) => [
  1,
  ...Array.from({ length: SECTORS }, (_, sector) => (sector === sectorOf(cell) ? 1 : 0)),
  ...EVIDENCE.map((_, evidence) => (has(cell, evidence) ? 1 : 0))
]);
const PRIORS: Prior[] = [
  { mean: 0, sd: 3 },
  ...Array.from({ length: SECTORS }, () => ({ mean: 0, sd: 1 })),
  ...EVIDENCE.map(({ believed }) => ({ mean: believed, sd: 0.7 }))
];
const SECTOR_PLACES = Array.from({ length: SECTORS }, (_, sector) => 1 + sector);
const SPREADS = [0.1, 0.4, 1.6];

interface Population {
  cells: Uint16Array;
  labels: Uint8Array;
  /** Units per cell. */
  sizes: number[];
  /** Per cell, for how many it is true. */
  trues: number[];
  truth: number;
}

function populationFrom(share: number, random: Random): Population {
  const normal = normalFrom(random);
  const sectors = Array.from({ length: SECTORS }, () => 0.6 * normal());
  const popular = Array.from({ length: SECTORS }, () => 0.3 + random());
  const crowd = popular.reduce((sum, one) => sum + one, 0);
  const cells = Uint16Array.from({ length: UNITS }, () => {
    let [sector, left] = [0, random() * crowd];
    while (sector < SECTORS - 1 && (left -= popular[sector]!) > 0) sector++;
    const evidence = EVIDENCE.reduce((bits, { often }, index) => bits + (random() < often ? 2 ** index : 0), 0);
    return sector + SECTORS * evidence;
  });
  const sizes = Array.from({ length: CELLS }, () => 0);
  for (const cell of cells) sizes[cell]!++;
  const logOdds = sizes.map((_, cell) =>
    EVIDENCE.reduce((sum, { truth }, index) => sum + (has(cell, index) ? truth : 0), sectors[sectorOf(cell)]!)
  );
  const mean = (intercept: number) =>
    logOdds.reduce((sum, own, cell) => sum + sizes[cell]! * chanceOf(intercept + own), 0) / UNITS;
  const intercept = root((x) => mean(x) - share, -12, 12, 1e-6);
  const chances = logOdds.map((own) => chanceOf(intercept + own));
  const labels = Uint8Array.from(cells, (cell) => (random() < chances[cell]! ? 1 : 0));
  const trues = sizes.map(() => 0);
  cells.forEach((cell, unit) => (trues[cell]! += labels[unit]!));
  return { cells, labels, sizes, trues, truth: trues.reduce((sum, one) => sum + one, 0) / UNITS };
}

/** Who answers: five times as often with the first evidence, and up to four times as often in one sector as in another. */
const willing = (stratum: number): number =>
  (1 + (3 * (stratum % SECTORS)) / (SECTORS - 1)) * (stratum >= SECTORS ? 5 : 1);
const MOST_WILLING = 20;

function labelled({ cells }: Population, count: number, random: Random): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) {
    const unit = Math.floor(random() * UNITS);
    if (random() * MOST_WILLING < willing(stratumOf(cells[unit]!))) chosen.add(unit);
  }
  return [...chosen];
}

/** Labelled units as rows for a regression, a row per cell. */
function rowsOf({ cells, labels }: Population, units: readonly number[]): Observed[] {
  const rows = new Map<number, Observed>();
  for (const unit of units) {
    const row = rows.get(cells[unit]!) ?? { features: FEATURES[cells[unit]!]!, n: 0, successes: 0 };
    row.n++;
    row.successes += labels[unit]!;
    rows.set(cells[unit]!, row);
  }
  return [...rows.values()];
}

/** A model per fold, from the labelled units outside it; how alike sectors are is asked of these too. */
function models(population: Population, units: readonly number[]): Logistic[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const others = units.filter((unit) => FOLD_OF[unit] !== fold);
    return poolingFor(rowsOf(population, others), PRIORS, SECTOR_PLACES, SPREADS).model;
  });
}

function strataOf(population: Population, units: readonly number[]): Stratum[] {
  const chances = models(population, units).map((model) =>
    FEATURES.map((features) => predictedChance(model, features))
  );
  const means = FEATURES.map((_, cell) => chances.reduce((sum, fold) => sum + fold[cell]!, 0) / FOLDS);
  const strata = Array.from({ length: STRATA }, (_, stratum) => ({
    names: [String(stratum)],
    units: 0,
    predicted: 0,
    labelled: { n: 0, y: 0, f: 0, yf: 0, ff: 0 } satisfies Labelled
  }));
  for (const [cell, size] of population.sizes.entries()) {
    const stratum = strata[stratumOf(cell)]!;
    stratum.units += size;
    stratum.predicted += size * means[cell]!;
  }
  for (const unit of units) {
    const cell = population.cells[unit]!;
    const stratum = strata[stratumOf(cell)]!;
    const [y, f] = [population.labels[unit]!, chances[FOLD_OF[unit]!]![cell]!];
    stratum.predicted += f - means[cell]!;
    const to = stratum.labelled;
    to.n++;
    to.y += y;
    to.f += f;
    to.yf += y * f;
    to.ff += f * f;
  }
  return strata;
}

export interface Held {
  /** How often the interval holds the truth: with predictions, post-stratified without them, and of the labelled as they come. */
  powered: number;
  alone: number;
  naive: number;
  /** How often it lies wholly above, and wholly below, the truth. */
  above: number;
  below: number;
  /** Mean width. */
  width: number;
  aloneWidth: number;
  /** Mean of estimate − truth, in points of 1. */
  bias: number;
  naiveBias: number;
  lambda: number;
  /** Effective labels for one labelled. */
  worth: number;
  /** Mean calibration error over the population of a model fitted on all that are labelled. */
  calibration: number;
}

const holds = ({ low, high }: { low: number; high: number }, truth: number) => (low <= truth && truth <= high ? 1 : 0);

/** A new population every so many repetitions. */
const RENEWED = 10;

export function asked({ share, labels }: Asked, repetitions: number, seed: number): Held {
  const random = randomFrom(seed);
  let population = populationFrom(share, random);
  const sums: Held = {
    powered: 0,
    alone: 0,
    naive: 0,
    above: 0,
    below: 0,
    width: 0,
    aloneWidth: 0,
    bias: 0,
    naiveBias: 0,
    lambda: 0,
    worth: 0,
    calibration: 0
  };
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    if (repetition % RENEWED === 0) population = populationFrom(share, random);
    const { truth, sizes, trues } = population;
    const units = labelled(population, labels, random);
    const { estimate, alone, lambda, effective } = predictionPowered(collapse(strataOf(population, units)))!;
    const naive = wilson(
      units.reduce((sum, unit) => sum + population.labels[unit]!, 0),
      labels
    )!;
    const model = logisticRegression(rowsOf(population, units), PRIORS);
    const foretold = FEATURES.map((features, cell) => ({
      predicted: predictedChance(model, features),
      n: sizes[cell]!,
      successes: trues[cell]!
    }));
    sums.powered += holds(estimate, truth);
    sums.alone += holds(alone, truth);
    sums.naive += holds(naive, truth);
    sums.above += estimate.low > truth ? 1 : 0;
    sums.below += estimate.high < truth ? 1 : 0;
    sums.width += estimate.high - estimate.low;
    sums.aloneWidth += alone.high - alone.low;
    sums.bias += estimate.value - truth;
    sums.naiveBias += naive.value - truth;
    sums.lambda += lambda;
    sums.worth += effective / labels;
    sums.calibration += calibrationOf(foretold)!.error;
  }
  return Object.fromEntries(Object.entries(sums).map(([what, sum]) => [what, sum / repetitions])) as unknown as Held;
}
