/** A value from the form of a person to GrowthBook's own SDK at a site, past a crash and a restart. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hear, startSdk, until, type Sdk } from '../interventions/serving.ts';
import { emptyStores, SECRET } from '../stores.ts';
import { NODE, startServer, type Running } from './server.ts';
import { logIn, LOGIN, type Staff } from './staff.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-delivery-'));
const data = join(folder, 'data');
const env = { HOERA_DATA: data, HOERA_SECRET: SECRET, ...LOGIN };
const hoera = (...words: string[]): string =>
  execFileSync(process.execPath, [...NODE, ...words], { encoding: 'utf8', env: { ...process.env, ...env } }).trim();

let server: Running;
let staff: Staff;
let key = '';
const sdks: Sdk[] = [];

beforeAll(async () => {
  await emptyStores(data);
  key = hoera('site', 'create', 'Proef', '--origin', 'https://www.brabant.example');
  server = await startServer(data, env);
  staff = await logIn(server.url);
}, 120_000);
afterAll(async () => {
  for (const sdk of sdks) sdk.end();
  await server?.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const change = (from: string, to: string) =>
  staff.send('/features?/change', {
    key: 'knop.tekst',
    kind: 'text',
    seen: JSON.stringify(from),
    value: to,
    why: 'Proef'
  });
const payload = async () =>
  (await (await fetch(`${server.url}/api/features/${key}`)).json()) as {
    dateUpdated: string;
    features: Record<string, { defaultValue: unknown }>;
  };
const last = (sdk: Sdk) => {
  const { value, values } = sdk.said.findLast((line) => 'value' in line || 'values' in line) ?? {};
  return value ?? (values as string[] | undefined)?.[0];
};

test(
  'what a person puts in production is on open pages and servers at once, and so is taking it back',
  { timeout: 60_000 },
  async () => {
    await staff.send('/features?/create', {
      key: 'knop.tekst',
      description: 'Tekst op de knop',
      kind: 'text',
      value: 'Verder',
      site: 'proef'
    });
    sdks.push(...(['browser', 'remote', 'server'] as const).map((kind) => startSdk(server.url, key, kind)));
    await until(() => sdks.every((sdk) => last(sdk) === 'Verder'));
    await change('Verder', 'Ga door');
    await until(() => sdks.every((sdk) => last(sdk) === 'Ga door'));

    const page = await staff.see('/features');
    expect(page).toContain('“Verder” → “Ga door”');
    const id = /name="id" value="(\d+)"/.exec(page)?.[1] ?? '';
    await staff.send('/features?/rollBack', { id });
    await until(() => sdks.every((sdk) => last(sdk) === 'Verder'));
    await expect(staff.send('/features?/rollBack', { id })).rejects.toThrow(/409/);
    for (const sdk of sdks) sdk.end();
  }
);

test('another site cannot have a form sent, nor somebody without a login', async () => {
  const fields = new URLSearchParams({ key: 'knop.tekst', kind: 'text', seen: '"Verder"', value: 'Gekaapt', why: 'x' });
  for (const origin of ['https://elders.example', server.url]) {
    const response = await fetch(`${server.url}/features?/change`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, accept: 'text/html' },
      body: fields
    });
    expect(response.status).toBe(origin === server.url ? 303 : 403);
  }
  expect((await payload()).features['knop.tekst']).toEqual({ defaultValue: 'Verder' });
});

test('what sites report needs no login, and comes in as an ordinary event', async () => {
  const token = hoera('token', 'create', '--scope', 'read');
  const delivery = [
    {
      event_name: 'Experiment Viewed',
      properties_json: { experimentId: 'proef', variationId: '1', hashAttribute: 'id', hashValue: 'v1' },
      url: 'https://www.brabant.example/start'
    }
  ];
  const track = () =>
    fetch(`${server.url}/track?client_key=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(delivery)
    });
  expect(await (await track()).json()).toMatchObject({ accepted: 1, duplicate: 0 });
  expect(await (await track()).json()).toMatchObject({ accepted: 0, duplicate: 1 });
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
  const lines = async () => {
    const response = await fetch(`${server.url}/api/v1/events?from=${today}&to=${today}`, {
      headers: { authorization: `Bearer ${token}` }
    });
    return (await response.text()).split('\n').filter((line) => line.includes('experiment_viewed'));
  };
  await expect.poll(async () => (await lines()).length, { timeout: 10_000 }).toBe(1);
  expect(JSON.parse((await lines())[0] ?? '')).toMatchObject({
    properties: { experiment: 'proef', variation: '1', unit: 'visitor' }
  });
});

test(
  'what was acknowledged is still there after a crash, and no version comes back',
  { timeout: 120_000 },
  async () => {
    await change('Verder', 'Voor de klap');
    const before = await payload();
    await server.end('SIGKILL');
    server = await startServer(data, env);
    const after = await payload();
    expect(after).toEqual(before);
    staff = await logIn(server.url);
    await change('Voor de klap', 'Na de klap');
    expect((await payload()).dateUpdated > before.dateUpdated).toBe(true);

    // Stopping does not wait for open pages; they are let go, to come back to whoever answers next.
    const heard = await hear(`${server.url}/sub/${key}`);
    await until(() => heard.events.length > 0);
    const started = performance.now();
    await server.end('SIGTERM');
    expect(performance.now() - started).toBeLessThan(10_000);
    await until(() => heard.ended);
  }
);
