import { describe, expect, test } from 'vitest';
import { changedMore, trendsBefore, type Followed } from '#statistics/parallel-trends.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

const CHANGE_ERROR = 0.011229405017053974;
const SLOPE_ERROR = 0.003560001560548977;

const alone = (before: number[], after: number[]): Followed => ({ size: 1, before, after });
const others = [
  alone([0.1, 0.12, 0.11], [0.14, 0.15]),
  alone([0.2, 0.19, 0.22], [0.22, 0.24]),
  alone([0.15, 0.15, 0.16], [0.16, 0.19]),
  alone([0.08, 0.1, 0.09], [0.11, 0.1])
];
const approached = [
  alone([0.12, 0.13, 0.12], [0.22, 0.24]),
  alone([0.18, 0.2, 0.2], [0.28, 0.25]),
  alone([0.11, 0.1, 0.13], [0.19, 0.2])
];

describe('changed more', () => {
  // Oracle: the difference of mean changes and Welch's standard error of it (scipy): 0.0620833 and 0.0112294; of the slopes before
  // 0.0004167 and 0.0035600. Both have the same degrees of freedom here, so that their intervals differ in width as their errors do.
  test('is the difference of the changes, as sure as Welch says', () => {
    const effect = changedMore(others, approached)!;
    expect(effect.estimate).toBeCloseTo(0.062083333333333324, 12);
    const { slope } = trendsBefore(others, approached)!;
    expect(slope.estimate).toBeCloseTo(0.0004166666666666806, 12);
    expect((slope.high - slope.low) / (effect.high - effect.low)).toBeCloseTo(SLOPE_ERROR / CHANGE_ERROR, 9);
  });

  // Oracle: Card & Krueger (1994), table 3: employment in Pennsylvania 23.33 before and 21.17 after, in New Jersey 20.44 and 21.03: 2.75
  // out of these rounded means, 2.76 in the table.
  test('gives what Card and Krueger found', () => {
    const around = (before: number, after: number) =>
      [-1, 0, 1].map((off) => alone([before + off], [after + off * 1.5]));
    expect(changedMore(around(23.33, 21.17), around(20.44, 21.03))?.estimate).toBeCloseTo(2.75, 9);
  });

  test('says nothing of one alone', () => expect(changedMore(others, approached.slice(0, 1))).toBeUndefined());

  test('does not mind what changes all alike, nor where each stands', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (shift, levels) => {
          const moved = (units: Followed[]) =>
            units.map(({ size, before, after }, place) => ({
              size,
              before: before.map((value) => value + (levels[place] ?? 0)),
              after: after.map((value) => value + (levels[place] ?? 0) + shift)
            }));
          expect(changedMore(moved(others), moved(approached))?.estimate).toBeCloseTo(0.062083333333333324, 9);
        }
      )
    );
  });
});

describe('whether they went alike before', () => {
  test('needs three periods to see', () => {
    const short = (units: Followed[]) =>
      units.map(({ size, before, after }) => ({ size, before: before.slice(1), after }));
    expect(trendsBefore(short(others), short(approached))).toBeUndefined();
  });

  test('they do, and it could have been seen', () => expect(trendsBefore(others, approached)?.verdict).toBe('alike'));

  test('they differ where one kind was already rising', () => {
    const rising = approached.map(({ size, before, after }) => ({
      size,
      before: before.map((value, place) => value + 0.05 * place),
      after: after.map((value, place) => value + 0.05 * (place + 3))
    }));
    const found = trendsBefore(others, rising)!;
    expect(found.verdict).toBe('different');
    // and carried on it makes up what the rise added: 0.05 a period over two and a half periods
    expect(found.carriedOn.estimate - trendsBefore(others, approached)!.carriedOn.estimate).toBeCloseTo(0.125, 9);
  });

  test('it is unclear where the figures jump about', () => {
    const random = randomFrom(5);
    const noisy = (units: Followed[], effect: number) =>
      units.map(({ size, before }) => ({
        size,
        before: before.map((value) => value + 0.3 * (random() - 0.5)),
        after: [0, 1].map(() => 0.15 + effect + 0.3 * (random() - 0.5))
      }));
    expect(trendsBefore(noisy(others, 0), noisy(approached, 0.06))?.verdict).toBe('unclear');
  });

  // Oracle: an interval of 95% misses at most about one time in twenty; four standard errors of 600 runs are 3.6 points.
  test('of two kinds that go alike it says they differ one time in twenty', () => {
    const random = randomFrom(7);
    const units = (count: number): Followed[] =>
      Array.from({ length: count }, () => {
        const level = random();
        const value = (place: number) => level + 0.03 * place + random() + random() - 1;
        return { size: 1 + Math.floor(9 * random()), before: [0, 1, 2, 3].map(value), after: [4, 5].map(value) };
      });
    let different = 0;
    let effects = 0;
    for (let run = 0; run < 600; run++) {
      const [a, b] = [units(12), units(9)];
      if (trendsBefore(a, b)?.verdict === 'different') different++;
      if (changedMore(a, b)!.pValue < 0.05) effects++;
    }
    expect(different / 600).toBeLessThan(0.086);
    expect(effects / 600).toBeLessThan(0.086);
    expect(effects).toBeGreaterThan(0);
  });
});
