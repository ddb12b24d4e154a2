/** A comparison of two arms by one of the tests, written down in the schema of the reference cases. */
import { alwaysValid, mixtureScale, multiplier } from './always-valid.ts';
import { absolutePrior, posterior, type Prior } from './bayesian.ts';
import type { BayesianSettings, FixedSettings, SequentialSettings, Settings } from './case.ts';
import { tQuantile } from './distribution.ts';
import { adjust, compare, pairOf, type Arm, type Effect, type Obstacle, type Pair } from './effect.ts';
import { fieller, meansOf } from './fieller.ts';
import { fixedHorizon, type Interval, type Side } from './fixed.ts';
import { stratifiedEffect, type Cell } from './poststratification.ts';
import { isUsable, quantileArm, type Quantile } from './quantile.ts';
import { pooled, type Statistic } from './statistic.ts';

/** A case that is well written but that the engine does not answer, and why. */
export class Unanswered extends Error {}

/** The names that the reference cases have for what stands in the way. */
const ZERO_VARIANCE = 'ZERO_NEGATIVE_VARIANCE';
const ZERO_BASELINE = 'ZERO_NEGATIVE_BASELINE_VARIATION';

export type Outputs = Record<string, unknown>;

/** Two arms, the effect or what stands in its way, and whether cells were put together for it. */
interface Compared {
  pair: Pair;
  result: (Effect & { stratified?: boolean }) | { error: string };
  /** What the arms measure is a sum over everybody, so that it can be said per day. */
  isScalable: boolean;
}

/** Scaled effects are absolute ones, said per day. */
const scaleOf = ({ difference_type }: Pick<Settings, 'difference_type'>) =>
  difference_type === 'relative' ? 'relative' : 'absolute';

/** A control of 0 is an obstacle here to absolute differences too, as it is in the reference cases. */
function withObstacle(pair: Pair, result: Effect | { error: Obstacle }): Compared['result'] {
  if ('error' in result) return { error: ZERO_VARIANCE };
  const isZero = pair.control.mean === 0 || adjust(pair.control, pair.slope).mean === 0;
  return isZero ? { error: ZERO_BASELINE } : result;
}

const isQuantile = (arm: Statistic | Quantile): arm is Quantile => 'level' in arm;

const isScalable = ({ kind }: Statistic): boolean => kind !== 'ratio' && kind !== 'adjusted_ratio';

function comparedQuantiles(
  control: Quantile,
  treatment: Quantile,
  settings: Pick<Settings, 'difference_type'>
): Compared {
  const [a, b] = [quantileArm(control), quantileArm(treatment)];
  const pair = { control: a, treatment: b, slope: 0, times: b.mean / a.mean };
  const usable = isUsable(control) && isUsable(treatment);
  const result = usable ? compare(pair, scaleOf(settings)) : { error: 'zero_variance' as const };
  return { pair, result: withObstacle(pair, result), isScalable: false };
}

function samePair(control: Statistic, treatment: Statistic): Pair {
  const pair = pairOf(control, treatment);
  if (!pair) throw new Unanswered('the arms are not measured in the same way');
  return pair;
}

/** @throws Unanswered when the arms are not measured in the same way */
export function compared(
  control: Statistic | Quantile,
  treatment: Statistic | Quantile,
  settings: Pick<Settings, 'difference_type'>
): Compared {
  if (isQuantile(control) && isQuantile(treatment)) return comparedQuantiles(control, treatment, settings);
  if (isQuantile(control) || isQuantile(treatment)) throw new Unanswered('a quantile compares only with a quantile');
  const pair = samePair(control, treatment);
  return {
    pair,
    result: withObstacle(pair, compare(pair, scaleOf(settings))),
    isScalable: isScalable(control)
  };
}

/** @throws Unanswered when the cells are not measured in the same way, or a Fieller interval is asked for */
export function comparedCells(cells: readonly Cell[], settings: Settings): Compared {
  if (settings.relative_interval === 'fieller')
    throw new Unanswered('a Fieller interval is not offered with post-stratification');
  const [first] = cells as [Cell];
  for (const { control, treatment } of cells) {
    samePair(first.control, control);
    samePair(first.control, treatment);
  }
  const [control, treatment] = [
    cells.map((cell) => cell.control).reduce(pooled),
    cells.map((cell) => cell.treatment).reduce(pooled)
  ];
  if (!settings.post_stratify) return { ...compared(control, treatment, settings) };
  const pair = samePair(control, treatment);
  const result = withObstacle(pair, stratifiedEffect(cells, scaleOf(settings)));
  return { pair, result, isScalable: isScalable(control) };
}

function momentsOf({ pair, result }: Compared): Outputs {
  const arm = (of: Arm) => {
    const { mean, variance } = adjust(of, pair.slope);
    return { n: of.n, mean, unadjusted_mean: of.mean, variance };
  };
  const failed = 'error' in result;
  return {
    control: arm(pair.control),
    treatment: arm(pair.treatment),
    point_estimate: failed ? 0 : result.estimate,
    standard_error: failed ? 0 : result.standardError,
    pairwise_n: failed ? 0 : result.n,
    error: failed ? result.error : null,
    ...(pair.slope === 0 ? {} : { theta: pair.slope })
  };
}

/** By how much traffic a day a scaled effect is multiplied, 1 for other effects; or why it cannot be. */
function perDay(isScalable: boolean, settings: Settings): number | { error: string } {
  if (settings.difference_type !== 'scaled') return 1;
  if (settings.phase_length_days === 0 || settings.traffic_percentage === 0)
    return { error: 'ZERO_SCALED_VARIATION_WEIGHT' };
  if (!isScalable)
    return {
      error:
        'For scaled impact the statistic must be of type ProportionStatistic, SampleMeanStatistic, or RegressionAdjustedStatistic'
    };
  if (!settings.total_users) return { error: 'NO_UNITS_IN_VARIATION' };
  return settings.total_users / (settings.traffic_percentage * settings.phase_length_days);
}

/** What a test says of an effect: its centre, spread and interval, which scale with traffic, and figures that do not. */
interface Said extends Interval {
  expected: number;
  deviation: number;
  figures: Outputs;
}

/** @param silence the figures when there is nothing to test */
function answer(from: Compared, settings: Settings, silence: Outputs, say: (effect: Effect) => Said): Outputs {
  const factor = perDay(from.isScalable, settings);
  const moments = momentsOf(from);
  const nothing = (error: string) => ({
    moments,
    expected: 0,
    ci: [0, 0],
    uplift_mean: 0,
    uplift_stddev: 0,
    error,
    ...silence
  });
  if ('error' in from.result) return nothing(from.result.error);
  const said = say(from.result);
  if (typeof factor === 'object') return { ...said.figures, ...nothing(factor.error) };
  return {
    moments,
    expected: said.expected * factor,
    ci: [said.low * factor, said.high * factor],
    uplift_mean: said.expected * factor,
    uplift_stddev: said.deviation * factor,
    error: null,
    ...said.figures
  };
}

const NO_TEST = { p_value: 1, p_value_error: null };

const isStratified = ({ result }: Compared) => 'stratified' in result && result.stratified === true;

/**
 * The interval of a relative effect by Fieller, with the effect that goes with its test: the absolute one, because both
 * leave out 0 together. A set that is not an interval is written as all numbers, with its shape beside it.
 * @param multiplier of the standard error
 */
function byFieller(
  { pair }: Compared,
  side: Side,
  multiplier: number
): { test: Effect; interval: Interval; shape: string } {
  const test = compare(pair, 'absolute');
  if ('error' in test) throw new Unanswered('there is no absolute difference to test');
  const set = fieller(meansOf(pair), multiplier);
  const { low, high } = set.shape === 'bounded' ? set : { low: -Infinity, high: Infinity };
  const interval = { low: side === 'lesser' ? -Infinity : low, high: side === 'greater' ? Infinity : high };
  return { test, interval, shape: set.shape };
}

const usesFieller = (settings: Settings) =>
  settings.relative_interval === 'fieller' && settings.difference_type === 'relative';

export function fixedAnswer(from: Compared, settings: FixedSettings): Outputs {
  const { alpha, side } = settings;
  const say = (effect: Effect): Said => {
    const { estimate: expected, standardError: deviation, degreesOfFreedom } = effect;
    const quantile = -tQuantile(side === 'two_sided' ? alpha / 2 : alpha, degreesOfFreedom);
    const other = usesFieller(settings) ? byFieller(from, side, quantile) : undefined;
    const test = fixedHorizon(other?.test ?? effect, alpha, side);
    return {
      expected,
      deviation,
      low: other?.interval.low ?? test.low,
      high: other?.interval.high ?? test.high,
      figures: {
        p_value: test.pValue,
        p_value_error: null,
        t_statistic: test.t,
        welch_dof: degreesOfFreedom,
        ...(other ? { ci_shape: other.shape } : {})
      }
    };
  };
  return { ...answer(from, settings, NO_TEST, say), post_stratification_applied: isStratified(from) };
}

export function sequentialAnswer(from: Compared, settings: SequentialSettings): Outputs {
  const { alpha, side, tuning_parameter: tuning } = settings;
  const say = (effect: Effect): Said => {
    const { estimate: expected, standardError: deviation, degreesOfFreedom, n } = effect;
    const times = multiplier(alpha, n, mixtureScale(alpha, tuning, side), side);
    const other = usesFieller(settings) ? byFieller(from, side, times) : undefined;
    const tested = other?.test ?? effect;
    const test = alwaysValid(tested, { alpha, tuning, side });
    return {
      expected,
      deviation,
      low: other?.interval.low ?? test.low,
      high: other?.interval.high ?? test.high,
      figures: {
        p_value: test.pValue,
        p_value_error: null,
        t_statistic: tested.estimate / tested.standardError,
        welch_dof: degreesOfFreedom,
        rho: test.rho,
        halfwidth: test.halfWidth,
        n,
        e_value: test.eValue,
        ...(other ? { ci_shape: other.shape } : {})
      }
    };
  };
  return { ...answer(from, settings, NO_TEST, say), post_stratification_applied: isStratified(from) };
}

/** A prior on the relative effect holds for an absolute one times |control|, and the other way round. */
function priorFor(settings: BayesianSettings, controlMean: number): Prior | undefined {
  if (!settings.prior) return undefined;
  const given = { mean: settings.prior.mean, standardDeviation: settings.prior.stddev };
  if (settings.prior.type === scaleOf(settings)) return given;
  return absolutePrior(given, settings.prior.type === 'relative' ? controlMean : 1 / controlMean);
}

export function bayesianAnswer(from: Compared, settings: BayesianSettings): Outputs {
  if (settings.relative_interval === 'fieller') throw new Unanswered('a Fieller interval is not a Bayesian one');
  const say = (effect: Effect): Said => {
    const believed = posterior(effect, {
      alpha: settings.alpha,
      prior: priorFor(settings, from.pair.control.mean),
      lowerIsBetter: settings.inverse
    });
    return {
      expected: believed.mean,
      deviation: believed.standardDeviation,
      low: believed.low,
      high: believed.high,
      figures: {
        chance_to_win: believed.chanceToWin,
        risk: [believed.expectedLoss.control, believed.expectedLoss.treatment]
      }
    };
  };
  const silence = { chance_to_win: 0.5, risk: [0, 0] };
  return { ...answer(from, settings, silence, say), risk_type: scaleOf(settings) };
}
