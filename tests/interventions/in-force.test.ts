import { beforeAll, describe, expect, test } from 'vitest';
import * as sites from '#events/sites.server.ts';
import * as features from '#interventions/features.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { inOrder, type Entry, type FeatureEntry, type PageEntry } from '#interventions/in-force.ts';
import * as payloads from '#interventions/payloads.server.ts';
import { history, newestAtEachPlace } from '#interventions/releases.server.ts';
import { register } from '#store/register.server.ts';
import { inForce as table } from '#store/tables.server.ts';
import { useStores } from '../stores.ts';

useStores();

const ORIGIN = 'https://www.brabant.example';
const AT = new Date('2026-11-23T10:00:00.123Z');
const made = (why: string, more: Partial<{ by: string; at: Date }> = {}) => ({ by: 'anna', why, at: AT, ...more });

beforeAll(async () => {
  await sites.create({ name: 'Brabant', origins: [ORIGIN], events: [], team: '' });
  await sites.create({ name: 'Oss', origins: ['https://www.oss.example'], events: [], team: '' });
  await features.create(
    { key: 'knop.tekst', description: 'Tekst op de knop', defaultValue: 'Verder', sites: ['brabant', 'oss'] },
    made('nieuw')
  );
});

const division = { hashAttribute: 'id', hashVersion: 2 as const };
const rule = (owner: string, values: [string, string], site = 'brabant'): FeatureEntry => ({
  owner,
  site,
  target: 'feature:knop.tekst',
  definition: { rules: [{ ...division, key: owner, variations: values, weights: [0.5, 0.5] }] }
});
const page = (owner: string, change: object, more: object = {}): PageEntry => ({
  owner,
  site: 'brabant',
  target: 'page',
  definition: {
    experiments: [
      {
        ...division,
        key: `${owner}-pagina`,
        urlPatterns: [{ include: true, type: 'simple', pattern: '/start' }],
        variations: [{}, change],
        weights: [0.5, 0.5],
        ...more
      }
    ]
  }
});
const HEADING = {
  domMutations: [{ selector: 'h1', action: 'set' as const, attribute: 'html', value: '<em>Nieuw</em>' }]
};
const ofBrabant = async () => (await payloads.of('brabant')).payload;

describe('putting in force', () => {
  test('replaces all that an owner had, and tells each difference once', async () => {
    await inForce.put('proef', [rule('proef', ['A', 'B']), page('proef', HEADING)], made('start'));
    const first = await ofBrabant();
    expect(first.features['knop.tekst']?.rules).toMatchObject([{ key: 'proef', variations: ['A', 'B'] }]);
    expect(first.experiments).toMatchObject([{ key: 'proef-pagina' }]);

    const before = (await history({ owner: 'proef' })).length;
    await inForce.put('proef', [rule('proef', ['A', 'C']), page('proef', HEADING)], made('andere tekst'));
    const [release, ...more] = await history({ owner: 'proef' });
    expect(more).toHaveLength(before);
    expect(release).toMatchObject({
      by: 'anna',
      why: 'andere tekst',
      target: 'feature:knop.tekst',
      before: { rules: [{ variations: ['A', 'B'] }] },
      after: { rules: [{ variations: ['A', 'C'] }] }
    });
    const second = await ofBrabant();
    expect(second.features['knop.tekst']?.rules).toMatchObject([{ variations: ['A', 'C'] }]);
    // The same moment, and yet another version: an SDK leaves a payload whose version it has.
    expect(second.dateUpdated > first.dateUpdated).toBe(true);
    expect(second.dateUpdated.slice(0, 23)).toBe(AT.toISOString().slice(0, 23));
  });

  test('the same again is no release, and leaves the version as it is', async () => {
    const { dateUpdated } = await ofBrabant();
    const before = await history({ owner: 'proef' });
    await inForce.put('proef', [page('proef', HEADING), rule('proef', ['A', 'C'])], made('nog eens'));
    expect(await history({ owner: 'proef' })).toEqual(before);
    expect((await ofBrabant()).dateUpdated).toBe(dateUpdated);
  });

  test('an empty set withdraws everything, and the payload says so with what is empty', async () => {
    await inForce.put('proef', [], made('klaar'));
    expect(await ofBrabant()).toMatchObject({
      features: { 'knop.tekst': { defaultValue: 'Verder' } },
      experiments: []
    });
    expect((await ofBrabant()).features['knop.tekst']).not.toHaveProperty('rules');
    expect((await history({ owner: 'proef' })).slice(0, 2)).toMatchObject([{ after: null }, { after: null }]);
  });

  test('all of a set or nothing: one wrong entry leaves everything as it was', async () => {
    const before = await ofBrabant();
    const wrong = { ...rule('half', ['A', 'B']), target: 'feature:bestaat-niet' } as Entry;
    await expect(inForce.put('half', [page('half', HEADING), wrong], made('half'))).rejects.toMatchObject({
      code: 'feature_unknown'
    });
    expect(await inForce.current({ owner: 'half' })).toEqual([]);
    expect(await ofBrabant()).toEqual(before);
  });

  test('a version never goes back, also when the clock does', async () => {
    const before = (await ofBrabant()).dateUpdated;
    await inForce.put('terug', [page('terug', HEADING)], made('klok', { at: new Date('2026-01-01T00:00:00Z') }));
    expect((await ofBrabant()).dateUpdated > before).toBe(true);
    await inForce.put('terug', [], made('klok', { at: new Date('2025-01-01T00:00:00Z') }));
  });

  test('many at once all come in, one after another, without a version twice', async () => {
    const versions = new Set<string>();
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await inForce.put(`samen-${index}`, [page(`samen-${index}`, HEADING)], made('samen'));
        const { dateUpdated, experiments } = await ofBrabant();
        expect(experiments.map(({ key }) => key)).toContain(`samen-${index}-pagina`);
        versions.add(`${dateUpdated} ${experiments.length}`);
      })
    );
    // One version is one content.
    expect(new Set([...versions].map((one) => one.split(' ')[0])).size).toBe(versions.size);
    expect((await inForce.current({ site: 'brabant' })).map(({ owner }) => owner)).toHaveLength(12);
    for (let index = 0; index < 12; index++) await inForce.put(`samen-${index}`, [], made('klaar'));
  });

  test('what another site has is not touched by it', async () => {
    const oss = (await payloads.of('oss')).release;
    await inForce.put('eigen', [rule('eigen', ['A', 'B'])], made('start'));
    expect((await payloads.of('oss')).release).toBe(oss);
    expect((await payloads.of('oss')).payload.features['knop.tekst']).toEqual({ defaultValue: 'Verder' });
    await inForce.put('eigen', [], made('klaar'));
  });

  test.each<[string, string, () => Entry[]]>([
    ['another owner', 'owner_differs', () => [rule('ander', ['A', 'B'])]],
    ['one place twice', 'place_twice', () => [page('p', HEADING), page('p', {})]],
    ['a site that is not there', 'site_unknown', () => [rule('p', ['A', 'B'], 'nergens')]],
    ['a redirect to elsewhere', 'redirect_strays', () => [page('p', { urlRedirect: 'https://elders.example/' })]],
    ['a redirect that is no whole address', 'entry_malformed', () => [page('p', { urlRedirect: '/nieuw' })]],
    ['a script', 'entry_malformed', () => [page('p', { js: 'alert(1)' })]],
    [
      'markup that runs a script',
      'entry_malformed',
      () => [page('p', { domMutations: [{ ...HEADING.domMutations[0], value: '<img src="x" onerror="alert(1)">' }] })]
    ],
    ['style that calls elsewhere', 'entry_malformed', () => [page('p', { css: '@import "//x.example"' })]],
    [
      'a selector no browser can read',
      'entry_malformed',
      () => [page('p', { domMutations: [{ ...HEADING.domMutations[0], selector: 'h1[' }] })]
    ],
    ['shares that are not a whole', 'entry_malformed', () => [page('p', {}, { weights: [0.5, 0.4] })]],
    ['fewer shares than variants', 'entry_malformed', () => [page('p', {}, { weights: [1] })]],
    [
      'no pages',
      'entry_malformed',
      () => [page('p', {}, { urlPatterns: [{ include: false, type: 'simple', pattern: '/x' }] })]
    ],
    ['the biased hash', 'entry_malformed', () => [page('p', {}, { hashVersion: 1 })]],
    [
      'a rule with a value and a division',
      'entry_malformed',
      () => [
        {
          ...rule('p', ['A', 'B']),
          definition: { rules: [{ ...rule('p', ['A', 'B']).definition.rules[0], force: 'A' }] }
        }
      ]
    ],
    ['a key it does not know', 'entry_malformed', () => [page('p', {}, { wieghts: [1, 0] })]]
  ])('refuses %s', async (_, code, entries) => {
    await expect(inForce.put('p', entries(), made('x'))).rejects.toMatchObject({ code });
    expect(await inForce.current({ owner: 'p' })).toEqual([]);
  });

  test('two owners do not report under one name', async () => {
    await inForce.put('een', [page('een', HEADING)], made('x'));
    await expect(inForce.put('twee', [page('twee', HEADING, { key: 'een-pagina' })], made('x'))).rejects.toMatchObject({
      code: 'key_taken'
    });
    await inForce.put('een', [], made('x'));
  });
});

describe('the order at one place', () => {
  test('is that of hands before experiments, the latest hand first, experiments by name', async () => {
    const hand = (name: string, value: string): FeatureEntry => ({
      ...rule(`hand:${name}`, ['', '']),
      definition: { rules: [{ force: value }] }
    });
    await inForce.put('zoek', [rule('zoek', ['A', 'B'])], made('x'));
    await inForce.put('hand:anna', [hand('anna', 'eerst')], made('x'));
    await inForce.put('appel', [rule('appel', ['C', 'D'])], made('x'));
    await inForce.put('hand:bram', [hand('bram', 'later')], made('x', { at: new Date(AT.getTime() + 1) }));
    const rules = async () => (await ofBrabant()).features['knop.tekst']?.rules?.map(({ key, force }) => key ?? force);
    expect(await rules()).toEqual(['later', 'eerst', 'appel', 'zoek']);
    // A step further changes nobody's place.
    await inForce.put('zoek', [rule('zoek', ['A', 'E'])], made('x', { at: new Date(AT.getTime() + 2) }));
    expect(await rules()).toEqual(['later', 'eerst', 'appel', 'zoek']);
    for (const owner of ['zoek', 'appel', 'hand:anna', 'hand:bram']) await inForce.put(owner, [], made('x'));
  });

  test('does not depend on the order in which it is found', () => {
    const entries = ['hand:b', 'x', 'a', 'hand:a'].map((owner) => ({ owner, changedAt: AT }));
    expect(inOrder(entries)).toEqual(inOrder([...entries].reverse()));
  });
});

describe('taking back', () => {
  test('a value changed by hand is on all its sites what it was', async () => {
    await features.changeDefault('knop.tekst', 'Verder', 'Ga door', made('korter'));
    expect((await ofBrabant()).features['knop.tekst']?.defaultValue).toBe('Ga door');
    const [release] = await history({ site: 'oss' });
    await inForce.rollBack(release!.id, made('toch niet'));
    for (const site of ['brabant', 'oss'])
      expect((await payloads.of(site)).payload.features['knop.tekst']?.defaultValue).toBe('Verder');
    const [back] = await history({ site: 'brabant' });
    expect(back).toMatchObject({
      why: 'toch niet',
      before: { defaultValue: 'Ga door' },
      after: { defaultValue: 'Verder' }
    });
    await expect(inForce.rollBack(release!.id, made('nog eens'))).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });

  test('what was changed in one go goes back in one go', async () => {
    const hand = 'hand:anna';
    const forced: Entry = { ...rule(hand, ['', '']), definition: { rules: [{ force: 'vast' }] } };
    await inForce.put(hand, [forced], made('vast'));
    await inForce.put(hand, [forced, page(hand, HEADING)], made('en de pagina'));
    await inForce.put(hand, [], made('alles weg'));
    const [newest, other] = await history({ owner: hand });
    expect([newest?.after, other?.after]).toEqual([null, null]);
    await inForce.rollBack(other!.id, made('toch weer'));
    expect((await inForce.current({ owner: hand })).map(({ target }) => target).sort()).toEqual([
      'feature:knop.tekst',
      'page'
    ]);
    await inForce.put(hand, [], made('klaar'));
  });

  test('a change that others came after stays', async () => {
    const hand = 'hand:anna';
    const forced = (value: string): Entry => ({ ...rule(hand, ['', '']), definition: { rules: [{ force: value }] } });
    await inForce.put(hand, [forced('een')], made('een'));
    const [first] = await history({ owner: hand });
    await inForce.put(hand, [forced('twee')], made('twee'));
    const places = (await newestAtEachPlace()).map(({ id }) => id);
    expect([places.includes(first!.id), places.includes(first!.id + 1)]).toEqual([false, true]);
    await expect(inForce.rollBack(first!.id, made('terug'))).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await inForce.put(hand, [], made('klaar'));
  });

  test('two at once do not both succeed', async () => {
    const hand = 'hand:anna';
    await inForce.put(hand, [{ ...rule(hand, ['', '']), definition: { rules: [{ force: 1 }] } }], made('een'));
    const [release] = await history({ owner: hand });
    const outcomes = await Promise.allSettled([1, 2].map(() => inForce.rollBack(release!.id, made('terug'))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await inForce.current({ owner: hand })).toEqual([]);
  });

  test('what an experiment put in force is for the experiment to take back', async () => {
    await inForce.put('proef', [rule('proef', ['A', 'B'])], made('start'));
    const [release] = await history({ owner: 'proef' });
    await expect(inForce.rollBack(release!.id, made('x'))).rejects.toMatchObject({ code: 'owner_decides' });
    await inForce.put('proef', [], made('klaar'));
    await expect(inForce.rollBack(9_999_999, made('x'))).rejects.toMatchObject({
      code: 'release_unknown',
      status: 404
    });
  });
});

describe('features', () => {
  const create = (change: object) =>
    features.create(
      { key: 'nieuw', description: 'Iets nieuws', defaultValue: true, sites: ['brabant'], ...change },
      made('nieuw')
    );

  test.each([
    ['a key with a capital', { key: 'Hoofdletter' }, 'feature_malformed'],
    ['a key that begins with a digit', { key: '1knop' }, 'feature_malformed'],
    ['a key with a space', { key: 'a b' }, 'feature_malformed'],
    ['a key with two dots', { key: 'a..b' }, 'feature_malformed'],
    ['no description', { description: ' ' }, 'feature_malformed'],
    ['no site', { sites: [] }, 'feature_malformed'],
    ['a value that is too long', { defaultValue: 'x'.repeat(20_001) }, 'feature_malformed'],
    ['no value', { defaultValue: null }, 'feature_malformed'],
    ['a value that cannot be kept', { defaultValue: { a: '\u0000' } }, 'feature_malformed'],
    ['a site that is not there', { sites: ['nergens'] }, 'site_unknown'],
    ['a key that is taken', { key: 'knop.tekst' }, 'feature_exists']
  ])('are not made of %s', async (_, change, code) => {
    await expect(create(change)).rejects.toMatchObject({ code });
  });

  test.each([[true], [0], [''], ['tekst'], [[1, { a: 'é' }]], [{ b: 1, a: [null] }]])('hold %j', async (value) => {
    const key = `waarde-${JSON.stringify(value).length}`;
    await create({ key, defaultValue: value });
    expect((await ofBrabant()).features[key]?.defaultValue).toEqual(value);
  });

  test('somebody else’s change is not overwritten unseen', async () => {
    await create({ key: 'samen', defaultValue: 1 });
    await features.changeDefault('samen', 1, 2, made('twee'));
    await expect(features.changeDefault('samen', 1, 3, made('drie'))).rejects.toMatchObject({
      code: 'changed_meanwhile'
    });
    expect((await ofBrabant()).features['samen']?.defaultValue).toBe(2);
  });

  test('are archived once nothing is in force on them, and their name does not come back', async () => {
    await create({ key: 'weg', defaultValue: 1 });
    const entry = { ...rule('weg', ['A', 'B']), target: 'feature:weg' } as Entry;
    await inForce.put('weg', [entry], made('x'));
    await expect(features.archive('weg', made('x'))).rejects.toMatchObject({ code: 'feature_in_use' });
    await inForce.put('weg', [], made('x'));
    await features.archive('weg', made('niet meer nodig'));
    expect((await ofBrabant()).features).not.toHaveProperty('weg');
    expect((await features.list()).map(({ key }) => key)).not.toContain('weg');
    await expect(create({ key: 'weg' })).rejects.toMatchObject({ code: 'feature_exists' });
    await expect(features.changeDefault('weg', 1, 2, made('x'))).rejects.toMatchObject({ code: 'feature_archived' });
    const [release] = await history({ site: 'brabant' });
    await inForce.rollBack(release!.id, made('toch wel'));
    expect((await ofBrabant()).features['weg']).toEqual({ defaultValue: 1 });
  });
});

test('a payload is of one moment, whatever is released while it is made', async () => {
  const owners = ['m1', 'm2', 'm3'];
  let busy = true;
  const seen: string[] = [];
  const reading = (async () => {
    while (busy) {
      const { payload } = await payloads.of('brabant');
      seen.push(`${payload.dateUpdated} ${JSON.stringify(payload.experiments.map(({ key }) => key))}`);
      await new Promise((done) => setImmediate(done));
    }
  })();
  for (let round = 0; round < 10; round++)
    for (const owner of owners)
      await inForce.put(owner, round % 2 ? [] : [page(owner, HEADING)], made(`ronde ${round}`));
  busy = false;
  await reading;
  const contents = Map.groupBy(new Set(seen), (one) => one.split(' ')[0]);
  for (const [version, states] of contents) expect(states, version).toHaveLength(1);
  expect(await (await register()).select().from(table)).toEqual([]);
});
