import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as door from '#events/door.server.ts';
import { BODY_LIMIT } from '#events/event.ts';
import * as events from '#events/events.server.ts';
import * as sites from '#events/sites.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

const ORIGIN = 'https://www.brabant.example';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
let key = '';

beforeAll(async () => {
  key = (await sites.create({ name: 'Brabant', origins: [ORIGIN], events: ['guide_opened'], team: '' })).key;
});
afterAll(() => events.close());

const event = (change: object = {}) => ({
  id: randomUUID(),
  name: 'page_view',
  at: Date.now(),
  visitor: 'v',
  url: `${ORIGIN}/x`,
  ...change
});
const post = async (body: unknown, change: Partial<door.DoorRequest> = {}) => {
  const answer = await door.answer({
    method: 'POST',
    key,
    origin: ORIGIN,
    agent: AGENT,
    language: 'nl-NL,nl;q=0.9',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...change
  });
  return { ...answer, json: answer.body === '' ? undefined : (JSON.parse(answer.body) as Record<string, unknown>) };
};
const stored = (id: string) =>
  ask(
    'SELECT toString(organisation) AS organisation, toString(actor) AS actor, path, properties, toUnixTimestamp64Milli(at) AS at FROM events WHERE id = {id:UUID}',
    { id },
    z.object({
      organisation: z.string(),
      actor: z.string(),
      path: z.string(),
      properties: z.record(z.string(), z.string()),
      at: z.coerce.number()
    })
  );
const ledger = async () => {
  const rows = await ask(
    "SELECT if(reason = '', toString(outcome), reason) AS what, sum(events) AS n FROM ledger WHERE source = 'brabant' GROUP BY what",
    {},
    z.object({ what: z.string(), n: z.coerce.number() })
  );
  return Object.fromEntries(rows.map((row) => [row.what, row.n]));
};

describe('the door', () => {
  test('answers 202 with what became of each event, and keeps the account', async () => {
    const twice = event();
    const answer = await post({
      events: [
        event(),
        event({ name: 'guide_opened' }),
        twice,
        twice,
        event({ name: 'nope' }),
        event({ at: 0 }),
        event({ at: Date.now() - 7_200_000 })
      ]
    });
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN });
    expect(answer.json).toMatchObject({
      accepted: 4,
      duplicate: 1,
      refused: [
        { index: 4, reason: 'unknown_name' },
        { index: 5, reason: 'clock' }
      ]
    });
    await events.flush();
    expect(await ledger()).toEqual({ received: 7, accepted: 4, duplicate: 1, late: 1, unknown_name: 1, clock: 1 });
  });

  test('counts a refused event once that comes twice, as when a page leaves', async () => {
    const before = await ledger();
    const odd = event({ name: 'nooit' });
    const [first, again] = [await post({ events: [odd] }), await post({ events: [odd] })];
    expect(again.json).toEqual(first.json);
    expect(first.json).toMatchObject({ accepted: 0, refused: [{ reason: 'unknown_name' }] });
    await events.flush();
    const after = await ledger();
    const grown = (what: string) => (after[what] ?? 0) - (before[what] ?? 0);
    expect(['received', 'duplicate', 'unknown_name'].map(grown)).toEqual([2, 1, 1]);
  });

  test('an event sent again stands in the warehouse once', async () => {
    const one = event();
    await post({ events: [one] });
    expect((await post({ events: [one] })).json).toEqual({ accepted: 0, duplicate: 1, refused: [] });
    await events.flush();
    expect(await stored(one.id)).toHaveLength(1);
  });

  test('an organisation is stored as its pseudonym only', async () => {
    const one = event({
      organisation: '9900 0001',
      url: `${ORIGIN}/bedrijf/99000001`,
      properties: { note: 'kvk 99000001' }
    });
    await post({ events: [one] });
    await events.flush();
    const rows = await stored(one.id);
    expect(rows).toEqual([
      {
        organisation: organisationKey('99000001'),
        actor: organisationKey('99000001'),
        path: '/bedrijf/[nummer]',
        properties: { note: 'kvk [nummer]' },
        at: one.at
      }
    ]);
    const everything = JSON.stringify(await ask('SELECT * FROM events', {}, z.unknown()));
    expect(everything).not.toContain('99000001');
  });

  test.each([
    ['an unknown key', { key: 'site_nope' }, 401, 'site_unknown'],
    ['no key', { key: null }, 401, 'site_unknown'],
    ['another origin', { origin: 'https://elders.example' }, 403, 'origin_refused'],
    ['no JSON', { body: '{' }, 400, 'malformed_batch'],
    ['no batch', { body: '{"events":5}' }, 400, 'malformed_batch'],
    ['too large a body', { body: `{"x":"${'x'.repeat(BODY_LIMIT)}"}` }, 413, 'body_too_large'],
    [
      'too many events',
      { body: JSON.stringify({ events: Array.from({ length: 1001 }, () => event()) }) },
      413,
      'batch_too_large'
    ],
    ['a GET', { method: 'GET' }, 405, 'method']
  ])('refuses %s', async (_, change, status, error) => {
    const answer = await post({ events: [event()] }, change);
    expect(answer).toMatchObject({ status, json: { error } });
  });

  test('the key may stand in the body, for sendBeacon without a query', async () => {
    expect((await post({ key, events: [event()] }, { key: null })).status).toBe(202);
  });

  test('a browser that asks first hears what is allowed', async () => {
    const answer = await post('', { method: 'OPTIONS' });
    expect(answer).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': 'POST', 'access-control-allow-origin': ORIGIN }
    });
  });
});
