/** Experiments as candidates: what was better and went into production, what was worse or made no difference, and what was taken back. */
import type { Comparison } from '#experiments/evidence.ts';
import type { Experiment } from '#experiments/experiment.ts';
import type { State, Transition } from '#experiments/lifecycle.ts';
import type { Metric } from '#experiments/metric.ts';
import type { Restated } from '#experiments/restating.ts';
import type { Review } from '#experiments/review.ts';
import { differenceText, intervalText, valueText } from '#experiments/words.ts';
import { said, type Candidate, type Told } from '#moments/candidate.ts';
import type { Amount, Said } from '#moments/moment.ts';
import { alwaysValid } from '#statistics/always-valid.ts';
import { normalSurvival } from '#statistics/distribution.ts';
import { stopped } from '#statistics/stopping.ts';
import { dayOf, mondayOf } from '#time/day.ts';
import { number } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** An experiment with all that is known of how it ended. */
export interface Ended {
  experiment: Experiment;
  state: State;
  history: readonly Transition[];
  site: string;
  metric: Metric;
  /** The review by which it was decided, and its digest in the ledger. */
  review: Review;
  digest: string;
  /** What shipping registered it is likely to bring. */
  restated: Restated | undefined;
  /** Which experiment it is of all that ended, from 1. */
  place: number;
}

const primaryOf = ({ evidence }: Review): readonly Comparison[] =>
  evidence.metrics.find(({ role }) => role === 'primary')?.comparisons ?? [];

/**
 * Chance of a difference as large as this one without any, given how often was looked and how many variants there were. The standard
 * error is that by which its interval was made, which of few groups is wider.
 */
export function chanceOf(
  { experiment: { design }, review: { evidence } }: Pick<Ended, 'experiment' | 'review'>,
  comparison: Comparison
): number {
  const { effect, interval, boundary, control, treatment } = comparison;
  const standardError = (interval.high - interval.low) / 2 / boundary;
  if (!(standardError > 0)) return 1;
  const variants = Math.max(1, design.variants.filter(({ weight }) => weight > 0).length - 1);
  const alpha = design.alpha / variants;
  const each = (): number => {
    switch (design.method) {
      case 'group_sequential': {
        const { fractions, times, final } = evidence;
        const plan = { alpha, spending: 'obrien_fleming' as const, fractions, times, final };
        return stopped(plan, { estimate: effect, standardError }).pValue;
      }
      case 'always_valid': {
        const n = control.n + treatment.n;
        return alwaysValid(
          { estimate: effect, standardError: comparison.standardError, n },
          { alpha, tuning: Math.max(2, evidence.planned) }
        ).pValue;
      }
      case 'fixed':
      case 'bayesian':
        return 2 * normalSurvival(Math.abs(effect) / standardError);
    }
  };
  return Math.min(1, each() * variants);
}

const metricName = ({ metric }: Ended): Said => metric.name;

function amountOf(ended: Ended, { value, low, high }: { value: number; low: number; high: number }): Amount {
  const unit = ended.metric.kind === 'mean' ? 'count' : 'points';
  return {
    value,
    low,
    high,
    unit,
    of: said((language) => m.moments_of_difference({ metric: metricName(ended)[language] }, { locale: language }))
  };
}

const measured = (ended: Ended, { effect, interval }: Comparison): Amount =>
  amountOf(ended, { value: effect, ...interval });

/** What is the same however it ended. */
function common(ended: Ended, comparison: Comparison): Pick<Told, 'whom' | 'link' | 'evidence' | 'thanks' | 'known'> {
  const { experiment, review, digest, site } = ended;
  const isVisitors = experiment.design.unit === 'visitor';
  return {
    whom: said((language) =>
      (isVisitors ? m.moments_whom_visitors : m.moments_whom_organisations)({ site }, { locale: language })
    ),
    known: said((language) =>
      (isVisitors ? m.moments_tried_known : m.moments_tried_known_organisations)(
        {
          n: number(comparison.control.n + comparison.treatment.n, language),
          days: number(review.evidence.days, language),
          difference: differenceText(ended.metric, comparison.effect, language),
          interval: intervalText(ended.metric, comparison.interval, language)
        },
        { locale: language }
      )
    ),
    link: `/experiments/${experiment.key}`,
    evidence: [digest],
    thanks: [experiment.team || site]
  };
}

const place = ({ experiment: { team, site } }: Ended) => ({ population: 'company' as const, team, site });

/** What somebody reads first: the variant, the metric, from and to. */
function changed(ended: Ended, comparison: Comparison, words: typeof m.moments_tried_up): Said {
  return said((language) =>
    words(
      {
        variant: ended.experiment.design.variants[comparison.variant]?.name ?? '',
        metric: metricName(ended)[language],
        control: valueText(ended.metric, comparison.control.value, language),
        treatment: valueText(ended.metric, comparison.treatment.value, language)
      },
      { locale: language }
    )
  );
}

function won(ended: Ended, at: Date): Candidate[] {
  const { experiment, state, restated, place: planned } = ended;
  const comparison = primaryOf(ended.review).find(({ variant }) => variant === state.variant);
  if (!comparison) return [];
  const day = dayOf(at.getTime());
  return [
    {
      kind: 'experiment',
      tone: 'win',
      subject: `ship:${experiment.key}`,
      week: mondayOf(day),
      day,
      ...place(ended),
      p: chanceOf(ended, comparison),
      planned,
      tell: () => ({
        ...common(ended, comparison),
        what: changed(ended, comparison, comparison.effect > 0 ? m.moments_tried_up : m.moments_tried_down),
        amount: measured(ended, comparison),
        ...(restated
          ? { shrunk: amountOf(ended, { value: restated.effect, low: restated.low, high: restated.high }) }
          : {}),
        unknown: said((language) => m.moments_tried_win_unknown({}, { locale: language })),
        next: said((language) =>
          (experiment.design.holdout > 0 ? m.moments_tried_win_next_holdout : m.moments_tried_win_next)(
            {},
            { locale: language }
          )
        )
      })
    }
  ];
}

/** What was tried and did harm, or no good, is told as prominently. */
function lost(ended: Ended, at: Date): Candidate[] {
  const { experiment, state, place: planned } = ended;
  const comparisons = primaryOf(ended.review);
  const [first] = comparisons;
  const day = dayOf(at.getTime());
  const base = {
    kind: 'experiment' as const,
    tone: 'lesson' as const,
    subject: `decide:${experiment.key}`,
    week: mondayOf(day),
    day,
    ...place(ended)
  };
  if (!first) return [];
  if (state.verdict === 'stop')
    return [
      {
        ...base,
        p: Math.max(...comparisons.map((one) => chanceOf(ended, one))),
        planned,
        tell: () => ({
          ...common(ended, first),
          what: changed(ended, first, first.effect < 0 ? m.moments_tried_harm_down : m.moments_tried_harm_up),
          amount: measured(ended, first),
          unknown: said((language) => m.moments_tried_harm_unknown({}, { locale: language })),
          next: said((language) => m.moments_tried_harm_next({}, { locale: language }))
        })
      }
    ];
  return [
    {
      ...base,
      // Nothing is claimed: that nothing was shown is a fact.
      tell: () => ({
        ...common(ended, first),
        what: said((language) =>
          m.moments_tried_none(
            { variant: experiment.design.variants[first.variant]?.name ?? '', metric: metricName(ended)[language] },
            { locale: language }
          )
        ),
        amount: measured(ended, first),
        unknown: said((language) =>
          m.moments_tried_none_unknown(
            { interval: intervalText(ended.metric, first.interval, language) },
            { locale: language }
          )
        ),
        next: said((language) => m.moments_tried_none_next({}, { locale: language }))
      })
    }
  ];
}

/** What was in production and was taken back: a fact, which refers to the win that it was. */
function takenBack(ended: Ended, { at, why }: Transition): Candidate {
  const { experiment, site } = ended;
  const day = dayOf(at.getTime());
  return {
    kind: 'experiment',
    tone: 'lesson',
    subject: `roll_back:${experiment.key}`,
    refers: `ship:${experiment.key}`,
    week: mondayOf(day),
    day,
    ...place(ended),
    tell: () => ({
      what: said((language) => m.moments_back({ name: experiment.name }, { locale: language })),
      whom: said((language) =>
        (experiment.design.unit === 'visitor' ? m.moments_whom_visitors : m.moments_whom_organisations)(
          { site },
          { locale: language }
        )
      ),
      known: said((language) =>
        why === ''
          ? m.moments_back_known({}, { locale: language })
          : m.moments_back_known_why({ why }, { locale: language })
      ),
      link: `/experiments/${experiment.key}`,
      evidence: [ended.digest],
      unknown: said((language) => m.moments_back_unknown({}, { locale: language })),
      thanks: [experiment.team || site],
      next: said((language) => m.moments_back_next({}, { locale: language }))
    })
  };
}

/** All that is to be told of an experiment, whenever it happened. Of data that is not sound nothing is. */
export function candidatesOf(ended: Ended): Candidate[] {
  const { history, state, review } = ended;
  if (review.evidence.quality.verdict === 'blocked' || review.evidence.quality.weightless.length > 0) return [];
  const first = (action: string) => history.find((one) => one.action === action);
  const [decided, shipped, rolledBack] = [first('decide'), first('ship'), first('roll_back')];
  return [
    ...(state.verdict === 'ship' && shipped ? won(ended, shipped.at) : []),
    ...((state.verdict === 'stop' || state.verdict === 'inconclusive') && decided ? lost(ended, decided.at) : []),
    ...(rolledBack ? [takenBack(ended, rolledBack)] : [])
  ];
}
