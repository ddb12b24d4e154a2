import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { analyse } from '#statistics/analyse.ts';

const proportions = (...arms: [n: number, sum: number][]) => ({
  variations: arms.map(([n, sum]) => ({ type: 'proportion', n, sum }))
});
const outputOf = (kind: string, inputs: unknown, settings: unknown = {}) =>
  analyse({ cases: [{ id: 'one', kind, inputs, settings }] }).cases[0]!;

const Results = z.array(
  z.looseObject({
    ci: z.tuple([z.union([z.number(), z.string()]), z.union([z.number(), z.string()])]),
    p_value: z.number(),
    error: z.string().nullable()
  })
);
const results = (kind: string, inputs: unknown, settings: unknown) =>
  Results.parse(outputOf(kind, inputs, settings).outputs);

describe('a case that cannot be answered', () => {
  test.each<[unknown, RegExp]>([
    [{ id: 'a', kind: 'bandit', inputs: {}, settings: {} }, /bandit/],
    [{ id: 'a', kind: 'toString', inputs: {}, settings: {} }, /toString/],
    [{ id: 'a', inputs: {}, settings: {} }, /kind/],
    [{ id: 'a', kind: 'srm', inputs: { users: [1, 2], weights: [1] } }, /weights/],
    [{ id: 'a', kind: 'srm', inputs: { users: [1, 'two'], weights: [1, 1] } }, /users\[1\]/],
    [{ id: 'a', kind: 'bayesian', inputs: { variations: [{ type: 'median', n: 3 }] } }, /type/],
    [{ id: 'a', kind: 'bayesian', inputs: proportions([10, 5], [10, 6]), settings: { alpha: 2 } }, /alpha/],
    [{ id: 'a', kind: 'bayesian', inputs: { ...proportions([10, 5]), baseline_index: 3 } }, /variation 3/],
    [
      {
        id: 'a',
        kind: 'frequentist_sequential',
        inputs: proportions([10, 5], [10, 6]),
        settings: { alpha: 0.5, side: 'treatment_greater' }
      },
      /alpha 0.5/
    ],
    [
      {
        id: 'a',
        kind: 'frequentist_fixed',
        inputs: {
          variations: [
            { type: 'proportion', n: 10, sum: 5 },
            { type: 'quantile', n: 100, n_star: 100, nu: 0.5, quantile_hat: 1, quantile_lower: 0, quantile_upper: 2 }
          ]
        }
      },
      /quantile/
    ],
    [
      {
        id: 'a',
        kind: 'frequentist_fixed',
        inputs: {
          variations: [
            {
              type: 'ratio',
              n: 10,
              m: { type: 'mean', n: 9, sum: 5, sum_squares: 5 },
              d: { type: 'mean', n: 10, sum: 5, sum_squares: 5 },
              m_d_sum_of_products: 5
            }
          ]
        }
      },
      /same units/
    ],
    [null, /object/],
    ['nonsense', /object/]
  ])('%j gets null and the reason', (given, reason) => {
    const [answer] = analyse({ cases: [given] }).cases;
    expect(answer).toMatchObject({ outputs: null, reason: expect.stringMatching(reason) as string });
  });

  test('stops no other', () => {
    const well = { id: 'b', kind: 'multiple_comparison', inputs: { p_values: [0.2] }, settings: {} };
    const { cases } = analyse({ cases: [null, well, { id: 'c', kind: 'srm' }] });
    expect(cases.map(({ outputs }) => outputs !== null)).toEqual([false, true, false]);
    expect(cases.map(({ id }) => id)).toEqual([null, 'b', 'c']);
  });
});

test('settings may be left out', () => {
  const inputs = proportions([100, 10], [100, 20]);
  expect(analyse({ cases: [{ id: 'a', kind: 'frequentist_fixed', inputs }] }).cases[0]).not.toHaveProperty('reason');
});

test('infinities are words, and every answer is JSON', () => {
  const [result] = results('frequentist_fixed', proportions([100, 10], [100, 20]), { side: 'treatment_greater' });
  expect(result!.ci[1]).toBe('inf');
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('any variation can be control', () => {
  const inputs = { ...proportions([100, 10], [100, 20], [100, 15]), baseline_index: 1 };
  expect(results('frequentist_fixed', inputs, {}).map(({ variation }) => variation)).toEqual([0, 2]);
});

describe('scaled effects', () => {
  const inputs = proportions([4013, 402], [3987, 447]);
  const scaled = (more: object) =>
    results('frequentist_fixed', inputs, { difference_type: 'scaled', total_users: 8000, ...more })[0]!;

  test('are said per day of full traffic, with the same p', () => {
    const [absolute] = results('frequentist_fixed', inputs, { difference_type: 'absolute' });
    const perDay = scaled({ traffic_percentage: 0.5, phase_length_days: 10 });
    expect(perDay['expected']).toBeCloseTo((absolute!['expected'] as number) * 1600, 9);
    expect(perDay.p_value).toBe(absolute!.p_value);
  });

  test.each([
    [{ phase_length_days: 0 }, 'ZERO_SCALED_VARIATION_WEIGHT'],
    [{ total_users: 0 }, 'NO_UNITS_IN_VARIATION']
  ])('without %j they cannot be', (more, error) => {
    expect(scaled(more)).toMatchObject({ error, expected: 0, ci: [0, 0], p_value: 1 });
  });
});

describe('a relative interval by Fieller', () => {
  const inputs = proportions([200, 10], [200, 22]);
  const by = (relative_interval: string, more: object = {}, kind = 'frequentist_fixed') =>
    results(kind, inputs, { difference_type: 'relative', relative_interval, ...more })[0]!;

  test.each(['frequentist_fixed', 'frequentist_sequential'])(
    'in %s goes with the test of the absolute difference',
    (kind) => {
      const [absolute] = results(kind, inputs, { difference_type: 'absolute' });
      const fieller = by('fieller', {}, kind);
      expect(fieller.p_value).toBe(absolute!.p_value);
      expect(fieller['expected']).toBe(by('delta', {}, kind)['expected']);
      const [low, high] = fieller.ci;
      const holds = low === '-inf' || ((low as number) < 0 && (high === 'inf' || (high as number) > 0));
      expect(holds).toBe(absolute!.p_value > 0.05);
    }
  );

  test('reaches further up than the delta method does', () => {
    expect(by('fieller').ci[1]).toBeGreaterThan(by('delta').ci[1] as number);
    expect(by('fieller')['ci_shape']).toBe('bounded');
  });

  test('one-sided is open on the other side', () => {
    expect(by('fieller', { side: 'treatment_greater' }).ci[1]).toBe('inf');
    expect(by('fieller', { side: 'treatment_lesser' }).ci[0]).toBe('-inf');
  });

  test('says so when the control may be 0', () => {
    const [found] = results('frequentist_fixed', proportions([200, 1], [200, 2]), { relative_interval: 'fieller' });
    expect(found!.ci).toEqual(['-inf', 'inf']);
    expect(found!['ci_shape']).not.toBe('bounded');
  });

  test('leaves an absolute difference alone', () => {
    expect(by('fieller', { difference_type: 'absolute' })).toEqual(by('delta', { difference_type: 'absolute' }));
  });

  test.each(['bayesian', 'poststrat_frequentist'])('is not offered for %s', (kind) => {
    const arms = { control: inputs.variations[0], treatment: inputs.variations[1] };
    const answer = outputOf(kind, { ...inputs, strata: [arms] }, { relative_interval: 'fieller' });
    expect(answer).toMatchObject({ outputs: null, reason: expect.stringContaining('Fieller') as string });
  });
});

describe('power half-way', () => {
  const arms = { control: { type: 'proportion', n: 500, sum: 20 }, treatment: { type: 'proportion', n: 500, sum: 25 } };
  const power = (more: object, inputs: object = arms) =>
    outputOf('midexperiment_power', inputs, { target_mde: 0.1, ...more }).outputs;

  test('that no growth gives', () => {
    expect(power({ target_mde: 0 })).toMatchObject({
      scaling_factor: null,
      additional_users: null,
      upper_bound_achieved: true,
      update_message: 'unsuccessful'
    });
  });

  test('without an effect to speak of', () => {
    expect(power({}, { ...arms, control: { type: 'proportion', n: 500, sum: 0 } })).toMatchObject({
      error: 'ZERO_NEGATIVE_VARIANCE',
      scaling_factor: null,
      update_message: 'unsuccessful'
    });
  });
});

test('a plan without a mean has no relative effect', () => {
  const { outputs } = outputOf('planning_power', { mean: 0, variance: 1, n_per_variation: 100, relative_effect: 0.1 });
  expect(outputs).toEqual({ standard_error: 'inf', power: null, mde_at_80: null });
});

test('an arm of weight 0 that has users is told beside the test', () => {
  expect(outputOf('srm', { users: [100, 100, 3], weights: [1, 1, 0] }).outputs).toEqual({
    p_value: 1,
    zero_weight_arms_with_users: [2]
  });
});
