/** What was heard, as candidates: a tip that was carried out, and whether customers call what was changed an improvement. */
import { said, type Candidate } from '#moments/candidate.ts';
import { quarterName, type Quarter } from '#moments/quarter.ts';
import type { Moment, Said } from '#moments/moment.ts';
import { binomialTwoSided } from '#statistics/binomial.ts';
import { isSmall } from '#statistics/hiding.ts';
import { wilson } from '#statistics/proportion.ts';
import { dayOf, mondayOf, type Day } from '#time/day.ts';
import { number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export interface Realised {
  id: string;
  title: string;
  population: Moment['population'];
  outcome: string;
  closedAt: Date;
  /** How many remarks led to it. */
  remarks: number;
  /** Of the experiment that tried it, where there is one. */
  experiment: string;
  /** Authorities and departments that said it; companies are not named. */
  names: readonly string[];
}

/** A tip carried out: a fact. */
export function tipOf({ id, title, population, outcome, closedAt, remarks, experiment, names }: Realised): Candidate {
  const day = dayOf(closedAt.getTime());
  return {
    kind: 'tip',
    tone: 'win',
    subject: `tip:${id}`,
    week: mondayOf(day),
    day,
    population,
    team: '',
    site: '',
    tell: () => ({
      what: said((language) => m.moments_tip({ title }, { locale: language })),
      whom: said((language) => WHOM[population]({}, { locale: language })),
      ...(remarks > 0
        ? {
            amount: {
              value: remarks,
              unit: 'count' as const,
              of: said((language) => m.moments_of_remarks({}, { locale: language }))
            }
          }
        : {}),
      known: said((language) =>
        outcome === ''
          ? m.moments_tip_known({}, { locale: language })
          : m.moments_tip_known_outcome({ outcome }, { locale: language })
      ),
      link: `/interventions/improvements/${id}`,
      unknown: said((language) =>
        (experiment === '' ? m.moments_tip_unknown : m.moments_tip_unknown_tried)({}, { locale: language })
      ),
      thanks: [...names],
      next: said((language) => m.moments_tip_next({}, { locale: language }))
    })
  };
}

const WHOM: Readonly<Record<Moment['population'], (given: object, options: { locale: Language }) => string>> = {
  company: m.moments_whom_companies,
  authority: m.moments_whom_authorities,
  department: m.moments_whom_departments
};

export interface Answers {
  yes: number;
  no: number;
}

/** Of fewer answers nothing is said. */
const FEWEST = 20;

function asked(
  { yes, no }: Answers,
  about: Said,
  place: Pick<Candidate, 'subject' | 'week' | 'day' | 'population' | 'team' | 'site'> & {
    link: string;
    thanks: string[];
  }
): Candidate[] {
  const n = yes + no;
  const interval = wilson(yes, n);
  if (n < FEWEST || !interval) return [];
  const isUp = yes >= no;
  const { link, thanks, ...where } = place;
  return [
    {
      kind: 'customer',
      tone: isUp ? 'win' : 'lesson',
      ...where,
      p: isSmall(yes) || isSmall(no) ? 1 : binomialTwoSided(yes, n),
      none: 0.5,
      tell: () => ({
        what: said((language) =>
          (isUp ? m.moments_customer_yes : m.moments_customer_no)(
            {
              about: about[language],
              yes: number(yes, language),
              n: number(n, language),
              share: share(interval.value, language)
            },
            { locale: language }
          )
        ),
        whom: said((language) => m.moments_customer_whom({ n: number(n, language) }, { locale: language })),
        amount: { ...interval, unit: 'share', of: said((language) => m.moments_of_yes({}, { locale: language })) },
        known: said((language) =>
          m.moments_customer_known(
            { low: share(interval.low, language), high: share(interval.high, language) },
            { locale: language }
          )
        ),
        link,
        unknown: said((language) => m.moments_customer_unknown({}, { locale: language })),
        thanks,
        next: said((language) =>
          (isUp ? m.moments_customer_next : m.moments_customer_next_no)({}, { locale: language })
        )
      })
    }
  ];
}

/** What was asked of those who were spoken with in a quarter. */
export const ofContacts = (quarter: Quarter, population: Moment['population'], answers: Answers): Candidate[] =>
  asked(
    answers,
    said((language) => m.moments_customer_contacts({ quarter: quarterName(quarter, language) }, { locale: language })),
    {
      subject: `customer:${population}:${quarter.from}`,
      week: quarter.week,
      day: quarter.to,
      population,
      team: '',
      site: '',
      link: '/interventions',
      thanks: []
    }
  );

/** What was asked on the page of those who saw a variant, once the experiment has ended. */
export const ofVariant = (
  { key, name, team, site, decidedAt }: { key: string; name: string; team: string; site: string; decidedAt: Date },
  answers: Answers
): Candidate[] => {
  const day: Day = dayOf(decidedAt.getTime());
  return asked(
    answers,
    said((language) => m.moments_customer_variant({ name }, { locale: language })),
    {
      subject: `customer:experiment:${key}`,
      week: mondayOf(day),
      day,
      population: 'company',
      team,
      site,
      link: `/experiments/${key}`,
      thanks: [team || site]
    }
  );
};
