/** What distinguishes those who drop off: counts held against counting by hand, tests against their formulas, and what may not be told. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Dimension } from '#adoption/dimension.ts';
import { distinguish, places, type CameBy } from '#adoption/drops.ts';
import { drops } from '#adoption/drops.server.ts';
import { DEFAULT_FUNNELS, Funnel } from '#adoption/funnel.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { startOf } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const DAY = 86_400_000;
const PERIOD = { from: '2026-02-01', to: '2026-03-31' };
const START = startOf(PERIOD.from);

/** Of 400 companies those in Oss mostly stop after they were reached; nothing else about them matters. */
const COMPANIES = Array.from({ length: 400 }, (_, index) => {
  const isOss = index % 4 === 0;
  const wasReached = index % 10 !== 9;
  return {
    key: 1_000 + index,
    municipality: isOss ? 'Oss' : index < 12 ? 'Tilburg' : index < 22 ? 'Goirle' : 'Breda',
    region: isOss ? 'Noordoost-Brabant' : index < 22 ? 'Midden-Brabant' : 'West-Brabant',
    sector: index % 3 === 0 ? 'F' : 'G',
    size: index % 5 === 0 ? '2' : '1',
    site: wasReached ? (index % 7 === 0 ? 'plein' : 'loket') : '',
    campaign: wasReached && index % 11 === 0 ? 'brief' : '',
    wasReached,
    wasInformed: wasReached && (isOss ? index % 16 === 0 : index % 8 !== 1)
  };
});
type Company = (typeof COMPANIES)[number];

const happened = (name: string, company: Company, day: number) => ({
  id: randomUUID(),
  name,
  at: START + day * DAY + company.key,
  received_at: START,
  source: company.site,
  host: `${company.site}.example`,
  campaign: company.campaign,
  actor: company.key,
  organisation: company.key
});

beforeAll(async () => {
  await municipalities.fill();
  const stays = { valid_from: '2020-01-01', valid_to: '2149-01-01', imported_at: START, import_id: 'x' };
  await insertRows(
    'organisations',
    COMPANIES.map(({ key, municipality, sector, size }) => ({
      organisation: key,
      head: key,
      population: 'company',
      municipality,
      sector,
      size,
      ...stays
    })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    COMPANIES.map(({ key }) => ({ organisation: key, process: 'subsidie', ...stays })),
    randomUUID()
  );
  await insertRows(
    'events',
    COMPANIES.flatMap((company) => [
      ...(company.wasReached ? [happened('reached', company, 1)] : []),
      ...(company.wasInformed ? [happened('information_read', company, 2)] : [])
    ]),
    randomUUID()
  );
  await journeys.refresh({ all: true });
});

/** The definition, over the list above. */
function byHand(stuck: number, dimension: Dimension, value: string) {
  const came = COMPANIES.filter(({ wasReached }) => stuck === 1 || wasReached);
  // What is not known of where they came by, are no others.
  const base = came.filter((one) => (dimension !== 'site' && dimension !== 'campaign') || one[dimension] !== '');
  const on = ({ wasReached, wasInformed }: Company) => (stuck === 1 ? wasReached : wasInformed);
  const counted = (list: readonly Company[]) => ({ came: list.length, went: list.filter(on).length });
  return {
    own: counted(base.filter((one) => one[dimension] === value)),
    others: counted(base.filter((one) => one[dimension] !== value))
  };
}

const own = Funnel.parse({
  population: 'company',
  window: 30,
  steps: ['reached', 'information_read'].map((event) => ({ name: event, any: [{ event }] }))
});

test.each([
  ['the kept journeys', DEFAULT_FUNNELS.company],
  ['an own funnel', own]
])('%s: who went on in each part and among all others; called different are those who are', async (_, funnel) => {
  const answer = await drops({ funnel, period: PERIOD, stuck: 2 });
  const reached = COMPANIES.filter(({ wasReached }) => wasReached);
  const informed = reached.filter(({ wasInformed }) => wasInformed);
  expect(answer).toMatchObject({
    came: reached.length,
    went: informed.length,
    stopped: reached.length - informed.length
  });
  for (const { dimension, value, came, went, others } of answer.segments) {
    const expected = byHand(2, dimension, value);
    expect([dimension, value, came]).toEqual([dimension, value, expected.own.came]);
    if (went !== undefined) expect([dimension, value, went]).toEqual([dimension, value, expected.own.went]);
    if (others) expect(others.value).toBeCloseTo(expected.others.went / expected.others.came, 12);
  }
  const called = answer.segments.filter(({ verdict }) => verdict);
  expect(called.map(({ dimension, value, verdict }) => `${dimension} ${value} ${verdict}`).sort()).toEqual([
    'municipality Breda more',
    'municipality Oss less',
    'region Noordoost-Brabant less',
    'region West-Brabant more'
  ]);
  expect(answer.segments[0]).toMatchObject({ value: 'Oss', verdict: 'less' });
  // Of the regions one is too small, so that the next smallest is not told either, but that it differs is.
  expect(answer.segments.find(({ value }) => value === 'Noordoost-Brabant')).toMatchObject({
    came: expect.any(Number),
    went: undefined,
    difference: undefined,
    verdict: 'less'
  });
  // Few companies of Tilburg and of Goirle, and so of their region, are too few to say anything about.
  expect(answer.segments.some(({ value }) => value === 'Tilburg')).toBe(false);
  expect(answer.tooFew).toBe(3);
  // Where they came by is told of one campaign only, so that it has no others.
  expect(answer.segments.some(({ dimension }) => dimension === 'campaign')).toBe(false);
  expect(answer.segments.filter(({ dimension }) => dimension === 'site')).toHaveLength(2);
});

test('at the first step nothing is made of where they came by, and a filter leaves others out', async () => {
  const answer = await drops({ funnel: own, period: PERIOD, stuck: 1, filters: { sector: ['G'] } });
  expect(new Set(answer.segments.map(({ dimension }) => dimension))).toEqual(
    new Set(['municipality', 'region', 'size'])
  );
  expect(answer.came).toBe(COMPANIES.filter(({ sector }) => sector === 'G').length);
  expect(answer.by).toBe('municipality');
  expect(answer.places[0]?.value).toBe('Breda');
});

test('p-values are those of the N − 1 chi-square, and Benjamini–Hochberg is over all that were compared', () => {
  const one = (dimension: Dimension, value: string, came: number, went: number): CameBy => ({
    dimension,
    value,
    came,
    went
  });
  const all = [
    one('sector', 'F', 100, 40),
    one('sector', 'G', 200, 110),
    one('size', '1', 150, 80),
    one('size', '2', 150, 70)
  ];
  const { segments } = distinguish('authority', 2, { came: 300, went: 150 }, all);
  const of = (value: string) => segments.find((segment) => segment.value === value)!;
  // (ad − bc)² (N − 1) / (n m c (N − c)) of each table, and erfc(√(χ²/2)) by Python 3.
  expect(of('F').pValue).toBeCloseTo(0.014469, 5);
  expect(of('1').pValue).toBeCloseTo(0.249003, 5);
  expect([of('F'), of('G')].map(({ adjusted }) => adjusted)).toEqual([
    expect.closeTo(0.028938, 5),
    expect.closeTo(0.028938, 5)
  ]);
  expect(segments.map(({ value, verdict }) => [value, verdict])).toEqual([
    ['F', 'less'],
    ['2', undefined],
    ['1', undefined],
    ['G', 'more']
  ]);
  expect(of('F').lift).toBeCloseTo(0.6 / 0.45, 12);
  // Newcombe (1998), method 10, out of the Wilson intervals (0.30940, 0.49800) and (0.48076, 0.61736).
  expect([of('F').difference!.low, of('F').difference!.high]).toEqual([
    expect.closeTo(-0.262896, 5),
    expect.closeTo(-0.030007, 5)
  ]);
});

test('of companies no number under ten stands in a table of places, or is left over beside its sums', () => {
  const counts = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(counts, (pairs) => {
      const all = pairs.map(([went, stopped], index) => ({ value: `v${index}`, came: went + stopped, went }));
      const told = places('company', all);
      for (const part of ['came', 'went', 'stopped'] as const) {
        const actual = all.map((one) => (part === 'stopped' ? one.came - one.went : one[part]));
        const left = told.filter((one, index) => one[part] === undefined && actual[index]! > 0);
        if (actual.filter((count) => count > 0).length > 1) expect(left).not.toHaveLength(1);
        for (const [index, count] of actual.entries())
          expect([undefined, count > 0 && count < 10 ? undefined : count]).toContain(told[index]![part]);
      }
    })
  );
});
