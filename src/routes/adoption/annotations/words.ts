/** Annotations in the language of the page. */
import type { Kind, Peak } from '#adoption/annotation.ts';
import { m } from '#ui/paraglide/messages.js';

export const KIND_NAMES: Readonly<Record<Kind, () => string>> = {
  intervention: m.trends_kind_intervention,
  change: m.trends_kind_change,
  peak: m.trends_kind_peak
};

export const PEAK_NAMES: Readonly<Record<Peak, () => string>> = {
  accounts: m.trends_peak_accounts,
  budgets: m.trends_peak_budgets
};
