import { expect, test } from 'vitest';
import { changeBetween, covarianceBetween, type Sampled, type Twice } from '#statistics/change.ts';
import { predictionPowered, type Stratum } from '#statistics/prediction-powered.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

const stratum = (name: string, units: number, n: number, y: number): Stratum => ({
  names: [name],
  units,
  predicted: 0,
  labelled: { n, y, f: 0, yf: 0, ff: 0 }
});
const sampled = (...strata: Stratum[]): Sampled => ({ strata, estimate: predictionPowered(strata)!.alone });
const pairs = (counts: readonly (readonly [0 | 1, 0 | 1, number])[], name = 'a'): Twice[] =>
  counts.map(([before, after, units]) => ({
    before: { stratum: name, y: before },
    after: { stratum: name, y: after },
    units
  }));

// Oracle: φ of the fourfold table, from which Newcombe's paired interval is made; of a population without end.
test('of one panel the correlation is that of its fourfold table', () => {
  const table = fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 3, max: 60 })));
  fc.assert(
    fc.property(table, ([both, lost, won, never]) => {
      const [a, b, c, d] = [both!, lost!, won!, never!];
      const n = a + b + c + d;
      const [before, after] = [sampled(stratum('a', 1e12, n, a + b)), sampled(stratum('a', 1e12, n, a + c))];
      const twice = pairs([
        [1, 1, a],
        [1, 0, b],
        [0, 1, c],
        [0, 0, d]
      ]);
      const phi = (a * d - b * c) / Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
      const spread = before.estimate.standardError * after.estimate.standardError;
      expect(covarianceBetween(before, after, twice, 1e12) / spread).toBeCloseTo((phi * (n - 1)) / n, 8);
    })
  );
});

// Oracle: drawing the samples again and again from a population that is there.
test('two samples drawn apart do not vary together, a panel does, as much as it says', () => {
  const random = randomFrom(8);
  const STRATA = [
    { name: 'a', size: 300, take: 90, chance: 0.8 },
    { name: 'b', size: 200, take: 80, chance: 0.3 }
  ];
  const population = STRATA.map(({ size, chance }) =>
    Array.from({ length: size }, (): (0 | 1)[] => {
      const first = random() < chance ? 1 : 0;
      return [first, random() < 0.1 ? (first === 1 ? 0 : 1) : first];
    })
  );
  const draw = (size: number, take: number): Set<number> => {
    const left = Array.from({ length: size }, (_, index) => index);
    return new Set(Array.from({ length: take }, () => left.splice(Math.floor(random() * left.length), 1)[0]!));
  };
  const TIMES = 1_500;
  for (const isPanel of [false, true]) {
    const values: [number, number][] = [];
    let told = 0;
    for (let time = 0; time < TIMES; time++) {
      const drawn = STRATA.map(({ size, take }) => {
        const first = draw(size, take);
        return [first, isPanel ? first : draw(size, take)] as const;
      });
      const [before, after] = ([0, 1] as const).map((at) =>
        sampled(
          ...STRATA.map(({ name, size, take }, place) =>
            stratum(
              name,
              size,
              take,
              [...drawn[place]![at]].filter((unit) => population[place]![unit]![at] === 1).length
            )
          )
        )
      ) as [Sampled, Sampled];
      const twice = STRATA.flatMap(({ name }, place) =>
        [...drawn[place]![0]]
          .filter((unit) => drawn[place]![1].has(unit))
          .flatMap((unit) => pairs([[population[place]![unit]![0]!, population[place]![unit]![1]!, 1]], name))
      );
      values.push([before.estimate.value, after.estimate.value]);
      told += covarianceBetween(before, after, twice, 500) / TIMES;
    }
    const mean = (of: (pair: [number, number]) => number) => values.reduce((sum, one) => sum + of(one), 0) / TIMES;
    const [x, y] = [mean(([one]) => one), mean(([, one]) => one)];
    const covariance = mean(([a, b]) => (a - x) * (b - y));
    const spread = Math.sqrt(mean(([a]) => (a - x) ** 2) * mean(([, b]) => (b - y) ** 2));
    // A correlation out of 1,500 has a standard error of 0.026 at most.
    expect(Math.abs(told - covariance) / spread, isPanel ? 'panel' : 'apart').toBeLessThan(0.08);
    expect(told / spread > 0.5, isPanel ? 'panel' : 'apart').toBe(isPanel);
  }
});

test('who was asked twice makes a difference surer; of a handful nothing is taken from that', () => {
  const [before, after] = [sampled(stratum('a', 2_000, 200, 120)), sampled(stratum('a', 2_000, 200, 100))];
  const twice = pairs([
    [1, 1, 95],
    [1, 0, 25],
    [0, 1, 5],
    [0, 0, 75]
  ]);
  const apart = changeBetween(before, after, [], 2_000);
  const panel = changeBetween(before, after, twice, 2_000);
  expect(panel.value).toBeCloseTo(-0.1, 10);
  expect(panel.high - panel.low).toBeLessThan(0.6 * (apart.high - apart.low));
  expect(changeBetween(before, after, pairs([[1, 1, 9]]), 2_000)).toEqual(apart);
});

test('where everybody said so both times, nothing is left to chance', () => {
  const [before, after] = [sampled(stratum('a', 100, 100, 60)), sampled(stratum('a', 100, 100, 40))];
  const { low, high } = changeBetween(
    before,
    after,
    pairs([
      [1, 1, 40],
      [1, 0, 20],
      [0, 0, 40]
    ]),
    100
  );
  expect([low, high]).toEqual([expect.closeTo(-0.2, 10), expect.closeTo(-0.2, 10)]);
});
