/** A million rows of usage in one file, through the command a person would use: rate, and whether memory stays where it is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE } from '../walks/server.ts';
import type { Measured } from './bench.ts';

const ROWS = 1_000_000;
const KINDS = ['Subsidie', 'Melding', 'Vergunning'];
/** Steady from here on: a tenth of the file, as a share of the whole. */
const WARM = 0.1;

async function write(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write('kenmerk;kvk;overheid;proces;kanaal;verzonden\n');
  for (let index = 0; index < ROWS; index++) {
    const line = `B${index};${99_000_000 + (index % 90_000)};Gemeente Oss;${KINDS[index % 3]};box;${1 + (index % 28)}-${1 + (index % 12)}-2025 10:00\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** Resident memory of a process, bytes; 0 when it is gone. */
function memory(pid: number): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export async function importing(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  try {
    const path = join(folder, 'berichten.csv');
    await write(path);
    const started = performance.now();
    const child = spawn(process.execPath, [...NODE, 'import', 'messages', path, '--source', 'bvb'], {
      env: {
        ...process.env,
        HOERA_DATA: join(folder, 'data'),
        HOERA_SECRET: 'a secret for benches, at least 32 characters'
      },
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const samples: number[] = [];
    const look = setInterval(() => samples.push(memory(child.pid!)), 200);
    const [code] = (await once(child, 'close')) as [number | null];
    clearInterval(look);
    if (code !== 0) throw new Error(`The import ended with ${code}: ${said}`);
    const seconds = (performance.now() - started) / 1000;
    const kept = samples.filter((bytes) => bytes > 0);
    const early = Math.max(...kept.slice(0, Math.ceil(kept.length * WARM)));
    const late = Math.max(...kept);
    return [
      {
        what: 'import of 1 million rows (CSV)',
        figure: `${Math.round(ROWS / seconds).toLocaleString('en')} rows/s, ${seconds.toFixed(0)} s`,
        bound: '',
        met: undefined
      },
      {
        what: 'its own memory, most',
        figure: `${Math.round(late / 1e6)} MB (${Math.round(early / 1e6)} MB in the first tenth)`,
        bound: '< 1,500 MB',
        met: late < 1.5e9
      }
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
