import { describe, expect, test } from 'vitest';
import { randomFrom } from '#statistics/random.ts';
import {
  areFew,
  bestBalanced,
  drawnAllocations,
  everyAllocation,
  randomisationTest,
  simply,
  type Allocation
} from '#statistics/randomisation.ts';

const values = [12.1, 9.8, 14.2, 11, 13.5, 8.9, 10.1, 7.7, 9];
const units = values.map((sum) => ({ sum, size: 1 }));
const drawn = values.map((_, index) => index < 5);
const every = everyAllocation(9, 5)!;

// Oracle: scipy.stats.permutation_test of the difference of means, all 126 allocations, two-sided.
test('the p value over all allocations', () => {
  const { estimate, pValue } = randomisationTest(units, drawn, every, 0.05);
  expect(estimate).toBeCloseTo(3.195, 12);
  expect(pValue).toBeCloseTo(0.031746031746031744, 12);
});

/** The p value after taking an effect off the treated again. */
function pAfter(effect: number, clusters: typeof units, allocation: Allocation, allocations: Allocation[]): number {
  const without = clusters.map(({ sum, size }, index) => ({
    sum: allocation[index] ? sum - effect * size : sum,
    size
  }));
  return randomisationTest(without, allocation, allocations, 0.05).pValue;
}

// Oracle: the definition; just inside the limits the effect is not rejected, just outside it is. Unequal sizes as well.
test.each([
  ['units', units, 0.05],
  ['units', units, 0.2],
  ['clusters', units.map(({ sum }, index) => ({ sum: sum * (1 + (index % 3)), size: 1 + (index % 3) })), 0.1]
])('the interval of %s is the effects that are not rejected', (_, clusters, alpha) => {
  const { low, high, estimate } = randomisationTest(clusters, drawn, every, alpha);
  expect(low).toBeLessThan(estimate);
  expect(high).toBeGreaterThan(estimate);
  expect(pAfter(low + 1e-6, clusters, drawn, every)).toBeGreaterThan(alpha);
  expect(pAfter(low - 1e-6, clusters, drawn, every)).toBeLessThanOrEqual(alpha);
  expect(pAfter(high - 1e-6, clusters, drawn, every)).toBeGreaterThan(alpha);
  expect(pAfter(high + 1e-6, clusters, drawn, every)).toBeLessThanOrEqual(alpha);
});

test('too few allocations to exclude anything', () => {
  const few = everyAllocation(6, 3)!;
  expect(few).toHaveLength(20);
  const { pValue, low, high } = randomisationTest(units.slice(0, 6), few[0]!, few, 0.05);
  expect(pValue).toBeGreaterThanOrEqual(0.1);
  expect([low, high]).toEqual([-Infinity, Infinity]);
});

test('nothing differs: p is 1', () => {
  const same = values.map(() => ({ sum: 0.1, size: 3 }));
  expect(randomisationTest(same, drawn, every, 0.05).pValue).toBe(1);
});

describe('drawn allocations', () => {
  test('come near to all of them, and are the same for the same seed', () => {
    const some = (seed: number) =>
      randomisationTest(units, drawn, drawnAllocations(drawn, 20_000, simply(9, 5), randomFrom(seed)), 0.05);
    expect(some(1)).toEqual(some(1));
    // Four standard errors of 20,000 draws with chance 4/126.
    expect(Math.abs(some(1).pValue - 4 / 126)).toBeLessThan(0.005);
  });

  test('the drawn one counts, so that p is never 0', () => {
    const far = units.map(({ size }, index) => ({ sum: drawn[index] ? 1_000 + index : index, size }));
    const { pValue } = randomisationTest(
      far,
      drawn,
      drawnAllocations(drawn, 3, () => every[60]!, randomFrom(1)),
      0.05
    );
    expect(pValue).toBe(0.25);
  });
});

describe('the best balanced of many', () => {
  const covariate = [1, 2, 3, 4, 5, 6];

  // Oracle: by hand. {1, 4, 6} and {2, 3, 5}… of six: sums 11 and 10 are the nearest to equal; {1, 2, 3} the furthest.
  test('is the one with the smallest difference', () => {
    const three = everyAllocation(6, 3)!;
    const { index } = bestBalanced(three, [covariate]);
    const sum = covariate.reduce((so, value, place) => (three[index]![place] ? so + value : so), 0);
    expect([10, 11]).toContain(sum);
    expect(bestBalanced([[true, true, true, false, false, false], three[index]!], [covariate]).index).toBe(1);
  });

  // Oracle: by hand. Means 2 and 5, standard deviation √3.5: 9 / 3.5.
  test('says how unbalanced it is, in standard deviations', () => {
    const { imbalance } = bestBalanced([[true, true, true, false, false, false]], [covariate]);
    expect(imbalance).toBeCloseTo(9 / 3.5, 12);
    expect(bestBalanced([[true, true]], [[1, 2]]).imbalance).toBe(Infinity);
    expect(bestBalanced([[true, false]], [[1, 1]]).imbalance).toBe(0);
  });

  // Oracle: with the reference of the same procedure the test is exact: under no effect p ≤ 10% in at most 10% of 400 lots (+ 3 errors);
  // against simple lots it is not the same test.
  test('is analysed as it was drawn', () => {
    const random = randomFrom(5);
    const covariates = [Array.from({ length: 12 }, (_, index) => index)];
    const clusters = covariates[0]!.map((value) => ({ sum: value + 3 * random(), size: 1 }));
    const balanced = () => {
      const candidates = Array.from({ length: 20 }, () => simply(12, 6)(random));
      return candidates[bestBalanced(candidates, covariates).index]!;
    };
    const reference = Array.from({ length: 200 }, balanced);
    let rejected = 0;
    for (let lot = 0; lot < 400; lot++) {
      const now = balanced();
      if (randomisationTest(clusters, now, [now, ...reference], 0.1).pValue <= 0.1) rejected++;
    }
    expect(rejected / 400).toBeLessThan(0.1 + 3 * 0.015 + 0.02);
    expect(rejected / 400).toBeGreaterThan(0.03);
  });
});

test('too many allocations to write down are not', () => {
  expect(everyAllocation(56, 28)).toBeUndefined();
  expect(everyAllocation(5, 0)).toEqual([[false, false, false, false, false]]);
});

test('few clusters are fewer than thirty', () =>
  expect([6, 29, 30, 56].map(areFew)).toEqual([true, true, false, false]));
