/** What a decision says to a person: the figures and the reason in one or two sentences. */
import type { Decision } from '#experiments/decision.ts';
import type { Comparison, Evidence, Interval } from '#experiments/evidence.ts';
import { FUTILE_BELOW } from '#experiments/decision.ts';
import type { Design } from '#experiments/experiment.ts';
import type { Metric } from '#experiments/metric.ts';
import { decimal, number, points, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

type Measured = Pick<Metric, 'kind'>;

/** A value of a metric: a share as a percentage, else a number. */
export const valueText = ({ kind }: Measured, value: number, language: Language): string =>
  kind === 'mean' ? decimal(value, language) : share(value, language);

/** A difference of two values of a metric, with its sign: of shares in percentage points. */
export const differenceText = ({ kind }: Measured, value: number, language: Language): string =>
  kind === 'mean'
    ? decimal(value, language, true)
    : m.experiments_points({ value: points(value, language) }, { locale: language });

/** A difference with the interval around it. */
export const intervalText = ({ kind }: Measured, { low, high }: Interval, language: Language): string =>
  kind === 'mean'
    ? m.experiments_between(
        { low: decimal(low, language, true), high: decimal(high, language, true) },
        { locale: language }
      )
    : m.experiments_between_points({ low: points(low, language), high: points(high, language) }, { locale: language });

function comparisonOf(evidence: Evidence, decision: Decision): Comparison | undefined {
  const role = decision.reason === 'guardrail_harmed' ? 'guardrail' : 'primary';
  const of = evidence.metrics.find((one) =>
    role === 'guardrail' ? one.role === role && one.metric === decision.metric : one.role === role
  );
  const harmed = of?.comparisons.find(({ guardrail }) => guardrail === 'harmed');
  return (
    of?.comparisons.find(({ variant }) => variant === decision.variant) ??
    (role === 'guardrail' ? harmed : undefined) ??
    of?.comparisons[0]
  );
}

/**
 * The reason of a decision for a person.
 * @param metrics at least those that the evidence is about, by key
 */
export function sentence(
  decision: Decision,
  design: Pick<Design, 'variants' | 'metric' | 'alpha'>,
  evidence: Evidence,
  metrics: ReadonlyMap<string, Metric>,
  language: Language
): string {
  const { quality } = evidence;
  const key = decision.metric ?? design.metric;
  const metric = metrics.get(key);
  const measured: Measured = metric ?? { kind: 'mean' };
  const of = comparisonOf(evidence, decision);
  const counts = (values: readonly number[]) => values.map((value) => number(Math.round(value), language)).join(' : ');
  const given = {
    variant: design.variants[decision.variant ?? -1]?.name ?? '',
    metric: metric?.name[language] ?? key,
    observed: counts(quality.observed),
    expected: counts(quality.expected),
    days: number(evidence.days + 1, language),
    units: number(evidence.units, language),
    strays: number(quality.strays ?? 0, language),
    planned: number(evidence.planned, language),
    alpha: share(design.alpha / 2, language),
    least: share(FUTILE_BELOW, language),
    control: of ? valueText(measured, of.control.value, language) : '',
    treatment: of ? valueText(measured, of.treatment.value, language) : '',
    effect: of
      ? `${differenceText(measured, of.effect, language)} (${intervalText(measured, of.interval, language)})`
      : '',
    low: of ? differenceText(measured, of.interval.low, language) : '',
    high: of ? differenceText(measured, of.interval.high, language) : ''
  };
  return REASON_WORDS[decision.reason](given, { locale: language });
}

/** Why a roll-out goes a step further. */
export const harmless = ({ units }: Pick<Evidence, 'units'>, language: Language): string =>
  m.experiments_harmless({ units: number(units, language) }, { locale: language });

/** Everything that a sentence can mention; each uses what it needs. */
interface Given {
  variant: string;
  metric: string;
  observed: string;
  expected: string;
  days: string;
  units: string;
  strays: string;
  planned: string;
  alpha: string;
  least: string;
  control: string;
  treatment: string;
  effect: string;
  low: string;
  high: string;
}

const REASON_WORDS: Readonly<Record<Decision['reason'], (given: Given, options: { locale: Language }) => string>> = {
  sample_ratio: m.experiments_reason_sample_ratio,
  strays: m.experiments_reason_strays,
  weightless_traffic: m.experiments_reason_weightless_traffic,
  guardrail_harmed: m.experiments_reason_guardrail_harmed,
  nothing_in: m.experiments_reason_nothing_in,
  too_early: m.experiments_reason_too_early,
  more_needed: m.experiments_reason_more_needed,
  guardrail_unclear: m.experiments_reason_guardrail_unclear,
  better: m.experiments_reason_better,
  better_but_guardrail: m.experiments_reason_better_but_guardrail,
  worse: m.experiments_reason_worse,
  no_difference: m.experiments_reason_no_difference,
  futile: m.experiments_reason_futile
};
