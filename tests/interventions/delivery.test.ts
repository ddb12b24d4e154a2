/** The doors over HTTP, with raw requests and with GrowthBook's own SDK, unmodified. */
import { GrowthBookClient } from '@growthbook/growthbook';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import * as events from '#events/events.server.ts';
import * as sites from '#events/sites.server.ts';
import * as features from '#interventions/features.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import type { Entry } from '#interventions/in-force.ts';
import * as streams from '#interventions/streams.server.ts';
import { register } from '#store/register.server.ts';
import { inForce as table, releases } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { hear, serveDoors, startSdk, until, type Sdk, type Serving } from './serving.ts';

useStores();

const ORIGIN = 'https://www.brabant.example';
const made = (why = 'proef') => ({ by: 'anna', why, at: new Date() });
let key = '';
let serving: Serving;

beforeAll(async () => {
  key = (await sites.create({ name: 'Brabant', origins: [ORIGIN], events: [], team: '' })).key;
  await features.create(
    { key: 'knop.tekst', description: 'Tekst op de knop', defaultValue: 'Verder', sites: ['brabant'] },
    made()
  );
  serving = await serveDoors();
});
afterAll(async () => {
  await serving?.stop();
  await events.close();
});

const rule = (values: string[], weights: number[], more: object = {}): Entry => ({
  owner: 'proef',
  site: 'brabant',
  target: 'feature:knop.tekst',
  definition: {
    rules: [
      {
        key: 'proef',
        hashAttribute: 'id',
        hashVersion: 2,
        variations: values,
        weights,
        meta: values.map((_, index) => ({ key: String(index) })),
        ...more
      }
    ]
  }
});
/** Some 400,000 bytes. */
const large = (round: number): Entry => ({
  owner: 'groot',
  site: 'brabant',
  target: 'page',
  definition: {
    experiments: Array.from({ length: 20 }, (_, index) => ({
      key: `groot-${index}`,
      hashAttribute: 'id',
      hashVersion: 2,
      urlPatterns: [{ include: true, type: 'simple', pattern: '/groot' }],
      variations: [{}, { css: `.a${round} { content: "${'x'.repeat(19_900)}" }` }]
    }))
  }
});
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${serving.url}${path}`, { headers });
const body = async (response: Response) => (await response.json()) as Record<string, unknown>;
const stored = async (name: string) => {
  await events.flush();
  return ask(
    'SELECT toString(visitor) AS visitor, toString(organisation) AS organisation, properties, path FROM events WHERE name = {name:String} ORDER BY visitor',
    { name },
    z.object({
      visitor: z.string(),
      organisation: z.string(),
      properties: z.record(z.string(), z.string()),
      path: z.string()
    })
  );
};

describe('GET /api/features', () => {
  test('tells everybody the same, says that it streams, and lets any page read that', async () => {
    const response = await get(`/api/features/${key}`, { origin: 'https://elders.example' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-sse-support',
      'x-sse-support': 'enabled',
      'cache-control': expect.stringMatching(/^public, max-age=30/) as string
    });
    expect(await body(response)).toEqual({
      status: 200,
      dateUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/) as string,
      features: { 'knop.tekst': { defaultValue: 'Verder' } },
      experiments: [],
      surveys: []
    });
  });

  test('is not sent again to who has it, until it changes', async () => {
    const etag = (await get(`/api/features/${key}`)).headers.get('etag') ?? '';
    const again = await get(`/api/features/${key}`, { 'if-none-match': `W/${etag}, "x"` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await inForce.put('proef', [rule(['A', 'B'], [0.5, 0.5])], made());
    const changed = await get(`/api/features/${key}`, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    await inForce.put('proef', [], made());
  });

  test.each(['site_nope', '', '%', 'a/b', '..%2f'])('has nothing for the key "%s"', async (wrong) => {
    const response = await get(`/api/features/${wrong}`);
    expect(response.status).toBe(wrong === 'a/b' ? 404 : 400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await body(response)).toEqual({ status: response.status, error: expect.any(String) as string });
  });

  test('a HEAD has the headers only; other methods are refused', async () => {
    const head = await fetch(`${serving.url}/api/features/${key}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('x-sse-support'), await head.text()]).toEqual([200, 'enabled', '']);
    expect((await fetch(`${serving.url}/api/features/${key}`, { method: 'POST' })).status).toBe(405);
  });

  test.each(['features', 'eval', 'sub'])('a browser that wants to send headers of its own may: %s', async (door) => {
    const path = door === 'sub' ? `/sub/${key}` : `/api/${door}/${key}`;
    const response = await fetch(`${serving.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-headers': 'content-type,x-team' }
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'content-type,x-team',
      'access-control-allow-methods': door === 'eval' ? 'POST' : 'GET'
    });
  });
});

describe('POST /api/eval', () => {
  const evaluate = (question: unknown, at = key) =>
    fetch(`${serving.url}/api/eval/${at}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN },
      body: typeof question === 'string' ? question : JSON.stringify(question)
    });

  test('answers one visitor, and nobody keeps the answer', async () => {
    await inForce.put('proef', [rule(['A', 'B'], [0, 1], { condition: { land: 'nl' } })], made());
    const response = await evaluate({
      attributes: { id: 'v1', land: 'nl' },
      forcedVariations: {},
      forcedFeatures: [],
      url: ORIGIN
    });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const answer = await body(response);
    expect(answer).toMatchObject({
      status: 200,
      dateUpdated: (await body(await get(`/api/features/${key}`)))['dateUpdated'],
      features: { 'knop.tekst': { defaultValue: 'B', rules: [{ force: 'B', tracks: [{ result: { key: '1' } }] }] } }
    });
    expect(JSON.stringify(answer)).not.toContain('land');
    await inForce.put('proef', [], made());
  });

  test.each([
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['attributes that are none', { attributes: 'x' }, 400],
    ['a question without end', { attributes: { x: 'x'.repeat(100_000) } }, 413]
  ])('refuses %s', async (_, question, status) => {
    expect((await evaluate(question)).status).toBe(status);
  });

  test('has nothing for an unknown key', async () => {
    expect((await evaluate({}, 'site_nope')).status).toBe(400);
  });
});

describe('GET /sub', () => {
  test('begins with what is in force, and tells of every release at once', async () => {
    const heard = await hear(`${serving.url}/sub/${key}`, { origin: ORIGIN });
    expect(heard.status).toBe(200);
    expect(Object.fromEntries(heard.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*'
    });
    const first = await until(() => heard.events.find(({ event }) => event === 'features'));
    expect(first.data).toBe(await (await get(`/api/features/${key}`)).text());
    await inForce.put('proef', [rule(['A', 'B'], [0.5, 0.5])], made());
    const released = performance.now();
    const second = await until(() => heard.events.filter(({ event }) => event === 'features')[1]);
    expect(second.at - released).toBeLessThan(1_000);
    expect(Number(second.id)).toBeGreaterThan(Number(first.id));
    expect(JSON.parse(second.data)).toMatchObject({ features: { 'knop.tekst': { rules: [{ key: 'proef' }] } } });
    await inForce.put('proef', [], made());
    await until(() => heard.events.filter(({ event }) => event === 'features')[2]);
    heard.leave();
  });

  test('who comes back gets what was missed, and nothing when nothing was', async () => {
    const one = await hear(`${serving.url}/sub/${key}`);
    const { id } = await until(() => one.events.find(({ event }) => event === 'features'));
    one.leave();
    const back = await hear(`${serving.url}/sub/${key}`, { 'last-event-id': id });
    await until(() => back.events.length > 0);
    await pause(50);
    expect(back.events.map(({ event }) => event)).toEqual(['']);
    await inForce.put('proef', [rule(['A', 'B'], [0.5, 0.5])], made());
    await until(() => back.events.find(({ event }) => event === 'features'));
    back.leave();
    const late = await hear(`${serving.url}/sub/${key}`, { 'last-event-id': id });
    expect(Number((await until(() => late.events.find(({ event }) => event === 'features'))).id)).toBeGreaterThan(
      Number(id)
    );
    late.leave();
    await inForce.put('proef', [], made());
  });

  test('what another instance released comes too, within a second', async () => {
    const heard = await hear(`${serving.url}/sub/${key}`);
    await until(() => heard.events.find(({ event }) => event === 'features'));
    // As another process does it: in the same register, and without a word to this one.
    const { owner, site, target, definition } = rule(['A', 'ELDERS'], [0.5, 0.5]);
    const at = new Date();
    await (
      await register()
    ).transaction(async (transaction) => {
      await transaction.insert(table).values({ owner, site, target, definition, changedBy: 'bram', changedAt: at });
      await transaction
        .insert(releases)
        .values({ at, by: 'bram', why: 'elders', site, owner, target, before: null, after: definition });
    });
    const released = performance.now();
    const news = await until(() => heard.events.find(({ data }) => data.includes('ELDERS')));
    expect(news.at - released).toBeLessThan(1_000);
    heard.leave();
    await inForce.put('proef', [], made());
  });

  test('a site hears nothing of another', async () => {
    const other = await sites.create({ name: 'Oss', origins: ['https://www.oss.example'], events: [], team: '' });
    const heard = await hear(`${serving.url}/sub/${other.key}`);
    await until(() => heard.events.find(({ event }) => event === 'features'));
    await inForce.put('proef', [rule(['A', 'B'], [0.5, 0.5])], made());
    await inForce.put('proef', [], made());
    await pause(400);
    expect(heard.events.filter(({ event }) => event === 'features')).toHaveLength(1);
    heard.leave();
  });

  test('who does not read is let go, and nobody else notices', async () => {
    await until(() => streams.listeners() === 0);
    const heard = await hear(`${serving.url}/sub/${key}`);
    const deaf = connect(serving.port, '127.0.0.1');
    deaf.on('error', () => {});
    await new Promise<void>((done) => deaf.once('connect', done));
    deaf.write(`GET /sub/${key} HTTP/1.1\r\nHost: x\r\n\r\n`);
    deaf.pause();
    await until(() => streams.listeners() === 2);
    // Past what the kernel takes for it, and then past what is kept.
    for (let round = 0; streams.listeners() === 2 && round < 200; round++) {
      // This process is also the one that listens.
      await pause(5);
      await inForce.put('groot', [large(round)], made());
    }
    expect(streams.listeners()).toBe(1);
    await inForce.put('groot', [], made());
    await until(() => heard.events.at(-1)?.data.includes('"experiments":[]'));
    deaf.destroy();
    heard.leave();
  });

  test('who leaves is forgotten', async () => {
    const heard = await hear(`${serving.url}/sub/${key}`);
    await until(() => streams.listeners() === 1);
    heard.leave();
    await until(() => streams.listeners() === 0);
  });

  test('an unknown key gets an answer and no stream', async () => {
    const response = await get('/sub/site_nope');
    expect(response.status).toBe(400);
    expect(await body(response)).toEqual({ status: 400, error: 'Invalid API Key' });
  });
});

describe('GrowthBook’s own SDK', () => {
  const sdks: Sdk[] = [];
  const start = (kind: Parameters<typeof startSdk>[2]) => {
    const sdk = startSdk(serving.url, key, kind);
    sdks.push(sdk);
    return sdk;
  };
  afterAll(() => sdks.forEach((sdk) => sdk.end()));

  test('on a server: fetches, assigns as announced, hears what changes, and its exposures come in', async () => {
    await inForce.put('proef', [rule(['A', 'B'], [0.5, 0.5])], made());
    const sdk = start('server');
    const first = await until(() => sdk.said[0]);
    expect(first).toMatchObject({ source: 'network', success: true });
    const values = first['values'] as string[];
    // The same as the SDK makes of the payload by itself.
    const payload = (await body(await get(`/api/features/${key}`))) as object;
    const reference = new GrowthBookClient().initSync({ payload });
    expect(values).toEqual(
      values.map((_, index) => reference.evalFeature('knop.tekst', { attributes: { id: `v${index}` } }).value)
    );
    expect(new Set(values)).toEqual(new Set(['A', 'B']));

    const exposures = async () => {
      const rows = await stored('experiment_viewed');
      return rows.length === values.length ? rows : undefined;
    };
    await expect.poll(exposures, { timeout: 10_000 }).toBeDefined();
    const rows = (await exposures())!;
    expect(new Set(rows.map(({ visitor }) => visitor)).size).toBe(values.length);
    expect(rows.filter(({ properties }) => properties['variation'] === '1')).toHaveLength(
      values.filter((value) => value === 'B').length
    );
    expect(rows[0]).toMatchObject({ path: '/start', properties: { experiment: 'proef', unit: 'visitor' } });
    // Of all attributes and of the query nothing is kept.
    expect(JSON.stringify(await ask('SELECT * FROM events', {}, z.unknown()))).not.toMatch(/jan/);

    await inForce.put('proef', [], made('klaar'));
    const next = await until(() => sdk.said[1]);
    expect(new Set(next['values'] as string[])).toEqual(new Set(['Verder']));
  });

  test('in a browser: an open page changes, and a visitor keeps what was given', async () => {
    await inForce.put('proef', [rule(['A', 'B'], [0, 1])], made());
    const sdk = start('browser');
    await until(() => sdk.said.find(({ success }) => success));
    const last = () => sdk.said.findLast((line) => 'value' in line)?.['value'];
    expect(last()).toBe('B');
    // From now on everybody else gets A.
    await inForce.put('proef', [rule(['A2', 'B2'], [1, 0])], made());
    await until(() => last() === 'B2');
    await inForce.put('proef', [rule(['A3', 'B3'], [1, 0], { bucketVersion: 1, minBucketVersion: 1 })], made());
    // What was given before counts no longer: who had it takes no part.
    await until(() => last() === 'Verder');
    await inForce.put('proef', [], made());
    expect(sdk.said.filter(({ tracked }) => tracked === 'proef')).toEqual([
      { tracked: 'proef', variation: '1', stickyBucketUsed: false }
    ]);
  });

  test('evaluated by the server: gets its value, tells its exposure, and hears what changes', async () => {
    await inForce.put('proef', [rule(['A', 'B'], [0, 1], { condition: { organisation: '99000001' } })], made());
    const sdk = start('remote');
    await until(() => sdk.said.find(({ success }) => success));
    expect(sdk.said.find((line) => 'value' in line)).toMatchObject({ value: 'B' });
    await until(() => sdk.said.find(({ tracked }) => tracked === 'proef'));
    await features.changeDefault('knop.tekst', 'Verder', 'Ga door', made());
    await inForce.put('proef', [], made());
    await until(() => sdk.said.findLast((line) => 'value' in line)?.['value'] === 'Ga door');
    await features.changeDefault('knop.tekst', 'Ga door', 'Verder', made());
  });
});

describe('POST /track', () => {
  const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
  const track = (reported: unknown, headers: Record<string, string> = { origin: ORIGIN }, at = key) =>
    fetch(`${serving.url}/track?client_key=${at}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': AGENT, ...headers },
      body: typeof reported === 'string' ? reported : JSON.stringify(reported)
    });
  const exposure = (hashAttribute: string, hashValue: unknown, more: object = {}) => ({
    event_name: 'Experiment Viewed',
    properties_json: { experimentId: 'track', variationId: '1', hashAttribute, hashValue },
    user_id: null,
    device_id: 'apparaat',
    sdk_language: 'js',
    sdk_version: '1.8.0',
    url: `${ORIGIN}/start`,
    context_json: {},
    ...more
  });

  test('a delivery that comes twice counts once', async () => {
    const delivery = [
      exposure('id', 'twee'),
      { ...exposure('id', 'twee'), event_name: 'page_view', properties_json: { a: 1 } }
    ];
    // Within one minute: in the next it is another.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    expect(await body(await track(delivery))).toMatchObject({ accepted: 2, duplicate: 0 });
    expect(await body(await track(delivery))).toMatchObject({ accepted: 0, duplicate: 2 });
    vi.useRealTimers();
  });

  test('only the site’s own pages, and servers, report', async () => {
    expect((await track([], { origin: 'https://elders.example' })).status).toBe(403);
    expect((await track([], {}, 'site_nope')).status).toBe(401);
    expect((await track('{}')).status).toBe(400);
    expect((await track('[')).status).toBe(400);
    expect(await body(await track([exposure('id', 'server')], { 'user-agent': 'node' }))).toMatchObject({
      accepted: 1
    });
    // On a page the agent is the visitor's own, and robots are no visitors.
    const robot = await body(await track([exposure('id', 'robot')], { origin: ORIGIN, 'user-agent': 'Googlebot/2.1' }));
    expect(robot).toMatchObject({ accepted: 0, refused: [{ reason: 'bot' }] });
  });

  test('a unit that is no visitor stands apart', async () => {
    await track([
      exposure('id', 'u1'),
      exposure('company', '99000001'),
      exposure('user_id', 'u3', { device_id: null, user_id: 'u3' }),
      exposure('filiaal', 12)
    ]);
    const rows = (await stored('experiment_viewed')).filter(({ properties }) => properties['experiment'] === 'track');
    const units = rows.map(({ properties }) => properties['unit']);
    expect(units.filter((unit) => unit === 'organisation')).toHaveLength(1);
    expect(units).toEqual(expect.arrayContaining(['visitor', 'user_id', 'filiaal']));
    for (const { properties, organisation } of rows)
      expect(organisation === '0').toBe(properties['unit'] !== 'organisation');
  });
});
