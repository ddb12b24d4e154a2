/** Estimates and verdicts against an invented Brabant of which the motives are known; the full form is a bench. */
import { beforeAll, expect, test } from 'vitest';
import { repeat, type Repeated } from './truth.ts';

const TIMES = 40;
let all: Repeated;
beforeAll(() => {
  all = repeat(TIMES);
});

test('what they would say lies in the intervals as often as it should, and predictions never widen them', () => {
  for (const { motive, inside, width, alone, calibration } of all.motives) {
    // Of forty intervals that hold 95% of the time, fewer than 34 hold less than once in two hundred times.
    expect(inside, motive).toBeGreaterThanOrEqual(34 / TIMES);
    expect(width, motive).toBeLessThanOrEqual(alone);
    expect(calibration, motive).toBeLessThan(0.05);
  }
});

test('a motive that the model tells is right more often than one of the rules alone, and it is silent more often', () => {
  const { rules, model } = all;
  expect(model.right).toBeGreaterThan(rules.right);
  expect(model.right).toBeGreaterThan(0.85);
  expect(model.silent).toBeGreaterThan(rules.silent);
  // Whoever is told nothing is no mistake; of both all are in the table once.
  const { confusion } = all;
  const whole = (table: number[][]) => table.flat().reduce((sum, n) => sum + n, 0);
  expect(whole(confusion.model)).toBe(whole(confusion.rules));
  for (const truth of [0, 1, 2]) {
    const [wrong, before] = [confusion.model, confusion.rules].map((table) =>
      [0, 1, 2].reduce((sum, told) => sum + (told === truth ? 0 : table[truth]![told]!), 0)
    );
    expect(wrong).toBeLessThanOrEqual(before!);
  }
});
