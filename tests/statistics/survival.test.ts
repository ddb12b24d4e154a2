/** Kaplan-Meier against a published table, and against plain counting where nobody is lost from sight. */
import { expect, test } from 'vitest';
import { kaplanMeier, medianTime, survivalAt, type Followed } from '#statistics/survival.ts';
import { fc } from '../property.ts';

/** Weeks of remission with 6-mercaptopurine: Freireich et al. (1963), Blood 21:699–716; a + was still in remission. */
const REMISSION = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
  .split(' ')
  .map((text): Followed => ({ time: Number.parseInt(text), happened: !text.endsWith('+'), n: 1 }));

test('the remission of 21 children is as published', () => {
  const steps = kaplanMeier(REMISSION);
  // Source: Kalbfleisch & Prentice (2002), table 1.2; standard errors by Greenwood as in Collett (2015), table 2.
  expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23]);
  expect(steps.map(({ atRisk }) => atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6]);
  const survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
  const error = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
  for (const [index, step] of steps.entries()) {
    expect(step.survival).toBeCloseTo(survival[index]!, 4);
    // The interval gives back the standard error: log(-log S) ± 1.96 · se / (S · |log S|).
    const half = (Math.log(-Math.log(step.low)) - Math.log(-Math.log(step.high))) / 2;
    expect((half / 1.959964) * step.survival * -Math.log(step.survival)).toBeCloseTo(error[index]!, 3);
  }
  expect(medianTime(steps)).toEqual({ median: 23, low: 13, high: undefined });
  expect(survivalAt(steps, 12)?.time).toBe(10);
  expect(survivalAt(steps, 5)).toBeUndefined();
});

const followed = fc.array(fc.record({ time: fc.nat(30), happened: fc.boolean(), n: fc.integer({ min: 1, max: 5 }) }), {
  maxLength: 20
});

test('where it happened to all, it is the share to whom it has not happened yet', () => {
  fc.assert(
    fc.property(followed, (given) => {
      const all = given.map((one) => ({ ...one, happened: true }));
      const total = all.reduce((sum, { n }) => sum + n, 0);
      for (const step of kaplanMeier(all)) {
        const left = all.reduce((sum, { time, n }) => sum + (time > step.time ? n : 0), 0);
        expect(step.survival).toBeCloseTo(left / total, 10);
      }
    })
  );
});

test('it only falls, within its interval, and knows nothing of how the same are grouped', () => {
  fc.assert(
    fc.property(followed, (given) => {
      const steps = kaplanMeier(given);
      let before = 1;
      for (const { survival, low, high } of steps) {
        expect(survival).toBeLessThan(before);
        expect(low).toBeLessThanOrEqual(survival + 1e-12);
        expect(high).toBeGreaterThanOrEqual(survival - 1e-12);
        before = survival;
      }
      const singly = given.flatMap(({ n, ...one }) => Array.from({ length: n }, () => ({ ...one, n: 1 })));
      const again = kaplanMeier(singly);
      expect(again.map(({ atRisk }) => atRisk)).toEqual(steps.map(({ atRisk }) => atRisk));
      expect(again.map(({ survival }) => survival)).toEqual(steps.map(({ survival }) => survival));
    })
  );
});

test('the median is there as soon as it happened to half, and not before', () => {
  // Two at once: nobody knows how much later it might have been.
  expect(medianTime(kaplanMeier([{ time: 3, happened: true, n: 2 }]))).toEqual({ median: 3, low: 3, high: undefined });
  // What comes last of all is no more certain than what came before it.
  const last = kaplanMeier([3, 9].map((time) => ({ time, happened: true, n: 5 })));
  expect(last[1]).toMatchObject({ survival: 0, low: 0, high: last[0]!.high });
  const few = [
    { time: 3, happened: true, n: 1 },
    { time: 9, happened: false, n: 9 }
  ];
  expect(medianTime(kaplanMeier(few))).toBeUndefined();
  expect(medianTime([])).toBeUndefined();
});
