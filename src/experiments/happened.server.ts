/** What happened outside the figures of a period and belongs beside them: written down, done with people, set by law, or changed by experiments. */
import { peaks, type Kind, type Peak } from '#adoption/annotation.ts';
import * as annotations from '#adoption/annotations.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import type { Intervention } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import type { Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** From its first day to its last; with what a page or a report makes its words of. */
export type Happened = { from: Day; to: Day } & (
  | { of: 'annotation'; kind: Kind; label: string }
  | { of: 'intervention'; kind: 'intervention'; slug: string; plan: Intervention }
  | { of: 'peak'; kind: 'peak'; name: Peak }
  | { of: 'change'; kind: 'change'; key: string; name: string; action: 'ship' | 'roll_back' }
);

/** All that the period has a day of. */
export async function happened(period: Period): Promise<Happened[]> {
  const [written, done, changes] = await Promise.all([
    annotations.within(period),
    interventions.seenIn(period),
    shipping.changes()
  ]);
  return [
    ...written.map(({ begins: from, ends: to, kind, label }) => ({ of: 'annotation' as const, from, to, kind, label })),
    ...done.map(({ slug, plan }) => {
      const { begins: from, ends: to } = plan;
      return { of: 'intervention' as const, kind: 'intervention' as const, from, to, slug, plan };
    }),
    ...peaks(period).map(({ name, begins: from, ends: to }) => {
      return { of: 'peak' as const, kind: 'peak' as const, from, to, name };
    }),
    ...changes
      .filter(({ day }) => day >= period.from && day <= period.to)
      .map(({ day, key, name, action }) => {
        return { of: 'change' as const, kind: 'change' as const, from: day, to: day, key, name, action };
      })
  ];
}
