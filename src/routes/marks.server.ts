/** What is marked on a time chart of a period: what somebody wrote down, statutory peaks, and what experiments changed. */
import { peaks } from '#adoption/annotation.ts';
import * as annotations from '#adoption/annotations.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import type { Period } from '#time/period.ts';
import type { Mark } from '#ui/marks.ts';
import { m } from '#ui/paraglide/messages.js';
import { KIND_NAMES, PEAK_NAMES } from './adoption/annotations/words.ts';

/** In the language of the page. */
export async function marksOf(period: Period): Promise<Mark[]> {
  const [written, changes] = await Promise.all([annotations.within(period), shipping.changes()]);
  return [
    ...written.map(({ begins, ends, kind, label }) => ({ from: begins, to: ends, label, kind: KIND_NAMES[kind]() })),
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
