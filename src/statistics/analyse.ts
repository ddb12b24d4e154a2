/** Analyses cases written down in the schema of the reference cases, so that anyone can check this engine against another. */
import { z } from 'zod';
import {
  bayesianAnswer,
  compared,
  comparedCells,
  fixedAnswer,
  sequentialAnswer,
  Unanswered,
  type Outputs
} from './answer.ts';
import * as written from './case.ts';
import { normalQuantile } from './distribution.ts';
import { adjustedInterval, benjaminiHochberg, holm } from './multiple.ts';
import { growthNeeded, plannedPower, powerAt, smallestEffect, type Rule } from './power.ts';
import { sampleRatio } from './sample-ratio.ts';

export const Cases = z.object({ cases: z.array(z.unknown()) });

const Case = z.object({ kind: z.string(), inputs: z.unknown(), settings: z.unknown().optional() });

export interface Answer {
  id: unknown;
  kind: unknown;
  /** null when the case is not answered. */
  outputs: unknown;
  /** Why it is not. */
  reason?: string;
}

/** Reads what a case brings and answers it. @throws ZodError when it is not written as it should be, Unanswered, RangeError */
type Kind = (inputs: unknown, settings: unknown) => unknown;

const kind =
  <I, S>(inputs: z.ZodType<I>, settings: z.ZodType<S>, answer: (inputs: I, settings: S) => unknown): Kind =>
  (given, chosen) =>
    answer(inputs.parse(given), settings.parse(chosen ?? {}));

/** Every variation against control. */
function against<S extends written.Settings>(
  settings: z.ZodType<S>,
  answer: (from: ReturnType<typeof compared>, settings: S) => Outputs
): Kind {
  return kind(written.Variations, settings, ({ variations, baseline_index: baseline }, chosen) => {
    const control = variations[baseline];
    if (!control) throw new Unanswered(`there is no variation ${baseline} to compare with`);
    return variations.flatMap((variation, index) =>
      index === baseline ? [] : [{ variation: index, ...answer(compared(control, variation, chosen), chosen) }]
    );
  });
}

function withinStrata<S extends written.Settings>(
  settings: z.ZodType<S>,
  answer: (from: ReturnType<typeof compared>, settings: S) => Outputs
): Kind {
  return kind(written.Strata, settings, ({ strata }, chosen) => answer(comparedCells(strata, chosen), chosen));
}

const NO_SETTINGS = z.unknown();

/** Where an experiment stands that is to find the target effect, and how much longer it needs. */
const midExperimentPower = kind(written.TwoArms, written.PowerSettings, ({ control, treatment }, settings) => {
  const { result, pair } = compared(control, treatment, settings);
  const tests = settings.p_value_corrected ? (settings.num_variations - 1) * settings.num_goal_metrics : 1;
  const rule: Rule = {
    alpha: settings.alpha,
    tests,
    tuning: settings.sequential ? settings.tuning_parameter : undefined,
    prior: settings.prior && { mean: settings.prior.mean, standardDeviation: settings.prior.stddev }
  };
  const target = settings.target_power ** (1 / settings.num_goal_metrics);
  const n = pair.control.n + pair.treatment.n;
  const both = {
    pairwise_n: n,
    adjusted_target_power: target,
    critical_multiplier: -normalQuantile(settings.alpha / (2 * tests)),
    target_power: settings.target_power
  };
  if ('error' in result)
    return {
      ...both,
      standard_error: 0,
      additional_users: 0,
      scaling_factor: null,
      upper_bound_achieved: false,
      update_message: 'unsuccessful',
      error: result.error
    };
  const at = (growth: number) => powerAt(result, growth, settings.target_mde, rule);
  const growth = growthNeeded(result, settings.target_mde, target, rule);
  return {
    ...both,
    standard_error: result.standardError,
    power_now: at(0),
    power_at_scaling_1: at(1),
    power_at_scaling_5: at(5),
    additional_users: growth ? growth * n : null,
    scaling_factor: growth ?? null,
    upper_bound_achieved: growth === undefined,
    update_message: growth === undefined ? 'unsuccessful' : 'successful',
    error: growth === undefined ? 'could not find upper bound for scaling factor' : null
  };
});

const planningPower = kind(written.PlanningInputs, written.PlanningSettings, (inputs, settings) => {
  const baseline = { mean: inputs.mean, variance: inputs.variance, unitsPerArm: inputs.n_per_variation };
  const rule: Rule = { alpha: settings.alpha, tuning: settings.sequential_tuning_parameter ?? undefined };
  const { standardError, power } = plannedPower(baseline, inputs.relative_effect, rule);
  return {
    standard_error: standardError,
    power,
    mde_at_80: smallestEffect(baseline, settings.target_power, rule) ?? null
  };
});

const KINDS: Record<string, Kind> = {
  frequentist_fixed: against(written.FixedSettings, fixedAnswer),
  frequentist_sequential: against(written.SequentialSettings, sequentialAnswer),
  bayesian: against(written.BayesianSettings, bayesianAnswer),
  poststrat_frequentist: withinStrata(written.FixedSettings, fixedAnswer),
  poststrat_sequential: withinStrata(written.SequentialSettings, sequentialAnswer),
  poststrat_bayesian: withinStrata(written.BayesianSettings, bayesianAnswer),
  srm: kind(written.SampleRatioInputs, NO_SETTINGS, ({ users, weights }) => {
    const { pValue, uninvited } = sampleRatio(users, weights);
    return { p_value: pValue, ...(uninvited.length > 0 ? { zero_weight_arms_with_users: uninvited } : {}) };
  }),
  multiple_comparison: kind(written.MultipleInputs, NO_SETTINGS, ({ p_values }) => ({
    holm_bonferroni: holm(p_values),
    benjamini_hochberg: benjaminiHochberg(p_values)
  })),
  adjusted_ci: kind(
    written.AdjustedIntervalInputs,
    written.AdjustedIntervalSettings,
    ({ p_adjusted, lift, ci: [low, high] }, { p_value_threshold }) => {
      const adjusted = adjustedInterval(p_adjusted, lift, { low, high }, p_value_threshold);
      return { ci_adjusted: [adjusted.low, adjusted.high] };
    }
  ),
  midexperiment_power: midExperimentPower,
  planning_power: planningPower
};

const LATER = 'is not supported by this engine';

/** JSON has no infinity and no "not a number". */
function asJson(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : Number.isNaN(value) ? null : value > 0 ? 'inf' : '-inf';
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
  return value;
}

function answerTo(given: unknown): Answer {
  const { data: asked, error } = Case.safeParse(given);
  const { id = null, kind: called = null } = (given ?? {}) as { id?: unknown; kind?: unknown };
  if (error) return { id, kind: called, outputs: null, reason: z.prettifyError(error) };
  const answer = Object.hasOwn(KINDS, asked.kind) ? KINDS[asked.kind] : undefined;
  if (!answer) return { id, kind: called, outputs: null, reason: `kind "${asked.kind}" ${LATER}` };
  try {
    return { id, kind: called, outputs: asJson(answer(asked.inputs, asked.settings)) };
  } catch (thrown) {
    if (thrown instanceof z.ZodError) return { id, kind: called, outputs: null, reason: z.prettifyError(thrown) };
    if (thrown instanceof Unanswered || thrown instanceof RangeError)
      return { id, kind: called, outputs: null, reason: thrown.message };
    throw thrown;
  }
}

/** Answers every case by itself; one that is malformed or unsupported gets null and the reason, and stops no other. */
export function analyse({ cases }: z.output<typeof Cases>): { cases: Answer[] } {
  return { cases: cases.map(answerTo) };
}
