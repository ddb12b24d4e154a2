import { describe, expect, test } from 'vitest';
import { absolutePrior, posterior } from '#statistics/bayesian.ts';
import { fc } from '../property.ts';

const off = (found: number, expected: number): number => Math.abs(found / expected - 1);

// Oracle: mpmath 1.3 in 50 digits.
test.each([
  [0.02, 0.01, 0.977249868051821, 0.0200849070261683, 8.490702616829638e-5],
  [-3, 0.1, 4.906713927148433e-198, 1.631956734091483e-200, 3],
  [0.5, 0.0406201920231798, 1, 0.5, 1.3173171201778811e-37]
])('chance to win and losses at %d ± %d', (estimate, standardError, chance, control, treatment) => {
  const { chanceToWin, expectedLoss } = posterior({ estimate, standardError }, { alpha: 0.05 });
  expect(off(chanceToWin, chance)).toBeLessThan(1e-12);
  expect(off(expectedLoss.control, control)).toBeLessThan(1e-9);
  expect(off(expectedLoss.treatment, treatment)).toBeLessThan(1e-9);
});

const anyEffect = fc.record({
  estimate: fc.double({ min: -5, max: 5, noNaN: true }),
  standardError: fc.double({ min: 0.01, max: 5, noNaN: true })
});
const anyPrior = fc.record({
  mean: fc.double({ min: -1, max: 1, noNaN: true }),
  standardDeviation: fc.double({ min: 0.01, max: 2, noNaN: true })
});

describe('whatever the data', () => {
  test('a prior pulls towards itself and makes surer', () => {
    fc.assert(
      fc.property(anyEffect, anyPrior, (effect, prior) => {
        const { mean, standardDeviation } = posterior(effect, { alpha: 0.05, prior });
        expect(mean).toBeGreaterThanOrEqual(Math.min(effect.estimate, prior.mean) - 1e-12);
        expect(mean).toBeLessThanOrEqual(Math.max(effect.estimate, prior.mean) + 1e-12);
        expect(standardDeviation).toBeLessThan(Math.min(effect.standardError, prior.standardDeviation));
      })
    );
  });

  test('a very wide prior changes nothing', () => {
    fc.assert(
      fc.property(anyEffect, (effect) => {
        const wide = posterior(effect, { alpha: 0.05, prior: { mean: 0, standardDeviation: 1e8 } });
        const none = posterior(effect, { alpha: 0.05 });
        expect(wide.mean).toBeCloseTo(none.mean, 9);
        expect(wide.low).toBeCloseTo(none.low, 9);
        expect(wide.chanceToWin).toBeCloseTo(none.chanceToWin, 9);
      })
    );
  });

  test('what one loses by either choice differs by the mean, and neither loss is negative', () => {
    fc.assert(
      fc.property(anyEffect, (effect) => {
        const { expectedLoss, mean } = posterior(effect, { alpha: 0.05 });
        expect(expectedLoss.control - expectedLoss.treatment).toBeCloseTo(mean, 9);
        expect(Math.min(expectedLoss.control, expectedLoss.treatment)).toBeGreaterThanOrEqual(0);
      })
    );
  });

  test('when less is better, winning and losing change places', () => {
    fc.assert(
      fc.property(anyEffect, (effect) => {
        const more = posterior(effect, { alpha: 0.05 });
        const less = posterior(effect, { alpha: 0.05, lowerIsBetter: true });
        expect(more.chanceToWin + less.chanceToWin).toBeCloseTo(1, 12);
        expect(less.expectedLoss).toEqual({
          control: more.expectedLoss.treatment,
          treatment: more.expectedLoss.control
        });
      })
    );
  });

  test('the interval is central and widens as alpha falls', () => {
    fc.assert(
      fc.property(anyEffect, (effect) => {
        const [narrow, wide] = [posterior(effect, { alpha: 0.1 }), posterior(effect, { alpha: 0.01 })];
        expect((narrow.low + narrow.high) / 2).toBeCloseTo(narrow.mean, 9);
        expect(wide.low).toBeLessThan(narrow.low);
        expect(wide.high).toBeGreaterThan(narrow.high);
      })
    );
  });
});

test('a prior on a relative effect is wider in the unit of a larger control, also of a negative one', () => {
  expect(absolutePrior({ mean: 0.1, standardDeviation: 0.3 }, -20)).toEqual({ mean: 2, standardDeviation: 6 });
});
