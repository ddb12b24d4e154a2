/** The plan of an experiment: as it was registered at the start, or as proposed from what came by lately. */
import { z } from 'zod';
import type { Experiment } from '#experiments/experiment.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { traffic } from '#experiments/outcomes.server.ts';
import { Plan, propose } from '#experiments/plan.ts';
import { dayOf } from '#time/day.ts';

/** Days looked back for visitors and the metric as it is now. */
const LOOK_BACK = 28;

const Registered = z.object({ evidence: z.object({ plan: Plan }) });

/** A proposal for a start today. */
export async function proposed({ site, design }: Experiment, now: Date): Promise<Plan> {
  const metric = await metrics.one(design.metric);
  const came = await traffic({
    site,
    unit: design.unit,
    urls: design.touchpoint.kind === 'page' ? design.touchpoint.urls : [],
    days: LOOK_BACK,
    until: now.getTime(),
    metric
  });
  return propose(design, metric, came, dayOf(now.getTime()));
}

/** The registered plan once it was started, else the proposal. */
export async function planned(experiment: Experiment, now = new Date()): Promise<Plan> {
  const record = await ledger.last(experiment.key, 'plan');
  const registered = Registered.safeParse(record?.content).data;
  return registered?.evidence.plan ?? proposed(experiment, now);
}
