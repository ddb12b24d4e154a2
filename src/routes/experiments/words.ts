/** States, motives and what asks for attention in the language of the page. */
import type { Method, Unit } from '#experiments/experiment.ts';
import type { Motive } from '#surveys/motive.ts';
import type { Attention } from '#experiments/health.ts';
import type { Kind } from '#experiments/ledger.server.ts';
import type { Status, Verdict } from '#experiments/lifecycle.ts';
import type { Overlap } from '#experiments/overlap.ts';
import { m } from '#ui/paraglide/messages.js';
import type { Labels } from '../attempt.ts';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

export const statusWords: Words<Status> = {
  draft: m.experiments_status_draft,
  running: m.experiments_status_running,
  paused: m.experiments_status_paused,
  decided: m.experiments_status_decided,
  ramping: m.experiments_status_ramping,
  in_force: m.experiments_status_in_force,
  rolled_back: m.experiments_status_rolled_back,
  discarded: m.experiments_status_discarded
};

export const verdictWords: Words<Verdict> = {
  ship: m.experiments_verdict_ship,
  stop: m.experiments_verdict_stop,
  inconclusive: m.experiments_verdict_inconclusive,
  abandoned: m.experiments_verdict_abandoned
};

export const motiveWords: Words<Motive> = {
  weten: m.experiments_motive_weten,
  willen: m.experiments_motive_willen,
  kunnen: m.experiments_motive_kunnen,
  moeten: m.experiments_motive_moeten
};

export const attentionWords: Words<Attention> = {
  blocked: m.experiments_attention_blocked,
  paused: m.experiments_attention_paused,
  to_ship: m.experiments_attention_to_ship
};

export const methodWords: Words<Method> = {
  group_sequential: m.experiments_method_group_sequential,
  always_valid: m.experiments_method_always_valid,
  fixed: m.experiments_method_fixed,
  bayesian: m.experiments_method_bayesian
};

export const unitWords: Words<Unit> = {
  visitor: m.experiments_unit_visitor,
  organisation: m.experiments_unit_organisation
};

/** What keeps a draft from starting. */
export const obstacleWords: Readonly<Record<string, () => string>> = {
  variant_empty: m.experiments_obstacle_variant_empty,
  control_changed: m.experiments_obstacle_control_changed,
  weights_missing: m.experiments_obstacle_weights_missing,
  control_without_weight: m.experiments_obstacle_control_without_weight,
  names_alike: m.experiments_obstacle_names_alike,
  ramp_wrong: m.experiments_obstacle_ramp_wrong,
  metric_twice: m.experiments_obstacle_metric_twice,
  end_past: m.experiments_obstacle_end_past,
  groups_of_one: m.experiments_obstacle_groups_of_one,
  groups_on_page: m.experiments_obstacle_groups_on_page,
  groups_two_variants: m.experiments_obstacle_groups_two_variants,
  groups_few: m.experiments_obstacle_groups_few,
  groups_alike: m.experiments_obstacle_groups_alike,
  groups_figures: m.experiments_obstacle_groups_figures,
  groups_in_parts: m.experiments_obstacle_groups_in_parts,
  notification_malformed: m.experiments_obstacle_notification_malformed,
  notification_nature: m.experiments_obstacle_notification_nature,
  notification_reaction_expected: m.experiments_obstacle_notification_reaction_expected,
  notification_term: m.experiments_obstacle_notification_term,
  legal_check_missing: m.experiments_obstacle_legal_check_missing,
  feature_unknown: m.experiments_obstacle_feature_unknown,
  feature_taken: m.experiments_obstacle_feature_taken
};

export const overlapWords: Words<Overlap['kind']> = {
  feature: m.experiments_overlap_feature,
  page: m.experiments_overlap_page,
  metric: m.experiments_overlap_metric
};

export const recordWords: Words<Kind> = {
  plan: m.experiments_record_plan,
  review: m.experiments_record_review,
  decision: m.experiments_record_decision,
  ship: m.experiments_record_ship,
  rollback: m.experiments_record_rollback,
  remeasurement: m.experiments_record_remeasurement
};

export const conclusionWords = {
  better: m.experiments_conclusion_better,
  worse: m.experiments_conclusion_worse,
  unclear: m.experiments_conclusion_unclear,
  too_few: m.experiments_conclusion_too_few
};

/** What the form of a design calls its parts. */
export const fieldWords: Labels = {
  hypothesis: m.experiments_hypothesis_label,
  'touchpoint.urls': m.experiments_urls,
  'touchpoint.urls.*': m.experiments_urls,
  'touchpoint.feature': m.experiments_feature,
  variants: m.experiments_variants_label,
  'variants.*.name': m.experiments_variants_label,
  'variants.*.weight': m.experiments_weights,
  'effect.size': m.experiments_effect,
  end: m.experiments_end_label,
  assumedBaseline: m.experiments_assumed_baseline,
  share: m.experiments_share,
  layer: m.experiments_layer,
  alpha: m.experiments_alpha,
  power: m.experiments_power,
  holdout: m.experiments_holdout,
  ramp: m.experiments_ramp,
  'ramp.*': m.experiments_ramp,
  'guardrails.*.margin': m.experiments_margin,
  'groups.attribute': m.experiments_group_attribute,
  'groups.correlation': m.experiments_group_correlation,
  'groups.list': m.experiments_group_list,
  'groups.list.*.name': m.experiments_group_list,
  'groups.list.*.figures': m.experiments_group_list,
  'groups.list.*.figures.*': m.experiments_group_list,
  legalCheck: m.experiments_legal_check
};
