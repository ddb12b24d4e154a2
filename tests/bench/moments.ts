/** Moments in years in which nothing changes, and in years in which something does: by the rules alone, many times over, and through the warehouse. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FALSE_SHARE } from '#moments/candidate.ts';
import { years } from '../moments/simulation.ts';
import type { Measured } from './bench.ts';
import { child } from './child.ts';
import type { Told } from './year.ts';

const TIMES = 500;
/** Two standard errors of a share that is 5%. */
const MARGIN = 2 * Math.sqrt((FALSE_SHARE * (1 - FALSE_SHARE)) / TIMES);

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Years without any change that go through the warehouse; each takes a minute or two. */
const SEEDS = [1, 2, 3];

/** How many of each kind, as in "2 experiment, 1 record". */
const byKind = (told: Told['told']): string =>
  [...Map.groupBy(told, ({ kind }) => kind)].map(([kind, own]) => `${own.length} ${kind}`).join(', ') || 'none';

/** A year of the example, found Monday after Monday; what has no chance is a fact. */
function throughWarehouse(seed: number, kind: 'still' | 'changing'): Measured {
  const before = process.env['HOERA_DATA'];
  const folder = mkdtempSync(join(tmpdir(), 'hoera-year-'));
  process.env['HOERA_DATA'] = folder;
  try {
    const { tested, told } = JSON.parse(
      child('--import', './src/store/raw.js', 'tests/bench/year.ts', String(seed), kind).trim().split('\n').at(-1)!
    ) as Told;
    const more = told.filter(({ p }) => p !== undefined);
    const facts = told.filter(({ p }) => p === undefined);
    return {
      what: `  a year of the example ${kind === 'still' ? 'without change' : 'as it is'}, seed ${seed}`,
      figure: `${tested} tested; more than chance: ${byKind(more)}; facts: ${byKind(facts)}`,
      bound: kind === 'still' ? 'none more than chance, but 1 in 20 years' : '',
      met: kind === 'still' ? more.length === 0 : undefined
    };
  } finally {
    if (before === undefined) delete process.env['HOERA_DATA'];
    else process.env['HOERA_DATA'] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}

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
    rowOf('  and of years with a week, a sector, a motive and an experiment that stand out', changing),
    ...SEEDS.map((seed) => throughWarehouse(seed, 'still')),
    throughWarehouse(2026, 'changing')
  ]);
}
