/** Comparing approaches: pooling, inverting, and what may be said of which is best. */
import { describe, expect, test } from 'vitest';
import { approaches, costOf, leftOut, scaled, verdictOf, type ApproachAsked } from '#experiments/approach.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import { pooled } from '#statistics/pooling.ts';
import { fc } from '../property.ts';

const ASKED: ApproachAsked = { population: 'company', outcome: 'first_message', by: 'kind', rate: undefined };
const Z = 1.959963984540054;

interface Brought {
  kind?: string;
  card?: string;
  estimate: number;
  /** Half of the interval. */
  half: number;
  organisations?: number;
  hours?: number;
  euros?: number;
}

/** As evidence has it. */
const limit = (value: number) => (Number.isFinite(value) ? value : String(value));

let made = 0;
const trial = (arms: readonly Brought[], more: Partial<TrialOutcome> = {}): TrialOutcome =>
  TrialOutcome.parse({
    trial: `list_${++made}`,
    name: `Proef ${made}`,
    day: '2026-05-01',
    strength: 'proven',
    method: 'itt',
    population: 'company',
    outcome: 'first_message',
    ...more,
    comparisons: arms.map(({ kind = 'letter', card = '', estimate, half, organisations = 500, hours, euros }) => ({
      arm: kind,
      intervention: '',
      kind,
      card,
      organisations,
      clusters: organisations,
      adopters: 40,
      controlOrganisations: 500,
      controlAdopters: 20,
      itt: { estimate, low: limit(estimate - half), high: limit(estimate + half), p: 0.04 },
      ...(hours === undefined ? {} : { hours }),
      ...(euros === undefined ? {} : { euros })
    }))
  });
const of = (outcomes: TrialOutcome[], more: Partial<ApproachAsked> = {}) => approaches(outcomes, { ...ASKED, ...more });

// Oracle: by hand. Of three arms each interval is at 1 − 5%/3, whose z is 2.394: as wide as that, the error is the same as of 1.96 at 95%.
test('an interval that holds together with others says as much as one at 95%', () => {
  const error = (half: number, more: Partial<TrialOutcome>) =>
    of([trial([{ estimate: 0.04, half }], more)])[0]!.trials[0]!.standardError;
  expect(error(2.3939797998185104 * 0.01, { level: 1 - 0.05 / 3 })).toBeCloseTo(0.01, 9);
  expect(error(Z * 0.01, {})).toBeCloseTo(0.01, 9);
});

describe('what one trial brought', () => {
  // Oracle: by hand. 4% ± 2% of 500 is 20 ± 10 users; per 1,000: 40 ± 20; in 50 hours: per 100 hours 40 ± 20; for € 2,000: 10 ± 5 each 1,000.
  const [one] = of([trial([{ estimate: 0.04, half: 0.02, hours: 50, euros: 2_000 }])]);

  test.each([
    ['organisations', 40, 20],
    ['hours', 40, 20],
    ['euros', 10, 5]
  ] as const)('per %s', (scale, estimate, half) => {
    const effect = one!.effects[scale]!;
    expect(effect.estimate).toBeCloseTo(estimate, 9);
    expect(effect.high - effect.estimate).toBeCloseTo(half, 9);
    expect(scaled(one!.trials[0]!, scale)).toEqual(effect);
  });

  test('an extra user costs € 100, between € 67 and € 200', () => {
    const cost = one!.cost!;
    if (cost.shape !== 'bounded') throw new Error(cost.shape);
    expect(cost.estimate).toBeCloseTo(100, 9);
    expect(cost.low).toBeCloseTo(1_000 / 15, 9);
    expect(cost.high).toBeCloseTo(200, 9);
  });

  test('with € 60 an hour an extra user costs more', () => {
    const [paid] = of([trial([{ estimate: 0.04, half: 0.02, hours: 50, euros: 2_000 }])], { rate: 60 });
    expect(paid!.money).toBe(5_000);
    expect(paid!.cost).toMatchObject({ shape: 'bounded', estimate: expect.closeTo(250, 9) as number });
  });

  test('what it took is not made up: without hours or money there is nothing per hour or euro', () => {
    const [free] = of([trial([{ estimate: 0.04, half: 0.02, euros: 0 }])]);
    expect(free!.effects).toMatchObject({ hours: undefined, euros: undefined });
    expect(free!.cost).toBeUndefined();
    expect(free!.hours).toBeUndefined();
    // Money that depends on hours that nobody noted is unknown too.
    expect(of([trial([{ estimate: 0.04, half: 0.02, euros: 100 }])], { rate: 60 })[0]!.money).toBeUndefined();
  });
});

describe('what an extra user costs', () => {
  // Oracle: Altman (1998), BMJ 317:1309: a benefit of 10% with an interval from −5% to 25% is a number needed to treat of 10, from 4 on
  // without end; at € 10 each (1,000 euros is a hundred of them) that is € 100, at least € 40.
  test('an interval that holds nought has no upper end', () => {
    const cost = costOf({ estimate: 10, low: -5, high: 25 });
    expect(cost).toEqual({ shape: 'from', estimate: 100, low: 40 });
    expect(costOf({ estimate: -1, low: -5, high: 25 })).toEqual({ shape: 'from', estimate: undefined, low: 40 });
  });

  test('where even the best is nobody, there is no price', () => {
    expect(costOf({ estimate: -3, low: -5, high: -1 })).toEqual({ shape: 'never' });
    expect(costOf({ estimate: -3, low: -5, high: 0 })).toEqual({ shape: 'never' });
  });

  // Oracle: the definition of the set: an amount a for each user is in it when 1,000 / a is in the interval of what € 1,000 brings.
  test('holds every amount that the data do not contradict, and no other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.double({ min: 1, max: 100_000, noNaN: true }),
        (estimate, half, amount) => {
          const [low, high] = [estimate - half, estimate + half];
          const cost = costOf({ estimate, low, high });
          const brings = 1_000 / amount;
          if (Math.min(Math.abs(brings - low), Math.abs(brings - high)) < 1e-9) return;
          const holds = cost.shape !== 'never' && amount >= cost.low && (cost.shape === 'from' || amount <= cost.high);
          expect(holds).toBe(brings >= low && brings <= high);
        }
      )
    );
  });
});

describe('several trials', () => {
  test('of the same kind are pooled, of another apart, and nothing proven with what is not', () => {
    const all = of([
      trial([{ kind: 'letter', estimate: 0.02, half: 0.01 }]),
      trial([{ kind: 'letter', estimate: 0.04, half: 0.01 }]),
      trial([{ kind: 'call', estimate: 0.08, half: 0.03 }]),
      trial([{ kind: 'letter', estimate: 0.2, half: 0.05 }], { strength: 'indicative' }),
      trial([{ kind: 'letter', estimate: 0.5, half: 0.01 }], { population: 'authority' }),
      trial([{ kind: 'letter', estimate: 0.5, half: 0.01 }], { outcome: 'reachable' })
    ]);
    expect(all.map(({ key, strength, trials }) => [key, strength, trials.length])).toEqual([
      ['call', 'proven', 1],
      ['letter', 'proven', 2],
      ['letter', 'indicative', 1]
    ]);
    // Oracle: the pooling that its own tests hold to published figures, on the scale by hand.
    const error = 10 / Z;
    expect(all[1]!.effects.organisations).toEqual({
      ...pooled([
        { estimate: 20, standardError: error },
        { estimate: 40, standardError: error }
      ]),
      low: expect.any(Number) as number,
      high: expect.any(Number) as number,
      estimate: expect.closeTo(30, 6) as number,
      spread: expect.any(Number) as number
    });
  });

  test('arms of one trial that did the same are one, and their control is not counted twice', () => {
    const [letter] = of([
      trial([
        { kind: 'letter', estimate: 0.02, half: 0.02, organisations: 300, hours: 2, euros: 100 },
        { kind: 'letter', estimate: 0.06, half: 0.02, organisations: 100, hours: 3, euros: 100 }
      ])
    ]);
    expect(letter!.trials).toHaveLength(1);
    expect(letter).toMatchObject({ organisations: 400, hours: 5, money: 200 });
    expect(letter!.effects.organisations!.estimate).toBeCloseTo(30, 9);
    // As wide as each: had they been counted as two trials it would be narrower.
    expect(letter!.effects.organisations!.high).toBeCloseTo(50, 9);
  });

  test('by card, and arms that follow none are left out', () => {
    const outcomes = [
      trial([
        { kind: 'letter', card: 'one-line', estimate: 0.02, half: 0.02 },
        { kind: 'call', card: '', estimate: 0.06, half: 0.02 }
      ])
    ];
    expect(of(outcomes, { by: 'card' }).map(({ key }) => key)).toEqual(['one-line']);
  });

  test('what has no interval cannot be weighed', () => {
    expect(of([trial([{ estimate: 0.02, half: 0 }])])).toEqual([]);
  });

  test('one without an end to its interval is named, and leaves the others as they are', () => {
    const [good, endless] = [trial([{ estimate: 0.02, half: 0.02 }]), trial([{ estimate: 0.05, half: Infinity }])];
    expect(of([good, endless])).toEqual(of([good]));
    expect(leftOut([good, endless], ASKED)).toEqual([{ trial: endless.trial, name: endless.name }]);
    expect(() => pooled([{ estimate: 1, standardError: Infinity }])).toThrow(RangeError);
  });

  test('what is measured otherwise is neither pooled nor ranked with them', () => {
    const letter = [{ kind: 'letter', estimate: 0.02, half: 0.01 }];
    const call = [{ kind: 'call', estimate: 0.2, half: 0.01 }];
    const all = of([
      trial(letter, { days: 56 }),
      trial(letter, { days: 56 }),
      trial(call, { days: 28 }),
      trial(call, { days: 28, per: 'step' })
    ]);
    expect(all.map(({ key, isApart, trials }) => [key, isApart, trials.length])).toEqual([
      ['letter', false, 2],
      ['call', true, 1],
      ['call', true, 1]
    ]);
    expect(verdictOf(all, 'organisations')).toEqual({ kind: 'alone', first: 'letter' });
  });

  test('messages are no organisations: their difference is told in points alone', () => {
    const [teams] = of([
      trial([{ estimate: 0.1, half: 0.04, hours: 5, euros: 100 }], {
        strength: 'indicative',
        per: 'period',
        unit: 'item'
      })
    ]);
    expect(teams).toMatchObject({
      isApart: true,
      effects: { organisations: undefined, hours: undefined, euros: undefined },
      cost: undefined
    });
    expect(teams!.points.estimate).toBeCloseTo(10, 9);
    expect(teams!.points.high).toBeCloseTo(14, 9);
  });
});

describe('what can be said', () => {
  const letter = { kind: 'letter', estimate: 0.01, half: 0.005 };
  test('nothing, where nothing was proven', () => {
    expect(verdictOf([], 'organisations')).toEqual({ kind: 'none' });
    expect(verdictOf(of([trial([letter], { strength: 'indicative' })]), 'organisations')).toEqual({ kind: 'none' });
  });

  test('of one alone no comparison, nor where the other does not say what it took', () => {
    expect(verdictOf(of([trial([letter])]), 'organisations')).toEqual({ kind: 'alone', first: 'letter' });
    const all = of([trial([{ ...letter, hours: 5 }]), trial([{ kind: 'call', estimate: 0.08, half: 0.01 }])]);
    expect(verdictOf(all, 'organisations')).toEqual({ kind: 'best', first: 'call' });
    expect(verdictOf(all, 'hours')).toEqual({ kind: 'alone', first: 'letter' });
  });

  test('one is best only where it is more than every other, with room for having picked it', () => {
    const call = (estimate: number) => trial([{ kind: 'call', estimate, half: 0.02 }]);
    expect(verdictOf(of([trial([letter]), call(0.08)]), 'organisations')).toEqual({ kind: 'best', first: 'call' });
    expect(verdictOf(of([trial([letter]), call(0.02)]), 'organisations')).toEqual({ kind: 'open', first: 'call' });
    // Of two it is just enough; of five there are ten pairs, and it is not.
    const just = trial([{ kind: 'call', estimate: 0.0322, half: 0.02 }]);
    expect(verdictOf(of([trial([letter]), just]), 'organisations').kind).toBe('best');
    const more = ['mail', 'presentation', 'instruction'].map((kind) => trial([{ ...letter, kind }]));
    expect(verdictOf(of([trial([letter]), just, ...more]), 'organisations').kind).toBe('open');
  });

  test('by money another one can be first', () => {
    const all = of([
      trial([{ kind: 'letter', estimate: 0.02, half: 0.005, euros: 100 }]),
      trial([{ kind: 'call', estimate: 0.08, half: 0.005, euros: 10_000 }])
    ]);
    expect(verdictOf(all, 'organisations').kind === 'best' && verdictOf(all, 'euros')).toEqual({
      kind: 'best',
      first: 'letter'
    });
  });
});
