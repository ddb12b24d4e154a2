/** A year in which nothing changes gives hardly a moment; in one in which something does, that is what is told. */
import { expect, test } from 'vitest';
import { FALSE_SHARE } from '#moments/candidate.ts';
import { years } from './simulation.ts';

const YEARS = 40;
/** Three standard errors of a share that is 5%. */
const MARGIN = 3 * Math.sqrt((FALSE_SHARE * (1 - FALSE_SHARE)) / YEARS);

test('of 40 years without any change, in hardly one is anything told', () => {
  const { tested, falseShare } = years(YEARS, { changes: false });
  expect(tested).toBeGreaterThan(300);
  expect(falseShare).toBeLessThan(FALSE_SHARE + MARGIN);
});

test('of what is told in years in which something changes at most 1 in 20 is chance, and what changed is told', () => {
  const { found, chance, falseShare } = years(YEARS, { changes: true });
  expect(falseShare).toBeLessThan(FALSE_SHARE + MARGIN);
  expect(found - chance).toBeGreaterThan(2);
});
