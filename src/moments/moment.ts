/** A moment: something that got better, or taught us something, derived from history with the evidence as it was then. */
import { z } from 'zod';
import { type CLIMBERS } from '#adoption/ladder.ts';
import { type Day } from '#time/day.ts';

export const KINDS = [
  /** An experiment was won and put into production, or it did no good. */
  'experiment',
  /** A list experiment, visit or roll-out was measured. */
  'intervention',
  /** A first message of somebody, a team wholly digital, the ten-thousandth message. */
  'milestone',
  /** A week beyond its control limits. */
  'record',
  /** A segment, or the motives of one, moved. */
  'shift',
  /** A process went over a threshold from paper and e-mail to the box. */
  'channel',
  /** A tip was carried out. */
  'tip',
  /** Customers called it an improvement. */
  'customer'
] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

/** A win is celebrated; a lesson (no effect, or harm) is told in the same form and as prominently. */
export const TONES = ['win', 'lesson'] as const;
export const Tone = z.enum(TONES);
export type Tone = z.infer<typeof Tone>;

/** In both languages, because what was said then is kept as it was. */
export const Said = z.object({ nl: z.string(), en: z.string() });
export type Said = z.infer<typeof Said>;

/** How much, always with an interval where it is an estimate; a count that is a fact has none. */
export const Amount = z.object({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** `share` and `points` are between 0 and 1. */
  unit: z.enum(['share', 'points', 'count', 'per_thousand', 'days', 'ratio']),
  /** What it is of. */
  of: Said
});
export type Amount = z.infer<typeof Amount>;

/** Decimals with which an amount is shown; of a share and of points those of the percentage, and two. */
const DECIMALS: Readonly<Record<Amount['unit'], number>> = {
  share: 3,
  points: 3,
  count: 0,
  per_thousand: 1,
  days: 1,
  ratio: 2
};

/** With no more digits than are shown: of all of them small counts could be worked out. */
export function shownAmount<One extends Amount>(amount: One): One {
  const round = (value: number) => Number(value.toFixed(DECIMALS[amount.unit])) || 0;
  return {
    ...amount,
    value: round(amount.value),
    ...(amount.low === undefined ? {} : { low: round(amount.low) }),
    ...(amount.high === undefined ? {} : { high: round(amount.high) })
  };
}

/** Everything that is told of a moment, frozen; figures are never corrected by hand. */
export const Facts = z.object({
  what: Said,
  whom: Said,
  amount: Amount.optional(),
  /** The same drawn towards what effects usually are, because it was picked for being large. */
  shrunk: Amount.optional(),
  /** How we know: in words, where to look, and the digests of the records of the evidence. */
  known: Said,
  link: z.string().startsWith('/'),
  evidence: z.array(z.string()).default([]),
  unknown: Said,
  /** Teams and roles to thank; no names of people. */
  thanks: z.array(z.string()).default([]),
  next: Said,
  /** Chance of something as large without any change, where a test says so; undefined for a plain fact. */
  p: z.number().min(0).max(1).optional(),
  /** The earlier moment that this one takes back or adds to. */
  refers: z.string().optional()
});
export type Facts = z.infer<typeof Facts>;

export interface Moment {
  id: string;
  kind: Kind;
  tone: Tone;
  day: Day;
  population: (typeof CLIMBERS)[number];
  /** Empty where it is of no team or site in particular. */
  team: string;
  site: string;
  facts: Facts;
  digest: string;
  /** Words of a person in the place of `facts.what`; empty without. */
  wording: string;
  wordedBy: string;
  at: Date;
  example: boolean;
}
