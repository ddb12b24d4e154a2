/** Oracles: the language-neutral suite of GrowthBook's SDKs, and the official SDK itself on whatever comes up. */
import { GrowthBook, isURLTargeted } from '@growthbook/growthbook';
import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  bucketRanges,
  chooseVariation,
  equalWeights,
  hash,
  isTargeted,
  variationOf,
  withQuery,
  type Assignable,
  type Filter,
  type Range,
  type UrlPattern
} from '#experiments/assignment.ts';
import { fc } from '../property.ts';

const FILE = '../shared/cases/growthbook-sdk-cases.json';

type Attributes = Record<string, string | number | null>;
interface Redirecting extends Assignable {
  urlPatterns: UrlPattern[];
  variations: { urlRedirect?: string }[];
  persistQueryString?: boolean;
}
interface Cases {
  hash: [seed: string, unit: string, version: number, place: number | null][];
  getBucketRange: [name: string, [count: number, coverage: number, weights: number[] | null], ranges: Range[]][];
  chooseVariation: [name: string, place: number, ranges: Range[], index: number][];
  getEqualWeights: [count: number, weights: number[]][];
  run: [
    name: string,
    context: { attributes?: Attributes },
    experiment: Assignable,
    value: unknown,
    inExperiment: boolean,
    hashUsed: boolean
  ][];
  urlRedirect: [
    name: string,
    context: { attributes: Attributes; url: string; experiments: Redirecting[] },
    results: { inExperiment: boolean; urlRedirect: string; urlWithParams: string }[]
  ][];
}

/** Decided elsewhere: who is asked at all, and what a value forced upon everybody is. */
const NOT_ASSIGNMENT =
  /condition|forced? |qa mode|inactive|disabled|savedgroups|single variation|querystring|precendence|namespace/i;

const isThere = existsSync(FILE);
describe.skipIf(!isThere)('the suite of the SDKs (../shared/cases)', () => {
  const cases = (isThere ? JSON.parse(readFileSync(FILE, 'utf8')) : {}) as Cases;

  test('hash', () => {
    for (const [seed, unit, version, place] of cases.hash) expect(hash(seed, unit, version) ?? null).toBe(place);
    expect(cases.hash).toHaveLength(15);
  });

  test('bucket ranges', () => {
    for (const [name, [count, coverage, weights], ranges] of cases.getBucketRange) {
      const ours = bucketRanges(count, coverage, weights ?? undefined);
      expect(ours, name).toHaveLength(ranges.length);
      ours.flat().forEach((edge, index) => expect(edge, name).toBeCloseTo(ranges.flat()[index]!, 8));
    }
    expect(cases.getBucketRange).toHaveLength(13);
  });

  test('choosing a variation', () => {
    for (const [name, place, ranges, index] of cases.chooseVariation)
      expect(chooseVariation(place, ranges), name).toBe(index);
    expect(cases.chooseVariation).toHaveLength(13);
  });

  test('equal weights', () => {
    for (const [count, weights] of cases.getEqualWeights) {
      expect(equalWeights(count)).toHaveLength(weights.length);
      equalWeights(count).forEach((weight, index) => expect(weight).toBeCloseTo(weights[index]!, 8));
    }
    expect(cases.getEqualWeights).toHaveLength(6);
  });

  test('running an experiment, as far as it is assignment', () => {
    const ours = cases.run.filter(([name]) => !NOT_ASSIGNMENT.test(name));
    for (const [name, { attributes }, experiment, value, inExperiment] of ours) {
      const index = variationOf(experiment, (_, attribute = 'id') => String(attributes?.[attribute] ?? ''));
      expect(index >= 0, name).toBe(inExperiment);
      if (inExperiment) expect(experiment.variations[index], name).toEqual(value);
    }
    expect(ours).toHaveLength(53);
  });

  test('redirects', () => {
    for (const [name, { attributes, url, experiments }, results] of cases.urlRedirect) {
      // Who is in a redirecting experiment is in no further one.
      const first = experiments.find(
        (experiment) =>
          isTargeted(url, experiment.urlPatterns) && variationOf(experiment, () => String(attributes['id'])) >= 0
      )!;
      const { urlRedirect = '' } = first.variations[variationOf(first, () => String(attributes['id']))]!;
      expect(urlRedirect, name).toBe(results[0]!.urlRedirect);
      const target = first.persistQueryString ? withQuery(urlRedirect, url) : urlRedirect;
      expect(target, name).toBe(results[0]!.urlWithParams);
    }
    expect(cases.urlRedirect).toHaveLength(4);
  });
});

/** Share from 0 to 1, in steps that JSON keeps. */
const share = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000);
const range = fc.tuple(share, share).map(([one, other]): Range => [Math.min(one, other), Math.max(one, other)]);
const weights = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 20 }), { minLength: count, maxLength: count }).map((parts) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    return parts.map((part) => (sum > 0 ? part / sum : part));
  });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.string({ unit: 'binary', maxLength: 12 });

const filter: fc.Arbitrary<Filter> = fc.record({
  seed: text,
  hashVersion: fc.constantFrom(undefined, 1, 2, 7),
  ranges: fc.array(range, { maxLength: 3 })
});
const experiment: fc.Arbitrary<Assignable> = fc.integer({ min: 2, max: 5 }).chain((count) =>
  fc.record({
    // The official SDK stumbles over a key like "constructor".
    key: text.map((name) => `test ${name}`),
    variations: fc.constant(Array.from({ length: count }, (_, index) => index)),
    seed: some(text),
    hashVersion: fc.constantFrom(undefined, 1, 2, 3),
    coverage: some(fc.oneof(share, fc.double({ min: -1, max: 2, noNaN: true }))),
    weights: some(
      fc.oneof(
        { weight: 4, arbitrary: weights(count) },
        { weight: 1, arbitrary: fc.array(share, { minLength: 1, maxLength: 6 }) }
      )
    ),
    ranges: some(fc.array(range, { minLength: count, maxLength: count })),
    filters: some(fc.array(filter, { maxLength: 2 }))
  })
);

/** Without what is undefined: for the official SDK a name that is there counts. */
const bare = <T extends object>(value: T) => JSON.parse(JSON.stringify(value)) as T;

describe('the official SDK', () => {
  // It complains of weights and expressions that are wrong on purpose.
  beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());

  test('assigns alike, whatever the experiment and the unit', () => {
    fc.assert(
      fc.property(experiment, fc.array(text, { minLength: 1, maxLength: 20 }), (given, units) => {
        const assignable = bare(given);
        for (const id of units) {
          const official = new GrowthBook({ attributes: { id } }).run(assignable as never);
          const ours = variationOf(assignable, () => id);
          expect(ours).toBe(official.inExperiment ? official.variationId : -1);
        }
      }),
      { numRuns: 1_000 }
    );
  });

  test('draws another lot for each attribute alike', () => {
    fc.assert(
      fc.property(experiment, fc.uuid(), fc.uuid(), (given, id, company) => {
        const assignable = bare({ ...given, hashAttribute: 'company', filters: given.filters?.slice(0, 1) });
        const attributes: Record<string, string> = { id, company };
        const official = new GrowthBook({ attributes }).run(assignable as never);
        const ours = variationOf(assignable, (_, attribute = 'id') => attributes[attribute]);
        expect(ours).toBe(official.inExperiment ? official.variationId : -1);
      })
    );
  });

  const part = fc.constantFrom('start', 'Start', 'a.b', '*', 'hoe-werkt-het', 'é', '(x)', '');
  const address = fc
    .tuple(
      fc.constantFrom('https://www.brabant.example', 'http://brabant.example:8080', 'https://brabant.example'),
      fc.array(part, { maxLength: 3 }),
      fc.constantFrom('', '/', '?a=1', '?a=1&b=2', '?b=x*y', '#top', '/?a=1#top')
    )
    .map(([host, path, rest]) => `${host}/${path.join('/')}${rest}`);
  const pattern: fc.Arbitrary<UrlPattern> = fc.record({
    include: fc.constantFrom(true, true, false),
    type: fc.constantFrom('simple', 'simple', 'regex', 'other'),
    pattern: fc.oneof(
      address,
      address.map((url) => url.replace(/^https?:\/\//, '')),
      address.map((url) => new URL(url).pathname),
      fc.constantFrom('*', '/*', '*.example/*', 'https://*/start', '(', '^/start$', 'start\\/?', '[', '//', '?a=*')
    )
  });

  test('takes the same addresses for meant', () => {
    fc.assert(
      fc.property(address, fc.array(pattern, { maxLength: 3 }), (url, patterns) => {
        expect(isTargeted(url, patterns)).toBe(isURLTargeted(url, patterns as never));
      }),
      { numRuns: 3_000 }
    );
  });
});

test('units without a name for all tests stay apart within a layer, and differ between layers', () => {
  const names = new Map<string, string>();
  const unitOf = (unit: number) => (seed: string) => {
    const name = `${unit} ${seed}`;
    if (!names.has(name)) names.set(name, crypto.randomUUID());
    return names.get(name)!;
  };
  const test = (key: string, from: number, to: number): Assignable => ({
    key,
    variations: [0, 1],
    hashVersion: 2,
    filters: [{ seed: 'layer', ranges: [[from, to]] }]
  });
  const [first, second] = [test('first', 0, 0.5), test('second', 0.5, 1)];
  for (let unit = 0; unit < 500; unit++) {
    const inFirst = variationOf(first, unitOf(unit)) >= 0;
    expect(variationOf(second, unitOf(unit)) >= 0).toBe(!inFirst);
  }
});
