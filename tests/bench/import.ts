/** Usage in one file, through the command a person would use: rate, and whether memory stays where it is however long the file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE } from '../walks/server.ts';
import type { Measured } from './bench.ts';
import { SECRET } from './child.ts';

/** The first is what the others are held to. */
const SIZES = [1_000_000, 2_000_000];
const FULL = 4_000_000;
const KINDS = ['Subsidie', 'Melding', 'Vergunning'];
/** Noise of garbage and merges, as a share of the smallest. */
const STEADY = 1.1;

async function write(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('kenmerk;kvk;overheid;proces;kanaal;verzonden\n');
  for (let index = 0; index < rows; index++) {
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

/** Seconds, and the most memory of its own, bytes. */
async function taking(rows: number): Promise<{ seconds: number; most: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  try {
    const path = join(folder, 'berichten.csv');
    await write(path, rows);
    const started = performance.now();
    const child = spawn(process.execPath, [...NODE, 'import', 'messages', path, '--source', 'bvb'], {
      env: {
        ...process.env,
        HOERA_DATA: join(folder, 'data'),
        HOERA_SECRET: SECRET
      },
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, memory(child.pid!))), 100);
    const [code] = (await once(child, 'close')) as [number | null];
    clearInterval(look);
    if (code !== 0) throw new Error(`The import ended with ${code}: ${said}`);
    return { seconds: (performance.now() - started) / 1000, most };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function importing(): Promise<Measured[]> {
  const measured: Measured[] = [];
  let least: number | undefined;
  for (const rows of process.argv.includes('--full') ? [...SIZES, FULL] : SIZES) {
    const { seconds, most } = await taking(rows);
    const size = `${rows / 1e6} million rows (CSV)`;
    measured.push(
      {
        what: `import of ${size}`,
        figure: `${Math.round(rows / seconds).toLocaleString('en')} rows/s, ${seconds.toFixed(0)} s`,
        bound: '',
        met: undefined
      },
      {
        what: `most memory of its own, ${size}`,
        figure: `${Math.round(most / 1e6).toLocaleString('en')} MB`,
        bound: least === undefined ? '< 1,200 MB' : `≤ ${STEADY} × that of ${SIZES[0]! / 1e6} million`,
        met: least === undefined ? most < 1.2e9 : most <= STEADY * least
      }
    );
    least ??= most;
  }
  return measured;
}
