import { expect, test } from 'vitest';
import { sampleRatio } from '#statistics/sample-ratio.ts';
import { fc } from '../property.ts';

// Oracle: SciPy 1.17, stats.chisquare. The first is the published experiment of the game Cookie Cats.
test.each([
  [[44_700, 45_489], 6.9024049496058275, 0.008607987810836262],
  [[1000, 1100], 4.761904761904762, 0.029096331741252267]
])('%j against equal weights', (units, chiSquare, pValue) => {
  const found = sampleRatio(units, [0.5, 0.5]);
  expect(found.chiSquare).toBeCloseTo(chiSquare, 10);
  expect(found.pValue).toBeCloseTo(pValue, 13);
});

test('an arm of weight 0 adds nothing to the test, with or without units; units in it are told', () => {
  const two = sampleRatio([1000, 1100], [0.5, 0.5]);
  expect(sampleRatio([1000, 1100, 0], [0.5, 0.5, 0])).toEqual(two);
  expect(sampleRatio([1000, 1100, 7], [0.5, 0.5, 0])).toEqual({ ...two, uninvited: [2] });
});

test('with nobody, or one arm, there is nothing to compare', () => {
  expect(sampleRatio([0, 0], [0.5, 0.5]).pValue).toBe(1);
  expect(sampleRatio([100, 0], [1, 0])).toMatchObject({ pValue: 1, degreesOfFreedom: 0, uninvited: [] });
  expect(sampleRatio([], []).pValue).toBe(1);
});

const anyArms = fc.array(fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 10 })), {
  minLength: 2,
  maxLength: 8
});

test('whatever the arms: p between 0 and 1, the same in another order and for weights in another unit', () => {
  fc.assert(
    fc.property(anyArms, (arms) => {
      const [units, weights] = [arms.map(([n]) => n), arms.map(([, weight]) => weight)];
      const { pValue } = sampleRatio(units, weights);
      expect(pValue).toBeGreaterThanOrEqual(0);
      expect(pValue).toBeLessThanOrEqual(1);
      expect(sampleRatio([...units].reverse(), [...weights].reverse()).pValue).toBeCloseTo(pValue, 10);
      expect(
        sampleRatio(
          units,
          weights.map((weight) => weight / 7)
        ).pValue
      ).toBeCloseTo(pValue, 10);
    })
  );
});

test('exactly as meant is no surprise at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (n) => {
      expect(sampleRatio([n, 2 * n, 7 * n], [0.1, 0.2, 0.7]).pValue).toBeCloseTo(1, 9);
    })
  );
});
