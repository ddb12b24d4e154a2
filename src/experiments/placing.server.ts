/** Brings what is in force in line with the state of experiments. */
import type { Experiment } from '#experiments/experiment.ts';
import type { State } from '#experiments/lifecycle.ts';
import { placement } from '#experiments/placement.ts';
import * as inForce from '#interventions/in-force.server.ts';

/** Puts in force what an experiment's state asks; changes nothing when that is in force already. */
export async function place(
  experiment: Experiment,
  state: State,
  { by, why, at }: { by: string; why: string; at: Date }
): Promise<void> {
  await inForce.put(experiment.key, placement(experiment, state, at), { by, why, at });
}
