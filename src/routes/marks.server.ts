/** What is marked on a time chart of a period: what somebody wrote down, interventions, statutory peaks, and what experiments changed. */
import type { Population } from '#adoption/funnel.ts';
import { happened } from '#experiments/happened.server.ts';
import type { Period } from '#time/period.ts';
import type { Mark } from '#ui/marks.ts';
import { m } from '#ui/paraglide/messages.js';
import { KIND_NAMES, PEAK_NAMES } from './adoption/annotations/words.ts';

/**
 * In the language of the page.
 * @param population whom the chart is about: interventions for others stay away from it. Visitors may be anybody.
 */
export async function marksOf(period: Period, population: Population = 'visitor'): Promise<Mark[]> {
  return (await happened(period)).flatMap((one): Mark[] => {
    const mark = (label: string, href?: string): Mark[] => [
      { from: one.from, to: one.to, label, kind: KIND_NAMES[one.kind](), ...(href && { href }) }
    ];
    if (one.of === 'annotation') return mark(one.label);
    if (one.of === 'peak') return mark(PEAK_NAMES[one.name]());
    if (one.of === 'change')
      return mark(
        (one.action === 'ship' ? m.trends_shipped : m.trends_rolled_back)({ name: one.name }),
        `/experiments/${one.key}`
      );
    return population === 'visitor' || one.plan.population === population
      ? mark(one.plan.title, `/interventions/${one.slug}`)
      : [];
  });
}
