/** Experiments without any effect, and with the effect they were planned for, through weighing and deciding with daily looks. */
import { randomFrom } from '#statistics/random.ts';
import { live, type Truth } from '../experiments/simulation.ts';
import type { Measured } from './bench.ts';

const TIMES = 2_000;
const BASE = { unitsPerDay: 240, days: 15, planned: 3_600 };

function run(what: string, truth: Truth, bound: string, isMet: (of: (verdict: string) => number) => boolean): Measured {
  const random = randomFrom(20_261_125);
  const all = Array.from({ length: TIMES }, () => live(truth, random));
  const of = (verdict: string) => all.filter((one) => one.verdict === verdict).length / TIMES;
  const percent = (verdict: string) => `${(of(verdict) * 100).toFixed(2)}%`;
  return {
    what: `${what}, ${truth.method}`,
    figure: `shipped ${percent('ship')}, stopped ${percent('stop')}`,
    bound,
    met: isMet(of)
  };
}

export function decisions(): Promise<Measured[]> {
  const methods = ['group_sequential', 'always_valid'] as const;
  return Promise.resolve([
    ...methods.map((method) =>
      run(
        `${TIMES} without effect`,
        { ...BASE, shares: [0.1, 0.1], method },
        'shipped ≤ 2.5%',
        (of) => of('ship') <= 0.025
      )
    ),
    run(
      `${TIMES} without effect, three variants`,
      { ...BASE, shares: [0.1, 0.1, 0.1], method: 'group_sequential' },
      'shipped ≤ 2.5%',
      (of) => of('ship') <= 0.025
    ),
    run(
      `${TIMES} with the planned effect`,
      { ...BASE, shares: [0.1, 0.13], method: 'group_sequential' },
      'shipped ≥ 75%',
      (of) => of('ship') >= 0.75
    )
  ]);
}
