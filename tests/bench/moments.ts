/** Moments in years in which nothing changes, and in years in which something does, many times over. */
import { FALSE_SHARE } from '#moments/candidate.ts';
import { years } from '../moments/simulation.ts';
import type { Measured } from './bench.ts';

const TIMES = 500;
/** Two standard errors of a share that is 5%. */
const MARGIN = 2 * Math.sqrt((FALSE_SHARE * (1 - FALSE_SHARE)) / TIMES);

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

export function moments(): Promise<Measured[]> {
  const [still, changing] = [years(TIMES, { changes: false }), years(TIMES, { changes: true })];
  const rowOf = (what: string, { falseShare, tested, found, chance }: ReturnType<typeof years>): Measured => ({
    what,
    figure: `${percent(falseShare)}; a year: ${tested.toFixed(0)} tested, ${found.toFixed(2)} told, ${chance.toFixed(2)} of them chance`,
    bound: `≤ ${percent(FALSE_SHARE)} ± ${percent(MARGIN)}`,
    met: falseShare <= FALSE_SHARE + MARGIN
  });
  return Promise.resolve([
    rowOf(`share of moments that is chance, ${TIMES} years without any change`, still),
    rowOf('  and of years with a week, a sector and an experiment that stand out', changing)
  ]);
}
