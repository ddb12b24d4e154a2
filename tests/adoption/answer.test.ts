/** Answers held against counting by hand: every breakdown, the period before, who stopped where, several sites, exclusions. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as adoption from '#adoption/adoption.server.ts';
import { DIMENSIONS } from '#adoption/dimension.ts';
import { DEFAULT_FUNNELS, Funnel } from '#adoption/funnel.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { ask } from '#adoption/question.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

const DAY = 86_400_000;
const PERIOD = { from: '2026-02-01', to: '2026-03-31' };
const START = startOf(PERIOD.from);

/** Sixty companies: which of them is where and does what follows from their number, so that it can be counted by hand. */
const COMPANIES = Array.from({ length: 60 }, (_, index) => {
  const number = index + 1;
  return {
    key: 1_000 + number,
    municipality: number % 3 === 0 ? 'Oss' : 'Breda',
    region: number % 3 === 0 ? 'Noordoost-Brabant' : 'West-Brabant',
    sector: number % 2 === 0 ? 'F' : 'G',
    size: number <= 12 ? '1' : '2',
    site: number % 4 === 0 ? 'plein' : 'loket',
    campaign: number % 5 === 0 ? 'brief' : '',
    /** On which day of the period it was reached and informed; undefined is never. */
    reached: number % 6 === 0 ? undefined : number % 20,
    informed: number % 6 !== 0 && number % 4 !== 0 ? 20 + (number % 30) : undefined
  };
});
type Company = (typeof COMPANIES)[number];

const happened = (name: string, company: Company, day: number, more: object = {}) => ({
  id: randomUUID(),
  name,
  at: START + day * DAY + 1_000 + company.key,
  received_at: START,
  source: company.site,
  host: `${company.site}.example`,
  campaign: company.campaign,
  actor: company.key,
  organisation: company.key,
  ...more
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
      ...(company.reached === undefined ? [] : [happened('reached', company, company.reached)]),
      ...(company.informed === undefined ? [] : [happened('information_read', company, company.informed)])
    ]),
    randomUUID()
  );
  await journeys.refresh({ all: true });
});

const funnel = DEFAULT_FUNNELS.company;
/** Of these companies how many were reached, and how many informed, by the end of a day of the period. */
function counted(companies: readonly Company[], last = 58): [eligible: number, reached: number, informed: number] {
  const by = (day: number | undefined) => day !== undefined && day <= last;
  return [
    companies.length,
    companies.filter(({ reached }) => by(reached)).length,
    companies.filter(({ informed }) => by(informed)).length
  ];
}

describe('the default funnel', () => {
  // Where somebody never came, no site and no campaign is known.
  const valueOf = (company: Company, dimension: (typeof DIMENSIONS)[number]) =>
    company.reached === undefined && (dimension === 'site' || dimension === 'campaign') ? '' : company[dimension];

  test.each(DIMENSIONS)('broken down by %s, and filtered on each value of it', async (dimension) => {
    const { groups } = await adoption.answer({ funnel, period: PERIOD, breakdown: dimension });
    const isSmall = (count: number) => count > 0 && count < 10;
    const values = [...new Set(COMPANIES.map((company) => valueOf(company, dimension)))];
    const expected = values.map((value) => {
      const [eligible, ...steps] = counted(COMPANIES.filter((company) => valueOf(company, dimension) === value));
      return { value, eligible, steps };
    });
    expect(groups?.map(({ value }) => value).sort()).toEqual([...values].sort());
    for (const { value, hidden, eligible, steps } of groups!) {
      expect(hidden).toBe(false);
      const of = expected.find((one) => one.value === value)!;
      expect(eligible).toBe(of.eligible);
      for (const [step, count] of of.steps.entries()) {
        const column = expected.map((one) => one.steps[step]!).filter((one) => one > 0);
        // The one small count of a column takes the smallest other along: it could be worked out else.
        const alone = column.filter(isSmall).length === 1 && count === Math.min(...column.filter((one) => one >= 10));
        expect([value, step, steps![step]]).toEqual([value, step, isSmall(count) || alone ? undefined : count]);
      }
    }
    for (const { value, eligible, steps } of expected.filter((one) => one.value !== '')) {
      const question = { funnel, period: PERIOD, filters: { [dimension]: [value] } };
      const counts = await adoption.counted(question);
      expect([counts.eligible, ...counts.steps.slice(0, 2)]).toEqual([eligible, ...steps]);
      const shown = (await adoption.answer(question)).steps.slice(0, 2).map(({ count }) => count);
      expect(shown).toEqual(steps.map((count) => (isSmall(count) ? undefined : count)));
    }
  });

  test('compared with the period before, which ends where this one begins', async () => {
    const { period, before } = ask(new URLSearchParams('from=2026-02-16&to=2026-03-01&compare=1'), '2026-11-23');
    expect(before).toEqual({ from: '2026-02-02', to: '2026-02-15' });
    for (const [asked, last] of [
      [period, 28],
      [before!, 14]
    ] as const) {
      const { eligible, steps } = await adoption.counted({ funnel, period: asked });
      expect([eligible, ...steps.slice(0, 2)]).toEqual(counted(COMPANIES, last));
    }
  });

  test('who stopped at a step are those who completed the one before it, in each place; small places stay hidden', async () => {
    const whole = await adoption.counted({ funnel, period: PERIOD });
    for (const [stuck, stopped] of [
      [1, COMPANIES.filter(({ reached }) => reached === undefined)],
      [2, COMPANIES.filter(({ reached, informed }) => reached !== undefined && informed === undefined)]
    ] as const) {
      const answer = await adoption.answer({ funnel, period: PERIOD, stuck, breakdown: 'municipality', times: false });
      const before = stuck === 1 ? whole.eligible : whole.steps[stuck - 2]!;
      expect(answer.eligible).toBe(before - whole.steps[stuck - 1]!);
      expect(answer.eligible).toBe(stopped.length);
      const groups = Object.fromEntries(answer.groups!.map(({ value, eligible }) => [value, eligible]));
      const inPlace = (place: string) => stopped.filter(({ municipality }) => municipality === place).length;
      for (const place of ['Oss', 'Breda']) {
        const n = inPlace(place);
        const other = inPlace(place === 'Oss' ? 'Breda' : 'Oss');
        // With two groups a hidden one hides the other.
        if (n > 0)
          expect([stuck, place, groups[place]]).toEqual([
            stuck,
            place,
            n >= 10 && (other === 0 || other >= 10) ? n : undefined
          ]);
      }
    }
  });
});

test('sizes stand by size, in groups and among the choices', async () => {
  const more = ['10', '100+'].flatMap((size, index) =>
    Array.from({ length: 40 }, (_, place) => ({ size, key: 2_000 + index * 100 + place }))
  );
  const stays = { valid_from: '2020-01-01', valid_to: '2149-01-01', imported_at: START, import_id: 'x' };
  const sector = { population: 'company', municipality: 'Oss', sector: 'Q', ...stays };
  await insertRows(
    'organisations',
    more.map(({ size, key }) => ({ organisation: key, head: key, size, ...sector })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    more.map(({ key }) => ({ organisation: key, process: 'subsidie', ...stays })),
    randomUUID()
  );
  await journeys.refresh({ all: true });
  const { groups } = await adoption.answer({ funnel, period: PERIOD, breakdown: 'size' });
  const sizes = ['1', '2', '10', '100+'];
  expect(groups?.map(({ value }) => value)).toEqual(sizes);
  expect((await adoption.choices('company')).size).toEqual(sizes);
});

test('the first day there is data about: of anything, or of visitors that nobody knows', async () => {
  const first = Math.min(...COMPANIES.flatMap(({ reached }) => reached ?? []));
  expect(await adoption.firstDay('company')).toBe(addDays(PERIOD.from, first));
  expect(await adoption.firstDay('visitor')).toBeUndefined();
  const [company] = COMPANIES;
  await insertRows(
    'events',
    [happened('page_view', company!, 40, { actor: 7, visitor: 7, organisation: 0, received_at: Date.now() })],
    randomUUID()
  );
  // What there was is remembered for a while; of authorities it was not asked yet.
  expect(await adoption.firstDay('visitor')).toBeUndefined();
  expect(await adoption.firstDay('authority')).toBe(addDays(PERIOD.from, first));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  expect(await adoption.firstDay('visitor')).toBe(addDays(PERIOD.from, 40));
  vi.useRealTimers();
});

describe('an own funnel', () => {
  const onSite = (event: string, host: string) => ({
    event,
    filters: [{ field: 'host' as const, op: 'is' as const, values: [host] }]
  });

  test('goes from one site to another, and knows which is which', async () => {
    const [first, second] = [COMPANIES[0]!, COMPANIES[1]!];
    await insertRows(
      'events',
      [
        happened('download', first, 1, { host: 'een.example' }),
        happened('download', first, 2, { host: 'twee.example' }),
        happened('download', second, 1, { host: 'twee.example' }),
        happened('download', second, 2, { host: 'een.example' })
      ],
      randomUUID()
    );
    const across = Funnel.parse({
      population: 'company',
      window: 30,
      steps: [
        { name: 'een', any: [onSite('download', 'een.example')] },
        { name: 'twee', any: [onSite('download', 'twee.example')] }
      ]
    });
    expect((await adoption.counted({ funnel: across, period: PERIOD })).steps).toEqual([2, 1]);
  });

  test('an exclusion looks at its filters', async () => {
    const three = COMPANIES.slice(2, 5);
    const properties = [{ fout: 'eherkenning' }, { fout: 'wachtwoord' }, {}];
    await insertRows(
      'events',
      three.flatMap((company, index) => [
        happened('form_start', company, 1),
        happened('login_failed', company, 2, { properties: properties[index] }),
        happened('form_submit', company, 3)
      ]),
      randomUUID()
    );
    const counts = async (filters: object[] | undefined) => {
      const asked = Funnel.parse({
        population: 'company',
        window: 30,
        steps: ['form_start', 'form_submit'].map((event) => ({ name: event, any: [{ event }] })),
        exclusions: filters ? [{ after: 1, any: [{ event: 'login_failed', filters }] }] : []
      });
      return (await adoption.counted({ funnel: asked, period: PERIOD })).steps;
    };
    const fault = (op: string, values: string[]) => [{ field: 'property:fout', op, values }];
    expect(await counts(undefined)).toEqual([3, 3]);
    expect(await counts([])).toEqual([3, 0]);
    expect(await counts(fault('is', ['eherkenning']))).toEqual([3, 2]);
    expect(await counts(fault('is_set', []))).toEqual([3, 1]);
    expect(await counts(fault('is_not', ['wachtwoord']))).toEqual([3, 1]);
  });
});
