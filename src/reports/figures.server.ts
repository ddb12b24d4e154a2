/** The figures of a report, as the rooms upstream tell them: which share uses the box, the standard metrics, a team, a site. */
import { z } from 'zod';
import * as adoption from '#adoption/adoption.server.ts';
import { digitalShare, endOf, sumOf } from '#adoption/channels.ts';
import * as channels from '#adoption/channels.server.ts';
import { DEFAULT_FUNNELS, keyStepOf } from '#adoption/funnel.ts';
import { LADDERS, type Climber } from '#adoption/ladder.ts';
import * as ladders from '#adoption/ladders.server.ts';
import { retention } from '#adoption/retentions.server.ts';
import { standardOf, type Reference, type StandardKey } from '#adoption/standard.ts';
import { measure } from '#adoption/standards.server.ts';
import * as teams from '#adoption/teams.server.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import type { Amount, Said } from '#moments/moment.ts';
import type { Content, Figure, Kind } from '#reports/report.ts';
import type { Part } from '#reports/scope.ts';
import { monthName, plainly, said } from '#reports/words.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { fact, isExample, setFact } from '#store/facts.server.ts';
import { addDays, Day, mondayOf, monthAfter, weekOf } from '#time/day.ts';
import { monthsOf, type Period } from '#time/period.ts';
import { number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export interface Asked {
  kind: Kind;
  period: Period;
  /** What was not known before this day is not told. */
  today: Day;
  /** As scope.ts has it. */
  scope: string;
  /** Whether a baseline that is first told here is kept, as of what is published. */
  keeps: boolean;
}

const Baseline = z.object({ value: z.number(), since: Day });
type Baseline = z.infer<typeof Baseline>;

/** A baseline is measured once: what is long ago is removed, and what is the first now is not what was the first. */
async function baselineOf(
  key: string,
  { scope, keeps }: Asked,
  found: Baseline | undefined
): Promise<Baseline | undefined> {
  const name = `report_baseline_${key}_${scope}`;
  const before = Baseline.safeParse(await fact(name));
  if (before.success) return before.data;
  // Of what was invented nothing is left when it is removed.
  if (found && keeps && !(await isExample())) await setFact(name, found);
  return found;
}

type Course = Content['course'];
const NO_COURSE: Course = { label: { nl: '', en: '' }, points: [] };

/** Whole months of the course of a team or a site, which has too little in a week. */
const COURSE_MONTHS = 12;

/** A share in each of the last whole months up to a day; a month without one that may be told has no point. */
async function byMonth(label: Said, to: Day, shareIn: (month: Period) => Promise<Share | undefined>): Promise<Course> {
  const months = monthsOf({ from: monthAfter(to, -COURSE_MONTHS), to })
    .filter(({ isWhole }) => isWhole)
    .slice(-COURSE_MONTHS);
  const points = await Promise.all(
    months.map(async ({ month, last }) => {
      const share = await shareIn({ from: month, to: last });
      return share ? [{ day: last, value: share.value, low: share.low, high: share.high }] : [];
    })
  );
  return { label, per: 'month', points: points.flat() };
}

/** Weeks of a course, and days that a team or a site is looked back on: a week of one has hardly anything in it. */
const COURSE_WEEKS = 26;
const LOOKED_BACK = 91;
/** Days of which the ladder is asked, to come to its baseline: as long as a question may be. */
const LADDER_DAYS = 1_300;
/** Weeks after which everybody who uses the box was seen using it once, where its ladder does not say. */
const SETTLED = 26;

const address = (path: string, parameters: Record<string, string>): string =>
  `${path}?${new URLSearchParams(parameters)}`;
const weekName = (monday: Day, language: Language) => m.reports_week_of(weekOf(monday), { locale: language });
const shareAmount = ({ value, low, high }: Share, of: Said): Amount => ({ value, low, high, unit: 'share', of });

const USING = {
  company: {
    label: m.reports_f_using_company,
    definition: m.reports_f_using_company_definition,
    numerator: m.reports_f_using_company_numerator,
    denominator: m.reports_f_using_company_denominator,
    of: m.reports_of_companies
  },
  authority: {
    label: m.reports_f_using_authority,
    definition: m.reports_f_using_authority_definition,
    numerator: m.reports_f_using_authority_numerator,
    denominator: m.reports_f_using_authority_denominator,
    of: m.reports_of_authorities
  },
  department: {
    label: m.reports_f_using_department,
    definition: m.reports_f_using_department_definition,
    numerator: m.reports_f_using_department_numerator,
    denominator: m.reports_f_using_department_denominator,
    of: m.reports_of_departments
  }
} as const;

/** Of those with an occasion, who uses the box at the end of the last week of the period; and how that went. */
async function using(population: Climber, asked: Asked): Promise<{ figure: Figure; course: Course }> {
  const { period } = asked;
  const words = USING[population];
  const sunday = addDays(mondayOf(addDays(period.to, 1)), -1);
  const stock = await ladders.stock({
    population,
    period: { from: addDays(sunday, -LADDER_DAYS), to: sunday },
    filters: { municipality: [], region: [], sector: [], size: [] },
    by: undefined,
    boundaries: 'now',
    view: 'stock'
  });
  const weeks = (stock?.weeks ?? []).map(({ week, using: count, eligible }) => ({
    week,
    eligible: eligible ?? 0,
    share: count === undefined || !eligible ? undefined : wilson(count, eligible)
  }));
  const last = weeks.at(-1);
  const earlier = weeks.findLast(({ week }) => addDays(week, 6) < period.from);
  // Somebody who sends a message every few months is seen using the box only after these.
  const settled = weeks[LADDERS[population].lapsedAfter ?? SETTLED];
  const first = await baselineOf(
    `using_${population}`,
    asked,
    settled?.share && earlier && settled.week <= earlier.week
      ? { value: settled.share.value, since: settled.week }
      : undefined
  );
  // The baseline is no baseline of itself, nor of what came before it.
  const baseline = first && earlier && first.since <= earlier.week ? first : undefined;
  const figure: Figure = {
    key: `using_${population}`,
    label: plainly(words.label),
    definition: plainly(words.definition),
    numerator: plainly(words.numerator),
    denominator: plainly(words.denominator),
    source: plainly(m.reports_source_ladder),
    until: last && addDays(last.week, 6),
    amount:
      last?.share &&
      shareAmount(
        last.share,
        said((locale, language) => words.of({ n: number(last.eligible, language) }, locale))
      ),
    absent: last?.share ? undefined : plainly(last ? m.reports_absent_small : m.reports_absent_early),
    previous: earlier?.share?.value,
    before: earlier && said((_, language) => weekName(earlier.week, language)),
    baseline: baseline && {
      value: baseline.value,
      label: said((locale) =>
        m.reports_baseline_since({ since: m.ladder_week_name(weekOf(baseline.since), locale) }, locale)
      ),
      source: said((locale) =>
        m.reports_baseline_ladder({ week: m.ladder_week_name(weekOf(baseline.since), locale) }, locale)
      )
    },
    href: address('/adoption/ladder', { population, from: addDays(sunday, -7 * COURSE_WEEKS), to: sunday })
  };
  const points = weeks
    .slice(-COURSE_WEEKS)
    .flatMap(({ week, share }) => (share ? [{ day: addDays(week, 6), ...share }] : []));
  return { figure, course: { label: figure.label, points } };
}

/** What is known from elsewhere, with a word or two for it. */
const REFERENCES: Readonly<Record<Reference['name'], readonly (typeof m.trends_ref_seed_source)[]>> = {
  seed: [m.reports_ref_research, m.trends_ref_seed_source],
  brabant_reacted: [m.reports_ref_2013, m.trends_ref_brabant_reacted_source],
  brabant_adequate: [m.reports_ref_2013, m.trends_ref_brabant_adequate_source],
  opened_after_3: [m.reports_ref_mijnoverheid, m.trends_ref_opened_after_3_source],
  opened_after_6: [m.reports_ref_mijnoverheid, m.trends_ref_opened_after_6_source],
  valkenswaard: [m.reports_ref_valkenswaard, m.trends_ref_valkenswaard_source]
};

/** As the page about standard metrics has them. */
const METRICS = {
  awareness: [
    m.trends_m_awareness,
    m.trends_m_awareness_definition,
    m.trends_m_awareness_numerator,
    m.trends_m_awareness_denominator,
    m.trends_source_surveys
  ],
  completion: [
    m.trends_m_completion,
    m.trends_m_completion_definition,
    m.trends_m_completion_numerator,
    m.trends_m_completion_denominator,
    m.trends_source_events
  ],
  opened_3: [
    m.trends_m_opened_3,
    m.trends_m_opened_3_definition,
    m.trends_m_opened_3_numerator,
    m.trends_m_opened_denominator,
    m.trends_source_messages
  ],
  reaction: [
    m.trends_m_reaction,
    m.trends_m_reaction_definition,
    m.trends_m_reaction_numerator,
    m.trends_m_reaction_denominator,
    m.trends_source_messages
  ],
  adequate: [
    m.trends_m_adequate,
    m.trends_m_adequate_definition,
    m.trends_m_adequate_numerator,
    m.trends_m_adequate_denominator,
    m.trends_source_events
  ],
  digital: [
    m.trends_m_digital,
    m.trends_m_digital_definition,
    m.trends_m_digital_numerator,
    m.trends_m_digital_denominator,
    m.trends_source_messages
  ],
  lapsed: [
    m.trends_m_lapsed,
    m.trends_m_lapsed_definition,
    m.trends_m_lapsed_numerator,
    m.trends_m_lapsed_denominator,
    m.trends_source_ladder
  ]
} as const satisfies Partial<Record<StandardKey, readonly (typeof m.trends_m_awareness)[]>>;
type Metric = keyof typeof METRICS;

/** Whole months up to the end of a period, so many days back. */
const monthsUntil = (to: Day, days: number): Period => ({ from: monthAfter(addDays(to, -days), 0), to });

/** A standard metric in the last month that is told, beside an earlier one: of a quarter, three months earlier. */
async function standard(key: Metric, { kind, period, today }: Asked): Promise<Figure> {
  const [label, definition, numerator, denominator, source] = METRICS[key];
  const span = monthsUntil(period.to, 430);
  const [measured] = await measure(span, key, today);
  const months = measured?.months.filter(({ value }) => value !== undefined) ?? [];
  const last = months.at(-1);
  const earlier =
    kind === 'quarter' ? months.find(({ month }) => last && month === monthAfter(last.month, -3)) : months.at(-2);
  const [reference] = standardOf(key).references;
  const [referenceLabel, referenceSource] = reference ? REFERENCES[reference.name] : [];
  const latest = measured?.months.findLast(({ why }) => why !== 'early');
  const absent = !measured?.isProvided
    ? m.reports_absent_source
    : latest?.why === 'few' || latest?.why === 'hidden'
      ? m.reports_absent_small
      : latest?.why === 'nothing'
        ? m.reports_absent_nothing
        : m.reports_absent_early;
  return {
    key,
    label: plainly(label),
    definition: plainly(definition),
    numerator: plainly(numerator),
    denominator: plainly(denominator),
    source: plainly(source),
    until: last && monthsOf({ from: last.month, to: last.month })[0]!.last,
    amount:
      last?.value &&
      shareAmount(
        last.value,
        said((locale, language) =>
          m.reports_of_month({ n: number(last.n ?? 0, language), month: monthName(last.month, language) }, locale)
        )
      ),
    absent: last ? undefined : plainly(absent),
    previous: last && earlier?.value?.value,
    before: last && earlier && said((_, language) => monthName(earlier.month, language)),
    baseline: reference && {
      value: reference.value,
      label: plainly(referenceLabel!),
      source: plainly(referenceSource!)
    },
    href: address('/adoption/trends', { view: 'metrics', metric: key, ...span })
  };
}

/** The digital share, held against the same baseline as the page about channels. */
async function digital(asked: Asked): Promise<Figure> {
  const [figure, baseline] = await Promise.all([standard('digital', asked), channels.baseline()]);
  const value = baseline && digitalShare(sumOf(baseline.parts));
  // The baseline is no baseline of itself.
  if (!baseline || value === undefined || figure.until === undefined || figure.until < endOf(baseline)) return figure;
  const label = said((locale, language) =>
    m.reports_baseline_since({ since: monthName(baseline.since, language) }, locale)
  );
  const source = said((locale, language) =>
    m.reports_baseline_channels({ month: monthName(baseline.since, language) }, locale)
  );
  return { ...figure, baseline: { value, label, source } };
}

/**
 * Companies that first used the box in the last whole month, or in the quarter of a quarterly report. Never by week: what is too
 * small to show of a week could be worked out of the month.
 */
async function newUsers({ kind, period, today }: Asked): Promise<Figure> {
  const months = monthsOf(monthsUntil(period.to, 430)).filter(({ isWhole }) => isWhole);
  const span = { from: months[0]!.month, to: months.at(-1)!.last };
  const filters = { municipality: [], region: [], sector: [], size: [] };
  const known = await retention(
    { population: 'company', per: 'month', period: span, filters, boundaries: 'now' },
    today
  );
  const cohorts = known?.cohorts ?? [];
  // Of an installation that never saw anybody nought is not a finding.
  const isEmpty = cohorts.length > 0 && cohorts.every(({ organisations }) => organisations === 0);
  const length = kind === 'quarter' ? 3 : 1;
  const sum = (some: typeof cohorts) => {
    if (isEmpty || some.length < length || some.some(({ organisations }) => organisations === undefined))
      return undefined;
    return some.reduce((total, { organisations }) => total + organisations!, 0);
  };
  const [last, earlier] = [cohorts.slice(-length), cohorts.slice(-2 * length, -length)];
  const [now, then] = [sum(last), sum(earlier)];
  const name = (some: typeof cohorts, language: Language) =>
    [...new Set([some[0]!, some.at(-1)!])].map(({ start }) => monthName(start, language)).join(' – ');
  return {
    key: 'new_users',
    label: plainly(m.reports_f_new_users),
    definition: plainly(m.reports_f_new_users_definition),
    numerator: plainly(m.reports_f_new_users_numerator),
    source: plainly(m.trends_source_messages),
    until: last.length > 0 ? monthsOf({ from: last.at(-1)!.start, to: last.at(-1)!.start })[0]!.last : undefined,
    amount:
      now === undefined ? undefined : { value: now, unit: 'count', of: said((_, language) => name(last, language)) },
    absent:
      now === undefined
        ? plainly(
            isEmpty ? m.reports_absent_nothing : last.length < length ? m.reports_absent_early : m.reports_absent_small
          )
        : undefined,
    previous: now === undefined ? undefined : then,
    before: now === undefined || then === undefined ? undefined : said((_, language) => name(earlier, language)),
    href: address('/adoption/trends', { view: 'retention', population: 'company', per: 'month', ...span })
  };
}

const lookBack = (to: Day): Period => ({ from: addDays(to, 1 - LOOKED_BACK), to });

/** A team beside all others in the process with most items, and how long it takes to answer. */
async function ofTeam(team: string, { period }: Asked): Promise<{ figures: Figure[]; course: Course }> {
  const question = { by: 'team', measure: 'box', process: '', authority: '' } as const;
  const own = lookBack(period.to);
  const earlierPeriod = lookBack(addDays(own.from, -1));
  const shares = await teams.teams({ ...question, period: own, view: 'share' });
  const process = shares.process ?? '';
  const ask = (span: Period, view: 'share' | 'time') => teams.teams({ ...question, process, period: span, view });
  const [times, before, timesBefore] =
    process === ''
      ? []
      : await Promise.all([ask(own, 'time'), ask(earlierPeriod, 'share'), ask(earlierPeriod, 'time')]);
  const [row, rowBefore] = [shares, before].map((one) => one?.shares?.teams.find(({ value }) => value === team));
  const [time, timeBefore] = [times, timesBefore].map((one) => one?.times?.teams.find(({ value }) => value === team));
  const beforeSaid = said((locale) => m.reports_before_quarter({}, locale));
  const ofItems = (n: number) =>
    said((locale, language) => m.reports_of_items({ n: number(n, language), process }, locale));
  const parameters = { process, by: 'team', from: own.from, to: own.to };
  const common = { source: plainly(m.trends_source_messages), until: own.to };
  const course =
    process === ''
      ? NO_COURSE
      : await byMonth(
          said((locale, language) => {
            const label = plainly(m.reports_f_team_box)[language];
            return m.reports_course_of({ label, process }, locale);
          }),
          period.to,
          async (month) => (await ask(month, 'share')).shares?.teams.find(({ value }) => value === team)?.share
        );
  const median = time?.median?.time === undefined ? undefined : { ...time.median, time: time.median.time, n: time.n };
  return {
    course,
    figures: [
      {
        ...common,
        key: 'team_box',
        label: plainly(m.reports_f_team_box),
        definition: plainly(m.reports_f_team_box_definition),
        numerator: plainly(m.reports_f_team_box_numerator),
        denominator: plainly(m.reports_f_team_box_denominator),
        amount: row?.share && shareAmount(row.share, ofItems(row.n)),
        absent: row?.share ? undefined : plainly(row ? m.reports_absent_small : m.reports_absent_nothing),
        previous: row?.share && rowBefore?.share?.value,
        before: row?.share && rowBefore?.share && beforeSaid,
        href: address('/adoption/teams', { ...parameters, view: 'share', measure: 'box' })
      },
      {
        ...common,
        key: 'team_days',
        label: plainly(m.reports_f_team_days),
        definition: plainly(m.reports_f_team_days_definition),
        numerator: plainly(m.reports_f_team_days_numerator),
        denominator: plainly(m.reports_f_team_days_denominator),
        amount: median && {
          value: median.time,
          // Without an end to its interval it has none to be told.
          ...(median.low === undefined || median.high === undefined ? {} : { low: median.low, high: median.high }),
          unit: 'days',
          of: ofItems(median.n)
        },
        absent: median ? undefined : plainly(time ? m.reports_absent_small : m.reports_absent_nothing),
        previous: median && timeBefore?.median?.time,
        before: median && timeBefore?.median && beforeSaid,
        href: address('/adoption/teams', { ...parameters, view: 'time' })
      }
    ]
  };
}

/** Of the companies that first came by through a site, how many went how far. */
async function ofSite(site: string, { period }: Asked): Promise<{ figures: Figure[]; course: Course }> {
  const funnel = DEFAULT_FUNNELS.company;
  const own = lookBack(period.to);
  const ask = (span: Period) => adoption.answer({ funnel, period: span, filters: { site: [site] }, times: false });
  const place = keyStepOf(funnel) - 1;
  const [answers, course] = await Promise.all([
    Promise.all([own, lookBack(addDays(own.from, -1))].map(ask)),
    byMonth(plainly(m.reports_f_site), period.to, async (month) => (await ask(month)).steps[place]?.ofFirst)
  ]);
  const [now, earlier] = answers.map((answer) => answer.steps[place]?.ofFirst);
  const eligible = answers[0]!.eligible;
  return {
    course,
    figures: [
      {
        key: 'site_first_message',
        label: plainly(m.reports_f_site),
        definition: plainly(m.reports_f_site_definition),
        numerator: plainly(m.reports_f_site_numerator),
        denominator: plainly(m.reports_f_site_denominator),
        source: plainly(m.trends_source_events),
        until: own.to,
        amount:
          now &&
          shareAmount(
            now,
            said((locale, language) => m.reports_of_companies({ n: number(eligible ?? 0, language) }, locale))
          ),
        absent: now ? undefined : plainly(eligible === 0 ? m.reports_absent_nothing : m.reports_absent_small),
        previous: now && earlier?.value,
        before: now && earlier && plainly(m.reports_before_quarter),
        href: address('/adoption', { population: 'company', site, ...own })
      }
    ]
  };
}

/** What is told of each part, the most important first. */
export async function figures(part: Part, asked: Asked): Promise<{ figures: Figure[]; course: Course }> {
  if (part.of === 'team') return ofTeam(part.team, asked);
  if (part.of === 'site') return ofSite(part.site, asked);
  const population = part.of === 'all' ? 'company' : part.population;
  const metrics = (...keys: Metric[]) => keys.map((key) => standard(key, asked));
  const [{ figure, course }, ...others] = await Promise.all([
    using(population, asked),
    ...(part.of === 'all'
      ? [newUsers(asked), digital(asked), ...metrics('reaction', 'opened_3', 'awareness')]
      : {
          company: () => [newUsers(asked), ...metrics('lapsed', 'completion', 'awareness')],
          authority: () => metrics('reaction', 'adequate'),
          department: () => []
        }[part.population]())
  ]);
  return { figures: [figure, ...others], course };
}

/** Until when files with messages tell of everything; undefined when none do. */
export const messagesTell = (): Promise<Day | undefined> => messagesUntil('all');
