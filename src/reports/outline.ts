/** What a report says, as a row of headings, sentences and tables: the one text of which mail and messages are made. */
import type { Said } from '#moments/moment.ts';
import { thanksText } from '#moments/thanks.ts';
import { spanOf } from '#reports/course.ts';
import { daysName } from '#reports/words.ts';
import type { Figure, Item, Report, Told } from '#reports/report.ts';
import { besideText, chosenText, measuredText } from '#reports/rounding.ts';
import { mondayOf, weekOf } from '#time/day.ts';
import { day, month, number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export interface Correction {
  text: string;
  at: Date;
}

/** A line of a list: a word before it, and a view that shows more. */
export interface Line {
  label?: string;
  text: string;
  href?: string;
}

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; strong?: boolean }
  /** The first cell of a row is its heading; `under` stands small below it. */
  | { kind: 'table'; caption: string; columns: string[]; rows: { cells: string[]; under?: string; href?: string }[] }
  | { kind: 'story'; title: string; lines: Line[] }
  | { kind: 'list'; lines: Line[] };

export interface Outline {
  title: string;
  headline: string;
  blocks: Block[];
}

/** More weeks or months than these are in the report itself: a mail is read in two minutes. */
const POINTS = 6;

const POPULATIONS: Readonly<Record<string, typeof m.adoption_population_company>> = {
  company: m.adoption_population_company,
  authority: m.adoption_population_authority,
  department: m.adoption_population_department
};

/** What a report or subscription is about. */
export function scopeName(scope: string, language: Language): string {
  const locale = { locale: language };
  const [kind = '', name = ''] = scope.split(/:(.*)/s);
  if (kind === 'population') return POPULATIONS[name]?.({}, locale) ?? name;
  if (kind === 'team') return m.sending_scope_team({ name }, locale);
  if (kind === 'site') return m.sending_scope_site({ name }, locale);
  return m.sending_scope_all({}, locale);
}

/** The period of a report by name, such as "week 27 van 2026". */
export function periodName({ kind, from, to }: Pick<Report, 'kind' | 'from' | 'to'>, language: Language): string {
  const locale = { locale: language };
  if (kind === 'week') return m.sending_period_week({ ...weekOf(from) }, locale);
  if (kind === 'month') return month(from, language);
  if (kind === 'quarter')
    return m.sending_period_quarter(
      { quarter: Math.ceil(Number(from.slice(5, 7)) / 3), year: Number(from.slice(0, 4)) },
      locale
    );
  return m.sending_period_own({ from: day(from, language), to: day(to, language) }, locale);
}

function figureRow({ label, href, amount, absent, previous, before, baseline, goal }: Figure, language: Language) {
  const locale = { locale: language };
  const under = [
    ...(amount ? [amount.of[language]] : []),
    ...(amount && baseline
      ? [
          m.sending_figure_baseline(
            {
              label: baseline.label?.[language] ?? m.reports_compared({}, locale),
              value: besideText(baseline.value, amount, language),
              source: baseline.source[language]
            },
            locale
          )
        ]
      : [])
  ].join('; ');
  const earlier = amount && previous !== undefined ? besideText(previous, amount, language) : '–';
  return {
    cells: [
      label[language],
      amount ? measuredText(amount, language) : (absent?.[language] ?? m.sending_figure_unknown({}, locale)),
      earlier !== '–' && before ? `${before[language]}: ${earlier}` : earlier,
      amount && goal
        ? m.sending_figure_goal(
            { value: chosenText(goal.value, amount.unit, language), day: day(goal.day, language) },
            locale
          )
        : '–'
    ],
    ...(under ? { under } : {}),
    href
  };
}

function story(told: Told, language: Language): Block {
  const { what, whom, amount, careful, known, unknown, next, day: on, late } = told;
  const locale = { locale: language };
  const line = (label: string, text: string): Line[] => (text.trim() === '' ? [] : [{ label, text }]);
  return {
    kind: 'story',
    title: what[language],
    lines: [
      ...line((late ? m.sending_told_late : m.sending_told_day)({}, locale), day(on, language)),
      ...line(m.sending_told_whom({}, locale), whom[language]),
      ...(amount
        ? line(m.sending_told_amount({}, locale), `${amount.of[language]}: ${measuredText(amount, language, careful)}`)
        : []),
      ...line(m.sending_told_known({}, locale), known[language]),
      ...line(m.sending_told_unknown({}, locale), unknown[language]),
      ...line(m.sending_told_thanks({}, locale), thanksText(told, language)),
      ...line(m.sending_told_next({}, locale), next[language])
    ]
  };
}

const itemLine = ({ title, state, since, href }: Item, language: Language): Line => ({
  label: title,
  text: since
    ? m.sending_item_since({ state: state[language], day: day(since, language) }, { locale: language })
    : state[language],
  href
});

const QUIET = { week: m.sending_quiet_week, month: m.sending_quiet_month, quarter: m.sending_quiet_quarter };

/**
 * Everything a report says, in order.
 * @param corrections what was found wrong afterwards; stands before everything else
 */
export function outline(report: Report, corrections: readonly Correction[], language: Language): Outline {
  const locale = { locale: language };
  const { content, kind } = report;
  const of = (said: Said) => said[language];
  const section = (heading: string, blocks: Block[], without?: string): Block[] =>
    blocks.length > 0
      ? [{ kind: 'heading', text: heading }, ...blocks]
      : without
        ? [
            { kind: 'heading', text: heading },
            { kind: 'text', text: without }
          ]
        : [];
  const list = (lines: Line[]): Block[] => (lines.length > 0 ? [{ kind: 'list', lines }] : []);
  const { won, neutral, lost, abandoned } = content.tally;
  const { course } = content;
  const isByMonth = course.per === 'month';
  const last = { ...course, points: course.points.slice(-POINTS) };
  const span = spanOf(last);
  const marks = (course.marks ?? []).filter(({ from, to }) => span && from <= span.to && to >= span.from);
  return {
    title: m.sending_digest_title(
      { period: periodName(report, language), scope: scopeName(report.scope, language) },
      locale
    ),
    headline: of(content.headline),
    blocks: [
      ...(report.example ? [{ kind: 'text' as const, strong: true, text: m.sending_digest_example({}, locale) }] : []),
      ...section(
        m.sending_digest_corrections({}, locale),
        list(corrections.map(({ text, at }) => ({ label: day(at, language), text })))
      ),
      ...(content.quiet
        ? [{ kind: 'text' as const, text: (kind === 'own' ? m.sending_quiet_own : QUIET[kind])({}, locale) }]
        : []),
      ...section(
        m.sending_digest_figures({}, locale),
        content.figures.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: m.sending_digest_figures_caption({}, locale),
                columns: [
                  m.sending_column_figure({}, locale),
                  m.sending_column_now({}, locale),
                  m.sending_column_previous({}, locale),
                  m.sending_column_goal({}, locale)
                ],
                rows: content.figures.map((figure) => figureRow(figure, language))
              }
            ]
      ),
      ...section(
        m.sending_digest_moments({}, locale),
        content.moments.map((told) => story(told, language)),
        m.sending_digest_no_moments({}, locale)
      ),
      ...section(
        m.sending_digest_lessons({}, locale),
        content.lessons.map((told) => story(told, language)),
        m.sending_digest_no_lessons({}, locale)
      ),
      ...(content.open === undefined
        ? []
        : [{ kind: 'text' as const, text: m.reports_open({ count: number(content.open, language) }, locale) }]),
      ...section(
        m.sending_digest_running({}, locale),
        list(content.running.map((item) => itemLine(item, language))),
        m.sending_digest_no_running({}, locale)
      ),
      ...section(
        m.sending_digest_waiting({}, locale),
        list(content.waiting.map((item) => itemLine(item, language))),
        m.sending_digest_no_waiting({}, locale)
      ),
      ...section(m.sending_digest_tally({}, locale), [
        {
          kind: 'text',
          text:
            won + neutral + lost + abandoned === 0
              ? m.sending_digest_no_tally({}, locale)
              : m.sending_digest_tally_text({ won, neutral, lost, abandoned }, locale)
        }
      ]),
      ...section(
        (isByMonth ? m.sending_digest_course_month : m.sending_digest_course)({}, locale),
        last.points.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: of(course.label),
                columns: [
                  (isByMonth ? m.sending_column_month : m.sending_column_week)({}, locale),
                  m.sending_column_interval({}, locale)
                ],
                rows: last.points.map(({ day: on, value, low, high }) => ({
                  cells: [
                    // A point of the course stands at the last day of its week or month.
                    isByMonth ? month(on, language) : day(mondayOf(on), language),
                    measuredText({ value, low, high, unit: 'share' }, language)
                  ]
                }))
              },
              ...(marks.length > 0
                ? [
                    { kind: 'text' as const, text: m.sending_digest_marks({}, locale) },
                    ...list(
                      marks.map(({ from, to, label }) => ({ label: daysName({ from, to }, language), text: of(label) }))
                    )
                  ]
                : [])
            ]
      ),
      ...section(
        m.sending_digest_meaning({}, locale),
        list([
          ...content.figures.map(({ label, definition }) => ({ label: of(label), text: of(definition) })),
          { label: m.sending_digest_tally({}, locale), text: m.reports_tally_definition({}, locale) },
          ...(content.figures.length > 0 ? [{ text: m.sending_digest_interval({}, locale) }] : [])
        ])
      ),
      ...section(
        m.sending_digest_fresh({}, locale),
        list(
          content.freshness.map(({ source, until }) => ({
            label: source,
            text: until
              ? m.sending_digest_until({ day: day(until, language) }, locale)
              : m.sending_digest_never({}, locale)
          }))
        )
      )
    ]
  };
}
