/** What a newcomer waits for: from `npm start` in a clean clone, after `npm ci`, to a served page with example data. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../servers.ts';
import type { Measured } from './bench.ts';

export async function start(): Promise<Measured[]> {
  const clone = mkdtempSync(join(tmpdir(), 'hoera-start-'));
  try {
    execFileSync('git', ['clone', '--quiet', '.', clone]);
    execFileSync('cp', ['-a', 'node_modules', clone]);
    rmSync(join(clone, 'node_modules/.cache'), { recursive: true, force: true });
    const port = await freePort();
    const started = performance.now();
    const child = spawn('npm', ['start'], {
      cwd: clone,
      env: { ...process.env, PORT: String(port), HOERA_DATA: join(clone, 'data') },
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true
    });
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      const served = async () => {
        while (child.exitCode === null) {
          const answer = await fetch(`http://127.0.0.1:${port}/login`).catch(() => undefined);
          if (answer?.status === 200) return performance.now() - started;
          await pause(100);
        }
        throw new Error(`The server ended with ${child.exitCode}.`);
      };
      const seconds = (await served()) / 1000;
      return [
        {
          what: 'npm start in a clean clone: built, filled with example data, serving',
          figure: `${seconds.toFixed(0)} s`,
          bound: '< 60 s',
          met: seconds < 60
        }
      ];
    } finally {
      // npm and the server it started.
      process.kill(-child.pid!, 'SIGTERM');
      await gone;
    }
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}
