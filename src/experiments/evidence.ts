/** What an experiment has shown up to a moment: is the data sound, and how do the variants compare on every metric. */
import { z } from 'zod';

/** Changes whenever a figure would come out otherwise, so that an old decision is recomputed by the rules of its day. */
export const METHOD_VERSION = 'hoera-1';

const Interval = z.object({ low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;

const Side = z.object({
  /** Units whose window has passed. */
  n: z.number(),
  value: z.number()
});

/** One variant against the control on one metric. All differences are variant minus control in the metric's own unit. */
export const Comparison = z.object({
  variant: z.number().int().min(1),
  control: Side,
  treatment: Side,
  effect: z.number(),
  standardError: z.number(),
  /** Holds however often was looked, at the level of this experiment. */
  interval: Interval,
  /** Effect as a share of the control; absent where it cannot be told (an interval of Fieller without bounds). */
  relative: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).optional(),
  /** The difference in standard errors has to be beyond this. */
  boundary: z.number(),
  /** Chance that the variant is better and loss to expect, under a sceptical prior; an aid to reading, never a rule. */
  bayesian: z.object({ chance: z.number(), lossIfShipped: z.number() }).optional(),
  conclusion: z.enum(['better', 'worse', 'unclear', 'too_few']),
  /** Where groups were drawn: those in which somebody came, how many of equal size they are worth, and whether the lot itself judged. */
  groups: z
    .object({
      control: z.number(),
      treatment: z.number(),
      effective: z.number(),
      /** How much members of a group are alike, and by how much that raises the variance. */
      correlation: z.number().optional(),
      designEffect: z.number().optional(),
      byLot: z.boolean()
    })
    .optional(),
  /** For a guardrail: certainly within its margin, certainly harmed, or not known yet. */
  guardrail: z.enum(['safe', 'harmed', 'unclear']).optional()
});
export type Comparison = z.infer<typeof Comparison>;

export const MetricEvidence = z.object({
  metric: z.string(),
  role: z.enum(['primary', 'secondary', 'guardrail']),
  better: z.enum(['up', 'down']),
  comparisons: z.array(Comparison),
  /** Units whose window had not passed; they count at a later look. */
  waiting: z.number()
});
export type MetricEvidence = z.infer<typeof MetricEvidence>;

export const Quality = z.object({
  /** Units per variant as seen and as the weights have it; where groups were drawn, groups as seen and as drawn. */
  observed: z.array(z.number()),
  expected: z.array(z.number()),
  /** Chi-square over variants with weight; 1 below the least number of exposures. */
  sampleRatio: z.number(),
  /** The same question asked at every look: valid however often (Lindon & Malek). */
  sampleRatioAnytime: z.number(),
  verdict: z.enum(['fine', 'too_few', 'warning', 'blocked']),
  /** Units that saw more than one variant; left out of all comparisons. */
  severalVariants: z.number(),
  /** Exposures that did not say whose they were; held apart. */
  withoutUnit: z.number(),
  /** Variants with weight zero that got visitors all the same. */
  weightless: z.array(z.number()),
  /** Where groups were drawn: units that saw what their group did not draw; left out of all comparisons. */
  strays: z.number().optional(),
  /** Moment of the last exposure, milliseconds; absent when there was none. */
  lastExposure: z.number().optional()
});
export type Quality = z.infer<typeof Quality>;

export const Evidence = z.object({
  version: z.string(),
  /** Milliseconds. */
  at: z.number(),
  /** Whole days since the start. */
  days: z.number(),
  /** Units needed, and share of them (or of the time, at the end) that has come in: the information so far. */
  planned: z.number(),
  units: z.number(),
  /** Information at each look so far, this one last, as a share of what is planned. */
  fractions: z.array(z.number()),
  /** At each look by how much of the time the chance of a false alarm was handed out: the information, or the calendar if that is behind. */
  times: z.array(z.number()),
  /** Whether this is the last look: the end has come, or all that was planned is in. */
  final: z.boolean(),
  /** Chance that more data will still show the effect that was planned for. */
  conditionalPower: z.number().optional(),
  quality: Quality,
  metrics: z.array(MetricEvidence)
});
export type Evidence = z.infer<typeof Evidence>;
