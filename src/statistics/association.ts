/** How strongly two ways of dividing the same units go together: not at all (0) to entirely (1). */
import { normalSurvival } from './distribution.ts';
import { root } from './root.ts';

const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);

export interface Association {
  /** Cramér's V, corrected for what chance makes of it. */
  v: number;
  low: number;
  high: number;
  /** Whether too many cells are expected to hold hardly anything for the interval to be trusted. */
  thin: boolean;
}

/**
 * P(X > x) for noncentral chi-square, by Sankaran's transformation to the normal distribution.
 * Source: Sankaran (1963), "Approximations to the non-central chi-square distribution", Biometrika 50:199–204.
 */
function noncentralSurvival(x: number, degrees: number, noncentrality: number): number {
  const mean = degrees + noncentrality;
  const h = 1 - (2 * mean * (degrees + 3 * noncentrality)) / (3 * (degrees + 2 * noncentrality) ** 2);
  const p = (degrees + 2 * noncentrality) / mean ** 2;
  const w = (h - 1) * (1 - 3 * h);
  const centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * w * p);
  return normalSurvival(((x / mean) ** h - centre) / (h * Math.sqrt(2 * p) * (1 + 0.5 * w * p)));
}

/**
 * Bias-corrected Cramér's V of a table of counts, with a 95% interval from the noncentrality of chi-square.
 * Sources: Bergsma (2013), Journal of the Korean Statistical Society 42:323–328; the interval: Smithson (2003), Confidence Intervals,
 * ch. 4; thin where more than a fifth of the cells is expected below 5 or one below 1: Cochran (1954), Biometrics 10:417–451.
 * @returns undefined where fewer than two rows or columns hold anything
 */
export function cramersV(table: readonly (readonly number[])[]): Association | undefined {
  const rows = table.map(sum);
  const columns = (table[0] ?? []).map((_, column) => sum(table.map((row) => row[column]!)));
  const [r, c] = [rows, columns].map((totals) => totals.filter((one) => one > 0).length) as [number, number];
  const n = sum(rows);
  if (r < 2 || c < 2) return undefined;
  const expected = rows.flatMap((row) => columns.map((column) => (row * column) / n));
  const square = sum(
    table.flat().map((count, cell) => (expected[cell]! > 0 ? (count - expected[cell]!) ** 2 / expected[cell]! : 0))
  );
  const degrees = (r - 1) * (c - 1);
  const corrected = (size: number) => size - (size - 1) ** 2 / (n - 1);
  const v = Math.sqrt(Math.max(0, square / n - degrees / (n - 1)) / (Math.min(corrected(r), corrected(c)) - 1));
  const holding = (tail: number): number => {
    const off = (noncentrality: number) => noncentralSurvival(square, degrees, noncentrality) - tail;
    const noncentrality = off(0) >= 0 ? 0 : root(off, 0, 4 * (square + degrees + 20), 1e-7);
    return Math.min(1, Math.sqrt(noncentrality / (n * (Math.min(r, c) - 1))));
  };
  const [low, high] = [holding(0.025), holding(0.975)];
  const cells = expected.filter((one) => one > 0);
  const thin = cells.some((one) => one < 1) || cells.filter((one) => one < 5).length > cells.length / 5;
  return { v: Math.min(1, v), low: Math.min(low, v), high: Math.max(high, v), thin };
}
