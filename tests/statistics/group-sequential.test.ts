import { describe, expect, test } from 'vitest';
import { boundaries, classicalConstant, crossing, inflation } from '#statistics/group-sequential.ts';
import { fc } from '../property.ts';

const equally = (looks: number) => Array.from({ length: looks }, (_, index) => (index + 1) / looks);
const total = (crossings: { up: number; down: number }[]) =>
  crossings.reduce((sum, { up, down }) => sum + up + down, 0);
/** Expectation of Z at the end with 80% power for a single two-sided look at 5%. */
const DRIFT_80 = 1.959963984540054 + 0.8416212335729143;

// Oracle: Armitage, McPherson & Rowe (1969), JRSS A 132:235–244, table 2, and the same by recursive integration elsewhere to four decimals.
test.each([
  [1, 0.05],
  [2, 0.0831],
  [3, 0.1073],
  [4, 0.1262],
  [5, 0.1417],
  [10, 0.1934],
  [14, 0.2196],
  [20, 0.2479],
  [28, 0.2747],
  [50, 0.3205],
  [56, 0.3293]
])('%i looks at 5%% each give a false alarm in %f', (looks, alarm) => {
  const fractions = equally(looks);
  expect(total(crossing({ boundaries: fractions.map(() => 1.959963984540054), fractions, drift: 0 }))).toBeCloseTo(
    alarm,
    4
  );
});

// Oracle: Jennison & Turnbull (2000), tables 2.1 and 2.3 (three decimals; the fourth by recursive integration elsewhere).
test.each([
  [2, 2.1783, 1.9774],
  [3, 2.2895, 2.004],
  [4, 2.3613, 2.0243],
  [5, 2.4132, 2.0401],
  [10, 2.555, 2.0865],
  [14, 2.6145, 2.1065],
  [20, 2.672, 2.1257]
])('constants of Pocock and O’Brien-Fleming for %i looks', (looks, pocock, obrienFleming) => {
  expect(Math.abs(classicalConstant('pocock', looks, 0.05) - pocock)).toBeLessThan(1e-4);
  expect(Math.abs(classicalConstant('obrien_fleming', looks, 0.05) - obrienFleming)).toBeLessThan(1e-4);
});

// Oracle: ldbounds and gsDesign, five looks, two-sided 5%, as printed in their documentation.
test.each([
  ['obrien_fleming' as const, [4.8769, 3.357, 2.6803, 2.2898, 2.031]],
  ['pocock' as const, [2.438, 2.4268, 2.4101, 2.3966, 2.3859]]
])('Lan-DeMets %s', (spending, expected) => {
  const found = boundaries({ alpha: 0.05, spending, fractions: equally(5) });
  for (const [index, z] of expected.entries()) expect(Math.abs(found[index]! - z)).toBeLessThan(1e-4);
});

describe('power', () => {
  // Oracle: recursive integration elsewhere, three decimals.
  test.each([
    [5, 'pocock' as const, 0.709],
    [5, 'obrien_fleming' as const, 0.789],
    [14, 'pocock' as const, 0.668],
    [14, 'obrien_fleming' as const, 0.783]
  ])('%i looks, %s, at the effect that one look finds in 80%%', (looks, shape, power) => {
    const fractions = equally(looks);
    const c = classicalConstant(shape, looks, 0.05);
    const bounds = fractions.map((t) => (shape === 'pocock' ? c : c / Math.sqrt(t)));
    expect(total(crossing({ boundaries: bounds, fractions, drift: DRIFT_80 }))).toBeCloseTo(power, 3);
  });

  // Oracle: Jennison & Turnbull (2000), tables 2.2 and 2.4: sample size ratios 1.229 (Pocock) and 1.028 (O'Brien-Fleming).
  test.each([
    ['pocock' as const, 1.229],
    ['obrien_fleming' as const, 1.028]
  ])('five looks by %s need a sample of so many times for 80%%', (shape, ratio) => {
    const fractions = equally(5);
    const c = classicalConstant(shape, 5, 0.05);
    const bounds = fractions.map((t) => (shape === 'pocock' ? c : c / Math.sqrt(t)));
    expect(total(crossing({ boundaries: bounds, fractions, drift: DRIFT_80 * Math.sqrt(ratio) }))).toBeCloseTo(0.8, 3);
  });

  test('the inflated sample has the power that was asked for', () => {
    for (const spending of ['pocock', 'obrien_fleming', 'kim_demets'] as const) {
      const factor = inflation({ alpha: 0.05, power: 0.8, spending, looks: 14 });
      const fractions = equally(14);
      const plan = { alpha: 0.05, spending, fractions };
      const drift = DRIFT_80 * Math.sqrt(factor);
      expect(total(crossing({ boundaries: boundaries(plan), fractions, drift }))).toBeCloseTo(0.8, 6);
    }
    expect(inflation({ alpha: 0.05, power: 0.8, spending: 'obrien_fleming', looks: 1 })).toBeCloseTo(1, 5);
  });
});

// Oracle: 1 − the trivariate normal probability of the rectangle (scipy.stats.multivariate_normal.cdf, Genz's algorithm, error below 1e-6).
test.each([
  [0, 0.067276, 0.034857],
  [2, 0.529087, 0.25192]
])('unequal steps under drift %i as the multivariate normal says', (drift, all, firstTwo) => {
  const found = crossing({ boundaries: [2.5, 2.2, 2], fractions: [0.3, 0.55, 1], drift });
  expect(total(found)).toBeCloseTo(all, 5);
  expect(total(found.slice(0, 2))).toBeCloseTo(firstTwo, 5);
});

const fractions = fc.array(fc.double({ min: 1e-3, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 12 });

test('whenever one looks, exactly what may be spent is spent', () => {
  fc.assert(
    fc.property(fractions, fc.constantFrom('pocock' as const, 'obrien_fleming' as const), (times, spending) => {
      const looks = [...times.sort((a, b) => a - b), 1.5];
      const found = boundaries({ alpha: 0.05, spending, fractions: looks });
      expect(total(crossing({ boundaries: found, fractions: looks, drift: 0 }))).toBeCloseTo(0.05, 8);
    }),
    { numRuns: 50 }
  );
});

describe('looks that are not as planned', () => {
  const plan = { alpha: 0.05, spending: 'obrien_fleming' as const };

  test('one look is the fixed test', () => {
    expect(boundaries({ ...plan, fractions: [1] })[0]).toBeCloseTo(1.959963984540054, 12);
  });

  test('past the planned information all is spent, and then nothing', () => {
    const [, , third, fourth] = boundaries({ ...plan, fractions: [0.4, 0.8, 1.2, 1.4] });
    expect(third).toBeLessThan(2.1);
    expect(fourth).toBe(8);
  });

  // Oracle: the crossing probabilities over all looks add up to what the clock had handed out, alpha at the end.
  test('by the calendar where information comes in sooner: nothing is used up before, and alpha in all', () => {
    const fractions = [1.5, 2.2, 2.9, 3];
    const times = [0.25, 0.5, 0.75, 1];
    const found = boundaries({ ...plan, fractions, times });
    expect(total(crossing({ boundaries: found, fractions, drift: 0 }))).toBeCloseTo(0.05, 8);
    const part = crossing({ boundaries: found.slice(0, 2), fractions: fractions.slice(0, 2), drift: 0 });
    // O’Brien-Fleming at half the time, two-sided 0.05: 4 (1 − Φ(2.2414 / √0.5)) = 0.00305.
    expect(total(part)).toBeCloseTo(0.00305, 5);
    expect(found[0]).toBeGreaterThan(4);
    expect(found[3]).toBeLessThan(2.2);
    expect(boundaries({ ...plan, fractions: times, times })).toEqual(boundaries({ ...plan, fractions: times }));
  });

  test('the same information again has the same boundary and spends nothing', () => {
    const once = boundaries({ ...plan, fractions: [0.4, 0.8, 1] });
    const again = boundaries({ ...plan, fractions: [0.4, 0.4, 0.8, 0.8, 0.8, 1] });
    expect(again[1]).toBe(again[0]);
    expect(again[4]).toBe(again[2]);
    expect(again.at(-1)).toBeCloseTo(once.at(-1)!, 10);
  });

  test('less information than before decides nothing, and changes nothing after', () => {
    const found = boundaries({ ...plan, fractions: [0.4, 0.3, 0.8] });
    const without = boundaries({ ...plan, fractions: [0.4, 0.8] });
    expect(found[1]).toBe(8);
    expect(found[2]).toBeCloseTo(without[1]!, 10);
  });

  // Oracle: with all of alpha spent, the crossing probabilities add up to alpha.
  test.each([[[0.2, 0.6]], [[0.2, 0.6, 0.6]], [[0.2, 0.6, 0.59]]])('a final look spends what is left: %j', (looks) => {
    const found = boundaries({ ...plan, fractions: looks, final: true });
    expect(found.at(-1)).toBeLessThan(2);
    const reached = looks.map((_, index) => Math.max(...looks.slice(0, index + 1)));
    expect(total(crossing({ boundaries: found, fractions: reached, drift: 0 }))).toBeCloseTo(0.05, 8);
  });

  test('no information at all decides nothing', () => {
    expect(boundaries({ ...plan, fractions: [0, 0] })).toEqual([8, 8]);
  });

  test('looks that follow close upon each other', () => {
    const looks = [0.5, 0.50001, 0.5001, 0.501, 0.51, 1];
    const found = boundaries({ alpha: 0.05, spending: 'pocock', fractions: looks });
    expect(total(crossing({ boundaries: found, fractions: looks, drift: 0 }))).toBeCloseTo(0.05, 6);
  });
});

test('two hundred looks', () => {
  const fractions = equally(200);
  const many = boundaries({ alpha: 0.05, spending: 'obrien_fleming', fractions });
  expect(total(crossing({ boundaries: many, fractions, drift: 0 }))).toBeCloseTo(0.05, 8);
});
