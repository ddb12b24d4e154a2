/** What is marked on the course of a report: what was written down, interventions, statutory peaks, and what experiments changed. */
import type { Peak } from '#adoption/annotation.ts';
import * as experiments from '#experiments/experiments.server.ts';
import { happened } from '#experiments/happened.server.ts';
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
  const [all, known] = await Promise.all([happened(span), experiments.list()]);
  const own = new Set(
    known.filter(({ experiment }) => isOfPart(part, experiment)).map(({ experiment: { key } }) => key)
  );
  return all
    .flatMap((one): Mark[] => {
      const mark = (label: Mark['label']): Mark[] => [{ from: one.from, to: one.to, kind: one.kind, label }];
      if (one.of === 'annotation') return mark(same(one.label));
      if (one.of === 'peak') return mark(plainly(PEAKS[one.name]));
      if (one.of === 'intervention') return isAbout(part, one.plan) ? mark(same(one.plan.title)) : [];
      return own.has(one.key) ? mark(said((locale) => CHANGED[one.action]({ name: one.name }, locale))) : [];
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
