import { describe, expect, test } from 'vitest';
import { decide, watch } from '#experiments/decision.ts';
import type { Comparison, Evidence, MetricEvidence } from '#experiments/evidence.ts';
import { fc } from '../property.ts';

const comparison = (change: Partial<Comparison> = {}): Comparison => ({
  variant: 1,
  control: { n: 1000, value: 0.1 },
  treatment: { n: 1000, value: 0.13 },
  effect: 0.03,
  standardError: 0.01,
  interval: { low: 0.01, high: 0.05 },
  boundary: 2,
  conclusion: 'better',
  ...change
});
const metric = (comparisons: Comparison[], change: Partial<MetricEvidence> = {}): MetricEvidence => ({
  metric: 'box',
  role: 'primary',
  better: 'up',
  comparisons,
  waiting: 0,
  ...change
});
const guardrail = (guardrail: Comparison['guardrail'], variant = 1) =>
  metric([comparison({ guardrail, variant, conclusion: 'unclear' })], { metric: 'errors', role: 'guardrail' });
const evidence = (metrics: MetricEvidence[], change: Partial<Evidence> = {}): Evidence => ({
  version: 'x',
  at: 0,
  days: 14,
  planned: 2000,
  units: 2000,
  fractions: [1],
  times: [1],
  final: false,
  quality: {
    observed: [1000, 1000],
    expected: [1000, 1000],
    sampleRatio: 1,
    sampleRatioAnytime: 1,
    verdict: 'fine',
    severalVariants: 0,
    withoutUnit: 0,
    weightless: []
  },
  metrics,
  ...change
});
const DAILY = { method: 'group_sequential' } as const;
const unclear = comparison({ conclusion: 'unclear' });
const worse = comparison({ conclusion: 'worse', effect: -0.03 });

describe('the rule', () => {
  test('ships a variant that is better, after two full weeks, with its guardrails safe', () => {
    expect(decide(DAILY, evidence([metric([comparison()]), guardrail('safe')]))).toEqual({
      verdict: 'ship',
      reason: 'better',
      variant: 1
    });
    expect(decide(DAILY, evidence([metric([comparison()])], { days: 13 }))).toMatchObject({ reason: 'too_early' });
    expect(decide(DAILY, evidence([metric([comparison()]), guardrail('unclear')]))).toMatchObject({
      verdict: 'wait',
      reason: 'guardrail_unclear',
      metric: 'errors'
    });
    expect(decide(DAILY, evidence([metric([comparison()]), guardrail('unclear')], { final: true }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'better_but_guardrail'
    });
  });

  test('of several winners takes the largest gain whose guardrails are safe, also where less is better', () => {
    const both = [comparison({ variant: 1, effect: 0.05 }), comparison({ variant: 2, effect: 0.03 })];
    expect(decide(DAILY, evidence([metric(both)]))).toMatchObject({ variant: 1 });
    expect(decide(DAILY, evidence([metric(both), guardrail('unclear', 1)]))).toMatchObject({ variant: 2 });
    const less = both.map((one) => ({ ...one, effect: -one.effect }));
    expect(decide(DAILY, evidence([metric(less, { better: 'down' })]))).toMatchObject({ variant: 1 });
  });

  test('stops what does harm without waiting two weeks, but only when every variant does', () => {
    expect(decide(DAILY, evidence([metric([worse])], { days: 3 }))).toMatchObject({ verdict: 'stop' });
    expect(decide(DAILY, evidence([metric([worse, { ...unclear, variant: 2 }])], { days: 3 }))).toMatchObject({
      verdict: 'wait'
    });
  });

  test('concludes nothing from broken data, whatever it seems to say', () => {
    const won = evidence([metric([comparison()])]);
    const blocked = { ...won, quality: { ...won.quality, verdict: 'blocked' as const } };
    expect(decide(DAILY, blocked)).toEqual({ verdict: 'blocked', reason: 'sample_ratio' });
    const weightless = { ...won, quality: { ...won.quality, weightless: [2] } };
    expect(decide(DAILY, weightless)).toMatchObject({ verdict: 'blocked', reason: 'weightless_traffic', variant: 2 });
  });

  test('pauses at harm to a guardrail at any time', () => {
    expect(watch(evidence([metric([unclear]), guardrail('harmed')], { days: 1 }))).toEqual({
      verdict: 'pause',
      reason: 'guardrail_harmed',
      metric: 'errors'
    });
  });

  test('ends without a difference, or earlier when going on is not worth it', () => {
    expect(decide(DAILY, evidence([metric([unclear])], { final: true }))).toMatchObject({ reason: 'no_difference' });
    expect(decide(DAILY, evidence([metric([unclear])], { conditionalPower: 0.05 }))).toMatchObject({
      reason: 'futile'
    });
    expect(decide(DAILY, evidence([metric([unclear])], { conditionalPower: 0.5 }))).toMatchObject({ verdict: 'wait' });
    expect(decide(DAILY, evidence([], { final: true }))).toMatchObject({ reason: 'nothing_in' });
  });

  test('with a method that may look once, concludes at the planned end only', () => {
    for (const method of ['fixed', 'bayesian'] as const) {
      expect(decide({ method }, evidence([metric([comparison()])]))).toMatchObject({ verdict: 'wait' });
      expect(decide({ method }, evidence([metric([comparison()])], { final: true }))).toMatchObject({
        verdict: 'ship'
      });
    }
  });
});

describe('whatever the evidence', () => {
  const guarded = fc.record({
    variant: fc.constantFrom(1, 2),
    guardrail: fc.constantFrom('safe' as const, 'harmed' as const, 'unclear' as const)
  });
  const any = fc.record({
    days: fc.integer({ min: 0, max: 40 }),
    final: fc.boolean(),
    quality: fc.constantFrom('fine' as const, 'too_few' as const, 'warning' as const, 'blocked' as const),
    conclusions: fc.tuple(
      fc.constantFrom('better' as const, 'worse' as const, 'unclear' as const, 'too_few' as const),
      fc.constantFrom('better' as const, 'worse' as const, 'unclear' as const, 'too_few' as const)
    ),
    guardrails: fc.array(guarded, { maxLength: 4 }),
    method: fc.constantFrom('group_sequential' as const, 'always_valid' as const, 'fixed' as const, 'bayesian' as const)
  });

  test('nothing ships that is not better, or too early, or on broken data, or with a guardrail that is not safe', () => {
    fc.assert(
      fc.property(any, ({ days, final, quality, conclusions, guardrails, method }) => {
        const whole = evidence(
          [
            metric(conclusions.map((conclusion, index) => comparison({ variant: index + 1, conclusion }))),
            ...guardrails.map((one) => guardrail(one.guardrail, one.variant))
          ],
          { days, final }
        );
        const decision = decide({ method }, { ...whole, quality: { ...whole.quality, verdict: quality } });
        fc.pre(decision.verdict === 'ship');
        expect(days).toBeGreaterThanOrEqual(14);
        expect(quality).not.toBe('blocked');
        expect(conclusions[decision.variant! - 1]).toBe('better');
        expect(guardrails.every((one) => one.guardrail !== 'harmed')).toBe(true);
        expect(
          guardrails.filter(({ variant }) => variant === decision.variant).every((one) => one.guardrail === 'safe')
        ).toBe(true);
        expect(final || method === 'group_sequential' || method === 'always_valid').toBe(true);
      }),
      { numRuns: 2_000 }
    );
  });
});
