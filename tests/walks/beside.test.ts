/** Programs and the command line beside a running server, and without one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyStores, SECRET } from '../stores.ts';
import { NODE, startServer, type Running } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-beside-'));
const data = join(folder, 'data');
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const env = () => ({ ...process.env, HOERA_DATA: data, HOERA_SECRET: SECRET });
const hoera = (...words: string[]): string =>
  execFileSync(process.execPath, [...NODE, ...words], { encoding: 'utf8', env: env() }).trim();
const refused = (...words: string[]) =>
  spawnSync(process.execPath, [...NODE, ...words], { encoding: 'utf8', env: env() });

let server: Running;
let token = '';
let key = '';
beforeAll(async () => {
  await emptyStores(data);
  // Without a server: the directory is opened here.
  key = hoera('site', 'create', 'Proef', '--origin', 'https://proef.example');
  server = await startServer(data, { HOERA_SECRET: SECRET });
  // With one: over HTTP.
  token = hoera('token', 'create', '--scope', 'read');
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, bearer = token) =>
  fetch(`${server.url}${path}`, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {}, redirect: 'manual' });
const FUNNEL = '/api/v1/adoption/funnel?population=company&from=2026-01-01&to=2026-03-31';

describe('programs', () => {
  test('without a token, with a wrong one or one for something else, nothing is told', async () => {
    expect((await get(FUNNEL, '')).status).toBe(401);
    expect((await get(FUNNEL, 'hoera_wrong')).status).toBe(401);
    const importing = hoera('token', 'create', '--scope', 'import');
    expect((await get(FUNNEL, importing)).status).toBe(403);
    expect((await get('/api/v1/nothing')).status).toBe(404);
  });

  test('a wrong parameter is named', async () => {
    const response = await get('/api/v1/events?from=2026-13-01&to=2026-03-31');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'parameter_wrong',
      message: expect.stringContaining('from') as string
    });
  });

  test('events that were acknowledged come out again as lines, once, and only of the days asked', async () => {
    const ids = Array.from({ length: 250 }, () => randomUUID());
    const response = await fetch(`${server.url}/collect?key=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': AGENT },
      body: JSON.stringify({
        events: [...ids, ids[0]].map((id) => ({ id, name: 'page_view', at: Date.now(), visitor: 'v' }))
      })
    });
    expect(await response.json()).toEqual({ accepted: 250, duplicate: 1, refused: [] });
    const lines = async (days: string) =>
      (await (await get(`/api/v1/events?${days}`)).text()).split('\n').filter((line) => line !== '');
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
    await expect.poll(async () => (await lines(`from=${today}&to=${today}`)).length, { timeout: 10_000 }).toBe(250);
    const found = (await lines(`from=${today}&to=${today}`)).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(new Set(found)).toEqual(new Set(ids));
    expect(await lines('from=2026-01-01&to=2026-01-02')).toEqual([]);
  });

  test('a file in the body is imported, with its account as the last line', async () => {
    const importing = hoera('token', 'create', '--scope', 'import');
    const response = await fetch(`${server.url}/api/v1/imports/messages?source=bvb&filename=a.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${importing}` },
      body: 'kenmerk;kvk;overheid;proces;kanaal;verzonden\nA1;99000001;Gemeente Oss;Subsidie;box;1-2-2026\nA2;1;Gemeente Oss;Subsidie;box;1-2-2026'
    });
    const last = JSON.parse((await response.text()).trim().split('\n').at(-1) ?? '') as unknown;
    expect(last).toMatchObject({ account: { received: 2, accepted: 1, refused: 1 } });
  });
});

describe('the command line beside the server', () => {
  test('imports the registry, and the funnel knows it', async () => {
    const file = join(folder, 'register.csv');
    writeFileSync(
      file,
      [
        'kvk;doelgroep;gemeente;sector;proces',
        ...Array.from({ length: 12 }, (_, index) =>
          `9900000${index % 10}${index > 9 ? 1 : ''};bedrijf;Oss;Bouw;Subsidie`.replace(/^(\d{8})\d*/, '$1')
        )
      ].join('\n')
    );
    expect(hoera('import', 'organisations', file)).toMatch(/^12 ontvangen: 10 geaccepteerd, 2 dubbel, 0 geweigerd\.$/m);
    const response = await get(FUNNEL);
    expect(await response.json()).toMatchObject({ registered: 10, eligible: 10 });
  });

  const log = '../shared/data/apache-access.log';
  test.skipIf(!existsSync(log))('an access log of 10,000 real lines comes in with an exact account', () => {
    const said = hoera('import', 'access-log', log, '--site', 'proef');
    const [received = 0, accepted = 0, duplicate = 0, refusedRows = 0] = (said.split('\n')[0]?.match(/\d+/g) ?? []).map(
      Number
    );
    expect(received).toBe(10_000);
    expect(accepted + duplicate + refusedRows).toBe(10_000);
    const reasons = [...said.matchAll(/^ {2}(\d+) geweigerd: /gm)].map(([, n]) => Number(n));
    expect(reasons.reduce((sum, n) => sum + n, 0)).toBe(refusedRows);
    expect(accepted).toBeGreaterThan(1_000);
  });

  test('what makes no sense is refused in words, with a status for scripts', () => {
    for (const [words, status, text] of [
      [['import', 'messages', join(folder, 'nowhere.csv')], 2, /nowhere/],
      [['nonsense'], 2, /nonsense|hoera/],
      [['token', 'create', '--scope', 'all'], 1, /scope/],
      [['site', 'create', 'Proef', '--origin', 'https://proef.example'], 1, /proef/]
    ] as const) {
      const { status: ended, stderr } = refused(...words);
      expect(ended, words.join(' ')).toBe(status);
      expect(stderr).toMatch(text);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });
});
