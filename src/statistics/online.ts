/** Tests that keep coming, of which no more than a share of what is found may be chance: week after week, also years later. */

/** 1 / ζ(1.6), as published to ten digits: the portions of all tests there will ever be add up to one. */
const WHOLE = 0.4374901658;

/**
 * Which portion of the whole level the n-th test (from 1) gets, whatever comes after it: n^-1.6 / ζ(1.6), as Ramdas et al. propose.
 * Source: Ramdas, Zrnic, Wainwright & Jordan (2018), "SAFFRON: an adaptive algorithm for online control of the false discovery rate", ICML, 4.
 */
export const portion = (n: number): number => WHOLE / n ** 1.6;

/** A test with the portion of the level that was set aside for it before its outcome was known. */
export interface Weighed {
  p: number;
  weight: number;
}

export interface Found {
  found: boolean;
  /** The p-value had to be at most this. */
  level: number;
}

/**
 * Which of the tests that came in together are more than chance: all with p ≤ alpha × weight × R, where R is how many were found before
 * and how many of these are, the most for which that holds. As long as the weights of all tests ever add up to one at most, of all that
 * was ever found a share alpha at most is expected to be chance, at every moment, for tests that are independent or positively dependent
 * (PRDS). Of one batch with equal weights it is Benjamini & Hochberg's procedure; of batches of one, LOND.
 * Sources: Fisher (2022), "Online control of the false discovery rate under decision deadlines", AISTATS (TOAD; here each batch is due at
 * once); Javanmard & Montanari (2015), arXiv:1502.06197 (LOND); Zrnic, Ramdas & Jordan (2021), JMLR 22:33 (LOND under PRDS).
 * @param before how many were found before
 * @returns in the order given
 */
export function discoveries(tests: readonly Weighed[], before: number, alpha: number): Found[] {
  // How many must have been found for this one to be.
  const needed = tests.map(({ p, weight }) => (p === 0 ? 0 : p / (alpha * weight)));
  const sorted = [...needed].sort((a, b) => a - b);
  const rank = sorted.findLastIndex((one, index) => one <= before + index + 1) + 1;
  return tests.map(({ weight }, index) => ({
    found: rank > 0 && needed[index]! <= before + rank,
    level: alpha * weight * (before + Math.max(1, rank))
  }));
}
