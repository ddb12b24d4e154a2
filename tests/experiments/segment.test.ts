import { describe, expect, test } from 'vitest';
import { parts, together, type MeasuredPart } from '#experiments/segment.ts';
import { randomFrom } from '#statistics/random.ts';

const measured = (part: string, variation: string, n: number, sum: number): MeasuredPart => ({
  part,
  variation,
  metric: 'box',
  statistic: { kind: 'proportion', n, sum },
  waiting: 0
});
const both = (part: string, n: number, [control, treatment]: [number, number]) => [
  measured(part, '0', n, control),
  measured(part, '1', n, treatment)
];
const AGREED = { alpha: 0.05 };

describe('parts', () => {
  test('a part that stands out is said to, the others not; the direction is that of the metric', () => {
    const all = [...both('mobile', 2_000, [200, 420]), ...both('desktop', 2_000, [300, 310])];
    const up = parts(AGREED, 'up', 8_000, all);
    expect(up.map(({ part, conclusion }) => [part, conclusion])).toEqual([
      ['desktop', 'unclear'],
      ['mobile', 'better']
    ]);
    expect(up[1]).toMatchObject({ control: { n: 2_000, value: 0.1 }, variant: 1 });
    expect(up[1]!.effect).toBeCloseTo(0.11, 12);
    expect(up[1]!.interval!.low).toBeGreaterThan(0.06);
    expect(parts(AGREED, 'down', 8_000, all)[1]!.conclusion).toBe('worse');
  });

  test('small parts, and parts that only one arm has, are not shown', () => {
    const all = [...both('phone', 9, [1, 5]), measured('tablet', '1', 500, 50), ...both('desktop', 500, [50, 50])];
    expect(parts(AGREED, 'up', 1_000, all).map(({ part }) => part)).toEqual(['desktop']);
  });

  test('shares that nobody reached make no claim', () => {
    const [none] = parts(AGREED, 'up', 1_000, both('desktop', 50, [0, 0]));
    expect(none).toMatchObject({ conclusion: 'too_few', effect: 0 });
    expect(none).not.toHaveProperty('interval');
  });

  test('of fifty parts in which nothing happens, seldom one is ever called better or worse', () => {
    // With nothing to find every claim is false: e-BH keeps the chance of any below alpha.
    const random = randomFrom(7);
    const RUNS = 200;
    let wrong = 0;
    for (let run = 0; run < RUNS; run++) {
      const all = Array.from({ length: 50 }, (_, index) => {
        const did = () => Array.from({ length: 80 }, () => Number(random() < 0.2)).reduce((sum, one) => sum + one, 0);
        return both(String(index), 80, [did(), did()]);
      }).flat();
      if (parts(AGREED, 'up', 8_000, all).some(({ conclusion }) => conclusion !== 'unclear')) wrong++;
    }
    expect(wrong / RUNS).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS));
  });
});

describe('all parts together', () => {
  // Oracle: the parts' differences by their share of all units, in plain arithmetic.
  test('each part counts by its share, so that an uneven lot is undone', () => {
    const all = [
      measured('mobile', '0', 300, 30),
      measured('mobile', '1', 900, 108),
      measured('desktop', '0', 1_500, 600),
      measured('desktop', '1', 700, 294)
    ];
    const [line] = together(AGREED, 4_000, all);
    const byShare = (1_200 * (108 / 900 - 30 / 300) + 2_200 * (294 / 700 - 600 / 1_500)) / 3_400;
    expect(line).toMatchObject({ variant: 1, control: { n: 1_800, value: 0.35 }, treatment: { n: 1_600 } });
    expect(line!.effect).toBeCloseTo(byShare, 12);
    // Not weighted the variant seems far worse, with one part against the other in both arms.
    expect(line!.treatment.value - line!.control.value).toBeLessThan(-0.09);
    expect(line!.interval!.low).toBeLessThan(byShare);
    expect(line!.interval!.high).toBeGreaterThan(byShare);
  });

  test('nothing is said where there is nothing to put together', () => {
    expect(together(AGREED, 100, both('desktop', 500, [50, 60]))).toEqual([]);
    expect(together(AGREED, 100, [...both('desktop', 50, [0, 0]), ...both('mobile', 50, [0, 0])])).toEqual([]);
    expect(together(AGREED, 100, [])).toEqual([]);
  });

  test('nothing that happens is seldom said to be something, however often it is looked at', () => {
    const random = randomFrom(11);
    const RUNS = 200;
    let wrong = 0;
    for (let run = 0; run < RUNS; run++) {
      const sums = Array.from({ length: 4 }, () => [0, 0] as [number, number]);
      let excluded = false;
      for (let look = 1; look <= 10; look++) {
        for (const [part, arms] of sums.entries())
          for (const arm of [0, 1] as const)
            for (let unit = 0; unit < 40; unit++) arms[arm] += Number(random() < 0.1 + 0.15 * part);
        const all = sums.flatMap((arms, part) => both(String(part), look * 40, arms));
        const { low, high } = together(AGREED, 3_200, all)[0]?.interval ?? { low: 0, high: 0 };
        excluded ||= low > 0 || high < 0;
      }
      if (excluded) wrong++;
    }
    expect(wrong / RUNS).toBeLessThanOrEqual(0.05);
  });
});
