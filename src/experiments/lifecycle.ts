/** What can happen to an experiment, in which order; pure transitions that are appended, folded, and so are the audit. */
import { Refusal } from '#refusal.ts';

export const STATUSES = [
  'draft',
  'running',
  'paused',
  'decided',
  'ramping',
  'in_force',
  'rolled_back',
  'discarded'
] as const;
export type Status = (typeof STATUSES)[number];

/** How a test ended: a variant is better, one does harm, neither could be shown, or somebody stopped it before anything was. */
export type Verdict = 'ship' | 'stop' | 'inconclusive' | 'abandoned';

export type Action =
  | { kind: 'start'; layerRange?: readonly [number, number] }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'decide'; verdict: Verdict; variant?: number }
  /** `variant` counts from 1: the control is 0 and needs no shipping. */
  | { kind: 'ship'; variant: number }
  | { kind: 'advance' }
  /** For everybody, also who was not among those it was tried on. */
  | { kind: 'widen' }
  | { kind: 'roll_back' }
  | { kind: 'discard' };

/** One transition as it is kept. */
export interface Transition {
  number: number;
  at: Date;
  by: string;
  action: string;
  from: string;
  to: string;
  why: string;
  details: Record<string, unknown>;
}

export interface State {
  status: Status;
  /** How many transitions led here; the next one gets this number, so that of two at once only one succeeds. */
  transitions: number;
  /** When it came into this status or, while ramping, to this step. */
  since: Date | undefined;
  startedAt: Date | undefined;
  /** When assignment ended. */
  decidedAt: Date | undefined;
  verdict: Verdict | undefined;
  /** The variant that a verdict or shipping is about. */
  variant: number | undefined;
  /** Place in the ramp, from 0. */
  step: number;
  /** The stretch of its layer that the experiment got, within 0 to 1. */
  layerRange: readonly [number, number] | undefined;
  /** In force for more than the audience it was tried on; a choice of its own, by a person. */
  widened: boolean;
}

export const NEW: State = {
  status: 'draft',
  transitions: 0,
  since: undefined,
  startedAt: undefined,
  decidedAt: undefined,
  verdict: undefined,
  variant: undefined,
  step: 0,
  layerRange: undefined,
  widened: false
};

/** From which statuses an action can be taken. */
const FROM: Readonly<Record<Action['kind'], readonly Status[]>> = {
  start: ['draft'],
  pause: ['running'],
  resume: ['paused'],
  decide: ['running', 'paused'],
  ship: ['decided'],
  advance: ['ramping'],
  widen: ['in_force'],
  roll_back: ['ramping', 'in_force'],
  discard: ['draft']
};

const IN_WORDS: Readonly<Record<Status, string>> = {
  draft: 'nog in ontwerp',
  running: 'aan het lopen',
  paused: 'gepauzeerd',
  decided: 'al beslist',
  ramping: 'stap voor stap in productie aan het gaan',
  in_force: 'al in productie',
  rolled_back: 'teruggedraaid',
  discarded: 'weggegooid'
};

/** Statuses in which visitors can get something else than the control. */
export const LIVE: readonly Status[] = ['running', 'ramping', 'in_force'];

/**
 * The state after an action at a moment.
 * @param steps how many steps the ramp has
 * @throws Refusal transition_impossible | variant_harmful | widened_already
 */
export function after(state: State, action: Action, at: Date, steps: number): State {
  if (!FROM[action.kind].includes(state.status)) {
    throw new Refusal('transition_impossible', `Dat kan niet: het experiment is ${IN_WORDS[state.status]}.`, {
      status: 409
    });
  }
  const next = { ...state, transitions: state.transitions + 1, since: at };
  switch (action.kind) {
    case 'start':
      return { ...next, status: 'running', startedAt: at, layerRange: action.layerRange };
    case 'pause':
      return { ...next, status: 'paused' };
    case 'resume':
      return { ...next, status: 'running' };
    case 'decide':
      return { ...next, status: 'decided', decidedAt: at, verdict: action.verdict, variant: action.variant };
    case 'ship':
      if (state.verdict === 'stop') {
        throw new Refusal('variant_harmful', 'Deze variant was slechter. Wat slechter is, gaat niet in productie.', {
          status: 409
        });
      }
      return { ...next, status: steps > 1 ? 'ramping' : 'in_force', variant: action.variant, step: 0 };
    case 'advance': {
      const step = state.step + 1;
      return { ...next, step, status: step >= steps - 1 ? 'in_force' : 'ramping' };
    }
    case 'widen':
      if (state.widened) throw new Refusal('widened_already', 'Dit geldt al voor iedereen.', { status: 409 });
      // It is in force since it was: whoever keeps the old version for a while, does so until then.
      return { ...next, since: state.since, widened: true };
    case 'roll_back':
      return { ...next, status: 'rolled_back' };
    case 'discard':
      return { ...next, status: 'discarded' };
  }
}

/** What an action needs to be folded again, beside its kind. */
export function detailsOf(action: Action): Record<string, unknown> {
  const { kind: _, ...details } = action;
  return details;
}

/** The state that a history leads to; the history was allowed when it happened, so nothing in it is refused. */
export function fold(history: readonly Transition[], steps: number): State {
  return history.reduce(
    (state, { at, action, details }) => after(state, { kind: action, ...details } as Action, at, steps),
    NEW
  );
}

/** Name under which the present phase reports who saw what; each step of a ramp is measured by itself. */
export function trackingKey(key: string, { status, step }: Pick<State, 'status' | 'step'>): string {
  if (status === 'ramping') return `${key}~ramp${step}`;
  return status === 'in_force' ? `${key}~holdout` : key;
}
