import { expect, test } from 'vitest';
import { ASKED, asked } from './prediction-simulation.ts';

// The quick form; `npm run bench statistics` runs each 2,000 times. Seeds are fixed, so that a failure stays one.
const TIMES = 40;

/** Three standard errors of a share of 95%, in so many repetitions. */
const byChance = (times: number) => 3 * Math.sqrt((0.95 * 0.05) / times);

// Oracle: the population itself, which is there to be counted. Those who answer are more often those of whom it is true.
test('few of whom some answer rather than others: the share of all is held, more narrowly with predictions', () => {
  const found = ASKED.map((setting, index) => ({ ...asked(setting, TIMES, 2040 + index), name: setting.name }));
  for (const { name, powered, naive, width, aloneWidth, calibration } of found) {
    expect(powered, name).toBeGreaterThan(0.95 - byChance(TIMES));
    expect(naive, name).toBeLessThan(0.95 - byChance(TIMES));
    expect(width, name).toBeLessThan(aloneWidth);
    expect(calibration, name).toBeLessThan(0.05);
  }
  const overall = found.reduce((sum, { powered }) => sum + powered, 0) / ASKED.length;
  expect(Math.abs(overall - 0.95)).toBeLessThan(byChance(TIMES * ASKED.length));
});
