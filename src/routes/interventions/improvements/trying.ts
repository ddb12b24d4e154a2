/** How an improvement becomes a draft of an experiment, and what an experiment says of it when it ended. */
import type { Design } from '#experiments/experiment.ts';
import type { State } from '#experiments/lifecycle.ts';
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

/** What can be said to whoever gave the tip; undefined while the experiment goes on, or was never begun. */
export function outcomeOf({ status, verdict }: Pick<State, 'status' | 'verdict'>): string | undefined {
  if (status === 'in_force' || status === 'ramping')
    return status === 'in_force' ? m.contacts_came_in_force() : m.contacts_came_ramping();
  if (status === 'rolled_back') return m.contacts_came_rolled_back();
  if (status !== 'decided' || verdict === undefined) return undefined;
  return {
    ship: m.contacts_came_ship,
    stop: m.contacts_came_stop,
    inconclusive: m.contacts_came_inconclusive,
    abandoned: m.contacts_came_abandoned
  }[verdict]();
}

/** Whether it is worth proposing as carried out: it is there. */
export const isCarriedOut = ({ status }: Pick<State, 'status'>): boolean => status === 'in_force';
