import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { closeStores, openStores } from '#store/store.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { emptyStores } from '../stores.ts';
import { NODE, startServer } from './server.ts';

const data = mkdtempSync(join(tmpdir(), 'hoera-kill-'));
afterAll(async () => {
  await closeStores();
  rmSync(data, { recursive: true, force: true });
});

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const PER_SECOND = 2_000;
// Three deaths in a row in `npm run faults`, one in `npm test`.
const DEATHS = process.env['HOERA_FAULTS'] ? 3 : 1;
const BATCH = 20;

test(
  'kill -9 under 2,000 events a second loses nothing acknowledged and duplicates nothing',
  { timeout: 180_000 },
  async () => {
    await emptyStores(data);
    process.env['HOERA_DATA'] = data;
    process.env['HOERA_SECRET'] = 'a secret for tests, at least 32 characters';
    const key = execFileSync(
      process.execPath,
      [...NODE, 'site', 'create', 'Proef', '--origin', 'https://proef.example'],
      { encoding: 'utf8' }
    ).trim();

    const acknowledged = new Set<string>();
    let open: string[][] = [];
    const post = async (url: string, ids: string[]): Promise<boolean> => {
      try {
        const response = await fetch(`${url}/collect?key=${key}`, {
          method: 'POST',
          headers: { 'content-type': 'text/plain', 'user-agent': AGENT },
          body: JSON.stringify({
            events: ids.map((id) => ({ id, name: 'page_view', at: Date.now(), visitor: `v-${id.slice(0, 3)}` }))
          })
        });
        if (response.status !== 202) return false;
        const { accepted, duplicate } = (await response.json()) as { accepted: number; duplicate: number };
        expect(accepted + duplicate).toBe(ids.length);
        for (const id of ids) acknowledged.add(id);
        return true;
      } catch {
        // The server died on us: not acknowledged, so it is sent again.
        return false;
      }
    };

    for (let round = 0; round < DEATHS; round++) {
      const server = await startServer(data);
      // What an earlier death left unanswered is offered again with the same ids, as the tracker does.
      for (const ids of open) expect(await post(server.url, ids)).toBe(true);
      open = [];
      const sending: Promise<void>[] = [];
      const started = Date.now();
      const send = (ids: string[]) => post(server.url, ids).then((ok) => void (ok || open.push(ids)));
      await new Promise<void>((resolve) => {
        const tick = setInterval(() => {
          const due = ((Date.now() - started) / 1000) * PER_SECOND;
          while (sending.length * BATCH < due) sending.push(send(Array.from({ length: BATCH }, () => randomUUID())));
          // Die in the middle of a segment, at another moment each round.
          if (Date.now() - started > 2_300 + round * 370) {
            clearInterval(tick);
            resolve();
          }
        }, 10);
      });
      await server.end('SIGKILL');
      await Promise.all(sending);
    }

    const last = await startServer(data);
    for (const ids of open) expect(await post(last.url, ids)).toBe(true);
    await last.end('SIGTERM');

    await openStores();
    const ids = await ask('SELECT toString(id) AS id FROM events', {}, z.object({ id: z.string() }));
    expect(acknowledged.size).toBeGreaterThan(DEATHS * PER_SECOND);
    expect(ids.length).toBe(new Set(ids.map((row) => row.id)).size);
    expect(new Set(ids.map((row) => row.id))).toEqual(acknowledged);
    const [kept] = await ask(
      "SELECT sumIf(events, outcome = 'accepted') AS n FROM ledger",
      {},
      z.object({ n: z.coerce.number() })
    );
    expect(kept?.n).toBe(acknowledged.size);
  }
);
