/** A goal: where a figure should get, and by which day; set by people, never by us. */
import { z } from 'zod';
import { Day } from '#time/day.ts';

/** Figures that can have a goal, with the unit in which it is said. */
export const AIMED = {
  using_company: 'share',
  new_users: 'count',
  digital: 'share',
  opened_3: 'share',
  reaction: 'share',
  awareness: 'share',
  completion: 'share',
  lapsed: 'share',
  using_authority: 'share',
  adequate: 'share',
  using_department: 'share',
  team_box: 'share',
  team_days: 'days',
  site_first_message: 'share'
} as const;
export type Aimed = keyof typeof AIMED;
export const AIMED_KEYS = Object.keys(AIMED) as [Aimed, ...Aimed[]];

export const Goal = z
  .object({
    figure: z.enum(AIMED_KEYS),
    scope: z.string().max(200),
    value: z.number().positive().max(1_000_000),
    day: Day,
    by: z.string(),
    at: z.iso.datetime(),
    example: z.boolean().default(false)
  })
  .refine(({ figure, value }) => AIMED[figure] !== 'share' || value <= 1, { path: ['value'] });
export type Goal = z.infer<typeof Goal>;
