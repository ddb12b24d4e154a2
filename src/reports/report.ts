/** A report: what a manager reads in two minutes, made of what the rooms upstream say, and frozen as it is published. */
import { z } from 'zod';
import { KINDS as MARKS } from '#adoption/annotation.ts';
import { Amount, Kind as MomentKind, Said, Tone } from '#moments/moment.ts';
import { Day } from '#time/day.ts';

export const KINDS = ['week', 'month', 'quarter', 'own'] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

/** A figure, which can be asked how we know. */
export const Figure = z.object({
  key: z.string(),
  label: Said,
  definition: Said,
  /** What was counted, of how many, by whom it is told, and up to which day. */
  numerator: Said.optional(),
  denominator: Said.optional(),
  source: Said.optional(),
  until: Day.optional(),
  /** Undefined where no source tells it, or it is too small to tell; `absent` says which. */
  amount: Amount.optional(),
  absent: Said.optional(),
  /** Before (`before` says when), at the baseline, and where it should get; as far as there are any. */
  previous: z.number().optional(),
  before: Said.optional(),
  /** `label` is a word or two, `source` says what was measured. */
  baseline: z.object({ value: z.number(), label: Said.optional(), source: Said }).optional(),
  goal: z.object({ value: z.number(), day: Day }).optional(),
  /** View that shows the same figure. */
  href: z.string().startsWith('/')
});
export type Figure = z.infer<typeof Figure>;

/** What is told of a moment, as it was worded then. */
export const Told = z.object({
  id: z.string(),
  kind: MomentKind,
  tone: Tone,
  day: Day,
  /** It happened before the period, and was found since the report before. */
  late: z.boolean().optional(),
  what: Said,
  whom: Said,
  amount: Amount.optional(),
  /** The amount is drawn towards what such things usually do, so it is not the one that a sentence may tell. */
  careful: z.boolean().optional(),
  known: Said,
  unknown: Said,
  thanks: z.array(z.string()),
  next: Said
});
export type Told = z.infer<typeof Told>;

/** An experiment, list experiment or intervention that runs, or that waits for somebody. */
export const Item = z.object({
  title: z.string(),
  state: Said,
  since: Day.optional(),
  href: z.string().startsWith('/')
});
export type Item = z.infer<typeof Item>;

/** What is marked on the course: an intervention, something that changed, a statutory peak. */
export const Mark = z.object({ from: Day, to: Day, kind: z.enum(MARKS), label: Said });
export type Mark = z.infer<typeof Mark>;

export const Content = z.object({
  /** Raised when this shape changes; a report of an earlier shape stays readable. */
  version: z.literal(1),
  headline: Said,
  /** Nothing worth a hurrah happened, and that is said. */
  quiet: z.boolean(),
  figures: z.array(Figure),
  /** A share by week or month for the chart, with its interval; a point stands at the last day of it. */
  course: z.object({
    label: Said,
    /** Left out it is a week. */
    per: z.enum(['week', 'month']).optional(),
    points: z.array(z.object({ day: Day, value: z.number(), low: z.number(), high: z.number() })),
    /** What happened meanwhile and belongs beside the figures, as it was known then. */
    marks: z.array(Mark).optional()
  }),
  moments: z.array(Told),
  lessons: z.array(Told),
  /** Weeks of the period of which moments may yet be found; left out when there are none. */
  open: z.number().optional(),
  running: z.array(Item),
  waiting: z.array(Item),
  /** Experiments that ended in the period: won, without a difference, lost, stopped before they could tell. */
  tally: z.object({ won: z.number(), neutral: z.number(), lost: z.number(), abandoned: z.number() }),
  /** Until when each source had delivered. */
  freshness: z.array(z.object({ source: z.string(), until: Day.optional() }))
});
export type Content = z.infer<typeof Content>;

export interface Report {
  id: string;
  kind: Kind;
  from: Day;
  to: Day;
  /** '' for all, or population:company, team:Subsidies, site:ondernemersplein. */
  scope: string;
  content: Content;
  digest: string;
  publishedBy: string;
  publishedAt: Date;
  example: boolean;
}

/** What was found wrong with a report since; the report itself stays as it was. */
export interface Correction {
  id: string;
  text: string;
  by: string;
  at: Date;
}
