/** From somebody's click to five thousand open pages, and what an open page costs the server. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { NODE, startServer } from '../walks/server.ts';
import { LOGIN, logIn } from '../walks/staff.ts';
import type { Measured } from './bench.ts';
import { SECRET } from './child.ts';

const PAGES = 5_000;
const PROCESSES = 2;
const ROUNDS = 20;
/** Characters of a value beside the one that changes, so that a payload has the size of a site with much in force. */
const FILLING = 15_000;

const Arrived = z.object({ round: z.number(), moments: z.array(z.number()) });

interface Listeners {
  ready: Promise<void>;
  /** When each had a release. */
  moments: (round: number) => Promise<number[]>;
  end: () => void;
}

function startListeners(port: string, key: string, count: number): Listeners {
  const child = spawn(process.execPath, ['tests/bench/listeners.ts', port, key, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const waiting = new Map<string, (line: string) => void>();
  const said = new Map<string, string>();
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const name = line === 'ready' ? line : String(Arrived.parse(JSON.parse(line)).round);
      const told = waiting.get(name);
      if (told) told(line);
      else said.set(name, line);
    }
  });
  const gone = new Promise<never>((_, failed) => {
    child.once('exit', (code) => failed(new Error(`The listeners ended with ${code}.`)));
  });
  const hear = (name: string): Promise<string> => {
    const line = said.get(name);
    if (line !== undefined) return Promise.resolve(line);
    return Promise.race([new Promise<string>((done) => waiting.set(name, done)), gone]);
  };
  return {
    ready: hear('ready').then(() => {}),
    moments: async (round) => Arrived.parse(JSON.parse(await hear(String(round)))).moments,
    end: () => child.kill()
  };
}

/** Resident memory that is the process's own (not mapped files), bytes. */
const ownMemory = (pid: number): number =>
  Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

/** The same once it no longer moves: a server that has just started gives back what that took. */
async function steadyMemory(pid: number): Promise<number> {
  for (let before = ownMemory(pid), looks = 0; ; looks++) {
    await pause(3_000);
    const after = ownMemory(pid);
    if (Math.abs(after - before) < 1e6 || looks === 10) return after;
    before = after;
  }
}

const now = () => performance.timeOrigin + performance.now();

export async function delivery(): Promise<Measured[]> {
  const data = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  const env = { HOERA_DATA: data, HOERA_SECRET: SECRET };
  const key = execFileSync(
    process.execPath,
    [...NODE, 'site', 'create', 'Bench', '--origin', 'https://www.brabant.example'],
    { encoding: 'utf8', env: { ...process.env, ...env } }
  ).trim();
  const server = await startServer(data, { ...env, ...LOGIN });
  const groups: Listeners[] = [];
  try {
    const staff = await logIn(server.url);
    const make = (name: string, value: string) =>
      staff.send('/features?/create', { key: name, description: 'Bench', kind: 'text', value, site: 'bench' });
    await make('vulling', 'x'.repeat(FILLING));
    await make('knop', 'begin');
    const change = (from: string, to: string) =>
      staff.send('/features?/change', {
        key: 'knop',
        kind: 'text',
        seen: JSON.stringify(from),
        value: to,
        why: 'Bench'
      });
    await change('begin', 'nog even');

    const idle = await steadyMemory(server.process.pid!);
    for (let one = 0; one < PROCESSES; one++)
      groups.push(startListeners(new URL(server.url).port, key, PAGES / PROCESSES));
    await Promise.all(groups.map(({ ready }) => ready));
    const open = await steadyMemory(server.process.pid!);

    const milliseconds: number[] = [];
    let last = 'nog even';
    for (let round = 0; round < ROUNDS; round++) {
      const next = `ronde ${round}`;
      const started = now();
      const [moments] = await Promise.all([
        Promise.all(groups.map((group) => group.moments(round))),
        change(last, next)
      ]);
      milliseconds.push(...moments.flat().map((at) => at - started));
      last = next;
      await pause(200);
    }
    const afterwards = await steadyMemory(server.process.pid!);
    milliseconds.sort((a, b) => a - b);
    const at = (share: number) => milliseconds[Math.floor((milliseconds.length - 1) * share)] ?? NaN;
    const perPage = (bytes: number) => `${((bytes - idle) / PAGES / 1024).toFixed(1)} kB`;
    return [
      {
        what: `from a click to ${PAGES.toLocaleString('en')} open pages, ${ROUNDS} releases of ${Math.round(FILLING / 1000)} kB`,
        figure: `p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, last ${at(1).toFixed(0)} ms`,
        bound: 'p99 < 1,000 ms',
        met: at(0.99) < 1_000
      },
      {
        what: 'memory of the server for an open page (own pages)',
        figure: `${perPage(open)}, after the releases ${perPage(afterwards)}`,
        bound: '< 40 kB',
        met: (open - idle) / PAGES < 40 * 1024
      }
    ];
  } finally {
    for (const group of groups) group.end();
    await server.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}
