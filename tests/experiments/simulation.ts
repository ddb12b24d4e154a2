/** Experiments of which the truth is known, day by day through weighing and deciding, as the daily review does it. */
import { decide, type Decision } from '#experiments/decision.ts';
import { Design } from '#experiments/experiment.ts';
import { weigh, type Gathered } from '#experiments/weighing.ts';
import type { Random } from '#statistics/random.ts';
import { DAY } from '#time/day.ts';

export interface Truth {
  /** Share of the control and of each variant that does it. */
  shares: readonly number[];
  unitsPerDay: number;
  days: number;
  /** Units that were planned for. */
  planned: number;
  method: Design['method'];
}

const binomial = (n: number, p: number, random: Random): number => {
  let count = 0;
  for (let index = 0; index < n; index++) if (random() < p) count++;
  return count;
};

const design = (truth: Truth): Design =>
  Design.parse({
    hypothesis: 'a simulated difference',
    motive: 'kunnen',
    touchpoint: { kind: 'page', urls: ['*'] },
    variants: truth.shares.map((_, index) => ({ name: String(index), weight: 1 / truth.shares.length })),
    metric: 'box',
    effect: { size: 0.02, scale: 'absolute' },
    end: '2030-01-01',
    method: truth.method
  });

/** One experiment from its first day to its end; the decision that ends it. */
export function live(truth: Truth, random: Random): Decision & { day: number } {
  const of = design(truth);
  const units = truth.shares.map(() => 0);
  const did = truth.shares.map(() => 0);
  const before = truth.shares.map(() => 0);
  let looks: Pick<Gathered, 'fractions' | 'times'> = { fractions: [], times: [] };
  for (let day = 1; day <= truth.days; day++) {
    for (let unit = 0; unit < truth.unitsPerDay; unit++) {
      const arm = Math.floor(random() * units.length);
      units[arm]!++;
    }
    truth.shares.forEach((share, arm) => {
      did[arm]! += binomial(units[arm]! - before[arm]!, share, random);
      before[arm] = units[arm]!;
    });
    const gathered: Gathered = {
      at: day * DAY,
      startedAt: 0,
      ended: day === truth.days,
      planned: truth.planned,
      ...looks,
      indices: truth.shares.map((_, index) => index),
      shares: truth.shares.map(() => 1 / truth.shares.length),
      exposures: {
        units: Object.fromEntries(units.map((n, arm) => [String(arm), n])),
        severalVariants: 0,
        withoutUnit: 0
      },
      outcomes: units.map((n, arm) => ({
        variation: String(arm),
        metric: 'box',
        statistic: { kind: 'proportion', n, sum: did[arm]! },
        waiting: 0
      })),
      metrics: [{ metric: 'box', role: 'primary', better: 'up' }]
    };
    const evidence = weigh(of, gathered);
    looks = { fractions: evidence.fractions, times: evidence.times };
    const decision = decide(of, evidence);
    // One in a thousand is stopped by a split that chance made look broken: at its end too without a verdict.
    if (decision.verdict !== 'wait' && (gathered.ended || decision.verdict !== 'blocked')) return { ...decision, day };
  }
  throw new Error('An experiment did not end at its end.');
}
