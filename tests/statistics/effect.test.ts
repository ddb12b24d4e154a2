import { describe, expect, test } from 'vitest';
import { effectOf, pairOf, type Effect, type Obstacle } from '#statistics/effect.ts';
import { randomFrom } from '#statistics/random.ts';
import { covarianceOf, meanOf, pooled, unitsOf, varianceOf, type Statistic } from '#statistics/statistic.ts';
import {
  adjustedFrom,
  adjustedRatioFrom,
  anyAdjusted,
  anyPair,
  anyProportion,
  meanFrom,
  proportion,
  ratioFrom
} from './arms.ts';
import { fc } from '../property.ts';

const isEffect = (found: Effect | { error: Obstacle }): found is Effect => !('error' in found);

function sure(found: Effect | { error: Obstacle }): Effect {
  if (!isEffect(found)) throw new Error(found.error);
  return found;
}

// Twelve and nine made-up units; the oracles below were computed from them with NumPy 2 and SciPy 1.17.
const yA = [3.8, 5.4, 10.2, 6.7, 9.4, 10.6, 9.6, 2.7, 8.9, 2.3, 4.0, 12.8];
const xA = [2, 2, 15, 9, 11, 12, 14, 0, 9, 2, 8, 18];
const yB = [12.7, 2.1, 12.4, 5.9, 16.1, 18.2, 22.2, 17.6, 19.8];
const xB = [10, 1, 10, 2, 15, 18, 19, 12, 17];

describe('moments', () => {
  test('a mean and a variance that a 1e6 offset does not drown', () => {
    const offset = meanFrom(yA.map((y) => y + 1e6));
    expect(varianceOf(offset)).toBeCloseTo(varianceOf(meanFrom(yA)), 2);
  });

  test('of a proportion and of the same noughts and ones they differ by n/(n − 1)', () => {
    fc.assert(
      fc.property(anyProportion, (arm) => {
        const asMean: Statistic = { kind: 'mean', n: arm.n, sum: arm.sum, sumSquares: arm.sum };
        expect(varianceOf(asMean)).toBeCloseTo((varianceOf(arm) * arm.n) / (arm.n - 1), 10);
      })
    );
  });

  test('the covariance of a thing with itself is its variance', () => {
    const arm = meanFrom(yA);
    expect(covarianceOf(arm, arm, arm.sumSquares)).toBeCloseTo(varianceOf(arm), 12);
    expect(covarianceOf(proportion(10, 3), proportion(10, 3), 3)).toBeCloseTo(0.21, 12);
  });

  test('a ratio with a constant denominator is a mean', () => {
    const ratio = ratioFrom(
      yA,
      yA.map(() => 2)
    );
    expect(meanOf(ratio)).toBeCloseTo(meanOf(meanFrom(yA)) / 2, 12);
    expect(varianceOf(ratio)).toBeCloseTo(varianceOf(meanFrom(yA)) / 4, 12);
  });

  test('taken together, two groups are as one', () => {
    const groups: [Statistic, Statistic, Statistic][] = [
      [meanFrom(yA), meanFrom(yB), meanFrom([...yA, ...yB])],
      [ratioFrom(yA, xA), ratioFrom(yB, xB), ratioFrom([...yA, ...yB], [...xA, ...xB])],
      [adjustedFrom(yA, xA), adjustedFrom(yB, xB), adjustedFrom([...yA, ...yB], [...xA, ...xB])],
      [
        adjustedRatioFrom(yA, xA, xA, yA),
        adjustedRatioFrom(yB, xB, xB, yB),
        adjustedRatioFrom([...yA, ...yB], [...xA, ...xB], [...xA, ...xB], [...yA, ...yB])
      ]
    ];
    for (const [a, b, both] of groups) {
      expect(unitsOf(pooled(a, b))).toBe(unitsOf(both));
      expect(meanOf(pooled(a, b))).toBeCloseTo(meanOf(both), 12);
      expect(varianceOf(pooled(a, b))).toBeCloseTo(varianceOf(both), 9);
    }
    expect(() => pooled(meanFrom(yA), ratioFrom(yA, xA))).toThrow(RangeError);
  });
});

describe('an absolute difference', () => {
  // Oracle: SciPy 1.17, stats.ttest_ind(yB, yA, equal_var=False).
  test('is Welch’s', () => {
    const { estimate, standardError, degreesOfFreedom, n } = sure(effectOf(meanFrom(yA), meanFrom(yB), 'absolute'));
    expect(estimate / standardError).toBeCloseTo(2.8585350787466712, 12);
    expect(degreesOfFreedom).toBeCloseTo(11.379494151741099, 11);
    expect(n).toBe(21);
  });

  // Oracle: the pooled least-squares slope, by NumPy.
  test('adjusted by one slope', () => {
    const [control, treatment] = [adjustedFrom(yA, xA), adjustedFrom(yB, xB)];
    expect(pairOf(control, treatment)!.slope).toBeCloseTo(0.8436732186732187, 12);
    expect(sure(effectOf(control, treatment, 'absolute')).estimate).toBeCloseTo(4.333220720720719, 11);
  });

  // Oracle: the regression of y on treatment, covariate and their product (numpy.linalg.lstsq), and its variance by hand.
  test('adjusted by a slope for each arm', () => {
    const { estimate, standardError } = sure(
      effectOf(adjustedFrom(yA, xA), adjustedFrom(yB, xB), 'absolute', 'per_arm')
    );
    expect(estimate).toBeCloseTo(4.4966843361524695, 11);
    expect(standardError).toBeCloseTo(0.9073543853226936, 11);
  });

  test('without a covariate both ways of adjusting leave it as it is', () => {
    const pooledSlope = sure(effectOf(meanFrom(yA), meanFrom(yB), 'absolute'));
    expect(sure(effectOf(meanFrom(yA), meanFrom(yB), 'absolute', 'per_arm')).estimate).toBeCloseTo(
      pooledSlope.estimate,
      12
    );
  });

  test('a covariate that never varies leaves it as it is', () => {
    const constant = (y: number[]) =>
      adjustedFrom(
        y,
        y.map(() => 0.1)
      );
    expect(effectOf(constant(yA), constant(yB), 'absolute')).toEqual(effectOf(meanFrom(yA), meanFrom(yB), 'absolute'));
  });
});

describe('a relative difference', () => {
  test('against a negative control still says which is more', () => {
    const [low, high] = [meanFrom(yA.map((y) => y - 100)), meanFrom(yB.map((y) => y - 100))];
    expect(sure(effectOf(low, high, 'relative')).estimate).toBeGreaterThan(0);
  });

  // Oracle: s² = vB/(nB mA²) + vA mB²/(nA mA⁴), written out.
  test('by the delta method', () => {
    const [a, b] = [meanFrom(yA), meanFrom(yB)];
    const variance = varianceOf(b) / (9 * meanOf(a) ** 2) + (varianceOf(a) * meanOf(b) ** 2) / (12 * meanOf(a) ** 4);
    const { estimate, standardError } = sure(effectOf(a, b, 'relative'));
    expect(estimate).toBeCloseTo(meanOf(b) / meanOf(a) - 1, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });
});

describe('what stands in the way', () => {
  test.each<[Obstacle, Statistic, Statistic]>([
    ['zero_variance', proportion(500, 0), proportion(500, 20)],
    ['zero_variance', proportion(500, 20), proportion(500, 500)],
    ['zero_variance', proportion(0, 0), proportion(10, 3)],
    ['zero_variance', meanFrom([4]), meanFrom([1, 2])],
    ['zero_variance', ratioFrom([1, 2], [0, 0]), ratioFrom([1, 2], [3, 5])],
    // Equal numbers, of which sums in doubles leave a variance of 1e-18 or so.
    ['zero_variance', meanFrom([0.1, 0.1, 0.1]), meanFrom([0.1, 0.2, 0.3])],
    ['zero_variance', ratioFrom([0.1, 0.7, 0.3], [0.3, 2.1, 0.9]), ratioFrom([0.1, 0.2], [0.3, 0.5])],
    ['zero_variance', adjustedFrom([0.1, 0.7, 0.3], [0.1, 0.7, 0.3]), adjustedFrom([0.2, 0.4, 0.9], [0.2, 0.4, 0.9])],
    ['zero_baseline', meanFrom([-1, 1]), meanFrom([1, 2])],
    ['kinds_differ', meanFrom([1, 2]), ratioFrom([1, 2], [3, 4])],
    ['kinds_differ', proportion(10, 5), adjustedFrom([1, 2], [3, 4])]
  ])('%s', (error, control, treatment) => {
    expect(effectOf(control, treatment, 'relative')).toEqual({ error });
  });

  test('a control of 0 does not stand in the way of an absolute difference', () => {
    expect(effectOf(meanFrom([-1, 1]), meanFrom([1, 2]), 'absolute')).toMatchObject({ estimate: 1.5 });
  });

  test('two units an arm are too few for a slope of its own', () => {
    const arm = adjustedFrom([1, 2], [3, 5]);
    expect(effectOf(arm, arm, 'absolute', 'per_arm')).toEqual({ error: 'zero_variance' });
  });
});

describe('whatever the arms', () => {
  test('the spread is positive, and the degrees of freedom between the smaller arm’s and both together', () => {
    fc.assert(
      fc.property(anyPair, fc.constantFrom('absolute' as const, 'relative' as const), ([control, treatment], scale) => {
        const effect = effectOf(control, treatment, scale);
        fc.pre(isEffect(effect));
        const [a, b] = [unitsOf(control) - 1, unitsOf(treatment) - 1];
        expect(effect.standardError).toBeGreaterThan(0);
        expect(effect.degreesOfFreedom).toBeGreaterThanOrEqual(Math.min(a, b) * (1 - 1e-9));
        expect(effect.degreesOfFreedom).toBeLessThanOrEqual((a + b) * (1 + 1e-9));
      })
    );
  });

  test('both scales agree on which arm is more', () => {
    fc.assert(
      fc.property(anyPair, ([control, treatment]) => {
        const [absolute, relative] = [
          effectOf(control, treatment, 'absolute'),
          effectOf(control, treatment, 'relative')
        ];
        fc.pre(isEffect(absolute) && isEffect(relative));
        expect(Math.sign(relative.estimate)).toBe(Math.sign(absolute.estimate));
      })
    );
  });

  test('the other way round, an absolute difference has the other sign and the same spread', () => {
    fc.assert(
      fc.property(anyPair, fc.constantFrom('pooled' as const, 'per_arm' as const), ([control, treatment], slopes) => {
        const [there, back] = [
          effectOf(control, treatment, 'absolute', slopes),
          effectOf(treatment, control, 'absolute', slopes)
        ];
        fc.pre(isEffect(there) && isEffect(back));
        expect(back.estimate).toBeCloseTo(-there.estimate, 8);
        expect(back.standardError).toBeCloseTo(there.standardError, 8);
        expect(back.degreesOfFreedom / there.degreesOfFreedom).toBeCloseTo(1, 8);
      })
    );
  });

  test('in another unit (cents for euros) an absolute effect scales and a relative one stays', () => {
    fc.assert(
      fc.property(anyAdjusted, anyAdjusted, fc.integer({ min: 2, max: 1000 }), (control, treatment, times) => {
        const scaled = (arm: typeof control): typeof control => ({
          ...arm,
          post: {
            kind: 'mean',
            n: arm.post.n,
            sum: arm.post.sum * times,
            sumSquares: (arm.post as { sumSquares: number }).sumSquares * times ** 2
          },
          sumProducts: arm.sumProducts * times
        });
        for (const slopes of ['pooled', 'per_arm'] as const) {
          const [one, other] = [
            effectOf(control, treatment, 'relative', slopes),
            effectOf(scaled(control), scaled(treatment), 'relative', slopes)
          ];
          fc.pre(isEffect(one) && isEffect(other));
          expect(other.estimate).toBeCloseTo(one.estimate, 6);
          expect(other.standardError / one.standardError).toBeCloseTo(1, 6);
        }
      })
    );
  });
});

describe('adjustment on drawn units, with arms of unequal size and an effect that depends on the covariate', () => {
  const random = randomFrom(2025);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const arm = (n: number, effect: number, slope: number) => {
    const x = Array.from({ length: n }, gauss);
    return adjustedFrom(
      x.map((value) => 10 + effect + slope * value + gauss()),
      x
    );
  };
  const TIMES = 2000;
  const runs = Array.from({ length: TIMES }, () => [arm(60, 0, 1), arm(240, 0.5, 3)] as const);

  test.each([
    ['absolute' as const, 0.5],
    ['relative' as const, 0.05]
  ])('a slope for each arm: %s intervals hold the truth 95 times in 100', (scale, truth) => {
    const effects = runs.map(([a, b]) => sure(effectOf(a, b, scale, 'per_arm')));
    const covered = effects.filter(({ estimate, standardError }) => Math.abs(estimate - truth) < 1.96 * standardError);
    expect(covered.length / TIMES).toBeGreaterThan(0.935);
    expect(covered.length / TIMES).toBeLessThan(0.965);
  });

  test('a slope for each arm is at least as precise as one for both, and both are more precise than none', () => {
    const precision = (effect: (a: Statistic, b: Statistic) => Effect) =>
      runs.reduce((sum, [a, b]) => sum + (effect(a, b).estimate - 0.5) ** 2, 0) / TIMES;
    const none = precision((a, b) => sure(effectOf('post' in a ? a.post : a, 'post' in b ? b.post : b, 'absolute')));
    const one = precision((a, b) => sure(effectOf(a, b, 'absolute')));
    const each = precision((a, b) => sure(effectOf(a, b, 'absolute', 'per_arm')));
    expect(each).toBeLessThan(one);
    expect(each).toBeLessThan(none * 0.8);
  });
});
