/** Standard metrics, what they are held against, and their figures, in the language of the page. */
import {
  standardOf,
  type Level,
  type Measured,
  type Month,
  type Reference,
  type StandardKey
} from '#adoption/standard.ts';
import type { Per, TrendsView } from '#adoption/trends-question.ts';
import { eventName } from '#events/names.ts';
import { decimal, month, points, share, type Language } from '#ui/format.ts';
import { weekName } from '../ladder/words.ts';
import { m } from '#ui/paraglide/messages.js';

interface Words {
  name: () => string;
  definition: () => string;
  numerator: () => string;
  denominator: () => string;
  source: () => string;
}

export const METRICS: Readonly<Record<StandardKey, Words>> = {
  awareness: {
    name: m.trends_m_awareness,
    definition: m.trends_m_awareness_definition,
    numerator: m.trends_m_awareness_numerator,
    denominator: m.trends_m_awareness_denominator,
    source: m.trends_source_surveys
  },
  completion: {
    name: m.trends_m_completion,
    definition: m.trends_m_completion_definition,
    numerator: m.trends_m_completion_numerator,
    denominator: m.trends_m_completion_denominator,
    source: m.trends_source_events
  },
  opened_3: {
    name: m.trends_m_opened_3,
    definition: m.trends_m_opened_3_definition,
    numerator: m.trends_m_opened_3_numerator,
    denominator: m.trends_m_opened_denominator,
    source: m.trends_source_messages
  },
  opened_6: {
    name: m.trends_m_opened_6,
    definition: m.trends_m_opened_6_definition,
    numerator: m.trends_m_opened_6_numerator,
    denominator: m.trends_m_opened_denominator,
    source: m.trends_source_messages
  },
  reaction: {
    name: m.trends_m_reaction,
    definition: m.trends_m_reaction_definition,
    numerator: m.trends_m_reaction_numerator,
    denominator: m.trends_m_reaction_denominator,
    source: m.trends_source_messages
  },
  adequate: {
    name: m.trends_m_adequate,
    definition: m.trends_m_adequate_definition,
    numerator: m.trends_m_adequate_numerator,
    denominator: m.trends_m_adequate_denominator,
    source: m.trends_source_events
  },
  turnaround: {
    name: m.trends_m_turnaround,
    definition: m.trends_m_turnaround_definition,
    numerator: m.trends_m_turnaround_numerator,
    denominator: m.trends_m_turnaround_denominator,
    source: m.trends_source_messages
  },
  digital: {
    name: m.trends_m_digital,
    definition: m.trends_m_digital_definition,
    numerator: m.trends_m_digital_numerator,
    denominator: m.trends_m_digital_denominator,
    source: m.trends_source_messages
  },
  lapsed: {
    name: m.trends_m_lapsed,
    definition: m.trends_m_lapsed_definition,
    numerator: m.trends_m_lapsed_numerator,
    denominator: m.trends_m_lapsed_denominator,
    source: m.trends_source_ladder
  }
};

export const LEVEL_NAMES: Readonly<Record<Level, () => string>> = {
  well: m.trends_levels_well,
  name: m.trends_levels_name,
  not: m.trends_levels_not
};

/** What is said of a figure from elsewhere, short and with its source. */
export const REFERENCES: Readonly<Record<Reference['name'], { label: () => string; source: () => string }>> = {
  seed: { label: m.trends_ref_seed, source: m.trends_ref_seed_source },
  valkenswaard: { label: m.trends_ref_valkenswaard, source: m.trends_ref_valkenswaard_source },
  opened_after_3: { label: m.trends_ref_opened_after_3, source: m.trends_ref_opened_after_3_source },
  opened_after_6: { label: m.trends_ref_opened_after_6, source: m.trends_ref_opened_after_6_source },
  brabant_reacted: { label: m.trends_ref_brabant_reacted, source: m.trends_ref_brabant_reacted_source },
  brabant_adequate: { label: m.trends_ref_brabant_adequate, source: m.trends_ref_brabant_adequate_source }
};

export const VIEW_NAMES: Readonly<Record<TrendsView, () => string>> = {
  metrics: m.trends_view_metrics,
  retention: m.trends_view_retention,
  paths: m.trends_view_paths
};

/** A figure of a metric in its unit. */
export const figure = (key: StandardKey, value: number, language: Language): string =>
  standardOf(key).unit === 'share' ? share(value, language) : m.trends_days({ days: decimal(value, language) });

export const valueText = (key: StandardKey, { value, why }: Month, language: Language): string => {
  if (value) return figure(key, value.value, language);
  return {
    early: m.trends_why_early,
    erased: m.trends_why_erased,
    few: m.channels_few,
    hidden: m.trends_why_hidden,
    nothing: m.trends_why_nothing
  }[why ?? 'nothing']();
};

export const intervalText = (
  key: StandardKey,
  { low, high }: { low: number; high: number },
  language: Language
): string => `${figure(key, low, language)} – ${figure(key, high, language)}`;

const differenceText = (key: StandardKey, value: number, language: Language): string =>
  standardOf(key).unit === 'share' ? points(value, language) : decimal(value, language, true);

export const changeText = ({ key, change }: Measured, language: Language): string =>
  change
    ? (standardOf(key).unit === 'share' ? m.trends_points : m.trends_days_difference)({
        difference: differenceText(key, change.value, language)
      })
    : '–';

export function changeInterval({ key, change }: Measured, language: Language): string | undefined {
  if (change?.low === undefined || change.high === undefined) return undefined;
  const [low, high] = [change.low, change.high].map((end) => differenceText(key, end, language));
  return `${low} – ${high}`;
}

/** A page by its path, all else by the name of the event. */
export const stepName = (name: string): string => (name.startsWith('/') ? name : eventName(name));

export const PER_NAMES: Readonly<Record<Per, () => string>> = {
  week: m.trends_per_week,
  month: m.trends_per_month_choice,
  quarter: m.trends_per_quarter
};
export const AFTER_NAMES: Readonly<Record<Per, () => string>> = {
  week: m.trends_retention_after_week,
  month: m.trends_retention_after_month,
  quarter: m.trends_retention_after_quarter
};

/** A week, month or quarter by its first day. */
export function spanName(per: Per, start: string, language: Language): string {
  if (per === 'week') return weekName(start);
  if (per === 'month') return month(start, language);
  return m.trends_quarter_name({ quarter: Math.ceil(Number(start.slice(5, 7)) / 3), year: start.slice(0, 4) });
}
