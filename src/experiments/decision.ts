/** The rule: what an experiment's evidence leads to. The same evidence always leads to the same decision. */
import { z } from 'zod';
import { DAILY, LEAST_DAYS, type Design } from '#experiments/experiment.ts';
import type { Comparison, Evidence, MetricEvidence } from '#experiments/evidence.ts';

/** Why a decision is what it is; the words are in decision-words.ts. */
const REASONS = [
  'sample_ratio',
  'strays',
  'weightless_traffic',
  'guardrail_harmed',
  'nothing_in',
  'too_early',
  'more_needed',
  'guardrail_unclear',
  'better',
  'better_but_guardrail',
  'worse',
  'no_difference',
  'futile'
] as const;

export const Decision = z.object({
  /**
   * ship, stop and inconclusive end the test; pause stops assignment until a person has looked; blocked means that nothing
   * may be concluded from this data; wait is all the rest.
   */
  verdict: z.enum(['ship', 'stop', 'inconclusive', 'wait', 'pause', 'blocked']),
  reason: z.enum(REASONS),
  /** The variant it is about. */
  variant: z.number().optional(),
  /** The guardrail it is about. */
  metric: z.string().optional()
});
export type Decision = z.infer<typeof Decision>;

/** Below this chance of still showing the planned effect, going on is not worth it. */
export const FUTILE_BELOW = 0.1;

/** The rule in words, as it is registered with every experiment. */
export const RULE =
  'Elke dag wordt gekeken. Eerst de gegevens: klopt de verdeling niet (p < 0,0005) of krijgt een variant zonder gewicht ' +
  'bezoekers, dan wordt niets geconcludeerd. Wordt een bewaakte maat aantoonbaar slechter dan de afgesproken marge, dan ' +
  'stopt de toewijzing. Een variant is beter als het verschil op de hoofdmaat voorbij de grens van die dag ligt (grenzen ' +
  'die samen de afgesproken kans op vals alarm uitgeven, verdeeld over de varianten), er twee volle weken voorbij zijn en ' +
  'alle bewaakte maten zeker binnen hun marge blijven. Wat slechter is, stopt. Is aan het eind niets voorbij de grens, of ' +
  'is de kans daarop kleiner dan 10%, dan is er geen verschil aangetoond.';

const primaryOf = ({ metrics }: Evidence): MetricEvidence | undefined => metrics.find(({ role }) => role === 'primary');

/** Guardrails of a variant in a certain condition. */
function guardrails(evidence: Evidence, variant: number | undefined, is: Comparison['guardrail']): string[] {
  return evidence.metrics
    .filter(({ role }) => role === 'guardrail')
    .filter(({ comparisons }) =>
      comparisons.some((one) => (variant === undefined || one.variant === variant) && one.guardrail === is)
    )
    .map(({ metric }) => metric);
}

/** Largest gain first; the control of each is the same. */
const byGain = (better: 'up' | 'down') => (a: Comparison, b: Comparison) =>
  better === 'up' ? b.effect - a.effect : a.effect - b.effect;

/** Faults in the data come before anything that the data says. */
function fault({ quality }: Evidence): Decision | undefined {
  if (quality.verdict === 'blocked')
    return { verdict: 'blocked', reason: quality.strays === undefined ? 'sample_ratio' : 'strays' };
  const [weightless] = quality.weightless;
  if (weightless !== undefined) return { verdict: 'blocked', reason: 'weightless_traffic', variant: weightless };
  return undefined;
}

/** What harm or broken assignment leads to; looked at many times a day, so it uses only what holds at any time. */
export function watch(evidence: Evidence): Decision {
  const broken = fault(evidence);
  if (broken) return broken;
  const [harmed] = guardrails(evidence, undefined, 'harmed');
  if (harmed !== undefined) return { verdict: 'pause', reason: 'guardrail_harmed', metric: harmed };
  return { verdict: 'wait', reason: 'more_needed' };
}

/**
 * The decision of a daily review. Nothing is a winner before the boundary of the look is crossed, two full weeks have
 * passed, and every guardrail is certainly within its margin.
 */
export function decide(design: Pick<Design, 'method'>, evidence: Evidence): Decision {
  const watched = watch(evidence);
  if (watched.verdict !== 'wait') return watched;
  const primary = primaryOf(evidence);
  if (!primary || primary.comparisons.length === 0) {
    return evidence.final
      ? { verdict: 'inconclusive', reason: 'nothing_in' }
      : { verdict: 'wait', reason: 'nothing_in' };
  }
  const mayConclude = evidence.final || DAILY.includes(design.method);
  const { comparisons, better } = primary;
  // Harm does not have to last two weeks.
  if (mayConclude && comparisons.every(({ conclusion }) => conclusion === 'worse'))
    return { verdict: 'stop', reason: 'worse', variant: comparisons[0]!.variant };
  if (evidence.days < LEAST_DAYS) return { verdict: 'wait', reason: 'too_early' };

  const winners = mayConclude
    ? comparisons.filter(({ conclusion }) => conclusion === 'better').sort(byGain(better))
    : [];
  const safe = winners.find(
    ({ variant }) =>
      guardrails(evidence, variant, 'unclear').length === 0 && guardrails(evidence, variant, 'harmed').length === 0
  );
  if (safe) return { verdict: 'ship', reason: 'better', variant: safe.variant };
  const [winner] = winners;
  if (winner) {
    const [metric = ''] = guardrails(evidence, winner.variant, 'unclear');
    return evidence.final
      ? { verdict: 'inconclusive', reason: 'better_but_guardrail', variant: winner.variant, metric }
      : { verdict: 'wait', reason: 'guardrail_unclear', variant: winner.variant, metric };
  }
  if (evidence.final) return { verdict: 'inconclusive', reason: 'no_difference' };
  if (evidence.conditionalPower !== undefined && evidence.conditionalPower < FUTILE_BELOW)
    return { verdict: 'inconclusive', reason: 'futile' };
  return { verdict: 'wait', reason: 'more_needed' };
}
