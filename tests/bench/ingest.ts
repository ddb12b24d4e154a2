/** Ingest over HTTP against the engine's own text insert of the same rows, single requests, and idle memory. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { forgetSecret } from '#store/secret.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { askText, insertLines, run } from '#store/warehouse.server.ts';
import { NODE, startServer } from '../walks/server.ts';
import type { Measured } from './bench.ts';
import { SECRET } from './child.ts';

const Load = z.object({
  refused: z.number(),
  /** When the first request left, milliseconds since 1970. */
  startedAt: z.number(),
  seconds: z.number(),
  requestsPerSecond: z.number(),
  eventsPerSecond: z.number(),
  p50: z.number(),
  p99: z.number()
});

function load(
  url: string,
  key: string,
  perRequest: number,
  connections: number,
  requests: number
): z.infer<typeof Load> {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['tests/bench/load.ts', new URL(url).port, key, ...[perRequest, connections, requests].map(String)],
    { encoding: 'utf8' }
  );
  if (status !== 0) throw new Error(stderr);
  const result = Load.parse(JSON.parse(stdout));
  if (result.refused > 0) throw new Error(`${result.refused} requests were refused`);
  return result;
}

/** Resident memory that is the process's own (not mapped files), bytes. */
function ownMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

/** Of a server that has just made its stores and example data, ten seconds later; bytes. */
async function idleMemory(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  const server = await startServer(data, { HOERA_EXAMPLE: '1' });
  await pause(10_000);
  const idle = ownMemory(server.process.pid!);
  await server.end('SIGTERM');
  rmSync(data, { recursive: true, force: true });
  return idle;
}

/** When the journal was empty, milliseconds since 1970: everything acknowledged is then in the warehouse. */
async function landedAt(data: string): Promise<number> {
  while (readdirSync(join(data, 'journal')).some((name) => name.endsWith('.journal'))) await pause(5);
  return Date.now();
}

/** Events in all of the batch run; on the engine's side as many, in text inserts of 50,000, as the journal makes them. */
const EVENTS = 600_000;
const BLOCKS = EVENTS / 50_000;

export async function ingest(): Promise<Measured[]> {
  const data = mkdtempSync(join(tmpdir(), 'hoera-bench-'));
  process.env['HOERA_DATA'] = data;
  process.env['HOERA_SECRET'] = SECRET;
  forgetSecret();
  try {
    const key = execFileSync(
      process.execPath,
      [...NODE, 'site', 'create', 'Bench', '--origin', 'https://www.brabant.example'],
      { encoding: 'utf8' }
    ).trim();

    const idle = await idleMemory();
    let server = await startServer(data);
    load(server.url, key, 1, 64, 4_000);
    const single = load(server.url, key, 1, 64, 40_000);
    await server.end('SIGTERM');

    server = await startServer(data);
    load(server.url, key, 100, 8, 100);
    await landedAt(data);
    const batches = load(server.url, key, 100, 8, EVENTS / 100);
    const landed = EVENTS / (((await landedAt(data)) - batches.startedAt) / 1000);
    await server.end('SIGTERM');

    // The engine's own: the very rows, as text, into the same table with the same views, nothing else running.
    await openStores();
    const columns =
      'id, source, name, toUnixTimestamp64Milli(at) AS at, toUnixTimestamp64Milli(received_at) AS received_at, actor, organisation, visitor, session, host, path, referrer, campaign, medium, device, browser, language, properties';
    const text = await askText(`SELECT ${columns} FROM events LIMIT ${EVENTS}`, {}, 'JSONEachRow', {
      memory: 8e9,
      seconds: 120
    });
    const rows = text.trimEnd().split('\n');
    await run('TRUNCATE TABLE events');
    const blocks = Array.from({ length: BLOCKS }, (_, index) =>
      rows.slice((index * rows.length) / BLOCKS, ((index + 1) * rows.length) / BLOCKS).join('\n')
    );
    const engineStarted = performance.now();
    for (const block of blocks) await insertLines('events', block, randomUUID());
    const engine = rows.length / ((performance.now() - engineStarted) / 1000);
    await closeStores();

    const round = (value: number) => Math.round(value).toLocaleString('en');
    return [
      {
        what: 'single-event requests, durable',
        figure: `${round(single.requestsPerSecond)}/s, p50 ${single.p50.toFixed(1)} ms, p99 ${single.p99.toFixed(1)} ms`,
        bound: '≥ 4,000/s, p99 < 100 ms',
        met: single.requestsPerSecond >= 4_000 && single.p99 < 100
      },
      {
        what: 'batches of 100, acknowledged',
        figure: `${round(batches.eventsPerSecond)} events/s, p99 ${batches.p99.toFixed(1)} ms`,
        bound: '',
        met: undefined
      },
      {
        what: 'batches of 100, landed ÷ engine’s own text insert',
        figure: `${round(landed)} ÷ ${round(engine)} rows/s = ${(landed / engine).toFixed(2)}`,
        bound: '≥ 0.6',
        met: landed / engine >= 0.6
      },
      {
        what: 'idle memory after the first start (own pages)',
        figure: `${round(idle / 1e6)} MB`,
        bound: '< 600 MB',
        met: idle < 600e6
      }
    ];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
