/** Brings what is in force in line with the state of experiments. */
import type { Experiment } from '#experiments/experiment.ts';
import type { State } from '#experiments/lifecycle.ts';
import { placement } from '#experiments/placement.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { releasing, type Made } from '#interventions/releases.server.ts';
import type { Transaction } from '#store/register.server.ts';

/**
 * Puts in force what an experiment's state asks, within `releasing`; changes nothing when that is in force already.
 * @throws Refusal what inForce.put refuses
 */
export const placeWithin = (
  transaction: Transaction,
  experiment: Experiment,
  state: State,
  made: Made
): Promise<void> =>
  inForce.putWithin(transaction, experiment.key, placement(experiment, state, made.at), {
    ...made,
    example: experiment.example
  });

/** The same as a change of its own. */
export const place = (experiment: Experiment, state: State, made: Made): Promise<void> =>
  releasing((transaction) => placeWithin(transaction, experiment, state, made));
