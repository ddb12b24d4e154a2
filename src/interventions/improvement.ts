/** An improvement: what is to be changed because people ask how, object, or give a tip; and how often that was heard. */
import { z } from 'zod';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { isSmall } from '#statistics/hiding.ts';
import { Motive } from '#surveys/motive.ts';

export const IMPROVEMENT_STATUSES = ['open', 'trying', 'done', 'dropped'] as const;
export type ImprovementStatus = (typeof IMPROVEMENT_STATUSES)[number];

/** In which it is closed: it is there, or it will not come; either is told to whoever brought it up. */
export const CLOSED = ['done', 'dropped'] as const;

/** Names of the steps of the default funnel of a population. */
export const stepsOf = (population: Climber): string[] => DEFAULT_FUNNELS[population].steps.map(({ name }) => name);

export const Improvement = z
  .object({
    title: z.string().trim().min(3).max(120),
    population: z.enum(CLIMBERS),
    motive: Motive,
    /** Where in the funnel it is in the way; empty for nowhere in particular. */
    step: z.string().max(80).default('')
  })
  .refine(({ population, step }) => step === '' || stepsOf(population).includes(step), { path: ['step'] });
export type Improvement = z.infer<typeof Improvement>;

export const Closing = z.object({ status: z.enum(CLOSED), outcome: z.string().trim().min(10).max(2_000) });

/** How often something was heard, and from how many. */
export interface Heard {
  remarks: number;
  contacts: number;
  /** Different companies, as far as it is still known which. */
  companies: number;
  /** Different public bodies and teams. */
  bodies: number;
  /** The last day; empty when never. */
  last: string;
}

/** Without the number of companies where they are few, for who may not look at single ones. */
export const told = (heard: Heard, mayKnow: boolean): Omit<Heard, 'companies'> & { companies: number | undefined } => ({
  ...heard,
  companies: mayKnow || !isSmall(heard.companies) ? heard.companies : undefined
});

interface Ordered {
  heard: Heard;
  title: string;
}

/** What is heard most comes first; of as often, what was heard last. */
export const byHeard = (a: Ordered, b: Ordered): number =>
  b.heard.remarks - a.heard.remarks || b.heard.last.localeCompare(a.heard.last) || a.title.localeCompare(b.title);
