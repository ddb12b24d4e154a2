import { describe, expect, test } from 'vitest';
import { Design } from '#experiments/experiment.ts';
import { weigh, type Gathered } from '#experiments/weighing.ts';
import type { Statistic } from '#statistics/statistic.ts';
import { fc } from '../property.ts';

const DESIGN = Design.parse({
  hypothesis: 'uitleg vooraf helpt bij het inloggen',
  motive: 'kunnen',
  touchpoint: { kind: 'page', urls: ['*'] },
  variants: [
    { name: 'Controle', weight: 0.5 },
    { name: 'Nieuw', weight: 0.5 }
  ],
  metric: 'box',
  effect: { size: 0.1, scale: 'relative' },
  end: '2027-01-01'
});
const share = (n: number, sum: number): Statistic => ({ kind: 'proportion', n, sum });
const DAY = 86_400_000;

function gathered(arms: readonly Statistic[], change: Partial<Gathered> = {}): Gathered {
  const units = arms.map((arm) => ('n' in arm ? arm.n : 0));
  return {
    at: 20 * DAY,
    startedAt: 0,
    ended: false,
    planned: 4_000,
    fractions: [],
    times: [],
    indices: arms.map((_, index) => index),
    shares: arms.map(() => 1 / arms.length),
    exposures: {
      units: Object.fromEntries(units.map((n, index) => [String(index), n])),
      severalVariants: 0,
      withoutUnit: 0
    },
    outcomes: arms.map((statistic, index) => ({ variation: String(index), metric: 'box', statistic, waiting: 0 })),
    metrics: [{ metric: 'box', role: 'primary', better: 'up' }],
    ...change
  };
}
const first = (evidence: ReturnType<typeof weigh>) => evidence.metrics[0]!.comparisons[0]!;

describe('weighing', () => {
  test('uses the boundary of the look: 2.0310 at the last of five equal looks (Lan & DeMets, O’Brien-Fleming; statistics study 7.2b)', () => {
    const evidence = weigh(
      DESIGN,
      gathered([share(2000, 200), share(2000, 260)], { fractions: [0.2, 0.4, 0.6, 0.8], times: [0.2, 0.4, 0.6, 0.8] })
    );
    expect(evidence.fractions.at(-1)).toBe(1);
    expect(first(evidence).boundary).toBeCloseTo(2.031, 2);
    expect(first(evidence).conclusion).toBe('better');
    expect(evidence.final).toBe(true);
  });

  test('spends what is left when the end comes before the planned information', () => {
    const early = weigh(DESIGN, gathered([share(1000, 100), share(1000, 130)]));
    const atTheEnd = weigh(DESIGN, gathered([share(1000, 100), share(1000, 130)], { ended: true }));
    expect(first(early).boundary).toBeGreaterThan(2.9);
    expect(first(atTheEnd).boundary).toBeCloseTo(1.96, 2);
  });

  test('has something left to conclude with where a busy site brings in all that was planned in days', () => {
    const arms = [share(4000, 1200), share(4000, 1360)];
    const early = weigh(DESIGN, gathered(arms, { at: 5 * DAY }));
    expect(early.fractions.at(-1)).toBe(2);
    expect(early.final).toBe(false);
    expect(first(early).boundary).toBeGreaterThan(3.5);
    const { fractions, times } = early;
    const later = weigh(DESIGN, gathered(arms, { at: 14 * DAY, fractions, times }));
    expect(later.final).toBe(true);
    expect(first(later).boundary).toBeLessThan(2);
    expect(first(later).conclusion).toBe('better');
  });

  test('compares shares of which one is zero, and says when too few were seen', () => {
    const rare = weigh(DESIGN, gathered([share(500, 0), share(500, 20)], { ended: true }));
    expect(first(rare)).toMatchObject({ conclusion: 'better' });
    expect(first(rare).interval.low).toBeGreaterThan(0);
    expect(first(weigh(DESIGN, gathered([share(20, 0), share(20, 1)], { ended: true }))).conclusion).toBe('too_few');
  });

  test('with several variants divides the chance of a false alarm over them', () => {
    const two = weigh(DESIGN, gathered([share(1000, 100), share(1000, 100)], { ended: true }));
    const three = weigh(
      { ...DESIGN },
      gathered([share(1000, 100), share(1000, 100), share(1000, 100)], { ended: true })
    );
    expect(first(two).boundary).toBeCloseTo(1.96, 2);
    // 1 − Φ(2.2414) = 0.0125
    expect(first(three).boundary).toBeCloseTo(2.2414, 2);
  });

  test('guards: certainly within the margin, certainly harmed, or not known', () => {
    const guard = (control: Statistic, treatment: Statistic) => {
      const given = gathered([control, treatment], { ended: true });
      const evidence = weigh(DESIGN, {
        ...given,
        metrics: [{ metric: 'box', role: 'guardrail', better: 'up', margin: 0.1 }]
      });
      return first(evidence).guardrail;
    };
    expect(guard(share(20_000, 10_000), share(20_000, 10_000))).toBe('safe');
    expect(guard(share(20_000, 10_000), share(20_000, 7_000))).toBe('harmed');
    expect(guard(share(100, 50), share(100, 48))).toBe('unclear');
    // A certain loss that lies certainly within the margin was agreed to.
    expect(guard(share(2_000_000, 1_000_000), share(2_000_000, 980_000))).toBe('safe');
  });

  test('blocks on 44,700 against 45,489? warns: p = 0.0086 (a real experiment; chi-square by hand 6.9024)', () => {
    const { quality } = weigh(DESIGN, gathered([share(44_700, 1), share(45_489, 1)]));
    expect(quality.sampleRatio).toBeCloseTo(0.0086, 4);
    expect(quality.verdict).toBe('warning');
  });

  test('does not judge a split before a hundred exposures, and reports a variant without weight that is seen', () => {
    expect(weigh(DESIGN, gathered([share(10, 1), share(50, 1)])).quality.verdict).toBe('too_few');
    const { quality } = weigh(DESIGN, gathered([share(500, 1), share(500, 1), share(3, 1)], { shares: [0.5, 0.5, 0] }));
    expect(quality).toMatchObject({ verdict: 'fine', weightless: [2] });
  });

  test('mirrors when control and variant change places, whatever the figures', () => {
    const counts = fc.tuple(fc.integer({ min: 30, max: 5_000 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }));
    fc.assert(
      fc.property(counts, counts, ([n, p], [k, q]) => {
        const [a, b] = [share(n, Math.round(n * p)), share(k, Math.round(k * q))];
        const one = first(weigh(DESIGN, gathered([a, b], { ended: true })));
        const other = first(weigh(DESIGN, gathered([b, a], { ended: true })));
        expect(one.effect).toBeCloseTo(-other.effect, 10);
        expect(one.interval.low).toBeCloseTo(-other.interval.high, 6);
        const opposite = { better: 'worse', worse: 'better', unclear: 'unclear', too_few: 'too_few' };
        expect(opposite[one.conclusion]).toBe(other.conclusion);
      }),
      { numRuns: 60 }
    );
  });
});
