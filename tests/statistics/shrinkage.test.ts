import { describe, expect, test } from 'vitest';
import { randomFrom } from '#statistics/random.ts';
import { givenSelection, shrunk, spreadOf, totalBias } from '#statistics/shrinkage.ts';
import { normalFrom } from './chance.ts';

// Oracle: thirteen trials of the BCG vaccine (Colditz et al. 1994, JAMA 271:698–702), log risk ratio; metafor's documentation prints
// for REML: estimate −0.7145, tau² 0.3132.
test('the spread of thirteen vaccine trials', () => {
  const trials = [
    [4, 119, 11, 128],
    [6, 300, 29, 274],
    [3, 228, 11, 209],
    [62, 13536, 248, 12619],
    [33, 5036, 47, 5761],
    [180, 1361, 372, 1079],
    [8, 2537, 10, 619],
    [505, 87886, 499, 87892],
    [29, 7470, 45, 7232],
    [17, 1699, 65, 1600],
    [186, 50448, 141, 27197],
    [5, 2493, 3, 2338],
    [27, 16886, 29, 17825]
  ] as const;
  const { mean, variance } = spreadOf(
    trials.map(([a, b, c, d]) => ({
      estimate: Math.log(a / (a + b) / (c / (c + d))),
      standardError: Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    }))
  );
  expect(mean).toBeCloseTo(-0.7145, 4);
  expect(variance).toBeCloseTo(0.3132, 4);
});

test('effects that differ by less than chance have no spread', () => {
  const { mean, variance } = spreadOf([
    { estimate: 0.01, standardError: 1 },
    { estimate: 0.02, standardError: 1 },
    { estimate: 0.03, standardError: 1 }
  ]);
  expect(variance).toBe(0);
  expect(mean).toBeCloseTo(0.02, 12);
});

// Oracle: by hand. Spread 0.04, error 0.02² … kept 0.5: halfway to the mean.
test('an effect is drawn towards the others', () => {
  expect(shrunk({ estimate: 0.5, standardError: 0.2 }, { mean: 0.1, variance: 0.04 })).toEqual({
    estimate: expect.closeTo(0.3, 12) as number,
    standardError: expect.closeTo(0.2 / Math.SQRT2, 12) as number,
    kept: expect.closeTo(0.5, 12) as number
  });
  expect(shrunk({ estimate: 0.5, standardError: 0.2 }, { mean: 0.1, variance: 0 }).estimate).toBe(0.1);
});

describe('given that it was selected', () => {
  const DENSITY = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  /** Sums f over the normal density around theta where |z| > c. */
  const selected = (theta: number, c: number, f: (z: number) => number) => {
    let sum = 0;
    for (let z = c + 0.0005; z < 20; z += 0.001)
      sum += 0.001 * (DENSITY(z - theta) * f(z) + DENSITY(-z - theta) * f(-z));
    return sum;
  };

  // Oracle: its definition by crude summation: at the estimate the mean of the selected is what was seen; at the limits 2.5% are beyond.
  test.each([
    [2.2, 1.96],
    [3, 1.96],
    [4.1, 2.4]
  ])('z %d beyond %d', (z, c) => {
    const { estimate, low, high } = givenSelection({ estimate: z, standardError: 1 }, c, 0.05);
    const all = (theta: number) => selected(theta, c, () => 1);
    expect(selected(estimate, c, (one) => one) / all(estimate)).toBeCloseTo(z, 3);
    const above = (theta: number) => selected(theta, c, (one) => Number(one >= z)) / all(theta);
    expect(above(low)).toBeCloseTo(0.025, 3);
    expect(above(high)).toBeCloseTo(0.975, 3);
  });

  test('a far effect hardly changes, a near one much, and it mirrors', () => {
    const far = givenSelection({ estimate: 8, standardError: 1 }, 1.96, 0.05);
    expect(far.estimate).toBeCloseTo(8, 6);
    expect(far.low).toBeCloseTo(8 - 1.96, 3);
    const near = givenSelection({ estimate: 0.21, standardError: 0.1 }, 1.96, 0.05);
    expect(near.estimate).toBeLessThan(0.1);
    const mirrored = givenSelection({ estimate: -0.21, standardError: 0.1 }, 1.96, 0.05);
    expect(mirrored.estimate).toBeCloseTo(-near.estimate, 9);
    expect(mirrored.low).toBeCloseTo(-near.high, 9);
    const onIt = givenSelection({ estimate: 1.96, standardError: 1 }, 1.96, 0.05);
    expect(onIt.estimate).toBeLessThan(near.estimate * 10);
  });
});

// Oracle: 40,000 rounds in which five features with known effects are tried and launched when 1.645 standard errors above 0;
// the formula at the true effects is the exact expectation of what is claimed too much. Within four standard errors.
test('the launched together claim too much by the total bias', () => {
  const truths = [
    { estimate: 0.1, standardError: 0.1 },
    { estimate: 0, standardError: 0.2 },
    { estimate: 0.3, standardError: 0.15 },
    { estimate: -0.1, standardError: 0.1 },
    { estimate: 0.2, standardError: 0.3 }
  ];
  const normal = normalFrom(randomFrom(21));
  const rounds = 40_000;
  let [sum, squares] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    let excess = 0;
    for (const { estimate: truth, standardError } of truths) {
      const seen = truth + standardError * normal();
      if (seen > 1.645 * standardError) excess += seen - truth;
    }
    sum += excess;
    squares += excess ** 2;
  }
  const mean = sum / rounds;
  const error = Math.sqrt((squares / rounds - mean ** 2) / rounds);
  expect(Math.abs(mean - totalBias(truths, 1.645))).toBeLessThan(4 * error);
});
