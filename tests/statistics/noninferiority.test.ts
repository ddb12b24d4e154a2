import { describe, expect, test } from 'vitest';
import { nonInferiority, verdictOf } from '#statistics/noninferiority.ts';
import { fc } from '../property.ts';

const equal = { controlVariance: 0.5, treatmentVariance: 0.5 };

describe('an absolute margin', () => {
  // Oracle: by hand. Standard error 1, so that the interval is −1 ± 1.96.
  test.each([
    [9, 3, 'non_inferior', false],
    [9, 2.9, 'inconclusive', false],
    [5, 3.1, 'inconclusive', true],
    [5, 3, 'inferior', true],
    [11, 0, 'inconclusive', false],
    [12, 0, 'non_inferior', false]
  ])('treatment %d, margin %d: %s', (treatment, margin, verdict, harmed) => {
    const means = { control: 10, treatment, ...equal };
    expect(nonInferiority(means, { margin, scale: 'absolute', better: 'up' }, 1.96)).toMatchObject({ verdict, harmed });
    const mirrored = { control: -10, treatment: -treatment, ...equal };
    expect(nonInferiority(mirrored, { margin, scale: 'absolute', better: 'down' }, 1.96)).toMatchObject({
      verdict,
      harmed
    });
  });

  // Oracle: 1 − Φ(2) and the same of Student's t with 10 degrees of freedom, from tables.
  test('the p value is one-sided against the margin', () => {
    const means = { control: 10, treatment: 9, ...equal };
    const margin = { margin: 3, scale: 'absolute' as const, better: 'up' as const };
    expect(nonInferiority(means, margin, 1.96).pValue).toBeCloseTo(0.02275013194817921, 12);
    expect(nonInferiority(means, margin, 1.96, 10).pValue).toBeCloseTo(0.03669401738537018, 12);
    expect(nonInferiority(means, margin, 1.96).interval).toEqual({ shape: 'bounded', low: -1 - 1.96, high: -1 + 1.96 });
  });
});

describe('a relative margin', () => {
  const means = fc.record({
    control: fc.double({ min: 5, max: 10, noNaN: true }),
    treatment: fc.double({ min: 0, max: 15, noNaN: true }),
    controlVariance: fc.double({ min: 0.01, max: 1, noNaN: true }),
    treatmentVariance: fc.double({ min: 0.01, max: 1, noNaN: true })
  });

  // Oracle: Fieller's interval, which it must agree with where that is bounded.
  test('agrees with the interval', () => {
    fc.assert(
      fc.property(means, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.boolean(), (one, margin, negative) => {
        const sign = negative ? -1 : 1;
        const signed = { ...one, control: sign * one.control, treatment: sign * one.treatment };
        for (const better of ['up', 'down'] as const) {
          const { verdict, harmed, interval } = nonInferiority(signed, { margin, scale: 'relative', better }, 2);
          if (interval.shape !== 'bounded') throw new Error('not bounded');
          expect({ verdict, harmed }).toEqual(verdictOf(interval, { margin, better }));
        }
      })
    );
  });

  // Oracle: by hand. Treatment 98 against 95% of 100 is 3; standard error √(1 + 0.95²) = 1.3793: z = 2.1750.
  test('by hand', () => {
    const near = { control: 100, treatment: 98, controlVariance: 1, treatmentVariance: 1 };
    const margin = { margin: 0.05, scale: 'relative' as const, better: 'up' as const };
    expect(nonInferiority(near, margin, 2.17).verdict).toBe('non_inferior');
    expect(nonInferiority(near, margin, 2.18).verdict).toBe('inconclusive');
  });
});

test('where nothing varied nothing is proven', () => {
  const none = { control: 0, treatment: 0, controlVariance: 0, treatmentVariance: 0 };
  for (const scale of ['absolute', 'relative'] as const) {
    const result = nonInferiority(none, { margin: 0.05, scale, better: 'up' }, 2);
    expect(result).toMatchObject({ verdict: 'inconclusive', harmed: false, pValue: 1 });
  }
});

test('an interval of any origin gives a verdict', () => {
  expect(verdictOf({ low: -0.01, high: 0.02 }, { margin: 0.02, better: 'up' })).toEqual({
    verdict: 'non_inferior',
    harmed: false
  });
  expect(verdictOf({ low: 0.01, high: 0.02 }, { margin: 0.005, better: 'down' })).toEqual({
    verdict: 'inferior',
    harmed: true
  });
  expect(verdictOf({ low: -1, high: 1 }, { margin: 0.1, better: 'down' })).toEqual({
    verdict: 'inconclusive',
    harmed: false
  });
});
