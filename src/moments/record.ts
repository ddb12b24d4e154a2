/** Records as candidates: a week of a series that its own past does not explain. */
import { peaks } from '#adoption/annotation.ts';
import { said, type Candidate } from '#moments/candidate.ts';
import type { Amount } from '#moments/moment.ts';
import { unusual, type Counted, type Unusual } from '#statistics/control-chart.ts';
import { SMALLEST } from '#statistics/hiding.ts';
import { addDays, daysBetween, weekOf, type Day } from '#time/day.ts';
import { number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Series of which more is better, and weeks after which a week of one is known. */
export const SERIES = [
  { key: 'messages', ripens: 0 },
  { key: 'adopters', ripens: 0 },
  { key: 'digital', ripens: 0 },
  { key: 'reaction', ripens: 8 },
  { key: 'completion', ripens: 1 }
] as const;
export type Series = (typeof SERIES)[number]['key'];

export interface Week {
  week: Day;
  value: Counted;
}

/** Weeks that a series is compared with: half a year, in which a line is a fair picture of its course. */
const BASELINE = 26;

/** Weeks during which more of the same is the same. */
const LASTS = 8;

/** Fewer expected than this, counts are told by nobody; of companies a smaller number may not be. */
const FEWEST_EXPECTED = 10;
/** Fewer items than this make no share of a week. */
const FEWEST_ITEMS = 20;

/** Weeks that are always otherwise: up to a statutory day, and around Christmas. They are neither told nor compared with. */
export function isSeason(week: Day): boolean {
  const to = addDays(week, 6);
  const isChristmas = to >= `${week.slice(0, 4)}-12-24` || week.endsWith('-01-01');
  return isChristmas || peaks({ from: week, to }).length > 0;
}

const sizeOf = (value: Counted) => (value.kind === 'count' ? Infinity : value.n / value.design);

/** What the weeks before make of a week; undefined where there are too few, or it is too small a week to look at. */
function judge(ordinary: readonly Week[], week: Day): (Unusual & { value: Counted }) | undefined {
  const one = ordinary.find((other) => other.week === week);
  if (!one || sizeOf(one.value) < FEWEST_ITEMS) return undefined;
  const first = addDays(week, -7 * BASELINE);
  const baseline = ordinary
    .filter((other) => other.week < week && other.week >= first && sizeOf(other.value) >= FEWEST_ITEMS)
    .map((other) => ({ place: daysBetween(first, other.week) / 7, value: other.value }));
  const found = unusual(baseline, { place: BASELINE, value: one.value });
  if (!found || (one.value.kind === 'count' && found.expected < FEWEST_EXPECTED)) return undefined;
  return { ...found, value: one.value };
}

const heightOf = (value: Counted) => (value.kind === 'count' ? value.count : value.count / value.n);

type Words = (given: { week: string; value: string; expected: string }, options: { locale: Language }) => string;
const WHAT: Readonly<Record<Series, { up: Words; down: Words; population: Candidate['population']; href: string }>> = {
  messages: {
    up: m.moments_record_messages_up,
    down: m.moments_record_messages_down,
    population: 'company',
    href: '/adoption/channels'
  },
  adopters: {
    up: m.moments_record_adopters_up,
    down: m.moments_record_adopters_down,
    population: 'company',
    href: '/adoption/ladder'
  },
  digital: {
    up: m.moments_record_digital_up,
    down: m.moments_record_digital_down,
    population: 'company',
    href: '/adoption/channels'
  },
  reaction: {
    up: m.moments_record_reaction_up,
    down: m.moments_record_reaction_down,
    population: 'authority',
    href: '/adoption/trends?metric=reaction'
  },
  completion: {
    up: m.moments_record_completion_up,
    down: m.moments_record_completion_down,
    population: 'company',
    href: '/adoption/trends?metric=completion'
  }
};

const weekName = (week: Day, language: Language): string =>
  m.moments_week_name({ week: weekOf(week).week, year: weekOf(week).year }, { locale: language });

/**
 * A candidate for each week that is looked at in which the series can be judged.
 * @param weeks of the series, in order; weeks without anything are 0 where it is counted
 * @param looked Mondays of the weeks in which is looked
 */
export function candidatesOf(series: Series, weeks: readonly Week[], looked: readonly Day[]): Candidate[] {
  const { ripens } = SERIES.find(({ key }) => key === series)!;
  const { up, down, population, href } = WHAT[series];
  const ordinary = weeks.filter(({ week }) => !isSeason(week));
  return looked.flatMap((at): Candidate[] => {
    const week = addDays(at, -7 * ripens);
    const found = judge(ordinary, week);
    if (!found) return [];
    const { value, expected, low, high, dispersion } = found;
    const height = heightOf(value);
    const isUp = height > expected;
    const direction = isUp ? 'up' : 'down';
    const subject = (monday: Day) => `record:${series}:${direction}:${monday}`;
    const show = (figure: number, language: Language) =>
      value.kind === 'count' ? number(Math.round(figure), language) : share(figure, language);
    const isCount = value.kind === 'count';
    // Of companies fewer than ten are not told of, nor how many were missing.
    const isHidden = series === 'adopters' && height < SMALLEST;
    return [
      {
        kind: 'record',
        tone: isUp ? 'win' : 'lesson',
        subject: subject(week),
        alike: Array.from({ length: 2 * LASTS + 1 }, (_, index) => addDays(week, 7 * (index - LASTS)))
          .filter((monday) => monday !== week)
          .map(subject),
        week: at,
        day: addDays(at, 6),
        population,
        team: '',
        site: '',
        p: isHidden ? 1 : found.p,
        tell: () => {
          const amount: Amount = {
            value: height - expected,
            low: height - high,
            high: height - low,
            unit: isCount ? 'count' : 'points',
            of: said((language) => m.moments_of_expected({}, { locale: language }))
          };
          const figures = (language: Language) => ({
            week: weekName(week, language),
            value: show(height, language),
            expected: show(expected, language)
          });
          return {
            what: said((language) => (isUp ? up : down)(figures(language), { locale: language })),
            whom: said((language) =>
              (population === 'authority' ? m.moments_whom_authorities : m.moments_whom_companies)(
                {},
                { locale: language }
              )
            ),
            amount,
            known: said((language) =>
              m.moments_record_known(
                {
                  low: show(low, language),
                  high: show(high, language),
                  baseline: number(BASELINE, language),
                  dispersion: number(Math.round(dispersion * 10) / 10, language)
                },
                { locale: language }
              )
            ),
            link: `${href}${href.includes('?') ? '&' : '?'}from=${addDays(week, -7 * BASELINE)}&to=${addDays(week, 6)}`,
            unknown: said((language) => m.moments_record_unknown({}, { locale: language })),
            thanks: [],
            next: said((language) =>
              (isUp ? m.moments_record_next : m.moments_record_next_down)({}, { locale: language })
            )
          };
        }
      }
    ];
  });
}
