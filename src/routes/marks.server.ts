/** What is marked on a time chart of a period: what somebody wrote down, interventions, statutory peaks, and what experiments changed. */
import { peaks } from '#adoption/annotation.ts';
import type { Population } from '#adoption/funnel.ts';
import * as annotations from '#adoption/annotations.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import * as interventions from '#interventions/interventions.server.ts';
import type { Period } from '#time/period.ts';
import type { Mark } from '#ui/marks.ts';
import { m } from '#ui/paraglide/messages.js';
import { KIND_NAMES, PEAK_NAMES } from './adoption/annotations/words.ts';

/**
 * In the language of the page.
 * @param population whom the chart is about: interventions for others stay away from it. Visitors may be anybody.
 */
export async function marksOf(period: Period, population: Population = 'visitor'): Promise<Mark[]> {
  const [written, done, changes] = await Promise.all([
    annotations.within(period),
    interventions.seenIn(period),
    shipping.changes()
  ]);
  return [
    ...written.map(({ begins, ends, kind, label }) => ({ from: begins, to: ends, label, kind: KIND_NAMES[kind]() })),
    ...done
      .filter(({ plan }) => population === 'visitor' || plan.population === population)
      .map(({ slug, plan: { begins, ends, title } }) => ({
        from: begins,
        to: ends,
        label: title,
        kind: KIND_NAMES.intervention(),
        href: `/interventions/${slug}`
      })),
    ...peaks(period).map(({ name, begins, ends }) => ({
      from: begins,
      to: ends,
      label: PEAK_NAMES[name](),
      kind: KIND_NAMES.peak()
    })),
    ...changes
      .filter(({ day }) => day >= period.from && day <= period.to)
      .map(({ day, name, key, action }) => ({
        from: day,
        to: day,
        label: (action === 'ship' ? m.trends_shipped : m.trends_rolled_back)({ name }),
        kind: KIND_NAMES.change(),
        href: `/experiments/${key}`
      }))
  ];
}
