/** Phases, what is drawn as a whole, and what counts, in the language of the page. */
import { CLIMBERS, LADDERS, type Climber } from '#adoption/ladder.ts';
import type { Fault } from '#experiments/deliveries.server.ts';
import type { LeftOut } from '#experiments/drawing.server.ts';
import type { ShownComparison, Side } from '#experiments/shown.server.ts';
import { perThousand } from '#experiments/trial-outcome.ts';
import type { ClusterKind, Phase, SHAPES } from '#experiments/trial.ts';
import { isSmall } from '#statistics/hiding.ts';
import { decimal, number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { stateName } from '../../adoption/ladder/words.ts';
import type { Labels } from '../../attempt.ts';
import { populationWords } from '../../surveys/words.ts';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

export const phaseWords: Words<Phase> = {
  draft: m.lists_phase_draft,
  drawn: m.lists_phase_drawn,
  running: m.lists_phase_running,
  over: m.lists_phase_over,
  done: m.lists_phase_done,
  discarded: m.lists_phase_discarded
};

export const clusterWords: Words<ClusterKind> = {
  organisation: m.lists_cluster_organisation,
  municipality: m.lists_cluster_municipality,
  region: m.lists_cluster_region,
  intermediary: m.lists_cluster_intermediary,
  team: m.lists_cluster_team
};

export const wholeWords: Words<ClusterKind> = {
  organisation: m.lists_what_organisation,
  municipality: m.lists_what_municipality,
  region: m.lists_what_region,
  intermediary: m.lists_what_intermediary,
  team: m.lists_what_team
};

/** The column of a list that says who belongs together. */
export const columnWords: Readonly<
  Record<'intermediary' | 'team', { label: () => string; help: () => string; missing: () => string }>
> = {
  intermediary: {
    label: m.lists_intermediary,
    help: m.lists_intermediary_help,
    missing: m.lists_intermediary_missing
  },
  team: { label: m.lists_team, help: m.lists_team_help, missing: m.lists_team_missing }
};

export const shapeWords: Words<(typeof SHAPES)[number]> = {
  parallel: m.lists_shape_parallel,
  stepped: m.lists_shape_stepped
};

export const leftWords: Readonly<Record<LeftOut, (given: { count: string }) => string>> = {
  unregistered: m.lists_left_unregistered,
  idle: m.lists_left_idle,
  user: m.lists_left_user,
  reached: m.lists_left_reached,
  blocked: m.lists_left_blocked,
  elsewhere: m.lists_left_elsewhere,
  nowhere: m.lists_left_nowhere
};

export const faultWords: Words<Fault> = {
  number: m.lists_fault_number,
  status: m.lists_fault_status,
  stranger: m.lists_fault_stranger,
  date: m.lists_fault_date
};

export const recordWords: Readonly<Record<string, () => string>> = {
  plan: m.lists_record_plan,
  review: m.lists_record_review,
  decision: m.lists_record_decision
};

/** Who, and what counts as success: of each population the rungs of its ladder. */
export const outcomeName = (population: Climber, rung: string): string =>
  `${populationWords[population]()}: ${stateName(rung)}`;

export const outcomeOptions = () =>
  CLIMBERS.flatMap((population) =>
    LADDERS[population].rungs.map(({ name }) => ({
      value: `${population}:${name}`,
      label: outcomeName(population, name)
    }))
  );

/** A count of organisations; a handful is only told to be few. */
export const told = (count: number | undefined, language: Language): string =>
  count === undefined || isSmall(count) ? m.lists_few() : number(count, language);

/** Of a cost that is estimated: whole where it is large. */
export const rounded = (value: number, language: Language): string =>
  Math.abs(value) >= 10 ? number(Math.round(value), language) : decimal(value, language);

/** Of a thousand organisations, in whole ones; never minus nothing. */
export const whole = (value: number, language: Language): string => number(Math.round(value) + 0, language);

/** Of a handful only whether there is a difference, not how large it is. */
const fewWords: Readonly<Record<Side, (given: { arm: string; rung: string }) => string>> = {
  better: m.lists_few_better,
  worse: m.lists_few_worse,
  unclear: m.lists_few_unclear
};

/** What approaching an arm brought, in a sentence. */
export function saysOf(
  { arm, side, itt }: Pick<ShownComparison, 'arm' | 'side' | 'itt'>,
  rung: string,
  language: Language
): string {
  const named = arm.charAt(0).toUpperCase() + arm.slice(1);
  if (!itt) return fewWords[side]({ arm: named, rung: stateName(rung) });
  const { estimate, low, high } = perThousand(itt);
  const isWorse = high < 0;
  const given = {
    arm: named,
    rung: stateName(rung),
    value: whole(Math.abs(estimate), language),
    low: whole(isWorse ? -high : low, language),
    high: whole(isWorse ? -low : high, language)
  };
  return low > 0 ? m.lists_better(given) : isWorse ? m.lists_worse(given) : m.lists_unclear({ ...given, arm });
}

/** What a form calls the parts of a design. */
export const fieldWords: Labels = {
  question: m.lists_question,
  outcome: m.lists_what,
  'arms.*.name': () => m.lists_arms(),
  arms: m.lists_arms,
  starts: m.lists_starts,
  days: m.lists_weeks,
  steps: m.lists_steps,
  stepDays: m.lists_step_days,
  effect: m.lists_effect,
  correlation: m.lists_correlation,
  seed: m.lists_seed
};
