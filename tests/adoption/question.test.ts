/** A question survives its URL, and what is no question is refused by the name of the parameter that is wrong. */
import { describe, expect, test } from 'vitest';
import { DIMENSIONS } from '#adoption/dimension.ts';
import {
  decode,
  DEFAULT_FUNNELS,
  defaultOf,
  encode,
  FIELDS,
  Funnel,
  MATCHERS,
  OPERATORS,
  POPULATIONS
} from '#adoption/funnel.ts';
import { ask, presetOf, withoutFaults, WrongParameter, type Asked } from '#adoption/question.ts';
import { addDays, startOf } from '#time/day.ts';
import { lastDays, previous } from '#time/period.ts';
import { fc } from '../property.ts';

const TODAY = '2026-11-23';
const NAMED = ['company', 'authority', 'department'] as const;

// A URL carries whole characters only: half a surrogate pair becomes another character on the way.
const word = (most: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: most }),
      fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: most })
    )
    .filter((text) => text.length <= most);
const matcher = fc.record({
  event: word(64),
  filters: fc.array(
    fc.record({
      field: fc.oneof(
        fc.constantFrom(...FIELDS),
        word(64).map((name) => `property:${name}`)
      ),
      op: fc.constantFrom(...OPERATORS),
      values: fc.array(word(256), { minLength: 1, maxLength: 4 })
    }),
    { maxLength: 3 }
  )
});
const matchers = fc.array(matcher, { minLength: 1, maxLength: MATCHERS });
const funnel: fc.Arbitrary<Funnel> = fc
  .record({
    population: fc.constantFrom(...POPULATIONS),
    window: fc.integer({ min: 1, max: 1_095 }),
    steps: fc.array(
      fc.record(
        {
          name: word(80).filter((name) => name.trim() !== ''),
          any: matchers,
          within: fc.integer({ min: 1, max: 730 })
        },
        { requiredKeys: ['name', 'any'] }
      ),
      { minLength: 1, maxLength: 4 }
    ),
    exclusions: fc.array(fc.record({ after: fc.integer({ min: 1, max: 3 }), any: matchers }), { maxLength: 3 })
  })
  .map((given) =>
    Funnel.parse({ ...given, exclusions: given.exclusions.filter(({ after }) => after < given.steps.length) })
  );

const day = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays('1970-01-01', days));
const period = fc
  .tuple(day, fc.integer({ min: 0, max: 3_600 }))
  .map(([from, days]) => ({ from, to: addDays(from, days) }));
const dimension = fc.constantFrom(...DIMENSIONS);

interface Wanted {
  given: { funnel: Funnel; own: true } | { funnel: Funnel; own: false };
  period: { from: string; to: string };
  filters: Record<string, string[]>;
  breakdown: (typeof DIMENSIONS)[number] | undefined;
  compare: boolean;
  stuck: number;
}
const wanted: fc.Arbitrary<Wanted> = fc.record({
  given: fc.oneof(
    funnel.map((own) => ({ funnel: own, own: true as const })),
    fc
      .tuple(fc.constantFrom(...NAMED), fc.integer({ min: 1, max: 1_095 }))
      .map(([population, window]) => ({ funnel: { ...DEFAULT_FUNNELS[population], window }, own: false as const }))
  ),
  period,
  filters: fc.dictionary(dimension, fc.array(word(200), { maxLength: 3 })),
  breakdown: fc.option(dimension, { nil: undefined }),
  compare: fc.boolean(),
  stuck: fc.nat()
});

/** Writes a question the way the pages do, and reads the address back. */
function overUrl({ given, period, filters, breakdown, compare, stuck }: Wanted): URLSearchParams {
  const parameters = new URLSearchParams({ ...period, breakdown: breakdown ?? '' });
  if (given.own) parameters.set('funnel', encode(given.funnel));
  else {
    parameters.set('population', given.funnel.population);
    parameters.set('window', String(given.funnel.window));
  }
  for (const [name, values] of Object.entries(filters)) for (const value of values) parameters.append(name, value);
  if (compare) parameters.set('compare', '1');
  if (stuck > 0) parameters.set('stuck', String(stuck));
  return new URL(`https://hoera.example/adoption?${parameters}`).searchParams;
}

describe('there and back', () => {
  test('any question is the same after its URL', () => {
    fc.assert(
      fc.property(wanted, (one) => {
        const stuck = one.stuck % (one.given.funnel.steps.length + 1);
        expect(ask(overUrl({ ...one, stuck }), TODAY)).toEqual({
          boundaries: 'now',
          funnel: one.given.funnel,
          own: one.given.own,
          period: one.period,
          before: one.compare ? previous(one.period) : undefined,
          filters: Object.fromEntries(DIMENSIONS.map((name) => [name, one.filters[name] ?? []])),
          breakdown: one.breakdown,
          stuck: stuck === 0 ? undefined : stuck
        } satisfies Asked);
      }),
      { numRuns: 200 }
    );
  });

  test('equal funnels give equal text, whatever the order of their parts', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, turned(part)])
      );
    };
    fc.assert(
      fc.property(funnel, (one) => {
        expect(encode(turned(one) as Funnel)).toBe(encode(one));
        expect(decode(encode(one))).toEqual(one);
      }),
      { numRuns: 100 }
    );
  });

  test('a default funnel is known as such, and no longer once anything about it differs', () => {
    for (const name of NAMED) {
      const { steps, window } = DEFAULT_FUNNELS[name];
      expect(defaultOf(ask(new URLSearchParams({ population: name }), TODAY).funnel)).toBe(name);
      expect(defaultOf(ask(new URLSearchParams({ population: name, window: String(window) }), TODAY).funnel)).toBe(
        name
      );
      expect(
        defaultOf(ask(new URLSearchParams({ population: name, window: String(window - 1) }), TODAY).funnel)
      ).toBeUndefined();
      expect(defaultOf({ ...DEFAULT_FUNNELS[name], steps: steps.slice(1) })).toBeUndefined();
    }
  });

  test('what is not said has a value: companies, a year, nothing else', () => {
    expect(ask(new URLSearchParams(), TODAY)).toEqual({
      boundaries: 'now',
      funnel: DEFAULT_FUNNELS.company,
      own: false,
      period: lastDays(TODAY, 365),
      before: undefined,
      filters: Object.fromEntries(DIMENSIONS.map((name) => [name, []])),
      breakdown: undefined,
      stuck: undefined
    });
    expect(ask(new URLSearchParams('days=30&from=2020-01-01&to=2020-02-01'), TODAY).period).toEqual(
      lastDays(TODAY, 30)
    );
    expect(ask(new URLSearchParams('from=2026-11-01'), TODAY).period).toEqual({ from: '2026-11-01', to: TODAY });
  });
});

const wrongOf = (parameters: URLSearchParams): string => {
  try {
    ask(parameters, TODAY);
  } catch (error) {
    if (error instanceof WrongParameter) return error.parameter;
    throw error;
  }
  return '';
};

describe('what is wrong is named', () => {
  test.each([
    ['funnel', 'funnel={}'],
    ['funnel', 'funnel=null'],
    ['funnel', 'funnel=[1'],
    ['funnel', `funnel=${encodeURIComponent('{"population":"company","window":30,"steps":[]}')}`],
    [
      'funnel',
      `funnel=${encodeURIComponent('{"population":"company","window":30,"steps":[{"name":"a","any":[{"event":"a"}]}],"exclusions":[{"after":1,"any":[{"event":"b"}]}]}')}`
    ],
    ['population', 'population=visitor'],
    ['population', 'population=constructor'],
    ['window', 'window=0'],
    ['window', 'window=1096'],
    ['window', 'window='],
    ['window', 'window=1.5'],
    ['days', 'days=7'],
    ['days', 'days=constructor'],
    ['from', 'from=gisteren'],
    ['from', 'from=2026-02-30&to=2026-03-01'],
    ['from', 'from=1969-12-31&to=1970-01-02'],
    ['from', 'from=2010-01-01&to=2026-01-01'],
    ['from', 'to=2026-02-31'],
    ['to', 'from=2026-01-02&to=2026-01-01'],
    ['to', 'from=2148-12-31&to=2149-01-01'],
    ['breakdown', 'breakdown=colour'],
    ['breakdown', 'breakdown=__proto__'],
    ['stuck', 'stuck=0'],
    ['stuck', `stuck=${DEFAULT_FUNNELS.company.steps.length + 1}`],
    ['stuck', 'population=department&stuck=5']
  ])('%s in %s', (parameter, query) => expect(wrongOf(new URLSearchParams(query))).toBe(parameter));

  test.each(DIMENSIONS)('%s that is longer than any value', (name) => {
    expect(wrongOf(new URLSearchParams({ [name]: 'x'.repeat(201) }))).toBe(name);
    expect(wrongOf(new URLSearchParams({ [name]: 'x'.repeat(200) }))).toBe('');
  });

  test('one wrong thing in a question that is right but for that', () => {
    const WRONG: Record<string, string> = {
      funnel: '{"steps":',
      days: '8',
      from: '31-1-2026',
      to: 'x',
      breakdown: 'x',
      stuck: '13'
    };
    fc.assert(
      fc.property(wanted, fc.constantFrom(...Object.keys(WRONG)), (one, parameter) => {
        const parameters = overUrl({ ...one, stuck: 0 });
        parameters.set(parameter, WRONG[parameter]!);
        expect(wrongOf(parameters)).toBe(parameter);
      }),
      { numRuns: 100 }
    );
  });
});

describe('what is left without what is wrong', () => {
  const on = (query: string) => {
    const { asked, faults } = withoutFaults(ask, new URLSearchParams(query), TODAY);
    return { asked, faults: faults.map(({ parameter, fault, step }) => ({ parameter, fault, step })) };
  };

  test.each([
    ['from=2026-12-31&to=2026-01-01', 'to', 'order'],
    ['from=2026-02-31&to=2026-03-01', 'from', 'day'],
    ['from=1969-01-01&to=1969-12-31', 'from', 'early'],
    ['from=2026-01-01&to=2149-01-01', 'to', 'late'],
    ['from=2010-01-01&to=2026-01-01', 'from', 'long'],
    ['days=8', 'days', 'choice'],
    ['funnel={}', 'funnel', 'funnel']
  ])('%s', (query, parameter, fault) => {
    const { asked, faults } = on(`${query}&region=West-Brabant&compare=1`);
    expect(faults).toEqual([{ parameter, fault, step: undefined }]);
    expect(asked.funnel).toEqual(DEFAULT_FUNNELS.company);
    expect(asked.period).toEqual(lastDays(TODAY, 365));
    expect(asked.filters.region).toEqual(['West-Brabant']);
    expect(asked.before).toEqual(previous(asked.period));
  });

  test('a last day alone is the year up to it', () => {
    expect(on('to=2026-03-01')).toMatchObject({ faults: [], asked: { period: lastDays('2026-03-01', 365) } });
    expect(on('to=2026-02-31').faults).toEqual([{ parameter: 'from', fault: 'missing', step: undefined }]);
  });

  test('a filter that compares with nothing is refused with its step, but for one that asks whether something is there', () => {
    const asking = (op: 'is' | 'is_set', values: string[] = []) =>
      on(
        `funnel=${encode({
          population: 'company',
          window: 30,
          exclusions: [],
          steps: [
            { name: 'een', any: [{ event: 'page_view', filters: [] }] },
            { name: 'twee', any: [{ event: 'page_view', filters: [{ field: 'path', op, values }] }] }
          ]
        })}`
      );
    expect(asking('is').faults).toEqual([{ parameter: 'funnel', fault: 'value', step: 2 }]);
    expect(asking('is').asked.own).toBe(false);
    expect(asking('is', ['/start']).faults).toEqual([]);
    expect(asking('is_set').faults).toEqual([]);
  });
});

test('a ready-made period is known however it was asked', () => {
  for (const [days, name] of [
    [30, '30'],
    [90, '90'],
    [365, '365'],
    [31, undefined]
  ] as const)
    expect(presetOf(lastDays(TODAY, days), TODAY)).toBe(name);
  expect(presetOf(lastDays(addDays(TODAY, -1), 30), TODAY)).toBeUndefined();
});

test('whatever stands in an address is a question or a wrong parameter, and its days are days', () => {
  const names = [
    'funnel',
    'population',
    'window',
    'from',
    'to',
    'days',
    'compare',
    'breakdown',
    'stuck',
    ...DIMENSIONS
  ];
  const hostile = fc.oneof(
    word(300),
    fc.json(),
    funnel.map(encode),
    fc.constantFrom(
      ...[
        '__proto__',
        'constructor',
        'toString',
        'NaN',
        '-0',
        '1e999',
        '0x10',
        '0',
        '1',
        '\u0000',
        '\ud800',
        '[]',
        '{}'
      ],
      ...['null', '0000-01-01', '0001-01-01', '9999-12-31', '+010000-01-01', '2026-02-29', '2024-02-29', '365'],
      '['.repeat(100_000),
      '{"population":'.repeat(10_000),
      'x'.repeat(1_000_000)
    )
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.string()), hostile), {
        maxLength: 8
      }),
      (pairs) => {
        const parameters = new URLSearchParams(pairs);
        // A page always has an answer, and says of something in the address what is wrong with it when there is anything.
        const { faults } = withoutFaults(ask, parameters, TODAY);
        for (const { parameter } of faults) expect(names).toContain(parameter);
        let asked: Asked;
        try {
          asked = ask(parameters, TODAY);
        } catch (error) {
          expect(error).toBeInstanceOf(WrongParameter);
          expect(names).toContain((error as WrongParameter).parameter);
          expect(faults[0]).toEqual(error);
          return;
        }
        expect(faults).toEqual([]);
        for (const { from, to } of [asked.period, asked.before ?? asked.period])
          expect(startOf(from)).toBeLessThan(startOf(addDays(to, 1)));
      }
    ),
    { numRuns: 1_000 }
  );
});
