/** A list experiment: organisations, or groups of them, drawn over ways of approaching them, of which one is to leave them alone. */
import { z } from 'zod';
import { CLIMBERS, codeOf, LADDERS, lapsedOf, NOTHING_YET, useOf } from '#adoption/ladder.ts';
import { Refusal } from '#refusal.ts';
import { addDays, Day } from '#time/day.ts';

/** What is drawn as a whole: the organisation itself, or all of a municipality, of a region, of an intermediary that acts for several, or of a team of ours. */
export const CLUSTERS = ['organisation', 'municipality', 'region', 'intermediary', 'team'] as const;
export type ClusterKind = (typeof CLUSTERS)[number];

/** Whether only the list that is drawn from says who belongs together. */
export const isOfList = (cluster: ClusterKind): cluster is 'intermediary' | 'team' =>
  cluster === 'intermediary' || cluster === 'team';

/** Side by side, or all of them one after another in an order that is drawn (stepped wedge). */
export const SHAPES = ['parallel', 'stepped'] as const;

const Arm = z.object({
  name: z.string().trim().min(1).max(80),
  /** Slug of the intervention; empty for the arm that is left alone. */
  intervention: z.string().max(80).default(''),
  /** Share of the units, before dividing by the sum. */
  weight: z.number().gt(0).max(1)
});

export const TrialDesign = z.object({
  question: z.string().trim().min(10).max(500),
  population: z.enum(CLIMBERS),
  shape: z.enum(SHAPES).default('parallel'),
  cluster: z.enum(CLUSTERS).default('organisation'),
  /** The first is left alone, or comes later. */
  arms: z.array(Arm).min(2).max(6),
  /** Rung of the ladder whose reaching counts, such as first_message. */
  outcome: z.string().min(1).max(40),
  /** First day of approaching, and days after it in which reaching the rung counts. */
  starts: Day,
  days: z.number().int().min(7).max(365).default(56),
  /** Of a stepped roll-out: how many steps, and days from one to the next. */
  steps: z.number().int().min(1).max(20).default(4),
  stepDays: z.number().int().min(7).max(90).default(28),
  seed: z.number().int().min(1).max(2_147_483_647),
  /** Smallest effect worth having, in points of a share (0.02 is two points). */
  effect: z.number().gt(0).max(1).default(0.05),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  power: z.number().min(0.5).max(0.99).default(0.8),
  /** How much members of a cluster are alike (intra-cluster correlation), assumed. */
  correlation: z.number().min(0).max(1).default(0.02)
});
export type TrialDesign = z.infer<typeof TrialDesign>;

/** In the evidence, as JSON, an interval without an end is told in a word. */
const Limit = z.union([z.number(), z.enum(['Infinity', '-Infinity']).transform(Number)]);

/** An estimate with its interval; shares and differences of shares between -1 and 1. */
export const Estimate = z.object({ estimate: z.number(), low: Limit, high: Limit });
export type Estimate = z.infer<typeof Estimate>;

/** What an approach brought against being left alone: kept as evidence, and asked by whoever compares approaches or tells of them. */
export const TrialOutcome = z.object({
  trial: z.string(),
  name: z.string(),
  day: Day,
  /** `proven` by a draw; `indicative` otherwise, which is never shipped and never called proven. */
  strength: z.enum(['proven', 'indicative']),
  method: z.string(),
  population: z.enum(CLIMBERS),
  outcome: z.string(),
  /** Days in which reaching it counts: of the window, of one step, or of one period. */
  days: z.number().optional(),
  per: z.enum(['window', 'step', 'period']).default('window'),
  /** What is counted: organisations that came to it, or messages and letters of teams. */
  unit: z.enum(['organisation', 'item']).default('organisation'),
  /** Of each interval by itself; with several comparisons it is wider, so that all hold together. */
  level: z.number().gt(0).lt(1).default(0.95),
  comparisons: z.array(
    z.object({
      arm: z.string(),
      intervention: z.string(),
      /** As src/interventions/intervention.ts and card.ts name them. */
      kind: z.string(),
      card: z.string(),
      organisations: z.number(),
      clusters: z.number(),
      adopters: z.number(),
      /** Of the arm that was left alone. */
      controlOrganisations: z.number(),
      controlAdopters: z.number(),
      /** All who were drawn, approached or not (intention to treat). */
      itt: Estimate.extend({ p: z.number() }),
      /** Those who were really reached because they were drawn; undefined where no deliveries came in. */
      reached: Estimate.extend({ share: z.number() }).optional(),
      hours: z.number().optional(),
      euros: z.number().optional()
    })
  )
});
export type TrialOutcome = z.infer<typeof TrialOutcome>;

/** What can become of what was sent to a member. */
export const DELIVERIES = ['delivered', 'bounced', 'attended', 'declined'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Days from the first to the last that counts, at most: who was drawn, somewhat before, is kept for thirteen months. */
export const LONGEST = 330;

/** `running` and `over` follow from the days; the others are said. */
export const PHASES = ['draft', 'drawn', 'running', 'over', 'done', 'discarded'] as const;
export type Phase = (typeof PHASES)[number];

/** First day after that in which reaching the rung counts, of those who are approached last. */
export const endOf = ({ shape, starts, days, steps, stepDays }: TrialDesign): Day =>
  addDays(starts, shape === 'stepped' ? steps * stepDays : days);

/**
 * Weeks of which the messages were not read in yet look like weeks in which nobody came.
 * @param last day that counts
 * @param until day until which messages are read in; undefined: no files tell of it
 * @throws Refusal trial_unread
 */
export function mustBeRead(last: Day, until: Day | undefined): void {
  if (until !== undefined && until < last)
    throw new Refusal(
      'trial_unread',
      `De berichten zijn ingelezen tot en met ${until}; de laatste dag die telt is ${last}. Lees eerst de rest in: wat nog niet is ingelezen, lijkt op niets doen.`,
      { status: 409 }
    );
}

export function phaseOf({ status, design }: { status: string; design: TrialDesign }, today: Day): Phase {
  if (status === 'draft' || status === 'done' || status === 'discarded') return status;
  return today < design.starts ? 'drawn' : today < endOf(design) ? 'running' : 'over';
}

/** Shares of the units that each arm gets; in a stepped roll-out, each step. */
export function sharesOf({ shape, arms, steps }: TrialDesign): number[] {
  if (shape === 'stepped') return Array.from({ length: steps }, () => 1 / steps);
  const whole = arms.reduce((sum, { weight }) => sum + weight, 0);
  return arms.map(({ weight }) => weight / whole);
}

/**
 * States of the ladder that matter. Who could take part stands from `first` up to, not including, `limit`: had occasion, never used the
 * box, and did not reach the rung. Who has reached it stands on `rung` or above; whoever lapsed did so from use.
 */
export function statesOf({ population, outcome }: Pick<TrialDesign, 'population' | 'outcome'>) {
  const ladder = LADDERS[population];
  const place = ladder.rungs.findIndex(({ name }) => name === outcome);
  const [rung, use, lapsed] = [codeOf(place), useOf(ladder), lapsedOf(ladder)];
  return {
    isKnown: place >= 0,
    first: NOTHING_YET,
    limit: Math.min(rung, use),
    rung,
    use,
    top: rung <= use ? lapsed : lapsed - 1
  };
}

/** In the evidence a comparison of before and after has the slug of its intervention behind this. */
export const BEFORE_AFTER = 'before_after_';

/** Page that shows an outcome, by its key in the evidence. */
export const pageOf = (key: string): string =>
  key.startsWith(BEFORE_AFTER)
    ? `/experiments/comparisons?intervention=${encodeURIComponent(key.slice(BEFORE_AFTER.length))}`
    : `/experiments/lists/${key}`;
