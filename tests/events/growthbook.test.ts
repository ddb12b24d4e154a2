import { describe, expect, test } from 'vitest';
import { admit, isRefused, STANDARD_NAMES } from '#events/event.ts';
import { eventsOf } from '#events/growthbook.ts';

const AT = Date.parse('2026-11-23T10:00:30Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** As growthbookTrackingPlugin 1.8 sends it. */
const reported = (event_name: string, properties_json: object, more: object = {}) => ({
  event_name,
  properties_json,
  user_id: null,
  device_id: 'apparaat',
  page_id: null,
  session_id: 'sessie',
  sdk_language: 'js',
  sdk_version: '1.8.0',
  url: 'https://www.brabant.example/start?x=1',
  context_json: { email: 'jan@bedrijf.example', land: 'nl' },
  ...more
});
const exposure = (hashAttribute = 'id', hashValue: unknown = 'v1', more: object = {}) =>
  reported('Experiment Viewed', { experimentId: 'proef', variationId: '1', hashAttribute, hashValue }, more);

const take = (body: unknown, receivedAt = AT, names: string[] = []) =>
  eventsOf(body, {
    receivedAt,
    names: new Set(names),
    id: (text) => text,
    group: (attribute, name) => `~${attribute} ${name}`
  });
const events = (body: unknown, receivedAt = AT) => take(body, receivedAt)!.events as Record<string, unknown>[];
const ids = (body: unknown, receivedAt = AT) => events(body, receivedAt).map(({ id }) => id);

describe('an exposure', () => {
  test('says who got what, and nothing else about them', () => {
    expect(events([exposure()])).toEqual([
      {
        id: expect.any(String) as string,
        at: AT,
        name: 'experiment_viewed',
        visitor: 'v1',
        organisation: undefined,
        session: 'sessie',
        url: 'https://www.brabant.example/start?x=1',
        campaign: { name: undefined, medium: undefined, source: undefined },
        properties: { experiment: 'proef', variation: '1', unit: 'visitor' }
      }
    ]);
    expect(JSON.stringify(events([exposure()]))).not.toContain('jan@');
  });

  test.each([
    ['id', 'x', { visitor: 'x', properties: { unit: 'visitor' } }],
    ['device_id', 'x', { visitor: 'x', properties: { unit: 'visitor' } }],
    ['anonymous_id', 'x', { visitor: 'x', properties: { unit: 'visitor' } }],
    [
      'organisation',
      '99000001',
      { visitor: 'apparaat', organisation: '99000001', properties: { unit: 'organisation' } }
    ],
    ['company', 99000001, { visitor: 'apparaat', organisation: '99000001', properties: { unit: 'organisation' } }],
    [
      'gemeente',
      'Oss',
      { visitor: 'apparaat', organisation: undefined, properties: { unit: 'gemeente', group: '~gemeente Oss' } }
    ],
    ['constructor', 'x', { visitor: 'apparaat', properties: { unit: 'constructor', group: '~constructor x' } }]
  ])('divided by %s', (attribute, value, expected) => {
    expect(events([exposure(attribute, value)])[0]).toMatchObject(expected);
  });

  test('is the same one for a day, on whichever page, and another for every other unit, test or variant', () => {
    const [id] = ids([exposure()]);
    expect(ids([exposure('id', 'v1', { url: 'https://www.brabant.example/elders' })], AT + 60 * MINUTE)).toEqual([id]);
    expect(ids([exposure()], AT + DAY)).not.toEqual([id]);
    expect(ids([exposure('id', 'v2')])).not.toEqual([id]);
    const other = (change: object) => {
      const one = exposure();
      return { ...one, properties_json: { ...one.properties_json, ...change } };
    };
    expect(ids([other({ variationId: '0' })])).not.toEqual([id]);
    expect(ids([other({ experimentId: 'ander' })])).not.toEqual([id]);
  });

  test.each([{ hashValue: '' }, { experimentId: undefined }, { variationId: null }, { hashAttribute: 1 }])(
    'that does not say who got what is refused at the door: %j',
    (change) => {
      const one = exposure();
      const [event] = events([{ ...one, properties_json: { ...one.properties_json, ...change } }]);
      const arrival = {
        source: 's',
        names: new Set<string>(STANDARD_NAMES),
        receivedAt: AT,
        skewMinutes: 0,
        agent: '',
        language: ''
      };
      const outcome = admit(event, 0, arrival);
      expect(isRefused(outcome) && outcome.reason).toBe('malformed');
    }
  );
});

describe('other events', () => {
  test.each([
    ['Page View', 'page_view'],
    ['page_view', 'page_view'],
    ['PageView', 'page_view'],
    ['Signed Up!', 'signed_up'],
    ['guide.opened', 'guide_opened']
  ])('"%s" is called %s', (given, name) => {
    expect(events([reported(given, { a: 1 }, { page_title: 'Start', utm_campaign: 'brief' })])[0]).toMatchObject({
      name,
      visitor: 'apparaat',
      campaign: { name: 'brief' },
      properties: { a: 1, title: 'Start' }
    });
  });

  test('twice in one delivery is twice; the same delivery within a minute is one', () => {
    const delivery = [reported('klik', { a: 1 }), reported('klik', { a: 1 }), reported('klik', { a: 2 })];
    expect(new Set(ids(delivery)).size).toBe(3);
    expect(ids(delivery, AT + 20_000)).toEqual(ids(delivery));
    expect(ids(delivery, AT + MINUTE)).not.toEqual(ids(delivery));
  });

  test('who somebody is comes from the device, else the user; the organisation from its attribute', () => {
    expect(events([reported('klik', {}, { device_id: null, user_id: 'u' })])[0]).toMatchObject({ visitor: 'u' });
    expect(events([reported('klik', {}, { context_json: { company: '99000001' } })])[0]).toMatchObject({
      visitor: 'apparaat',
      organisation: '99000001'
    });
  });

  test('which values were asked for is left out, unless the site wants to know', () => {
    const delivery = [reported('Feature Evaluated', { feature: 'knop', value: 'A' }), exposure()];
    expect(take(delivery)).toMatchObject({ leftOut: 1, events: [{ name: 'experiment_viewed' }] });
    expect(take(delivery, AT, ['feature_evaluated'])).toMatchObject({
      leftOut: 0,
      events: [{ name: 'feature_evaluated' }, {}]
    });
  });
});

test('what is no list is no delivery; what is no event in it is passed on to be refused', () => {
  expect(take({ events: [] })).toBeUndefined();
  expect(take(null)).toBeUndefined();
  expect(take([5, null, {}, exposure()])?.events.slice(0, 3)).toEqual([5, null, {}]);
});
