/** A funnel: who could, and the steps they take in order; with the default funnels and how one travels in a URL. */
import { z } from 'zod';

export const POPULATIONS = ['company', 'authority', 'department', 'visitor'] as const;
export const Population = z.enum(POPULATIONS);
export type Population = z.infer<typeof Population>;

/** Columns of an event that a filter can look at, besides its properties. */
export const FIELDS = ['host', 'path', 'campaign', 'medium', 'referrer', 'source', 'device'] as const;
export const OPERATORS = ['is', 'is_not', 'contains', 'starts_with', 'is_set'] as const;

/** One of FIELDS, or `property:` and its name. */
const Field = z.union([z.enum(FIELDS), z.string().regex(/^property:.{1,64}$/s)]);
export type Field = z.infer<typeof Field>;

export const Filter = z.object({
  field: Field,
  op: z.enum(OPERATORS),
  values: z.array(z.string().max(256)).max(20)
});
export type Filter = z.infer<typeof Filter>;

export const Matcher = z.object({ event: z.string().min(1).max(64), filters: z.array(Filter).max(5).default([]) });
export type Matcher = z.infer<typeof Matcher>;

/** So many events at most, any of which completes a step or excludes. */
export const MATCHERS = 5;

export const Step = z.object({
  name: z.string().trim().min(1).max(80),
  /** Any of these events completes the step. */
  any: z.array(Matcher).min(1).max(MATCHERS),
  /** At most this many days after the step before. */
  within: z.number().int().min(1).max(730).optional()
});
export type Step = z.infer<typeof Step>;

/** Something that ends an attempt when it happens after step `after` (from 1) and before the next. */
export const Exclusion = z.object({ after: z.number().int().min(1), any: z.array(Matcher).min(1).max(MATCHERS) });
export type Exclusion = z.infer<typeof Exclusion>;

/** So many steps at most. */
export const STEPS = 12;
/** And when their order does not matter, because every set of them is followed. */
export const UNORDERED = 6;

export const Funnel = z
  .object({
    population: Population,
    steps: z.array(Step).min(1).max(STEPS),
    /** Days from the first step of an attempt to its last. */
    window: z.number().int().min(1).max(1_095),
    exclusions: z.array(Exclusion).max(5).default([]),
    /** Any: the first so many steps within the window of each other, each by an event of its own, whichever came first. */
    order: z.literal('any').optional(),
    /** All events of an attempt have the same value of this, and have one. */
    hold: Field.optional()
  })
  .refine(({ steps, exclusions }) => exclusions.every(({ after }) => after < steps.length), {
    path: ['exclusions'],
    message: 'an exclusion stands between two steps'
  })
  .refine(
    ({ order, steps, exclusions }) =>
      order === undefined ||
      (exclusions.length === 0 && steps.length <= UNORDERED && steps.every(({ within }) => within === undefined)),
    {
      path: ['order'],
      message: `without order nothing comes before or after a step, and there are at most ${UNORDERED}`
    }
  );
export type Funnel = z.infer<typeof Funnel>;

export const on = (event: string, filters: Filter[] = []): Matcher => ({ event, filters });
export const viaBox: Filter = { field: 'property:channel', op: 'is', values: ['berichtenbox'] };
export const toAuthority: Filter = { field: 'property:direction', op: 'is', values: ['to_authority'] };
export const boxMessage = on('message', [viaBox, toAuthority]);
export const boxHandled = on('message_handled', [viaBox]);

/** Kept rolled up; the names of their steps are translated by the page. Source: requirements 5 and 6 of the domain study. */
export const DEFAULT_FUNNELS: Readonly<Record<'company' | 'authority' | 'department', Funnel>> = {
  company: {
    population: 'company',
    window: 365,
    exclusions: [],
    steps: [
      { name: 'reached', any: [on('reached'), on('page_view'), on('information_read')] },
      { name: 'informed', any: [on('information_read')] },
      { name: 'login_started', any: [on('login_started')] },
      { name: 'logged_in', any: [on('login_succeeded')] },
      { name: 'box_created', any: [on('box_created')] },
      { name: 'reachable', any: [on('reachability_declared')] },
      { name: 'first_message', any: [boxMessage] },
      { name: 'second_message', any: [boxMessage], within: 90 },
      { name: 'lasting', any: [boxMessage] }
    ]
  },
  authority: {
    population: 'authority',
    window: 730,
    exclusions: [],
    steps: [
      { name: 'connected', any: [on('authority_connected')] },
      { name: 'officer', any: [on('officer_appointed')] },
      { name: 'answers', any: [on('answered'), on('message_answered', [viaBox])] },
      { name: 'adequate', any: [on('answered_adequately')] },
      { name: 'designated', any: [on('procedure_designated')] },
      { name: 'default', any: [on('process_default_box')] }
    ]
  },
  department: {
    population: 'department',
    window: 730,
    exclusions: [],
    steps: [
      { name: 'presentation', any: [on('presentation_attended')] },
      { name: 'first_handled', any: [boxHandled] },
      { name: 'second_handled', any: [boxHandled], within: 90 },
      { name: 'default', any: [on('process_default_box')] }
    ]
  }
};

/** The step (from 1) that a manager asks about: the first message, adequate answers, the first message handled; of other funnels the last. */
export function keyStepOf({ steps }: { steps: readonly { name: string }[] }): number {
  const place = steps.findIndex(({ name }) => ['first_message', 'adequate', 'first_handled'].includes(name));
  return place < 0 ? steps.length : place + 1;
}

/** Whether a funnel asks just what a default funnel answers. */
export function defaultOf(funnel: Funnel): keyof typeof DEFAULT_FUNNELS | undefined {
  const { population } = funnel;
  return population !== 'visitor' && encode(funnel) === encode(DEFAULT_FUNNELS[population]) ? population : undefined;
}

/**
 * The first step (from 1) with a filter that compares with nothing: it would count nobody, or everybody. Of an exclusion it
 * is the step it stands after. Kept funnels may have one, so that they can still be opened and mended.
 */
export function withoutValue({ steps, exclusions }: Pick<Funnel, 'steps' | 'exclusions'>): number | undefined {
  const lacks = ({ any }: { any: readonly Matcher[] }) =>
    any.some(({ filters }) => filters.some(({ op, values }) => op !== 'is_set' && values.length === 0));
  const step = steps.findIndex(lacks) + 1;
  return step || exclusions.find(lacks)?.after;
}

/** Text for a URL parameter; equal funnels give equal text. */
export function encode(funnel: Funnel): string {
  return JSON.stringify(Funnel.parse(funnel));
}

/** The funnel of a URL parameter; undefined when it is not one. */
export function decode(text: string): Funnel | undefined {
  try {
    return Funnel.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
