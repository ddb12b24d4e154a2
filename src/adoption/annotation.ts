/** An annotation: what happened outside the figures and belongs beside them, such as a campaign, a change or a statutory peak. */
import { z } from 'zod';
import { addDays, Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export const KINDS = ['intervention', 'change', 'peak'] as const;
export type Kind = (typeof KINDS)[number];

export const Annotation = z
  .object({
    begins: Day,
    /** The last day, part of it. */
    ends: Day,
    kind: z.enum(KINDS),
    label: z.string().trim().min(1).max(80)
  })
  .refine(({ begins, ends }) => begins <= ends, { path: ['ends'] });
export type Annotation = z.infer<typeof Annotation>;

/**
 * Days on which authorities have to have delivered by law. Source: the domain study, requirement 47; annual accounts and budgets go
 * to the province before them (Gemeentewet, articles 191 and 200).
 */
const DEADLINES = [
  { name: 'accounts', day: '07-15' },
  { name: 'budgets', day: '11-15' }
] as const;
export type Peak = (typeof DEADLINES)[number]['name'];

/** The week up to each statutory day that a period has a day of, in order. */
export function peaks({ from, to }: Period): { name: Peak; begins: Day; ends: Day }[] {
  const years = Array.from({ length: Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + 1 }, (_, index) =>
    String(Number(from.slice(0, 4)) + index)
  );
  return years
    .flatMap((year) =>
      DEADLINES.map(({ name, day }) => ({ name, begins: addDays(`${year}-${day}`, -6), ends: `${year}-${day}` }))
    )
    .filter(({ begins, ends }) => begins <= to && ends >= from);
}
