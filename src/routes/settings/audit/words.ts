/** What was done, in words. */
import { m } from '#ui/paraglide/messages.js';

const WORDS: Readonly<Record<string, () => string>> = {
  login: m.accounts_did_login,
  login_failed: m.accounts_did_login_failed,
  account_created: m.accounts_did_account_created,
  account_disabled: m.accounts_did_account_disabled,
  invited: m.accounts_did_invited,
  password_changed: m.accounts_did_password_changed,
  token_created: m.accounts_did_token_created,
  token_revoked: m.accounts_did_token_revoked,
  site_created: m.accounts_did_site_created,
  site_changed: m.accounts_did_site_changed,
  import_started: m.accounts_did_import_started,
  funnel_kept: m.accounts_did_funnel_kept,
  funnel_removed: m.accounts_did_funnel_removed,
  view_kept: m.accounts_did_view_kept,
  view_removed: m.accounts_did_view_removed,
  target_list_made: m.accounts_did_target_list_made,
  evidence_looked_at: m.accounts_did_evidence_looked_at,
  annotation_added: m.accounts_did_annotation_added,
  annotation_removed: m.accounts_did_annotation_removed,
  metric_changed: m.accounts_did_metric_changed,
  feature_created: m.accounts_did_feature_created,
  feature_changed: m.accounts_did_feature_changed,
  feature_archived: m.accounts_did_feature_archived,
  release_rolled_back: m.accounts_did_release_rolled_back,
  experiment_created: m.accounts_did_experiment_created,
  experiment_saved: m.accounts_did_experiment_saved,
  experiment_variant_changed: m.accounts_did_experiment_variant_changed,
  experiment_started: m.accounts_did_experiment_started,
  experiment_paused: m.accounts_did_experiment_paused,
  experiment_resumed: m.accounts_did_experiment_resumed,
  experiment_stopped: m.accounts_did_experiment_stopped,
  experiment_shipped: m.accounts_did_experiment_shipped,
  experiment_advanced: m.accounts_did_experiment_advanced,
  experiment_widened: m.accounts_did_experiment_widened,
  experiment_rolled_back: m.accounts_did_experiment_rolled_back,
  experiment_discarded: m.accounts_did_experiment_discarded
};

/** What is not known by a word keeps its code. */
export const actionWord = (action: string): string => WORDS[action]?.() ?? action;
