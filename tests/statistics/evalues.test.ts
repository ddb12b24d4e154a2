import { describe, expect, test } from 'vitest';
import { eBenjaminiHochberg, sequentialSampleRatio } from '#statistics/evalues.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

describe('e-BH', () => {
  // Oracle: by hand. m = 4, alpha 0.1: thresholds for k = 1…4 are 40, 20, 13.3, 10; sorted 50, 15, 14, 3: k = 3 (14 ≥ 13.3).
  test('rejects up to the last that reaches its threshold', () => {
    expect(eBenjaminiHochberg([14, 50, 3, 15], 0.1)).toEqual([true, true, false, true]);
    expect(eBenjaminiHochberg([13, 39, 3, 15], 0.1)).toEqual([false, false, false, false]);
    expect(eBenjaminiHochberg([Infinity, 0, 0, 0], 0.1)).toEqual([true, false, false, false]);
    expect(eBenjaminiHochberg([], 0.1)).toEqual([]);
  });

  // Oracle: Wang & Ramdas (2022): e-BH is Benjamini-Hochberg on 1/e, here by its definition in adjusted p values.
  test('is Benjamini-Hochberg on the reciprocals', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { maxLength: 20 }), (values) => {
        const adjusted = values.map((value) =>
          Math.min(
            ...values.map((other) => {
              const rank = values.filter((one) => one >= other).length;
              return other <= value ? values.length / (other * rank) : Infinity;
            })
          )
        );
        expect(eBenjaminiHochberg(values, 0.05)).toEqual(adjusted.map((p) => p <= 0.05));
      })
    );
  });
});

describe('the sequential sample ratio', () => {
  // Oracle: ratio of beta functions, to 50 digits by mpmath.
  test.each([
    [[60, 40], [1, 1], 1.143753960461669],
    [[530, 470], [1, 1], 1.740002954366198],
    [[95, 25], [0.7, 0.3], 1.235965783020438]
  ])('%j against %j', (counts, weights, e) => {
    expect(sequentialSampleRatio(counts, weights).eValue).toBeCloseTo(e, 9);
  });

  // Oracle: the expectation of an e-value is 1 when nothing is wrong: summed over all outcomes of 200 units.
  test('has expectation 1', () => {
    let [expectation, chance] = [0, 0.3 ** 200];
    for (let count = 0; count <= 200; count++) {
      expectation += chance * sequentialSampleRatio([count, 200 - count], [0.7, 0.3]).eValue;
      chance *= ((200 - count) / (count + 1)) * (0.7 / 0.3);
    }
    expect(expectation).toBeCloseTo(1, 9);
  });

  test('an arm of weight 0 is left out', () => {
    const without = sequentialSampleRatio([1000, 1100], [0.5, 0.5]);
    expect(sequentialSampleRatio([1000, 1100, 0], [0.5, 0.5, 0])).toEqual(without);
    expect(sequentialSampleRatio([1000, 1100, 30], [0.5, 0.5, 0])).toEqual(without);
  });

  test('nobody yet, or one arm, is no evidence', () => {
    expect(sequentialSampleRatio([0, 0], [1, 1])).toEqual({ eValue: 1, logEValue: 0, pValue: 1 });
    expect(sequentialSampleRatio([70, 0], [1, 0]).pValue).toBe(1);
  });

  test('the strongest evidence up to now counts, and millions do not overflow', () => {
    const earlier = sequentialSampleRatio([600, 400], [1, 1]);
    expect(sequentialSampleRatio([5000, 5000], [1, 1], earlier.logEValue).pValue).toBe(earlier.pValue);
    const broken = sequentialSampleRatio([6e8, 4e8], [1, 1]);
    expect(broken.eValue).toBe(Infinity);
    expect(broken.logEValue).toBeGreaterThan(1e6);
    expect(broken.pValue).toBe(0);
  });

  // Oracle: Ville's inequality: ever below alpha in at most alpha of 2,000 experiments with 100 looks (+ 3 standard errors); and 55/45 is found.
  test('false alarms over a hundred looks, and true ones', () => {
    const random = randomFrom(9);
    const alarms = (share: number, experiments: number) => {
      let found = 0;
      for (let experiment = 0; experiment < experiments; experiment++) {
        const counts = [0, 0];
        for (let look = 0; look < 100; look++) {
          for (let unit = 0; unit < 50; unit++) counts[random() < share ? 0 : 1]!++;
          if (sequentialSampleRatio(counts, [1, 1]).pValue < 0.05) {
            found++;
            break;
          }
        }
      }
      return found / experiments;
    };
    expect(alarms(0.5, 2_000)).toBeLessThan(0.05 + 3 * 0.0049);
    expect(alarms(0.55, 200)).toBeGreaterThan(0.99);
  });
});
