/** How an improvement becomes a draft of an experiment, and what an experiment says of it when it ended. */
import { LADDERS, type Climber } from '#adoption/ladder.ts';
import type { Design } from '#experiments/experiment.ts';
import type { State } from '#experiments/lifecycle.ts';
import type { Side } from '#experiments/shown.server.ts';
import type { Day } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';

/** By what is measured that more come past a step: of a step that is no event on a site, the next that is. */
const METRIC: Readonly<Record<string, string>> = {
  reached: 'logged_in',
  informed: 'logged_in',
  login_started: 'logged_in',
  logged_in: 'logged_in',
  box_created: 'box_created',
  reachable: 'reachable',
  first_message: 'first_message',
  second_message: 'first_message',
  lasting: 'first_message',
  answers: 'answered_adequately',
  adequate: 'answered_adequately',
  connected: 'answered_adequately',
  officer: 'answered_adequately',
  designated: 'digital_share',
  default: 'digital_share',
  presentation: 'digital_share',
  first_handled: 'digital_share',
  second_handled: 'digital_share'
};

const metricFor = (step: string): string => METRIC[step] ?? 'form_submitted';

interface Wanted {
  title: string;
  motive: Design['motive'];
  step: string;
}

/** A design that can be saved as it is, and is completed on the page of the experiment: where, and what changes. */
export function designFor({ title, motive, step }: Wanted, origin: string, end: string): unknown {
  return {
    hypothesis: m.contacts_imp_hypothesis({ title }),
    motive,
    touchpoint: { kind: 'page', urls: [`${origin}/*`] },
    variants: [
      { name: m.contacts_imp_control(), weight: 0.5 },
      { name: m.contacts_imp_variant(), weight: 0.5 }
    ],
    metric: metricFor(step),
    effect: { size: 0.1, scale: 'relative' },
    end
  };
}

/** Of a step that is no rung of the ladder, the first rung that tells whether somebody came past it. */
const RUNG: Readonly<Record<string, string>> = {
  login_started: 'tried',
  logged_in: 'box_created',
  second_message: 'regular',
  lasting: 'regular',
  second_handled: 'regular',
  default: 'digital'
};

/** Rung of which the reaching counts; of no step in particular, use of the box. */
function rungFor(population: Climber, step: string): string {
  const { rungs, use } = LADDERS[population];
  if (step === '') return use;
  return rungs.some(({ name }) => name === step) ? step : (RUNG[step] ?? use);
}

/**
 * A design of a list experiment that can be saved as it is, and is completed on its page.
 * @param starts a Monday ahead
 */
export function listDesignFor(
  { title, population, step }: { title: string; population: Climber; step: string },
  starts: Day,
  seed: number
): unknown {
  return {
    question: m.contacts_imp_question({ title }),
    population,
    arms: [
      { name: m.lists_control_name(), weight: 0.5 },
      { name: m.contacts_imp_variant(), weight: 0.5 }
    ],
    outcome: rungFor(population, step),
    starts,
    seed
  };
}

/** What can be said to whoever gave the tip; undefined while the experiment goes on, or was never begun. */
export function outcomeOf({ status, verdict }: Pick<State, 'status' | 'verdict'>): string | undefined {
  // What could not be shown to help, can be put into production by hand.
  const isProven = verdict === 'ship';
  if (status === 'in_force') return isProven ? m.contacts_came_in_force() : m.contacts_came_in_force_unproven();
  if (status === 'ramping') return isProven ? m.contacts_came_ramping() : m.contacts_came_ramping_unproven();
  if (status === 'rolled_back') return m.contacts_came_rolled_back();
  if (status !== 'decided' || verdict === undefined) return undefined;
  return {
    ship: m.contacts_came_ship,
    stop: m.contacts_came_stop,
    inconclusive: m.contacts_came_inconclusive,
    abandoned: m.contacts_came_abandoned
  }[verdict]();
}

/**
 * The same of a list experiment that has ended.
 * @param sides of each approach that was compared with being left alone
 */
export function listOutcomeOf(sides: readonly Side[]): string | undefined {
  const [first, ...others] = new Set(sides);
  if (first === undefined) return undefined;
  if (others.length > 0) return m.contacts_came_list_mixed();
  return {
    better: m.contacts_came_list_better,
    worse: m.contacts_came_list_worse,
    unclear: m.contacts_came_inconclusive
  }[first]();
}

/** Whether it is worth proposing as carried out: it is there. */
export const isCarriedOut = ({ status }: Pick<State, 'status'>): boolean => status === 'in_force';
