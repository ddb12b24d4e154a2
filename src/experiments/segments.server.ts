/** Parts of the units of an experiment, as its last daily look could have seen them. */
import type { Known } from '#experiments/experiments.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { outcomesOfParts } from '#experiments/outcomes.server.ts';
import { variationKey } from '#experiments/experiment.ts';
import type { Review } from '#experiments/review.ts';
import { parts, together, type Dimension } from '#experiments/segment.ts';

/** @param look the last daily one, so that the parts are of what was judged */
export async function divided({ experiment }: Known, look: Review, dimension: Dimension) {
  const { design, key } = experiment;
  const { at, startedAt, indices, planned } = look.gathered;
  const metric = await metrics.one(design.metric);
  const measured = await outcomesOfParts({
    experiment: key,
    unit: design.unit,
    arms: indices.map(variationKey),
    since: startedAt,
    until: at,
    metric,
    dimension
  });
  return {
    parts: parts(design, metric.better, planned, measured),
    together: together(design, planned, measured)
  };
}
