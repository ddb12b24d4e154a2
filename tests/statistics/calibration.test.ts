/** Calibration by hand, against the decomposition over single units, and by chance where the truth is known. */
import { expect, test } from 'vitest';
import { agreementOf, calibrationOf, type Foretold } from '#statistics/calibration.ts';
import { wilson } from '#statistics/proportion.ts';
import { randomFrom } from '#statistics/random.ts';
import { fc } from '../property.ts';

test('two bins by hand', () => {
  const found = calibrationOf(
    [
      { predicted: 0.8, n: 10, successes: 6 },
      { predicted: 0.1, n: 10, successes: 2 }
    ],
    2
  )!;
  expect(found.bins).toEqual([
    { n: 10, predicted: 0.1, observed: wilson(2, 10) },
    { n: 10, predicted: 0.8, observed: wilson(6, 10) }
  ]);
  expect(found.error).toBeCloseTo((0.1 + 0.2) / 2, 12);
  // (0.01 + 0.04) / 2 less (0.16 / 9 + 0.24 / 9) / 2.
  expect(found.debiased).toBeCloseTo(Math.sqrt(0.025 - 0.2 / 9), 12);
  expect(found.brier).toBeCloseTo((6 * 0.04 + 4 * 0.64 + 2 * 0.81 + 8 * 0.01) / 20, 12);
  // Murphy (1973): with one prediction per bin the three parts are all there is.
  expect([found.reliability, found.resolution, found.uncertainty]).toEqual([
    expect.closeTo(0.025, 12),
    expect.closeTo(0.04, 12),
    expect.closeTo(0.24, 12)
  ]);
  expect(found.within).toBeCloseTo(0, 12);
});

const foretold = fc.array(
  fc
    .record({ predicted: fc.constantFrom(0, 0.1, 0.25, 0.3, 0.55, 0.9, 1), n: fc.nat(6) })
    .chain(({ predicted, n }) =>
      fc.record({ predicted: fc.constant(predicted), n: fc.constant(n), successes: fc.nat(n) })
    ),
  { maxLength: 30 }
);

test('whatever leaves bins over is variance within them, less twice what goes with the outcome', () => {
  fc.assert(
    fc.property(foretold, fc.integer({ min: 1, max: 12 }), (rows, most) => {
      const found = calibrationOf(rows, most);
      const total = rows.reduce((sum, { n }) => sum + n, 0);
      expect(found === undefined).toBe(total === 0);
      if (!found) return;
      expect(found.bins.length).toBeLessThanOrEqual(most);
      expect(found.bins.reduce((sum, { n }) => sum + n, 0)).toBe(total);
      expect(found.bins.every(({ n }) => n > 0)).toBe(true);
      expect(found.error ** 2).toBeLessThanOrEqual(found.reliability + 1e-12);
      // Stephenson et al. (2008): units in order, cut at the bins; equal predictions are never apart.
      const units = rows
        .flatMap(({ predicted, n, successes }) =>
          Array.from({ length: n }, (_, unit) => ({ f: predicted, y: unit < successes ? 1 : 0 }))
        )
        .sort((a, b) => a.f - b.f);
      let [start, within] = [0, 0];
      for (const { n, predicted, observed } of found.bins) {
        for (const { f, y } of units.slice(start, start + n))
          within += (f - predicted) ** 2 - 2 * (f - predicted) * (y - observed.value);
        start += n;
        if (start < total) expect(units[start]!.f).toBeGreaterThan(units[start - 1]!.f);
      }
      expect(found.within).toBeCloseTo(within / total, 10);
    })
  );
});

test('bins have about as many units each', () => {
  const rows = Array.from({ length: 203 }, (_, index) => ({ predicted: index / 203, n: 1, successes: index % 2 }));
  for (const { n } of calibrationOf(rows)!.bins) expect(Math.abs(n - 20.3)).toBeLessThan(1);
});

// Oracle: the truth, from which predictions are off by nothing or by a tenth.
test.each([0, 0.1])('of 300 units, predictions off by %d', (off) => {
  const random = randomFrom(2032);
  let [error, debiased] = [0, 0];
  for (let repetition = 0; repetition < 200; repetition++) {
    const rows = Array.from({ length: 300 }, (): Foretold => {
      const truth = 0.1 + 0.7 * random();
      return { predicted: truth + off, n: 1, successes: random() < truth ? 1 : 0 };
    });
    const found = calibrationOf(rows)!;
    error += found.error / 200;
    debiased += found.debiased / 200;
  }
  expect(Math.abs(debiased - off)).toBeLessThan(off === 0 ? 0.03 : 0.01);
  if (off === 0) expect(error).toBeGreaterThan(0.05);
});

test('what is told agrees with the truth, by hand', () => {
  const found = agreementOf([
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 0]
  ])!;
  expect(found.right).toEqual(wilson(17, 20));
  expect(found.found).toEqual([wilson(8, 10), wilson(9, 10), undefined]);
  expect(found.meant).toEqual([wilson(8, 9), wilson(9, 11), undefined]);
  expect(agreementOf([[0]])).toBeUndefined();
});
