/** How long it takes and how that goes in time, held against counting by hand; and what may be told of companies. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as converting from '#adoption/converting.server.ts';
import { binned, stretchesOf } from '#adoption/converting.ts';
import { askConverting } from '#adoption/converting-question.ts';
import { encode, Funnel } from '#adoption/funnel.ts';
import { WrongParameter } from '#adoption/question.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const DAY = 86_400_000;
const FROM = '2026-01-01';
const START = startOf(FROM);

/** Of 240 companies the first step is on day 0 to 119, and half of them, in F nearly all, take the second some days later. */
const COMPANIES = Array.from({ length: 240 }, (_, index) => {
  const sector = index % 4 === 0 ? 'F' : 'G';
  const began = (index * 7) % 120;
  const takes = index % (sector === 'F' ? 12 : 2) === (sector === 'F' ? 4 : 1) ? undefined : 1 + ((index * 13) % 50);
  return { key: 1_000 + index, sector, began, got: takes === undefined ? undefined : began + takes };
});
type Company = (typeof COMPANIES)[number];

beforeAll(async () => {
  await municipalities.fill();
  const stays = { valid_from: '2020-01-01', valid_to: '2149-01-01', imported_at: START, import_id: 'x' };
  await insertRows(
    'organisations',
    COMPANIES.map(({ key, sector }) => ({
      organisation: key,
      head: key,
      population: 'company',
      municipality: 'Oss',
      sector,
      size: '1',
      ...stays
    })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    COMPANIES.map(({ key }) => ({ organisation: key, process: 'subsidie', ...stays })),
    randomUUID()
  );
  // At noon, and the second step as many times 24 hours later, so that whole days are what they seem.
  const happened = (name: string, { key }: Company, day: number) => ({
    id: randomUUID(),
    name,
    at: START + day * DAY + DAY / 2,
    received_at: START,
    source: 's',
    actor: key,
    organisation: key
  });
  await insertRows(
    'events',
    COMPANIES.flatMap((company) => [
      happened('reached', company, company.began),
      ...(company.got === undefined ? [] : [happened('information_read', company, company.got)])
    ]),
    randomUUID()
  );
  await journeys.refresh({ all: true });
});

const funnel = Funnel.parse({
  population: 'company',
  window: 365,
  steps: ['reached', 'information_read'].map((event) => ({ name: event, any: [{ event }] }))
});
const asked = (query: Record<string, string>, ofOwn = true) =>
  askConverting(
    new URLSearchParams({ from: FROM, ...(ofOwn ? { funnel: encode(funnel) } : { last: '2' }), ...query }),
    '2026-12-31'
  );
const LATER = startOf('2026-12-31');

/** The product-limit estimate, one moment after the other. */
function medianByHand(companies: readonly Company[], end: number): number | undefined {
  const followed = companies
    .filter(({ began }) => began < end)
    .map(({ began, got }) =>
      got !== undefined && got < end
        ? { time: got - began, happened: true }
        : { time: end - began - 1, happened: false }
    );
  let survival = 1;
  for (let day = 0; day <= 400; day++) {
    const atRisk = followed.filter(({ time }) => time >= day).length;
    const now = followed.filter(({ time, happened }) => happened && time === day).length;
    if (atRisk > 0) survival *= 1 - now / atRisk;
    if (survival <= 0.5) return day;
  }
  return undefined;
}

describe('how many days it takes', () => {
  test.each([
    ['an own funnel', true],
    ['the kept journeys', false]
  ])('%s: who took a step by the end of the period, the others followed until then', async (_, ofOwn) => {
    for (const to of ['2026-03-01', '2026-05-31']) {
      const end = Math.round((startOf(addDays(to, 1)) - START) / DAY);
      const answer = await converting.durations(asked({ to, breakdown: 'sector' }, ofOwn), LATER);
      const got = COMPANIES.filter((one) => one.got !== undefined && one.got < end);
      expect(answer.began).toBe(COMPANIES.filter(({ began }) => began < end).length);
      expect(answer.got).toBe(got.length);
      expect(answer.median?.median).toBe(medianByHand(COMPANIES, end));
      for (const { from, to: last, organisations } of answer.bins)
        expect(organisations).toBe(
          got.filter((one) => one.got! - one.began >= from && one.got! - one.began <= (last ?? 999)).length
        );
      for (const { value, median } of answer.groups!)
        expect([value, median?.median]).toEqual([
          value,
          medianByHand(
            COMPANIES.filter(({ sector }) => sector === value),
            end
          )
        ]);
    }
  });

  test('nobody is followed beyond now', async () => {
    const answer = await converting.durations(asked({ to: '2026-12-31' }), START + 30 * DAY);
    expect(answer.began).toBe(COMPANIES.filter(({ began }) => began < 30).length);
    expect(answer.median?.median).toBe(medianByHand(COMPANIES, 30));
  });

  test('bars hold everybody once, have no gaps, and of companies none holds fewer than ten', () => {
    const times = fc.array(fc.record({ days: fc.nat(900), n: fc.integer({ min: 1, max: 30 }) }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.boolean(), (all, careful) => {
        const total = all.reduce((so, { n }) => so + n, 0);
        fc.pre(total >= 10);
        const bins = binned(all, careful);
        for (const [index, { from, to, organisations }] of bins.entries()) {
          expect(from).toBe(index === 0 ? 0 : bins[index - 1]!.to! + 1);
          const own = all.filter(({ days }) => days >= from && days <= (to ?? Infinity));
          expect(organisations).toBe(own.reduce((so, { n }) => so + n, 0));
          if (careful) expect(organisations > 0 && organisations < 10).toBe(false);
        }
        expect(bins.reduce((so, { organisations }) => so + organisations, 0)).toBe(total);
        expect(bins.length).toBeLessThanOrEqual(25);
      })
    );
  });
});

describe('which share got there, by when they began', () => {
  test('per month: who first took the step in it and the next within so many days; ripe when all had those', async () => {
    const course = await converting.course(asked({ to: '2026-05-20', within: '30', per: 'month' }), LATER);
    expect(course.map(({ start, isRipe }) => [start, isRipe])).toEqual([
      ['2026-01-01', true],
      ['2026-02-01', true],
      ['2026-03-01', true],
      ['2026-04-01', false]
    ]);
    for (const { start, end, organisations, completed, share } of course) {
      const own = COMPANIES.filter(({ began }) => addDays(FROM, began) >= start && addDays(FROM, began) <= end);
      const within = own.filter(({ began, got }) => got !== undefined && got - began <= 30 && got < 140);
      expect([start, organisations, completed]).toEqual([start, own.length, within.length]);
      expect(share?.value).toBeCloseTo(within.length / own.length, 12);
    }
  });

  test('weeks begin on Monday, and what has not ended is not there', () => {
    expect(stretchesOf('week', { from: '2026-11-01', to: '2026-11-29' }, '2026-11-22')).toEqual([
      { start: '2026-11-02', end: '2026-11-08' },
      { start: '2026-11-09', end: '2026-11-15' }
    ]);
    expect(asked({ from: '2026-11-01', to: '2026-11-29' }).per).toBe('week');
  });
});

test.each(['first=2&last=2', 'first=0', 'last=10', 'within=0', 'view=x', 'per=quarter'])('%s cannot be', (query) => {
  expect(() => askConverting(new URLSearchParams(query), '2026-12-31')).toThrow(WrongParameter);
});
