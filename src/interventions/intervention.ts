/** An intervention: what is planned and done to help people use the box, for whom, by whom, when and at what cost. */
import { z } from 'zod';
import { CLIMBERS } from '#adoption/ladder.ts';
import { Motive } from '#surveys/motive.ts';
import { Day } from '#time/day.ts';

/** What can be done, in the order in which it takes more of those who do it. */
export const KINDS = [
  'notification',
  'web_change',
  'mail',
  'letter',
  'call',
  'presentation',
  'instruction',
  'side_by_side',
  'process_analysis'
] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

export const STATUSES = ['planned', 'running', 'done', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

const Words = z.array(z.string().trim().min(1).max(120)).max(200).default([]);

/** For whom; empty is all. */
export const Audience = z.object({
  sectors: Words,
  sizes: Words,
  regions: Words,
  municipalities: Words,
  /** Names of teams or public bodies. */
  names: Words
});
export type Audience = z.infer<typeof Audience>;

export const Intervention = z.object({
  title: z.string().trim().min(3).max(120),
  /** Key of the card it follows; empty for none. */
  card: z.string().max(40).default(''),
  kind: Kind,
  population: z.enum(CLIMBERS),
  motive: Motive,
  audience: Audience,
  /** The text, the script of the call, or what is shown and done. */
  what: z.string().trim().max(5_000).default(''),
  begins: Day,
  /** The last day, part of it. */
  ends: Day,
  /** Who does it: a team or a person of the organisation itself. */
  by: z.string().trim().min(1).max(120),
  hours: z.number().min(0).max(10_000).default(0),
  euros: z.number().min(0).max(10_000_000).default(0),
  /** Where it obliges somebody: the law, decision or condition by which. */
  basis: z.string().trim().max(300).default('')
});
export type Intervention = z.infer<typeof Intervention>;
