/** What a daily look asks of a large experiment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Measured } from './bench.ts';
import { child } from './child.ts';

const Times = z.array(z.number());
const Figures = z.object({ metrics: z.number(), milliseconds: z.object({ outcomes: Times, both: Times }) });

/** Seconds. */
function summary(milliseconds: readonly number[]): { median: number; figure: string } {
  const sorted = milliseconds.map((one) => one / 1000).sort((a, b) => a - b);
  const [best = NaN, median = NaN] = [sorted[0], sorted[sorted.length >> 1]];
  return { median, figure: `median ${median.toFixed(1)} s, best ${best.toFixed(1)} s` };
}

export function outcomes(): Promise<Measured[]> {
  const data = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  process.env['HOERA_DATA'] = data;
  try {
    const told = child('--import', './src/store/raw.js', 'tests/bench/exposed.ts');
    const { metrics, milliseconds } = Figures.parse(JSON.parse(told));
    const alone = summary(milliseconds.outcomes);
    return Promise.resolve([
      {
        what: `outcomes of an experiment, 10 million exposures × ${metrics} metrics`,
        figure: alone.figure,
        bound: '< 3 s',
        met: alone.median < 3
      },
      { what: '  and who saw what, beside it', figure: summary(milliseconds.both).figure, bound: '', met: undefined }
    ]);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
