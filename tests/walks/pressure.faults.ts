/** A warehouse that goes away: what comes in meanwhile is kept up to a bound, then refused in words, and nothing is lost. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { clickhouseDouble, freePort, type Server } from '../servers.ts';
import { emptyStores, SECRET } from '../stores.ts';
import { NODE, startServer, type Running } from './server.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const folder = mkdtempSync(join(tmpdir(), 'hoera-pressure-'));
const data = join(folder, 'data');
const startWarehouse = (port: number) => clickhouseDouble(join(folder, 'clickhouse'), port);
let warehouse: Server | undefined;
let server: Running | undefined;
afterAll(async () => {
  await server?.end('SIGKILL');
  await warehouse?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a process has in memory (MB). */
const resident = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;

test('too much waiting is refused with a moment to come back, in bounded memory', { timeout: 180_000 }, async () => {
  const port = await freePort();
  warehouse = await startWarehouse(port);
  const address = warehouse.url;
  await emptyStores(data);
  const env = { HOERA_DATA: data, HOERA_SECRET: SECRET, DATABASE_URL: '', CLICKHOUSE_URL: address };
  const key = execFileSync(
    process.execPath,
    [...NODE, 'site', 'create', 'Proef', '--origin', 'https://proef.example'],
    {
      encoding: 'utf8',
      env: { ...process.env, ...env }
    }
  ).trim();
  server = await startServer(data, env);
  const { url, process: running } = server;
  // Nearly the 1 MB that a request may have: 120 events with 7,800 characters each.
  const properties = { text: 'lorem ipsum dolor '.repeat(440).slice(0, 7_800) };
  let acknowledged = 0;
  const send = async (): Promise<Response> => {
    const events = Array.from({ length: 120 }, () => ({
      id: randomUUID(),
      name: 'page_view',
      at: Date.now(),
      visitor: 'v',
      properties
    }));
    const response = await fetch(`${url}/collect?key=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': AGENT },
      body: JSON.stringify({ events })
    });
    if (response.status === 202) acknowledged += ((await response.json()) as { accepted: number }).accepted;
    return response;
  };

  expect((await send()).status).toBe(202);
  await warehouse.stop();
  let refused: Response | undefined;
  const memory: number[] = [];
  for (let sent = 0; sent < 600 && !refused; sent++) {
    const response = await send();
    if (response.status !== 202) refused = response;
    memory.push(resident(running.pid!));
  }
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused?.json()).toMatchObject({ error: 'busy', message: expect.stringMatching(/try again/) as string });
  // At least 200 MB wait.
  expect(acknowledged).toBeGreaterThan(25_000);

  warehouse = await startWarehouse(port);
  await expect.poll(async () => (await send()).status, { timeout: 60_000, interval: 500 }).toBe(202);
  // They wait on disk and not in memory as well, where a third of them would be seen once the server is warm.
  const third = Math.floor(memory.length / 3);
  const growth = Math.min(...memory.slice(2 * third)) - Math.min(...memory.slice(third, 2 * third));
  expect(growth, memory.map(Math.round).join(' ')).toBeLessThan(100);
  const kept = async () =>
    Number(await (await fetch(address, { method: 'POST', body: 'SELECT count() FROM events' })).text());
  await expect.poll(kept, { timeout: 60_000, interval: 500 }).toBe(acknowledged);
});
