/** What about an experiment asks for a person. */
import type { Decision } from '#experiments/decision.ts';
import type { State } from '#experiments/lifecycle.ts';

export const ATTENTION = ['blocked', 'paused', 'to_ship'] as const;
export type Attention = (typeof ATTENTION)[number];

/** @param decision of the newest review */
export function attention(
  { status, verdict }: Pick<State, 'status' | 'verdict'>,
  decision: Decision | undefined
): Attention | undefined {
  if (status === 'paused') return 'paused';
  if (status === 'decided' && verdict === 'ship') return 'to_ship';
  if ((status === 'running' || status === 'ramping') && decision?.verdict === 'blocked') return 'blocked';
  return undefined;
}

/** Whether it belongs in the library: it ended, well or not. */
export const isOutcome = ({ status, verdict }: Pick<State, 'status' | 'verdict'>): boolean =>
  status === 'in_force' || status === 'rolled_back' || (status === 'decided' && verdict !== undefined);
