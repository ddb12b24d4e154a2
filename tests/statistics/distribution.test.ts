import { describe, expect, test } from 'vitest';
import {
  chiSquareSurvival,
  logNormalSurvival,
  normalCdf,
  normalDensity,
  normalQuantile,
  normalSurvival,
  tCdf,
  tQuantile,
  tSurvival,
  tTwoSided
} from '#statistics/distribution.ts';
import { fc } from '../property.ts';

/** Digits in common, as a relative error. */
const off = (found: number, expected: number): number => Math.abs(found / expected - 1);

describe('Student’s t', () => {
  // Oracle: the incomplete beta function in 40 digits (mpmath 1.3, betainc).
  test.each([
    [0.1, 1, 0.4682744825694464],
    [3, 1, 0.10241638234956672],
    [1e6, 1, 3.1830988618368455e-7],
    [2, 2.3, 0.08330678949401496],
    [5, 5, 0.0020523579900266612],
    [1000, 5, 9.490065565989857e-15],
    [12, 11, 5.816420251309563e-8],
    [36, 30, 1.5207316150188895e-26],
    [8, 100.5, 1.1061826442320778e-12],
    [30, 1000, 7.687343722021741e-142],
    [20, 7972.9, 3.623560647339583e-87],
    [37, 38843.3, 7.656203530095557e-295],
    [37, 2.4e6, 6.961383552893333e-300]
  ])('P(T > %d) with %d degrees', (x, degrees, expected) => {
    expect(off(tSurvival(x, degrees), expected)).toBeLessThan(1e-11);
    expect(off(tCdf(-x, degrees), expected)).toBeLessThan(1e-11);
    expect(off(tTwoSided(-x, degrees), 2 * expected)).toBeLessThan(1e-11);
    expect(tCdf(x, degrees)).toBeCloseTo(1 - expected, 15);
  });

  test('near 0 with one degree it is ½ − x/π', () => {
    for (const x of [1e-9, 1e-7, 1e-5]) expect(Math.abs(tSurvival(x, 1) - (0.5 - x / Math.PI))).toBeLessThan(1e-15);
  });

  test('a tail below the smallest double is nothing, not "not a number"', () => {
    expect(tSurvival(94, 39_997.8)).toBe(0);
    expect(tSurvival(-94, 39_997.8)).toBe(1);
    expect(tSurvival(1e6, 1e8)).toBe(0);
  });

  test('with infinitely many degrees it is the normal', () => {
    expect(tSurvival(1.96, Infinity)).toBe(normalSurvival(1.96));
  });

  // Oracle: SciPy 1.17, stats.t.ppf.
  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 4.5, 2.6589123472044034],
    [0.995, 30.25, 2.7484680882748163],
    [0.9, 9998, 1.2816362466678448],
    [0.975, 2e6, 1.9599651706763748],
    [0.9999, 1e9, 3.7190164992449692]
  ])('the %d quantile with %d degrees', (p, degrees, expected) => {
    expect(off(tQuantile(p, degrees), expected)).toBeLessThan(1e-12);
  });

  test('quantile and survival undo each other', () => {
    const cases = fc.tuple(
      fc.double({ min: 1e-12, max: 0.4, noNaN: true }),
      fc.double({ min: 1, max: 1e9, noNaN: true })
    );
    fc.assert(
      fc.property(cases, ([p, degrees]) => {
        expect(off(tSurvival(-tQuantile(p, degrees), degrees), p)).toBeLessThan(1e-9);
      })
    );
  });
});

describe('the normal', () => {
  // Oracle: SciPy 1.17, stats.norm.ppf.
  test.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [0.0005, -3.2905267314918945],
    [0.025, -1.9599639845400545],
    [0.975, 1.959963984540054]
  ])('its %d quantile', (p, expected) => expect(off(normalQuantile(p), expected)).toBeLessThan(1e-13));

  test('its median is 0 and its ends are infinite', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  test('its tail is as good as its quantile, far out', () => {
    expect(off(normalCdf(-37.0470962993612), 1e-300)).toBeLessThan(1e-11);
    expect(off(normalSurvival(9.262340089798409), 1e-20)).toBeLessThan(1e-13);
  });

  // Oracle: SciPy 1.17, stats.norm.logsf(100).
  test('the logarithm of a tail that no double can hold', () =>
    expect(off(logNormalSurvival(100), -5005.524208694205)).toBeLessThan(1e-14));

  test('its density is the slope of its cdf', () => {
    for (const z of [-3, -0.5, 0, 1, 2.5])
      expect((normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5).toBeCloseTo(normalDensity(z), 9);
  });
});

// Oracle: SciPy 1.17, stats.chi2.sf.
test.each([
  [3.841458820694124, 1, 0.04999999999999989],
  [100, 1, 1.5239706048320995e-23],
  [1400, 3, 2.945619361016289e-303],
  [0.5, 7, 0.9994464813904249],
  [0, 2, 1]
])('P(chi-square > %d) with %d degrees', (x, degrees, expected) => {
  expect(off(chiSquareSurvival(x, degrees), expected)).toBeLessThan(1e-11);
});
