/** How the sufficient statistics and settings of a case are written down: the schema of the reference cases. */
import { z } from 'zod';
import type { Quantile } from './quantile.ts';
import type { AdjustedMean, AdjustedRatio, Mean, Proportion, Ratio } from './statistic.ts';

const count = z.number().nonnegative();

const Proportion = z
  .object({ type: z.literal('proportion'), n: count, sum: z.number() })
  .transform(({ n, sum }): Proportion => ({ kind: 'proportion', n, sum }));

const Mean = z
  .object({ type: z.literal('mean'), n: count, sum: z.number(), sum_squares: z.number() })
  .transform(({ n, sum, sum_squares }): Mean => ({ kind: 'mean', n, sum, sumSquares: sum_squares }));

const Sample = z.discriminatedUnion('type', [Proportion, Mean]);

/** @param parts of the statistic, which count the same units as the whole */
const sameUnits = (parts: readonly string[]) => (whole: Record<string, unknown>) =>
  parts.every((part) => (whole[part] as { n: number }).n === whole['n']);

const differ = { message: 'the parts do not count the same units as the whole' };

const Ratio = z
  .object({ type: z.literal('ratio'), n: count, m: Sample, d: Sample, m_d_sum_of_products: z.number() })
  .refine(sameUnits(['m', 'd']), differ)
  .transform(({ m, d, m_d_sum_of_products }): Ratio => ({
    kind: 'ratio',
    numerator: m,
    denominator: d,
    sumProducts: m_d_sum_of_products
  }));

const AdjustedMean = z
  .object({ type: z.literal('mean_ra'), n: count, post: Sample, pre: Sample, post_pre_sum_of_products: z.number() })
  .refine(sameUnits(['post', 'pre']), differ)
  .transform(({ post, pre, post_pre_sum_of_products }): AdjustedMean => ({
    kind: 'adjusted_mean',
    post,
    pre,
    sumProducts: post_pre_sum_of_products
  }));

const AdjustedRatio = z
  .object({
    type: z.literal('ratio_ra'),
    n: count,
    m_post: Sample,
    d_post: Sample,
    m_pre: Sample,
    d_pre: Sample,
    m_post_m_pre: z.number(),
    d_post_d_pre: z.number(),
    m_pre_d_pre: z.number(),
    m_post_d_post: z.number(),
    m_post_d_pre: z.number(),
    m_pre_d_post: z.number()
  })
  .refine(sameUnits(['m_post', 'd_post', 'm_pre', 'd_pre']), differ)
  .transform((of): AdjustedRatio => ({
    kind: 'adjusted_ratio',
    post: { kind: 'ratio', numerator: of.m_post, denominator: of.d_post, sumProducts: of.m_post_d_post },
    pre: { kind: 'ratio', numerator: of.m_pre, denominator: of.d_pre, sumProducts: of.m_pre_d_pre },
    sumProducts: {
      numerators: of.m_post_m_pre,
      denominators: of.d_post_d_pre,
      postNumeratorPreDenominator: of.m_post_d_pre,
      postDenominatorPreNumerator: of.m_pre_d_post
    }
  }));

const STATISTICS = [Proportion, Mean, Ratio, AdjustedMean, AdjustedRatio] as const;

const Statistic = z.discriminatedUnion('type', STATISTICS);

const quantile = {
  n: count,
  n_star: count,
  nu: z.number().gt(0).lt(1),
  quantile_hat: z.number(),
  quantile_lower: z.number(),
  quantile_upper: z.number()
};

const ofQuantile = (of: z.output<z.ZodObject<typeof quantile>>): Quantile => ({
  n: of.n,
  nBounds: of.n_star,
  level: of.nu,
  value: of.quantile_hat,
  lower: of.quantile_lower,
  upper: of.quantile_upper
});

const QUANTILES = [
  z.object({ type: z.literal('quantile'), ...quantile }).transform(ofQuantile),
  z
    .object({
      type: z.literal('quantile_clustered'),
      ...quantile,
      main_sum: z.number(),
      main_sum_squares: z.number(),
      denominator_sum: z.number(),
      denominator_sum_squares: z.number(),
      main_denominator_sum_product: z.number(),
      n_clusters: count
    })
    .transform((of): Quantile => ({
      ...ofQuantile(of),
      clusters: {
        n: of.n_clusters,
        sum: of.main_sum,
        sumSquares: of.main_sum_squares,
        denominatorSum: of.denominator_sum,
        denominatorSumSquares: of.denominator_sum_squares,
        sumProducts: of.main_denominator_sum_product
      }
    }))
] as const;

const Arm = z.discriminatedUnion('type', [...STATISTICS, ...QUANTILES]);

/** The first of the variations is control, unless said otherwise. */
export const Variations = z.object({
  variations: z.array(Arm).min(1),
  baseline_index: z.number().int().nonnegative().default(0)
});

export const Strata = z.object({ strata: z.array(z.object({ control: Statistic, treatment: Statistic })).min(1) });

export const TwoArms = z.object({ control: Arm, treatment: Arm });

const alpha = z.number().gt(0).lt(1).default(0.05);

const difference = {
  difference_type: z.enum(['relative', 'absolute', 'scaled']).default('relative'),
  alpha,
  traffic_percentage: z.number().nonnegative().default(1),
  phase_length_days: z.number().nonnegative().default(1),
  total_users: z.number().nonnegative().nullish(),
  relative_interval: z.enum(['delta', 'fieller']).default('delta'),
  post_stratify: z.boolean().default(true)
};

const SIDES = { two_sided: 'two_sided', treatment_greater: 'greater', treatment_lesser: 'lesser' } as const;

const side = z
  .enum(['two_sided', 'treatment_greater', 'treatment_lesser'])
  .default('two_sided')
  .transform((name) => SIDES[name]);

export const FixedSettings = z.object({ ...difference, side });

export const SequentialSettings = z.object({
  ...difference,
  side,
  tuning_parameter: z.number().positive().default(5000)
});

const prior = z
  .object({
    proper: z.boolean(),
    mean: z.number().default(0),
    stddev: z.number().positive().default(0.3),
    type: z.enum(['relative', 'absolute']).default('relative')
  })
  .nullish()
  .transform((given) => (given?.proper ? given : undefined));

export const BayesianSettings = z.object({ ...difference, prior, inverse: z.boolean().default(false) });

export const PowerSettings = z.object({
  alpha,
  difference_type: difference.difference_type,
  target_power: z.number().gt(0).lt(1).default(0.8),
  target_mde: z.number(),
  num_goal_metrics: z.number().int().positive().default(1),
  num_variations: z.number().int().min(2).default(2),
  p_value_corrected: z.boolean().default(false),
  sequential: z.boolean().default(false),
  tuning_parameter: z.number().positive().default(5000),
  prior
});

export const PlanningInputs = z.object({
  mean: z.number(),
  variance: count,
  n_per_variation: count,
  relative_effect: z.number()
});

export const PlanningSettings = z.object({
  alpha,
  sequential_tuning_parameter: z.number().positive().nullish(),
  target_power: z.number().gt(0).lt(1).default(0.8)
});

export const SampleRatioInputs = z
  .object({ users: z.array(count).min(1), weights: z.array(count) })
  .refine(({ users, weights }) => users.length === weights.length, {
    message: 'there are not as many weights as counts of users'
  });

const probability = z.number().min(0).max(1);

export const MultipleInputs = z.object({ p_values: z.array(probability) });

const bound = z.union([
  z.number(),
  z.literal('inf').transform(() => Infinity),
  z.literal('-inf').transform(() => -Infinity)
]);

export const AdjustedIntervalInputs = z.object({
  p_adjusted: probability,
  lift: z.number(),
  ci: z.tuple([bound, bound])
});

export const AdjustedIntervalSettings = z.object({ p_value_threshold: alpha });

export type FixedSettings = z.output<typeof FixedSettings>;
export type SequentialSettings = z.output<typeof SequentialSettings>;
export type BayesianSettings = z.output<typeof BayesianSettings>;

/** What all comparisons of two arms have in common. */
export type Settings = Pick<FixedSettings, keyof typeof difference>;
