import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  ADMISSION,
  admit,
  AGE_LIMIT,
  AHEAD_LIMIT,
  isRefused,
  PROPERTY_BYTES,
  PROPERTY_LIMIT,
  REASONS,
  scrub,
  skewMinutes,
  STANDARD_NAMES
} from '#events/event.ts';
import { fc } from '../property.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const arrival = {
  source: 'site',
  names: new Set<string>([...STANDARD_NAMES, 'own_event']),
  receivedAt: NOW,
  skewMinutes: 0,
  agent: CHROME,
  language: 'nl-NL,nl;q=0.9'
};
const good = { id: '0192f0c1-2c3d-4e5f-8a6b-7c8d9e0f1a2b', name: 'page_view', at: NOW - 1000, visitor: 'v1' };

const outcome = (change: object, context: Partial<typeof arrival> = {}) =>
  admit({ ...good, ...change }, 3, { ...arrival, ...context });
const refusal = (change: object, context: Partial<typeof arrival> = {}) => {
  const result = outcome(change, context);
  return isRefused(result) ? result.reason : undefined;
};

describe('each rule', () => {
  test('a good event is admitted with what it says', () => {
    expect(
      outcome({
        session: 's',
        organisation: '99 000 001',
        url: 'https://www.brabant.example/aanmelden?utm_campaign=najaar&naam=Jan#x',
        referrer: 'https://zoeken.example/?q=geheim',
        properties: { step: 2, ok: true, note: null },
        context: { language: 'nl-NL' }
      })
    ).toEqual({
      id: good.id,
      name: 'page_view',
      at: NOW - 1000,
      visitor: 'v1',
      session: 's',
      organisation: '99 000 001',
      host: 'www.brabant.example',
      path: '/aanmelden',
      referrer: 'zoeken.example',
      campaign: 'najaar',
      medium: '',
      device: 'desktop',
      browser: 'Chrome',
      language: 'nl',
      properties: { step: '2', ok: 'true' }
    });
  });

  test('malformed: id, name, times and shapes that are not what they should be', () => {
    for (const change of [
      { id: 'x' },
      { name: 5 },
      { at: 'yesterday' },
      { at: 1.5 },
      { visitor: 'v'.repeat(129) },
      { url: 'not an address' },
      { properties: [] }
    ]) {
      expect(refusal(change), JSON.stringify(change)).toBe('malformed');
    }
    expect(isRefused(admit(null, 0, arrival))).toBe(true);
    expect(isRefused(admit('event', 0, arrival))).toBe(true);
  });

  test('unknown name: neither standard nor declared by the site', () => {
    expect(refusal({ name: 'own_event' })).toBeUndefined();
    expect(refusal({ name: 'other_event' })).toBe('unknown_name');
    expect(refusal({ name: 'Page View' })).toBe('unknown_name');
  });

  test('bot: by the agent of the request or of the event', () => {
    expect(refusal({}, { agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' })).toBe('bot');
    expect(refusal({ context: { agent: 'curl/8.0' } })).toBe('bot');
    expect(refusal({ context: { agent: CHROME } }, { agent: 'node' })).toBeUndefined();
  });

  test('clock: a little ahead is set to now, far ahead or very old is refused', () => {
    expect(outcome({ at: NOW + AHEAD_LIMIT })).toMatchObject({ at: NOW });
    expect(refusal({ at: NOW + AHEAD_LIMIT + 1 })).toBe('clock');
    expect(refusal({ at: NOW - AGE_LIMIT })).toBeUndefined();
    expect(refusal({ at: NOW - AGE_LIMIT - 1 })).toBe('clock');
    expect(outcome({ at: '2026-11-23T12:59:00+01:00' })).toMatchObject({ at: NOW - 60_000 });
  });

  test('clock: a sender that is two hours ahead is corrected by its time of sending', () => {
    const twoHours = 2 * 3_600_000;
    const minutes = skewMinutes(NOW + twoHours + 400, NOW);
    expect(minutes).toBe(-120);
    expect(outcome({ at: NOW + twoHours - 5_000 }, { skewMinutes: minutes })).toMatchObject({ at: NOW - 5_000 });
    expect(skewMinutes(NOW - 70_000, NOW)).toBe(0);
    expect(skewMinutes(undefined, NOW)).toBe(0);
  });

  test('no actor: neither visitor nor organisation', () => {
    expect(refusal({ visitor: undefined })).toBe('no_actor');
    expect(refusal({ visitor: undefined, organisation: '99000001' })).toBeUndefined();
  });

  test('oversized properties: too many, too long a name, too much together', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'x']));
    expect(refusal({ properties: many(PROPERTY_LIMIT) })).toBeUndefined();
    expect(refusal({ properties: many(PROPERTY_LIMIT + 1) })).toBe('oversized_properties');
    expect(refusal({ properties: { ['n'.repeat(65)]: 'x' } })).toBe('oversized_properties');
    expect(refusal({ properties: { text: 'x'.repeat(PROPERTY_BYTES) } })).toBe('oversized_properties');
  });

  test('personal data: a property name that is somebody', () => {
    expect(refusal({ properties: { 'jan@voorbeeld.nl': 'ja' } })).toBe('personal_data');
    expect(refusal({ properties: { '123456782': 'ja' } })).toBe('personal_data');
  });

  test('every reason that exists can be given', () => {
    const given = new Set([
      refusal({ id: 'x' }),
      refusal({ name: 'nope' }),
      refusal({}, { agent: 'curl/8' }),
      refusal({ at: 0 }),
      refusal({ visitor: '' }),
      refusal({ properties: { text: 'x'.repeat(PROPERTY_BYTES) } }),
      refusal({ properties: { 'a@b.nl': 1 } })
    ]);
    expect(given).toEqual(new Set(REASONS));
    expect(ADMISSION.map(([name]) => name)).toEqual([
      'read',
      'refuseBots',
      'setClock',
      'requireActor',
      'readAddress',
      'readProperties'
    ]);
  });
});

describe('scrubbing', () => {
  test.each([
    ['/inschrijven/jan.jansen@bedrijf.example/klaar', '/inschrijven/[e-mail]/klaar'],
    ['/zoek/jan%40bedrijf.example', '/zoek/[e-mail]'],
    ['bsn 123456782', 'bsn [nummer]'],
    ['bel 06-12 34 56 78', 'bel [nummer]'],
    ['/dossier/2026-0001234567', '/dossier/[nummer]'],
    ['NL91 ABNA 0417 1643 00', 'NL91 ABNA [nummer]'],
    ['/besluit/123456/2026', '/besluit/123456/2026'],
    ['week 47 van 2026', 'week 47 van 2026']
  ])('%s becomes %s', (before, after) => expect(scrub(before)).toBe(after));

  test('no run of seven digits and no address is left, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^\d{7,20}$/), fc.string(), (before, digits, after) => {
        expect(scrub(`${before}${digits}${after}`)).not.toContain(digits);
      })
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.emailAddress().filter((address) => !address.includes('/@')),
        (before, address) => {
          expect(scrub(`${before} ${address}`)).not.toContain(address);
        }
      )
    );
  });

  test('scrubbing twice changes nothing more', () => {
    fc.assert(fc.property(fc.string(), (text) => scrub(scrub(text)) === scrub(text)));
  });
});

test('whatever arrives is admitted or refused with a known reason, never thrown', () => {
  const anything = fc.record(
    {
      id: fc.oneof(fc.constant(randomUUID()), fc.anything()),
      name: fc.oneof(fc.constantFrom(...STANDARD_NAMES), fc.anything()),
      at: fc.oneof(fc.integer({ min: NOW - AGE_LIMIT, max: NOW }), fc.anything()),
      visitor: fc.oneof(fc.string(), fc.anything()),
      url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.anything()),
      properties: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
      context: fc.anything(),
      campaign: fc.anything(),
      referrer: fc.oneof(fc.string(), fc.anything())
    },
    { requiredKeys: [] }
  );
  fc.assert(
    fc.property(fc.oneof(anything, fc.anything()), (value) => {
      const result = admit(value, 0, arrival);
      if (isRefused(result)) expect(REASONS).toContain(result.reason);
      else expect(result.at).toBeLessThanOrEqual(NOW);
    }),
    { numRuns: 500 }
  );
});
