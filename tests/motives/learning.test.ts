/** What rules and answers make of evidence; oracles: the weights themselves, a count by hand, and the same model without an answer. */
import { expect, test } from 'vitest';
import { LADDERS, NO_OCCASION, NOTHING_YET, useOf } from '#adoption/ladder.ts';
import { FOLDS, type Cell } from '#motives/cell.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import { estimate, FEWEST_ANSWERS, layersOf } from '#motives/estimate.ts';
import { aspectOf, judge, weightsOf } from '#motives/judgement.ts';
import { chance, chanceByRules, chanceUnseen, learn } from '#motives/learning.ts';
import { INFERRED, isNonUser } from '#motives/motive.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { holdsOf, RuleSet } from '#motives/rule.ts';
import { expectedOf, placesOf } from '#motives/where.ts';
import { fc } from '../property.ts';

const RULES = DEFAULT_RULES.company;
const UNSAID = [-1, -1, -1, -1];

const cell = (signals: Record<string, number>, more: Partial<Cell> = {}): Cell => ({
  region: '',
  sector: 'G Handel',
  size: '1',
  state: NOTHING_YET,
  holds: holdsOf(RULES, signals),
  said: UNSAID,
  fold: 0,
  organisations: 1,
  ...more
});
const READ = { occasions: 1, reached: 1, visits: 2, informed: 1 };
const FAILED = { ...READ, login_started: 1, login_failed: 2, means_missing: 2 };

test('the rules that we begin with are sound, and each can hold', () => {
  for (const [population, rules] of Object.entries(DEFAULT_RULES)) {
    expect(RuleSet.parse(rules), population).toEqual(rules);
    for (const [index, { when, key }] of rules.rules.entries()) {
      const least = Object.fromEntries(when.map(({ signal, least: times }) => [signal, times]));
      expect((holdsOf(rules, least) >> BigInt(index)) & 1n, key).toBe(1n);
    }
  }
});

test('without answers it thinks what the rules say, though never surer than they are', () => {
  const model = learn(RULES, [cell({}), cell(READ), cell(FAILED)]);
  for (const signals of [{}, READ, FAILED])
    for (const motive of INFERRED) {
      const [told, thought] = [chanceByRules(RULES, motive, cell(signals)), chance(model, motive, cell(signals))];
      if (told === 0) expect(thought).toBe(0);
      else expect(Math.sign(told - 0.5) * (thought - 0.5), motive).toBeGreaterThan(0);
      expect(Math.abs(thought - 0.5)).toBeLessThanOrEqual(Math.abs(told - 0.5));
    }
});

test('who tried cannot be said not to know it, whatever others answered', () => {
  const answered = Array.from({ length: 40 }, () => cell(FAILED, { said: [1, -1, -1, -1] }));
  const model = learn(RULES, [...answered, cell(FAILED)]);
  expect(chance(model, 'weten', cell(FAILED))).toBe(0);
  expect(judge(model, cell(FAILED)).verdicts[0]).toMatchObject({ basis: 'ruled_out', is: false });
});

test('an answer counts, and what behaviour makes of it is told beside it', () => {
  const model = learn(RULES, [cell({})]);
  const { verdicts, main } = judge(model, cell(FAILED, { said: [1, 0, 0, -1] }));
  expect(verdicts[0]).toEqual({ motive: 'weten', chance: 1, basis: 'answer', is: true, conflict: 0 });
  expect(verdicts[1]).toMatchObject({ chance: 0, basis: 'answer', is: false, conflict: undefined });
  expect(verdicts[2]!.conflict).toBeGreaterThan(0.5);
  expect(main).toBe('weten');
});

test('having to is told by the law or by themselves, and is no guess', () => {
  const model = learn(RULES, [cell({})]);
  const had = (signals: Record<string, number>, said: number) =>
    judge(model, cell(signals, { said: [-1, -1, -1, said] })).verdicts[3];
  expect(had({ occasions: 1 }, -1)).toMatchObject({ chance: undefined, is: false });
  expect(had({ occasions: 1 }, 1)).toMatchObject({ chance: 1, basis: 'answer', is: true });
  expect(had({ occasions: 1, obligations: 1 }, 0)).toMatchObject({ chance: 1, basis: 'fact', is: true, conflict: 1 });
});

test('answers move the weights: towards what was said, and more of them move it further', () => {
  const say = (so: number, times: number) =>
    chance(learn(RULES, [cell({}), cell({}, { said: [so, -1, -1, -1], organisations: times })]), 'weten', cell({}));
  const none = chance(learn(RULES, [cell({})]), 'weten', cell({}));
  for (const times of [3, 30]) {
    expect(say(1, times)).toBeGreaterThan(none);
    expect(say(0, times)).toBeLessThan(none);
  }
  expect(say(0, 30)).toBeLessThan(say(0, 3));
});

test('whoever answered is predicted by models that did not see that answer', () => {
  const others = Array.from({ length: 30 }, (_, index) =>
    cell(index % 3 ? {} : READ, { said: [index % 2, -1, -1, -1], fold: index % FOLDS })
  );
  const unseen = (so: number) => {
    const mine = cell({}, { said: [so, -1, -1, -1], fold: 2 });
    return chanceUnseen(learn(RULES, [...others, mine]), 'weten', mine);
  };
  expect(unseen(1)).toBeCloseTo(unseen(0), 12);
  const seen = (so: number) =>
    chance(learn(RULES, [...others, cell({}, { said: [so, -1, -1, -1] })]), 'weten', cell({}));
  expect(seen(1)).toBeGreaterThan(seen(0));
});

test('weights add up to the log-odds of which the chance is made, before doubt about them', () => {
  const model = learn(RULES, [cell({}), cell(READ, { said: [0, 1, -1, -1], organisations: 9 })]);
  const { coefficients } = model.motives.willen.whole;
  const weights = weightsOf(model, 'willen', cell(READ));
  expect(weights.map(({ term }) => term.name)).toEqual(
    expect.arrayContaining(['', 'read-not-started', 'G Handel', '1'])
  );
  const sum = weights.reduce((total, { weight }) => total + weight, 0);
  const found = weights.map(({ term }) => coefficients[model.motives.willen.terms.indexOf(term)]!);
  expect(sum).toBeCloseTo(
    found.reduce((total, one) => total + one, 0),
    12
  );
  expect(aspectOf(model, 'kunnen', cell(FAILED))).toBe('middelen');
  expect(aspectOf(model, 'kunnen', cell({}))).toBeUndefined();
});

test('who had no occasion or ever used the box is no non-user', () => {
  const ladder = LADDERS.company;
  const states = Array.from({ length: 13 }, (_, state) => state).filter((state) => isNonUser(ladder, state));
  expect(states).toEqual(Array.from({ length: useOf(ladder) - NOTHING_YET }, (_, step) => NOTHING_YET + step));
  expect(states).not.toContain(NO_OCCASION);
});

const kinds = fc.record({
  signals: fc.constantFrom({}, { reached: 1 }, { visits: 3 }, READ, FAILED, {
    ...FAILED,
    logged_in: 1,
    box_created: 1
  }),
  sector: fc.constantFrom('F Bouw', 'G Handel', ''),
  size: fc.constantFrom('1', '2', '5-10', ''),
  state: fc.integer({ min: NOTHING_YET, max: NOTHING_YET + 5 }),
  said: fc.tuple(...MOTIVES.map(() => fc.constantFrom(-1, -1, 0, 1))),
  fold: fc.integer({ min: 0, max: FOLDS - 1 }),
  organisations: fc.integer({ min: 1, max: 40 })
});

test('an estimate is of everybody once, lies in its interval, and is not made of too few answers', () => {
  fc.assert(
    fc.property(fc.array(kinds, { minLength: 1, maxLength: 30 }), (drawn) => {
      const cells = drawn.map(({ signals, ...more }) => cell(signals, more));
      const model = learn(RULES, cells);
      const all = cells.reduce((sum, { organisations }) => sum + organisations, 0);
      for (const motive of INFERRED) {
        expect(layersOf(cells, motive).reduce((sum, { organisations }) => sum + organisations, 0)).toBe(all);
        const { powered, answered } = estimate(model, motive, cells);
        const said = cells.filter((one) => one.said[MOTIVES.indexOf(motive)]! >= 0);
        expect(answered).toBe(said.reduce((sum, { organisations }) => sum + organisations, 0));
        expect(powered === undefined).toBe(answered < FEWEST_ANSWERS);
        if (!powered) continue;
        expect(powered.estimate.low).toBeLessThanOrEqual(powered.estimate.value);
        expect(powered.estimate.high).toBeGreaterThanOrEqual(powered.estimate.value);
      }
    }),
    { numRuns: 40 }
  );
});

test('groups add up to everybody, also those too small to show, and what was said is not guessed again', () => {
  fc.assert(
    fc.property(fc.array(kinds, { minLength: 1, maxLength: 30 }), (drawn) => {
      const cells = drawn.map(({ signals, ...more }) => cell(signals, more));
      const model = learn(RULES, cells);
      const { places, small } = placesOf(model, cells, ['sector', 'size'], true);
      const all = cells.reduce((sum, { organisations }) => sum + organisations, 0);
      const shown = places.reduce((sum, { organisations }) => sum + organisations, 0);
      // What is left is told, or too little to tell; and never can it be worked out to be a handful of groups.
      expect(small === undefined ? all - shown < 10 : shown + small === all).toBe(true);
      if (places.length > 0) expect(all - shown === 0 || all - shown >= 10).toBe(true);
      expect(places.every(({ organisations }) => organisations >= 10)).toBe(true);
      for (const motive of INFERRED) {
        const { expected, low, high } = expectedOf(model, motive, cells);
        const said = (value: number) =>
          cells
            .filter((one) => one.said[MOTIVES.indexOf(motive)] === value)
            .reduce((sum, { organisations }) => sum + organisations, 0);
        expect(low).toBeGreaterThanOrEqual(said(1) - 1e-9);
        expect(high).toBeLessThanOrEqual(all - said(0) + 1e-9);
        expect(expected).toBeGreaterThanOrEqual(low - 1e-9);
        expect(expected).toBeLessThanOrEqual(high + 1e-9);
      }
    }),
    { numRuns: 40 }
  );
});
