/** The ladder of a million organisations over three years, and their motives: computing them, and looking at them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Measured } from './bench.ts';
import { child } from './child.ts';

const Figures = z.object({
  whole: z.number(),
  counting: z.number(),
  stays: z.number(),
  judged: z.object({
    signals: z.number(),
    cells: z.number(),
    kinds: z.number(),
    preview: z.number(),
    after: z.number()
  }),
  milliseconds: z.record(z.string(), z.array(z.number()))
});

export function ladder(): Promise<Measured[]> {
  const data = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  process.env['HOERA_DATA'] = data;
  try {
    const { whole, counting, stays, judged, milliseconds } = Figures.parse(
      JSON.parse(child('--import', './src/store/raw.js', 'tests/bench/climbed.ts'))
    );
    return Promise.resolve([
      {
        what: 'journeys and ladders of 1 million organisations out of 10 million deeds in three years',
        figure: `${whole.toFixed(0)} s, of which counting ${counting.toFixed(1)} s to ${(stays / 1e6).toFixed(1)} million rows`,
        bound: '',
        met: undefined
      },
      {
        what: 'what is known of them for their motives, all anew',
        figure: `${judged.signals.toFixed(0)} s; of one about whom something arrived: ${judged.after.toFixed(1)} s until it counts`,
        bound: '',
        met: undefined
      },
      {
        what: 'motives of all of them scored, in the engine',
        figure: `${judged.cells.toFixed(1)} s, ${judged.kinds} kinds; what other rules would change: ${judged.preview.toFixed(1)} s`,
        bound: '< 10 s',
        met: judged.cells < 10
      },
      ...Object.entries(milliseconds).map(([view, all]) => {
        const sorted = all.sort((a, b) => a - b);
        const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1]!;
        return {
          what: `  ${view}: ${sorted.length} questions`,
          figure: `p50 ${sorted[sorted.length >> 1]!.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
          bound: 'p95 < 200 ms',
          met: p95 < 200
        };
      })
    ]);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
