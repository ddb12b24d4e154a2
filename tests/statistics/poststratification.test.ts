import { describe, expect, test } from 'vitest';
import { effectOf } from '#statistics/effect.ts';
import { stratifiedEffect, type Cell, type Stratified } from '#statistics/poststratification.ts';
import { randomFrom } from '#statistics/random.ts';
import { adjustedFrom, anyPair, meanFrom, proportion, ratioFrom } from './arms.ts';
import { fc } from '../property.ts';

function sure(found: ReturnType<typeof stratifiedEffect>): Stratified {
  if ('error' in found) throw new Error(found.error);
  return found;
}

const cell = ([control, treatment]: Cell['control'][]): Cell => ({ control: control!, treatment: treatment! });
const scales = ['absolute', 'relative'] as const;

describe('one cell', () => {
  test('is the plain effect', () => {
    fc.assert(
      fc.property(anyPair, fc.constantFrom(...scales), ([control, treatment], scale) => {
        const plain = effectOf(control, treatment, scale);
        const stratified = stratifiedEffect([{ control, treatment }], scale);
        expect(stratified).toEqual('error' in plain ? plain : { ...plain, stratified: false });
      })
    );
  });

  test('left over because the others have no spread takes them in', () => {
    const large = cell([proportion(900, 143), proportion(950, 226)]);
    const empty = cell([proportion(2, 1), proportion(0, 0)]);
    const found = sure(stratifiedEffect([empty, large], 'absolute'));
    expect(found.stratified).toBe(false);
    expect(found.n).toBe(1852);
    expect(found.estimate).toBeCloseTo(226 / 950 - 144 / 902, 12);
  });
});

describe('two cells', () => {
  // Oracle: Σ νk Dk, with the shares of the units, by hand.
  const small = cell([proportion(100, 50), proportion(300, 180)]);
  const large = cell([proportion(900, 90), proportion(700, 84)]);

  test('weigh by their share of the units, not of the arm', () => {
    const found = sure(stratifiedEffect([small, large], 'absolute'));
    expect(found.estimate).toBeCloseTo((400 / 2000) * (0.6 - 0.5) + (1600 / 2000) * (0.12 - 0.1), 12);
    expect(found.stratified).toBe(true);
    // Simpson: taken together, the treatment looks much better because its arm has more of the small cell.
    expect((sure(stratifiedEffect([small], 'absolute')), found.estimate)).toBeLessThan(264 / 1000 - 140 / 1000);
  });

  test('in any order', () => {
    for (const scale of scales)
      expect(sure(stratifiedEffect([small, large], scale)).standardError).toBeCloseTo(
        sure(stratifiedEffect([large, small], scale)).standardError,
        12
      );
  });

  test('of another kind are refused', () => {
    expect(stratifiedEffect([small, cell([meanFrom([1, 2]), ratioFrom([1, 2], [3, 4])])], 'absolute')).toEqual({
      error: 'kinds_differ'
    });
  });

  test('of which the largest has no spread are not stratified', () => {
    const flat = cell([proportion(5000, 0), proportion(5000, 0)]);
    expect(sure(stratifiedEffect([small, large, flat], 'absolute')).stratified).toBe(false);
  });
});

describe('on drawn units, with strata that differ', () => {
  const random = randomFrom(99);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const LEVELS = [10, 14, 30];
  const TRUTH = 0.5;

  /** Units of random stratum and arm: outcome, denominator and a covariate. */
  function draw(): Record<'mean' | 'adjusted' | 'ratio', Cell[]> {
    const units = Array.from({ length: 400 }, () => {
      const stratum = Math.floor(random() * 3);
      const treated = random() < 0.5;
      const before = LEVELS[stratum]! + gauss();
      const denominator = 3 + stratum + Math.abs(gauss());
      const after = before + (treated ? TRUTH : 0) + gauss();
      return { stratum, treated, before, after, denominator, numerator: after * denominator };
    });
    const cells = LEVELS.map((_, stratum) =>
      [false, true].map((treated) => units.filter((unit) => unit.stratum === stratum && unit.treated === treated))
    );
    type Arm = (typeof units)[number][];
    const make = (arm: (of: Arm) => Cell['control']) => cells.map((arms) => cell(arms.map(arm)));
    return {
      mean: make((arm) => meanFrom(arm.map(({ after }) => after))),
      adjusted: make((arm) =>
        adjustedFrom(
          arm.map(({ after }) => after),
          arm.map(({ before }) => before)
        )
      ),
      ratio: make((arm) =>
        ratioFrom(
          arm.map(({ numerator }) => numerator),
          arm.map(({ denominator }) => denominator)
        )
      )
    };
  }
  const runs = Array.from({ length: 600 }, draw);

  test.each(['mean', 'adjusted', 'ratio'] as const)('the intervals of a %s hold the truth 95 times in 100', (kind) => {
    const effects = runs.map((run) => sure(stratifiedEffect(run[kind], 'absolute')));
    const covered = effects.filter(({ estimate, standardError }) => Math.abs(estimate - TRUTH) < 1.96 * standardError);
    expect(covered.length / runs.length).toBeGreaterThan(0.925);
    expect(covered.length / runs.length).toBeLessThan(0.975);
  });

  test('they are much narrower than without strata, and narrower still with a covariate', () => {
    for (const run of runs.slice(0, 50)) {
      const [first, ...others] = run.mean;
      const whole = others.reduce(
        (sum, { control, treatment }) => ({
          control: meanTogether(sum.control, control),
          treatment: meanTogether(sum.treatment, treatment)
        }),
        first!
      );
      const plain = effectOf(whole.control, whole.treatment, 'absolute');
      const stratified = sure(stratifiedEffect(run.mean, 'absolute')).standardError;
      expect('error' in plain ? 0 : plain.standardError).toBeGreaterThan(3 * stratified);
      expect(sure(stratifiedEffect(run.adjusted, 'absolute')).standardError).toBeLessThan(stratified);
    }
  });
});

const meanTogether = (a: Cell['control'], b: Cell['control']): Cell['control'] => {
  if (a.kind !== 'mean' || b.kind !== 'mean') throw new Error('not a mean');
  return { kind: 'mean', n: a.n + b.n, sum: a.sum + b.sum, sumSquares: a.sumSquares + b.sumSquares };
};
