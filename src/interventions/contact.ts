/** A contact: with whom somebody spoke about the box, how that ended, and what was heard, as it is filled in on the spot. */
import { z } from 'zod';
import { CLIMBERS } from '#adoption/ladder.ts';
import { DAY, Day } from '#time/day.ts';

export const CONTACT_KINDS = [
  'visit',
  'call',
  'presentation',
  'instruction',
  'side_by_side',
  'process_analysis',
  'other'
] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** How it ended, from the furthest on. */
export const OUTCOMES = ['uses', 'will_try', 'needs_help', 'wants_not', 'no_use', 'not_reached'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A question how something works, a reason against, an idea. */
export const REMARK_KINDS = ['question', 'objection', 'tip'] as const;
export type RemarkKind = (typeof REMARK_KINDS)[number];

/** Whether what we changed is an improvement; empty where it was not asked. */
export const VERDICTS = ['yes', 'no', ''] as const;

/** What can be chosen of how long it took. */
export const MINUTES = [5, 10, 15, 30, 45, 60, 90, 120] as const;

/** The most remarks of one contact, and characters of one. */
export const REMARKS = 12;
export const LONGEST_REMARK = 500;

export const Contact = z.object({
  /** Made where it was filled in: what comes in twice is the same. */
  id: z.uuid(),
  /** Slug of the intervention; empty for none. */
  intervention: z.string().max(120),
  population: z.enum(CLIMBERS),
  /** With several at once, such as at a presentation: then there is no number and no name. */
  isGroup: z.boolean(),
  /** KvK number; of companies only. */
  reference: z.string().trim().max(40),
  /** Public bodies and teams, as the registry calls them. */
  name: z.string().trim().max(200),
  day: Day,
  kind: z.enum(CONTACT_KINDS),
  theirs: z.boolean(),
  outcome: z.enum(OUTCOMES),
  improvement: z.enum(VERDICTS),
  minutes: z.number().int().min(1).max(1_440),
  people: z.number().int().min(1).max(1_000),
  remarks: z.array(z.object({ kind: z.enum(REMARK_KINDS), text: z.string().trim().max(LONGEST_REMARK) })).max(REMARKS)
});
export type Contact = z.infer<typeof Contact>;

/** Of a company itself or of a branch; spaces do not count. */
export const isCompanyNumber = (reference: string): boolean => /^(\d{8}|\d{12})$/.test(reference.replace(/\s/g, ''));

/**
 * Whether it was an approach, at which the cap looks. Who came to us was not approached, and of who did not answer nothing was asked:
 * the next try has to be free.
 */
export const isApproach = ({ theirs, outcome }: Pick<Contact, 'theirs' | 'outcome'>): boolean =>
  !theirs && outcome !== 'not_reached';

/** Milliseconds in which whoever wrote it down can mend it or take it back. */
export const MENDABLE = DAY;
