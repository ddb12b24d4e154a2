/** Logistic regression with priors against published fits, numerical integration, and what must hold of any posterior. */
import { describe, expect, test } from 'vitest';
import {
  chanceOf,
  logisticRegression,
  poolingFor,
  predictedChance,
  type Observed,
  type Prior
} from '#statistics/logistic.ts';
import { randomFrom } from '#statistics/random.ts';
import { normalFrom } from './chance.ts';
import { fc } from '../property.ts';

const flat: Prior[] = [
  { mean: 0, sd: 1e5 },
  { mean: 0, sd: 1e5 }
];
const errors = (covariance: number[][]) => covariance.map((row, i) => Math.sqrt(row[i]!));

describe('with priors that say nothing, as published', () => {
  test('beetles killed by carbon disulphide', () => {
    // Source: Bliss (1935); estimates in Dobson & Barnett (2008), An Introduction to Generalized Linear Models, 3rd ed., table 7.3.
    const doses = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839];
    const beetles = [59, 60, 62, 56, 63, 59, 62, 60];
    const killed = [6, 13, 18, 28, 52, 53, 61, 60];
    const rows = doses.map((dose, i) => ({ features: [1, dose], n: beetles[i]!, successes: killed[i]! }));
    const { coefficients, covariance, converged } = logisticRegression(rows, flat);
    expect(converged).toBe(true);
    expect(coefficients[0]).toBeCloseTo(-60.72, 2);
    expect(coefficients[1]).toBeCloseTo(34.27, 2);
    expect(errors(covariance)[0]).toBeCloseTo(5.18, 2);
    expect(errors(covariance)[1]).toBeCloseTo(2.91, 2);
  });

  test('O-rings of the space shuttle', () => {
    // Source: Dalal, Fowlkes & Hoadley (1989), JASA 84:945–957, as in Agresti (2013), Categorical Data Analysis, 3rd ed., exercise 5.9.
    const fahrenheit = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58];
    const distress = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1];
    const rows = fahrenheit.map((degrees, i) => ({ features: [1, degrees], n: 1, successes: distress[i]! }));
    const { coefficients, covariance } = logisticRegression(rows, flat);
    expect(coefficients[0]).toBeCloseTo(15.0429, 4);
    expect(coefficients[1]).toBeCloseTo(-0.2322, 4);
    expect(errors(covariance)[0]).toBeCloseTo(7.3786, 3);
    expect(errors(covariance)[1]).toBeCloseTo(0.1082, 4);
  });
});

const feature = fc.constantFrom<number>(0, 0, 1, 1, -1, 0.5, 30);
const observed = (most: number) =>
  fc.array(
    fc
      .record({ features: fc.tuple(fc.constant(1), feature, feature, feature), n: fc.nat(most) })
      .chain(({ features, n }) =>
        fc.record({ features: fc.constant(features), n: fc.constant(n), successes: fc.nat(n) })
      ),
    { maxLength: 12 }
  );
const priorsOf = (means: fc.Arbitrary<number>, sds: fc.Arbitrary<number>) =>
  fc.array(fc.record({ mean: means, sd: sds }), { minLength: 4, maxLength: 4 });
const mild = priorsOf(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.2, max: 3, noNaN: true }));
const extreme = priorsOf(fc.constantFrom(0, -1, 5, -50, 700), fc.constantFrom(0, 1e-6, 0.1, 1, 100, 1e5));

test('at what it finds nothing rises any more, also under extreme priors and where the data separate', () => {
  fc.assert(
    fc.property(observed(1000), fc.oneof(mild, extreme), (rows, priors) => {
      const { coefficients, covariance, converged } = logisticRegression(rows, priors);
      expect(converged).toBe(true);
      const rise = priors.map(({ mean, sd }, place) =>
        rows.reduce(
          (sum, { features, n, successes }) => {
            const logOdds = features.reduce((so, value, i) => so + value * coefficients[i]!, 0);
            return sum + features[place]! * (successes * chanceOf(-logOdds) - (n - successes) * chanceOf(logOdds));
          },
          sd === 0 ? 0 : (mean - coefficients[place]!) / sd ** 2
        )
      );
      // Measured in standard deviations of the posterior, whatever the scales.
      const away = covariance.map((row) => row.reduce((sum, value, i) => sum + value * rise[i]!, 0));
      for (const [place, value] of away.entries())
        expect(Math.abs(value)).toBeLessThanOrEqual(1e-4 * errors(covariance)[place]!);
      expect(priors.every(({ sd, mean }, place) => sd > 0 || coefficients[place] === mean)).toBe(true);
    })
  );
});

test('rows of many units say what rows of one unit say', () => {
  fc.assert(
    fc.property(observed(12), mild, (rows, priors) => {
      const units = rows.flatMap(({ features, n, successes }) =>
        Array.from({ length: n }, (_, unit): Observed => ({ features, n: 1, successes: unit < successes ? 1 : 0 }))
      );
      const [together, singly] = [logisticRegression(rows, priors), logisticRegression(units, priors)];
      for (const [place, value] of together.coefficients.entries())
        expect(singly.coefficients[place]).toBeCloseTo(value, 7);
      expect(singly.logEvidence).toBeCloseTo(together.logEvidence, 7);
    })
  );
});

test('without data it gives back the priors', () => {
  fc.assert(
    fc.property(mild, (priors) => {
      const { coefficients, covariance, logEvidence } = logisticRegression(
        [{ features: [1, 1, 1, 1], n: 0, successes: 0 }],
        priors
      );
      for (const [i, value] of coefficients.entries()) expect(value).toBeCloseTo(priors[i]!.mean, 12);
      expect(logEvidence).toBe(0);
      for (const [i, row] of covariance.entries())
        for (const [j, value] of row.entries()) expect(value).toBeCloseTo(i === j ? priors[i]!.sd ** 2 : 0, 12);
    })
  );
});

test('the surer one was beforehand, the nearer it stays to that', () => {
  fc.assert(
    fc.property(observed(50), mild, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (rows, priors, factor) => {
      const away = (model: { coefficients: number[] }) =>
        Math.hypot(...priors.map(({ mean, sd }, place) => (model.coefficients[place]! - mean) / sd));
      const surer = priors.map(({ mean, sd }) => ({ mean, sd: sd * factor }));
      expect(away(logisticRegression(rows, surer))).toBeLessThanOrEqual(away(logisticRegression(rows, priors)) + 1e-7);
    })
  );
});

/** ∫ f(x) φ(x) dx by the trapezium rule, which for this is exact to the last digits. */
const averaged = (f: (x: number) => number) => {
  let sum = 0;
  for (let x = -10; x <= 10; x += 0.01) sum += (f(x) * Math.exp((-x * x) / 2) * 0.01) / Math.sqrt(2 * Math.PI);
  return sum;
};

test('the evidence is that of numerical integration', () => {
  for (const [n, successes] of [
    [40, 9],
    [200, 150]
  ] as const) {
    const prior = { mean: -0.5, sd: 0.8 };
    const likelihood = (z: number) => {
      const p = chanceOf(prior.mean + prior.sd * z);
      return Math.exp(successes * Math.log(p) + (n - successes) * Math.log(1 - p));
    };
    const { logEvidence } = logisticRegression([{ features: [1], n, successes }], [prior]);
    expect(Math.abs(logEvidence - Math.log(averaged(likelihood)))).toBeLessThan(0.01);
  }
});

test('a predicted chance is the mean over the coefficients, to within 0.02', () => {
  for (const mean of [-6, -3, -1, 0, 0.5, 2, 5])
    for (const sd of [0.1, 0.5, 1, 2, 4]) {
      const model = { ...logisticRegression([], [{ mean, sd }]) };
      expect(Math.abs(predictedChance(model, [1]) - averaged((z) => chanceOf(mean + sd * z)))).toBeLessThan(0.02);
    }
});

// Oracle: of coefficients drawn from the prior, intervals of 90% hold 90%, whatever the prior is (Cook, Gelman & Rubin (2006), JCGS 15:675–692).
test('intervals of 90% hold nine out of ten true coefficients', () => {
  const TIMES = 300;
  const priors: Prior[] = [
    { mean: -1, sd: 1 },
    { mean: 0.5, sd: 0.5 },
    { mean: 0, sd: 1 },
    { mean: -0.5, sd: 0.3 }
  ];
  const random = randomFrom(2030);
  const normal = normalFrom(random);
  let held = 0;
  for (let repetition = 0; repetition < TIMES; repetition++) {
    const truth = priors.map(({ mean, sd }) => mean + sd * normal());
    const rows = Array.from({ length: 120 }, (): Observed => {
      const features = [1, ...priors.slice(1).map(() => (random() < 0.4 ? 1 : 0))];
      const p = chanceOf(features.reduce((sum, value, i) => sum + value * truth[i]!, 0));
      return { features, n: 1, successes: random() < p ? 1 : 0 };
    });
    const { coefficients, covariance } = logisticRegression(rows, priors);
    held += truth.filter((value, i) => Math.abs(value - coefficients[i]!) <= 1.6448536 * errors(covariance)[i]!).length;
  }
  const share = held / (TIMES * priors.length);
  expect(Math.abs(share - 0.9)).toBeLessThan(3 * Math.sqrt((0.9 * 0.1) / (TIMES * priors.length)));
});

test.each([0.1, 0.4, 1.6])('strata that differ by %d are pooled by about as much', (spread) => {
  const random = randomFrom(2031);
  const normal = normalFrom(random);
  const rows = Array.from({ length: 40 }, (_, stratum): Observed => {
    const p = chanceOf(-0.5 + spread * normal());
    const successes = Array.from({ length: 60 }, () => random()).filter((draw) => draw < p).length;
    return { features: [1, ...Array.from({ length: 40 }, (_, i) => (i === stratum ? 1 : 0))], n: 60, successes };
  });
  const places = Array.from({ length: 40 }, (_, i) => 1 + i);
  const priors = [{ mean: 0, sd: 3 }, ...places.map(() => ({ mean: 0, sd: 1 }))];
  const { sd, model, priors: pooled } = poolingFor(rows, priors, places);
  expect(sd).toBeGreaterThanOrEqual(spread / 2);
  expect(sd).toBeLessThanOrEqual(spread * 2);
  expect(pooled[0]).toEqual(priors[0]);
  expect(model).toEqual(logisticRegression(rows, pooled));
});

test('rows that cannot be are refused', () => {
  const prior = [{ mean: 0, sd: 1 }];
  expect(() => logisticRegression([{ features: [1, 2], n: 1, successes: 0 }], prior)).toThrow(RangeError);
  expect(() => logisticRegression([{ features: [1], n: 1, successes: 2 }], prior)).toThrow(RangeError);
});
