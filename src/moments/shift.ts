/** Shifts as candidates: which part of the companies came to use the box in a quarter, of all and of each group beside the others. */
import { said, type Candidate, type Told } from '#moments/candidate.ts';
import { quarterName, type Quarter } from '#moments/quarter.ts';
import type { Said } from '#moments/moment.ts';
import { binomialTwoSided } from '#statistics/binomial.ts';
import { isSmall } from '#statistics/hiding.ts';
import { compareShares } from '#statistics/small-counts.ts';
import { number, points, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** By what companies are grouped. */
export type Dimension = 'sector' | 'size' | 'region' | 'municipality';

/** Companies with occasion at the end of a quarter: by whether they used the box at its begin, and came to or lapsed in it. */
export interface Part {
  dimension: '' | Dimension;
  value: string;
  n: number;
  before: number;
  came: number;
  lapsed: number;
}

/** Two-sided 95%. */
const Z = 1.959963984540054;

/** Groups with fewer that did not use it yet tell nothing of a quarter. */
const FEWEST = 50;

const link = ({ to }: Quarter, by: string) =>
  `/adoption/ladder?population=company&to=${to}${by === '' ? '' : `&by=${by}`}`;

const common = (quarter: Quarter): Omit<Candidate, 'tone' | 'subject' | 'tell'> => ({
  kind: 'shift',
  week: quarter.week,
  day: quarter.to,
  population: 'company',
  team: '',
  site: ''
});

/** All together: whether more came than lapsed, or the other way round (McNemar's test, exact). */
function whole(quarter: Quarter, { n, before, came, lapsed }: Part): Candidate {
  const moved = came + lapsed;
  const change = (came - lapsed) / n;
  // Of pairs: the variance of the difference of two shares of the same organisations.
  const half = Z * Math.sqrt((moved / n - change ** 2) / n);
  const hidden = [before, came, lapsed, before + came - lapsed].some(isSmall) || n === 0;
  return {
    ...common(quarter),
    tone: came >= lapsed ? 'win' : 'lesson',
    subject: `shift:all:${quarter.from}`,
    p: hidden ? 1 : binomialTwoSided(Math.min(came, lapsed), moved),
    tell: () => ({
      what: said((language) =>
        (came >= lapsed ? m.moments_shift_up : m.moments_shift_down)(
          {
            quarter: quarterName(quarter, language),
            before: share(before / n, language),
            after: share((before + came - lapsed) / n, language)
          },
          { locale: language }
        )
      ),
      whom: said((language) => m.moments_shift_whom({ n: number(n, language) }, { locale: language })),
      amount: {
        value: change,
        low: change - half,
        high: change + half,
        unit: 'points',
        of: said((language) => m.moments_of_using({}, { locale: language }))
      },
      known: said((language) =>
        m.moments_shift_known(
          { low: points(change - half, language), high: points(change + half, language) },
          { locale: language }
        )
      ),
      link: link(quarter, ''),
      unknown: said((language) => m.moments_shift_unknown({}, { locale: language })),
      thanks: [],
      next: said((language) =>
        (came >= lapsed ? m.moments_shift_next : m.moments_shift_next_down)({}, { locale: language })
      )
    })
  };
}

const GROUP_NAMES: Readonly<Record<Dimension, (given: { value: string }, options: { locale: Language }) => string>> = {
  sector: m.moments_group_sector,
  size: m.moments_group_size,
  region: m.moments_group_region,
  municipality: m.moments_group_municipality
};

/** As in "Sector Bouw". */
export const groupName = (dimension: Dimension, value: string, language: Language): string =>
  GROUP_NAMES[dimension]({ value }, { locale: language });

/** A group beside all others: of those that did not use it yet, which part came to. */
function beside(quarter: Quarter, part: Part, all: Part): Candidate[] {
  const { dimension, value } = part;
  if (dimension === '') return [];
  const own = { kind: 'proportion' as const, n: part.n - part.before, sum: part.came };
  const others = { kind: 'proportion' as const, n: all.n - all.before - own.n, sum: all.came - own.sum };
  if (own.n < FEWEST || others.n < FEWEST) return [];
  const compared = compareShares(others, own, Z);
  const hidden = [own.sum, own.n - own.sum, others.sum, others.n - others.sum].some(isSmall);
  const isUp = compared.estimate >= 0;
  const group = (language: Language) => groupName(dimension, value, language);
  const sentence = (words: typeof m.moments_group_up): Said =>
    said((language) =>
      words(
        {
          group: group(language),
          quarter: quarterName(quarter, language),
          own: share(own.sum / own.n, language),
          others: share(others.sum / others.n, language)
        },
        { locale: language }
      )
    );
  const tell = (): Told => ({
    what: sentence(isUp ? m.moments_group_up : m.moments_group_down),
    whom: said((language) =>
      m.moments_group_whom({ group: group(language), n: number(own.n, language) }, { locale: language })
    ),
    amount: {
      value: compared.estimate,
      low: compared.low,
      high: compared.high,
      unit: 'points',
      of: said((language) => m.moments_of_beside({}, { locale: language }))
    },
    known: said((language) =>
      m.moments_group_known(
        { low: points(compared.low, language), high: points(compared.high, language) },
        { locale: language }
      )
    ),
    link: link(quarter, dimension),
    unknown: said((language) => m.moments_group_unknown({}, { locale: language })),
    thanks: [],
    next: said((language) => (isUp ? m.moments_group_next : m.moments_group_next_down)({}, { locale: language }))
  });
  return [
    {
      ...common(quarter),
      tone: isUp ? 'win' : 'lesson',
      subject: `shift:${dimension}:${value}:${quarter.from}`,
      p: hidden ? 1 : compared.pValue,
      tell
    }
  ];
}

/** What may not be told has a p-value of 1: left out, only groups in which much happened would be looked at. */
export function candidatesOf(quarter: Quarter, parts: readonly Part[]): Candidate[] {
  const all = parts.find(({ dimension }) => dimension === '');
  if (!all || all.n === 0) return [];
  return [whole(quarter, all), ...parts.flatMap((part) => beside(quarter, part, all))];
}
