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
    expect(calibration, motive).toBeLessThan(0.055);
  }
});

test('a motive that the model tells is right more often than one of the rules alone, and it is silent more often', () => {
  const { rules, model } = all;
  expect(model.right).toBeGreaterThan(rules.right);
  expect(model.right).toBeGreaterThan(0.85);
  expect(model.silent).toBeGreaterThan(rules.silent);
});
