/** An experiment: what is tried on whom to move which metric, and the rules by which its design is sound. */
import { z } from 'zod';
import { isOfOne } from '#events/growthbook.ts';
import { PageChange } from '#interventions/in-force.ts';
import { Motive } from '#surveys/motive.ts';
import { Day } from '#time/day.ts';

/** Methods of deciding; the first is the default. `fixed` and `bayesian` may decide at the planned end only. */
export const METHODS = ['group_sequential', 'always_valid', 'fixed', 'bayesian'] as const;
export const Method = z.enum(METHODS);
export type Method = z.infer<typeof Method>;

/** Methods that hold however often somebody looks. */
export const DAILY: readonly Method[] = ['group_sequential', 'always_valid'];

/** What is assigned to a variant as a whole. */
export const UNITS = ['visitor', 'organisation'] as const;
export const Unit = z.enum(UNITS);
export type Unit = z.infer<typeof Unit>;

/** What the law wants in every notification of a message (Awb 2:10, second paragraph; in force on 1 January 2027). */
const NOTIFICATION_FIELDS = ['nature', 'reaction_expected', 'term'] as const;

/** The text of a notification, with `{nature}`, `{reaction_expected}` and `{term}` where the sender fills them in. */
const Notification = z.object({ subject: z.string().min(1).max(200), body: z.string().min(1).max(5_000) });

/** Where a variant shows: on pages with the tracker, as a value that a site asks for, or in the notification of a message. */
const Touchpoint = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('page'),
    /** Patterns of addresses in which * stands for anything. */
    urls: z
      .array(
        z
          .string()
          .max(500)
          .regex(/^(?=.*[./*])\S+$/)
      )
      .min(1)
      .max(20)
  }),
  z.object({ kind: z.literal('feature'), feature: z.string().min(1).max(80) }),
  z.object({ kind: z.literal('notification'), feature: z.string().min(1).max(80) })
]);

export const Variant = z.object({
  name: z.string().trim().min(1).max(80),
  /** Share of the units, before dividing by the sum of all weights. Zero keeps everybody out. */
  weight: z.number().min(0).max(1),
  /** What changes on a page; nothing for the control. */
  change: PageChange.optional(),
  /** What a site gets when it asks for the feature; for a notification its text. */
  value: z.json().optional()
});
export type Variant = z.infer<typeof Variant>;

/** The smallest effect worth having, always in the direction that is better. */
const Effect = z.object({
  size: z.number().positive().max(1_000),
  /** `absolute` in the metric's own unit (0.02 is two points of a share), `relative` to the control (0.1 is a tenth). */
  scale: z.enum(['absolute', 'relative'])
});

/** A metric that must not get worse by more than its margin. */
const Guardrail = z.object({
  metric: z.string().min(1).max(64),
  /** Worst that is still acceptable, as a share of the control's value. */
  margin: z.number().min(0).max(1)
});

/** Groups that are drawn as a whole, such as municipalities or teams; what their members do is counted. */
const Groups = z.object({
  /** What a site calls it when it tells the SDK of which group a visitor is. */
  attribute: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  /** Those that take part, named as the site names them. */
  list: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(120),
        /** By which the arms are to be alike, such as its number of organisations. */
        figures: z.array(z.number()).max(4)
      })
    )
    .max(1_000),
  /** How much members of a group are alike, from 0 to 1 (intra-cluster correlation): assumed to say how many are needed. */
  correlation: z.number().min(0).max(1).default(0.02)
});
export type Groups = z.infer<typeof Groups>;

/** Of fewer no lot is rare enough to conclude from: of eight there are 70 ways to choose four. */
const LEAST_GROUPS = 8;

/** The six things a person fills in, and what stands under "more" with its defaults. */
export const Design = z.object({
  hypothesis: z.string().trim().min(10, 'hypothesis_short').max(1_000),
  /** Why somebody does not use the message box; an experiment aims at one reason. */
  motive: Motive,
  touchpoint: Touchpoint,
  variants: z.array(Variant).min(2).max(6),
  metric: z.string().min(1).max(64),
  effect: Effect,
  end: Day,

  /** Share of the audience that takes part. */
  share: z.number().min(0.01).max(1).default(1),
  /** Only these devices; empty is all. */
  devices: z.array(z.enum(['desktop', 'mobile', 'tablet'])).default([]),
  /** What is counted, and assigned one by one unless there are groups. */
  unit: Unit.default('visitor'),
  groups: Groups.optional(),
  secondary: z.array(z.string().max(64)).max(8).default([]),
  guardrails: z.array(Guardrail).max(8).default([]),
  /** Experiments in one layer share no units. */
  layer: z.string().max(40).default(''),
  method: Method.default('group_sequential'),
  /** Chance of a false alarm over the whole experiment, two-sided. */
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  power: z.number().min(0.5).max(0.99).default(0.8),
  /** What the metric is now, where nothing was measured yet; 0 is unknown. */
  assumedBaseline: z.number().min(0).default(0),
  /** Share that keeps the old version for four weeks after shipping, to measure the effect again. */
  holdout: z.number().min(0).max(0.5).default(0),
  /** Shares of the audience that get the winner one after another. */
  ramp: z.array(z.number().gt(0).max(1)).min(1).max(6).default([0.1, 0.25, 0.5, 1]),
  /** Ship by itself when the rule is met. */
  preAuthorised: z.boolean().default(false),
  /** Ask those who saw a variant whether it is an improvement. */
  survey: z.boolean().default(false),
  /** The legal fields of a notification were checked by somebody; needed where one is touched. */
  legalCheck: z.string().max(200).default('')
});
export type Design = z.infer<typeof Design>;

export type Role = 'primary' | 'secondary' | 'guardrail';

/** All metrics of a design with what each is there for, the main one first. */
export const measuredBy = ({ metric, secondary, guardrails }: Design): { metric: string; role: Role }[] => [
  { metric, role: 'primary' },
  ...secondary.map((one) => ({ metric: one, role: 'secondary' as const })),
  ...guardrails.map((one) => ({ metric: one.metric, role: 'guardrail' as const }))
];

/** Days that every experiment runs at least: two full weeks, so that each day of the week counts alike. */
export const LEAST_DAYS = 14;

/** What keeps a design from being started; an empty list is a sound design. Codes, translated by the page. */
export function faults(design: Design, today: Day): string[] {
  const { touchpoint, variants, ramp, metric, secondary, guardrails } = design;
  const found: string[] = [];
  const needsChange = variants.slice(1);
  if (touchpoint.kind === 'page' && needsChange.some(({ change }) => change === undefined)) found.push('variant_empty');
  if (touchpoint.kind === 'page' && variants[0]?.change !== undefined) found.push('control_changed');
  if (touchpoint.kind !== 'page' && variants.some(({ value }) => value === undefined)) found.push('variant_empty');
  if (variants.filter(({ weight }) => weight > 0).length < 2) found.push('weights_missing');
  if ((variants[0]?.weight ?? 0) === 0) found.push('control_without_weight');
  if (new Set(variants.map(({ name }) => name)).size < variants.length) found.push('names_alike');
  if (ramp.some((step, index) => index > 0 && step <= (ramp[index - 1] ?? 0)) || ramp.at(-1) !== 1)
    found.push('ramp_wrong');
  if (secondary.includes(metric) || guardrails.some((one) => one.metric === metric)) found.push('metric_twice');
  if (design.end <= today) found.push('end_past');
  if (touchpoint.kind === 'notification') found.push(...legalFaults(design));
  if (design.groups) found.push(...groupFaults(design, design.groups));
  return found;
}

function groupFaults(design: Design, { attribute, list }: Groups): string[] {
  const { touchpoint, variants, share, layer, ramp, holdout } = design;
  const found: string[] = [];
  if (isOfOne(attribute)) found.push('groups_of_one');
  // Our tracker knows who somebody is, not of which group.
  if (touchpoint.kind === 'page') found.push('groups_on_page');
  if (variants.length !== 2) found.push('groups_two_variants');
  if (list.length < LEAST_GROUPS) found.push('groups_few');
  if (new Set(list.map(({ name }) => name)).size < list.length) found.push('groups_alike');
  if (new Set(list.map(({ figures }) => figures.length)).size > 1) found.push('groups_figures');
  // A part of few groups is none, or nearly all.
  if (share < 1 || layer !== '' || holdout > 0 || ramp.length > 1) found.push('groups_in_parts');
  return found;
}

/** What the law wants of notifications and a variant lacks (Wmebv: Awb 2:10 lid 2). */
function legalFaults({ variants, legalCheck }: Design): string[] {
  const found: string[] = [];
  for (const { value } of variants) {
    const text = Notification.safeParse(value);
    if (!text.success) {
      found.push('notification_malformed');
      continue;
    }
    const whole = `${text.data.subject}\n${text.data.body}`;
    for (const field of NOTIFICATION_FIELDS) if (!whole.includes(`{${field}}`)) found.push(`notification_${field}`);
  }
  if (legalCheck.trim() === '') found.push('legal_check_missing');
  return [...new Set(found)];
}

/** Weights that sum to one. */
export function shares(variants: readonly Pick<Variant, 'weight'>[]): number[] {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  return variants.map(({ weight }) => (sum > 0 ? weight / sum : 0));
}

/** Name of a variant in events and payloads: its place, as GrowthBook's SDKs name variations that have no key. */
export const variationKey = (index: number): string => String(index);

export interface Experiment {
  id: string;
  key: string;
  site: string;
  team: string;
  name: string;
  design: Design;
  revision: number;
  createdBy: string;
  createdAt: Date;
  example: boolean;
}
