/** What reports, periods and parts are called, and how a sentence is kept in both languages. */
import type { Climber } from '#adoption/ladder.ts';
import type { Said } from '#moments/moment.ts';
import type { Aimed } from '#reports/goal.ts';
import type { Content, Kind } from '#reports/report.ts';
import { partOf } from '#reports/scope.ts';
import { weekOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';
import { day, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

type Locale = { locale: Language };

/** A sentence in both languages, to be kept as it is now. */
export const said = (sentence: (locale: Locale, language: Language) => string): Said => ({
  nl: sentence({ locale: 'nl' }, 'nl'),
  en: sentence({ locale: 'en' }, 'en')
});

/** A message without figures in it. */
export const plainly = (message: (inputs: Record<string, never>, locale: Locale) => string): Said =>
  said((locale) => message({}, locale));

/** As in "september 2026". */
export const monthName = (first: Day, language: Language): string =>
  new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC'
  }).format(new Date(`${first}T12:00:00Z`));

export const daysName = ({ from, to }: Period, language: Language): string =>
  from === to ? day(from, language) : `${day(from, language)} – ${day(to, language)}`;

/** As in "Week 40, 2026". */
export function periodName(kind: Kind, period: Period, language: Language): string {
  const { from } = period;
  const locale = { locale: language };
  if (kind === 'week') return m.reports_week_name(weekOf(from), locale);
  if (kind === 'month') return monthName(from, language);
  if (kind === 'quarter')
    return m.reports_quarter_name({ quarter: Math.ceil(Number(from.slice(5, 7)) / 3), year: from.slice(0, 4) }, locale);
  return daysName(period, language);
}

export const KIND_NAMES: Readonly<Record<Kind, typeof m.reports_kind_week>> = {
  week: m.reports_kind_week,
  month: m.reports_kind_month,
  quarter: m.reports_kind_quarter,
  own: m.reports_kind_own
};

const POPULATIONS: Readonly<Record<Climber, typeof m.reports_population_company>> = {
  company: m.reports_population_company,
  authority: m.reports_population_authority,
  department: m.reports_population_department
};

/** As in "Team Subsidies". */
export function scopeName(scope: string, language: Language): string {
  const part = partOf(scope);
  const locale = { locale: language };
  switch (part?.of) {
    case 'population':
      return POPULATIONS[part.population]({}, locale);
    case 'team':
      return m.reports_scope_team({ name: part.team }, locale);
    case 'site':
      return m.reports_scope_site({ name: part.site }, locale);
    case 'all':
      return m.reports_scope_all({}, locale);
    default:
      return scope;
  }
}

/** As in "Weekrapport: week 40, 2026". */
export function reportName(report: { kind: Kind; scope: string } & Period, language: Language): string {
  const { kind, scope } = report;
  const period = periodName(kind, report, language);
  const name = m.reports_name({ kind: KIND_NAMES[kind]({}, { locale: language }), period }, { locale: language });
  return scope === '' ? name : `${name} · ${scopeName(scope, language)}`;
}

/** What became of the experiments that ended, of which there are some. */
export function tallyText(tally: Content['tally'], language: Language): string {
  const ended = tally.won + tally.neutral + tally.lost + tally.abandoned;
  const locale = { locale: language };
  return ended === 1 ? m.reports_tally_said_one(tally, locale) : m.reports_tally_said({ ...tally, ended }, locale);
}

/** Figures that can have a goal, as reports call them. */
export const FIGURE_NAMES: Readonly<Record<Aimed, () => string>> = {
  using_company: m.reports_f_using_company,
  new_users: m.reports_f_new_users,
  digital: m.trends_m_digital,
  opened_3: m.trends_m_opened_3,
  reaction: m.trends_m_reaction,
  awareness: m.trends_m_awareness,
  completion: m.trends_m_completion,
  lapsed: m.trends_m_lapsed,
  using_authority: m.reports_f_using_authority,
  adequate: m.trends_m_adequate,
  using_department: m.reports_f_using_department,
  team_box: m.reports_f_team_box,
  team_days: m.reports_f_team_days,
  site_first_message: m.reports_f_site
};
