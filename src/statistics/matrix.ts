/** The little algebra that a few rows and columns need. */

export type Matrix = number[][];

export const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));

export const times = (a: Matrix, factor: number): Matrix => a.map((row) => row.map((value) => value * factor));

/** column × row */
export const product = (column: number[], row: number[]): Matrix => column.map((c) => row.map((r) => c * r));

/** row × a × column */
export const quadratic = (row: number[], a: Matrix, column: number[]): number =>
  row.reduce((sum, r, i) => sum + column.reduce((inner, c, j) => inner + r * a[i]![j]! * c, 0), 0);

/** The square of `size` rows that begins at this row and column. */
export const block = (a: Matrix, row: number, column: number, size: number): Matrix =>
  a.slice(row, row + size).map((of) => of.slice(column, column + size));

/** Below this share of the product of the diagonal, a determinant is rounding error. */
const ROUNDING = 1e-14;

/** Of a symmetric matrix of one or two rows; undefined where the rows say the same. */
export function inverse(a: Matrix): Matrix | undefined {
  const [[p, q = 0], [, r = 1] = []] = a as [[number, number?], [number, number]?];
  const determinant = p * r - q ** 2;
  if (!(determinant > ROUNDING * p * r)) return undefined;
  const whole = [
    [r / determinant, -q / determinant],
    [-q / determinant, p / determinant]
  ];
  return block(whole, 0, 0, a.length);
}

/**
 * The lower triangle L with L Lᵀ = a, of a symmetric positive definite matrix; rows end at the diagonal.
 * Source: Golub & Van Loan (2013), Matrix Computations, 4th ed., 4.2.
 * @param least what no pivot is below in exact arithmetic: of 1 + (something semi-definite) it is 1, also where rounding hides it
 */
export function cholesky(a: Matrix, least: number): Matrix {
  const lower: Matrix = [];
  for (const [i, row] of a.entries()) {
    const made: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? made : lower[j]!;
      let left = row[j]!;
      for (let k = 0; k < j; k++) left -= made[k]! * other[k]!;
      made.push(j === i ? Math.sqrt(Math.max(least, left)) : left / other[j]!);
    }
    lower.push(made);
  }
  return lower;
}

/** The x with L Lᵀ x = b. */
export function solved(lower: Matrix, b: readonly number[]): number[] {
  const x = [...b];
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
