/** Whether what is predicted with 30% happens in 30%. */
import type { Matrix } from './matrix.ts';
import { wilson, type Share } from './proportion.ts';

/** Units for which the same was predicted, of which so many turned out so. */
export interface Foretold {
  /** From 0 to 1. */
  predicted: number;
  n: number;
  successes: number;
}

/** Units with about the same prediction. */
export interface Bin {
  n: number;
  /** Mean prediction. */
  predicted: number;
  /** What turned out so, with Wilson's interval. */
  observed: Share;
}

export interface Calibration {
  bins: Bin[];
  /** Expected calibration error: the mean over units of |predicted − observed| of their bin. With few units chance alone makes it large. */
  error: number;
  /** Root mean square of the same difference, less what chance adds. With many units not below `error`. */
  debiased: number;
  /** Mean square of prediction − outcome = reliability − resolution + uncertainty + within. */
  brier: number;
  /** Mean square of predicted − observed of the bins: 0 is best. */
  reliability: number;
  /** Mean square of observed − the share of all: how far the predictions tell units apart. */
  resolution: number;
  /** Variance of the outcome: the Brier score of the share of all. */
  uncertainty: number;
  /** What is lost by taking predictions together in bins. */
  within: number;
}

/**
 * Calibration in bins with about as many units each; what has the same prediction is in the same bin.
 * Source: error — Naeini, Cooper & Hauskrecht (2015), AAAI 29:2901–2907; debiased — Kumar, Liang & Ma (2019), NeurIPS 32, section 4, after
 * Bröcker (2012), Climate Dynamics 39:655–667; decomposition — Murphy (1973), Journal of Applied Meteorology 12:595–600, with what bins
 * leave over as in Stephenson, Coelho & Jolliffe (2008), Weather and Forecasting 23:752–757.
 * @param most so many bins; of a few hundred units ten have room for a few dozen each
 * @returns undefined when there are no units
 */
export function calibrationOf(foretold: readonly Foretold[], most = 10): Calibration | undefined {
  const rows = foretold.filter(({ n }) => n > 0).sort((a, b) => a.predicted - b.predicted);
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return undefined;
  const bins = binned(rows, total, most);
  const mean = (value: (bin: Bin) => number) => bins.reduce((sum, bin) => sum + (bin.n / total) * value(bin), 0);
  const apart = ({ predicted, observed }: Bin) => predicted - observed.value;
  const all = mean(({ observed }) => observed.value);
  const reliability = mean((bin) => apart(bin) ** 2);
  const resolution = mean(({ observed }) => (observed.value - all) ** 2);
  const uncertainty = all * (1 - all);
  // Of a bin with one unit nothing can be told: all of its difference may be chance.
  const byChance = mean((bin) =>
    bin.n > 1 ? (bin.observed.value * (1 - bin.observed.value)) / (bin.n - 1) : apart(bin) ** 2
  );
  const brier =
    rows.reduce(
      (sum, { predicted, n, successes }) => sum + successes * (1 - predicted) ** 2 + (n - successes) * predicted ** 2,
      0
    ) / total;
  return {
    bins,
    error: mean((bin) => Math.abs(apart(bin))),
    debiased: Math.sqrt(Math.max(0, reliability - byChance)),
    brier,
    reliability,
    resolution,
    uncertainty,
    within: brier - (reliability - resolution + uncertainty)
  };
}

/** @param rows with units, by prediction */
function binned(rows: readonly Foretold[], total: number, most: number): Bin[] {
  const bins: Bin[] = [];
  let [before, n, predicted, successes] = [0, 0, 0, 0];
  for (const [index, row] of rows.entries()) {
    n += row.n;
    predicted += row.n * row.predicted;
    successes += row.successes;
    const last = index === rows.length - 1;
    if (!last && (rows[index + 1]!.predicted === row.predicted || before + n < ((bins.length + 1) / most) * total))
      continue;
    bins.push({ n, predicted: predicted / n, observed: wilson(successes, n)! });
    [before, n, predicted, successes] = [before + n, 0, 0, 0];
  }
  return bins;
}

export interface Agreement {
  /** Told as it is, of all. */
  right: Share;
  /** Of what is truly so, told so (recall, sensitivity); undefined where nothing is. */
  found: (Share | undefined)[];
  /** Of what is told so, truly so (precision). */
  meant: (Share | undefined)[];
}

/**
 * How far what is told agrees with the truth, with Wilson's intervals.
 * @param counts a row per truth, with a column per what is told, in the same order
 * @returns undefined when there is nothing
 */
export function agreementOf(counts: Matrix): Agreement | undefined {
  const sum = (values: number[]) => values.reduce((so, value) => so + value, 0);
  const right = wilson(sum(counts.map((row, kind) => row[kind]!)), sum(counts.map(sum)));
  return (
    right && {
      right,
      found: counts.map((row, kind) => wilson(row[kind]!, sum(row))),
      meant: counts.map((row, kind) => wilson(row[kind]!, sum(counts.map((other) => other[kind]!))))
    }
  );
}
