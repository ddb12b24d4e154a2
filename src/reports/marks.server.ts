/** What is marked on the course of a report: what was written down, interventions, statutory peaks, and what experiments changed. */
import { peaks, type Peak } from '#adoption/annotation.ts';
import * as annotations from '#adoption/annotations.server.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as shipping from '#experiments/shipping.server.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { spanOf } from '#reports/course.ts';
import type { Content, Mark } from '#reports/report.ts';
import type { Part } from '#reports/scope.ts';
import { isOfPart } from '#reports/under-way.server.ts';
import { plainly, said } from '#reports/words.ts';
import { m } from '#ui/paraglide/messages.js';

const PEAKS: Readonly<Record<Peak, typeof m.trends_peak_accounts>> = {
  accounts: m.trends_peak_accounts,
  budgets: m.trends_peak_budgets
};

const CHANGED = { ship: m.trends_shipped, roll_back: m.trends_rolled_back } as const;

const same = (words: string) => ({ nl: words, en: words });

/** The course of companies is that of all. */
const isAbout = (part: Part, plan: { population: string; by: string }): boolean =>
  part.of === 'team'
    ? plan.by === part.team
    : plan.population === (part.of === 'population' ? part.population : 'company');

/** Those that the course has a day of, by the day on which they began. */
export async function marksOf(part: Part, course: Content['course']): Promise<Mark[]> {
  const span = spanOf(course);
  if (!span) return [];
  const [written, done, changes, all] = await Promise.all([
    annotations.within(span),
    interventions.seenIn(span),
    shipping.changes(),
    experiments.list()
  ]);
  const own = new Set(all.filter(({ experiment }) => isOfPart(part, experiment)).map(({ experiment: { key } }) => key));
  const marks: Mark[] = [
    ...written.map(({ begins, ends, kind, label }) => ({ from: begins, to: ends, kind, label: same(label) })),
    ...done
      .filter(({ plan }) => isAbout(part, plan))
      .map(({ plan: { begins, ends, title } }) => ({
        from: begins,
        to: ends,
        kind: 'intervention' as const,
        label: same(title)
      })),
    ...peaks(span).map(({ name, begins, ends }) => ({
      from: begins,
      to: ends,
      kind: 'peak' as const,
      label: plainly(PEAKS[name])
    })),
    ...changes
      .filter(({ day, key }) => own.has(key) && day >= span.from && day <= span.to)
      .map(({ day, name, action }) => ({
        from: day,
        to: day,
        kind: 'change' as const,
        label: said((locale) => CHANGED[action]({ name }, locale))
      }))
  ];
  return marks.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
