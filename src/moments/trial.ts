/** List experiments as candidates: what an approach brought against being left alone, where a draw divided. */
import { pageOf, type TrialOutcome } from '#experiments/trial.ts';
import { said, type Candidate, type Told } from '#moments/candidate.ts';
import type { Amount } from '#moments/moment.ts';
import { isSmall } from '#statistics/hiding.ts';
import { dayOf, mondayOf } from '#time/day.ts';
import { number, points, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export interface EndedTrial {
  key: string;
  at: Date;
  outcome: TrialOutcome;
  /** Of its record in the ledger. */
  digest: string;
  /** Which of all that was tested the first of its comparisons is, from 1. */
  place: number;
  /** Who carried out each of its arms, by name of the arm, where that is a team. */
  doers: ReadonlyMap<string, Doer>;
}

/** A team to thank; `team` where items or sites are of it too, and empty otherwise. */
export interface Doer {
  name: string;
  team: string;
}

type Compared = TrialOutcome['comparisons'][number];

/** Rungs that are worth approaching somebody for; another goes by its own name. */
const REACHED: Readonly<Record<string, (given: object, options: { locale: Language }) => string>> = {
  box_created: m.moments_reached_box_created,
  reachable: m.moments_reached_reachable,
  first_message: m.moments_reached_first_message,
  regular: m.moments_reached_regular,
  digital: m.moments_reached_digital
};

/** Below this nobody would call it shown; whatever lies above is told as a lesson, of which nothing is claimed. */
const SHOWN = 0.05;

function told(
  { outcome, digest, key, doers }: EndedTrial,
  one: Compared,
  words: {
    what: typeof m.moments_trial_win;
    unknown: typeof m.moments_trial_win_unknown;
    next: typeof m.moments_trial_win_next;
    stepped: typeof m.moments_stepped_win;
  }
): Told {
  const of = said((language) => m.moments_of_approach({}, { locale: language }));
  const amount: Amount = { value: one.itt.estimate, low: one.itt.low, high: one.itt.high, unit: 'points', of };
  // Of a roll-out both sides are counted in other steps, so that their raw shares cannot be held beside each other.
  const isStepped = outcome.method === 'stepped';
  const reached = (language: Language) =>
    REACHED[outcome.outcome]?.({}, { locale: language }) ??
    m.moments_reached_rung({ rung: outcome.outcome }, { locale: language });
  return {
    what: said((language) =>
      isStepped
        ? words.stepped({ arm: one.arm, effect: points(one.itt.estimate, language) }, { locale: language })
        : words.what(
            {
              arm: one.arm,
              reached: reached(language),
              treatment: share(one.adopters / Math.max(1, one.organisations), language),
              control: share(one.controlAdopters / Math.max(1, one.controlOrganisations), language)
            },
            { locale: language }
          )
    ),
    whom: said((language) => m.moments_trial_whom({ n: number(one.organisations, language) }, { locale: language })),
    amount,
    known: said((language) => {
      const effect = {
        effect: points(one.itt.estimate, language),
        low: points(one.itt.low, language),
        high: points(one.itt.high, language)
      };
      return isStepped
        ? m.moments_stepped_known(effect, { locale: language })
        : m.moments_trial_known(
            {
              n: number(one.organisations, language),
              control: number(one.controlOrganisations, language),
              ...effect
            },
            { locale: language }
          );
    }),
    link: pageOf(key),
    evidence: [digest],
    unknown: said((language) => words.unknown({}, { locale: language })),
    thanks: thanksOf(doers, one),
    next: said((language) => words.next({}, { locale: language }))
  };
}

const thanksOf = (doers: EndedTrial['doers'], { arm }: Compared): string[] => {
  const doer = doers.get(arm);
  return doer ? [doer.name] : [];
};

/** Of few organisations it is told on which side of nought the interval lies, without any figure. */
function toldOfFew({ outcome, digest, key, doers }: EndedTrial, one: Compared, side: 'above' | 'below' | 'none'): Told {
  const isStepped = outcome.method === 'stepped';
  const what = {
    above: isStepped ? m.moments_stepped_few_win : m.moments_trial_few_win,
    below: isStepped ? m.moments_stepped_few_harm : m.moments_trial_few_harm,
    none: m.moments_trial_few_none
  };
  const draw = isStepped ? m.moments_stepped_few_drawn : m.moments_trial_few_drawn;
  const sides = { above: m.moments_trial_few_above, below: m.moments_trial_few_below };
  const unknown = side === 'none' ? m.moments_trial_few_none_unknown : m.moments_trial_win_unknown;
  const next = { above: m.moments_trial_win_next, below: m.moments_trial_harm_next, none: m.moments_trial_none_next };
  return {
    what: said((language) => what[side]({ arm: one.arm }, { locale: language })),
    whom: said((language) => m.moments_trial_few_whom({}, { locale: language })),
    known: said((language) => {
      const drawn = draw({}, { locale: language });
      return side === 'none'
        ? m.moments_trial_few_known_none({ drawn }, { locale: language })
        : m.moments_trial_few_known({ drawn, side: sides[side]({}, { locale: language }) }, { locale: language });
    }),
    link: pageOf(key),
    evidence: [digest],
    unknown: said((language) => unknown({}, { locale: language })),
    thanks: thanksOf(doers, one),
    next: said((language) => next[side]({}, { locale: language }))
  };
}

const sideOf = ({ itt }: Compared) => (itt.low > 0 ? 'above' : itt.high < 0 ? 'below' : 'none');

export function candidatesOf(ended: EndedTrial): Candidate[] {
  const { outcome, key, at, place, doers } = ended;
  const day = dayOf(at.getTime());
  if (outcome.strength !== 'proven') return [];
  return outcome.comparisons.map((one, index): Candidate => {
    const counts = [
      one.adopters,
      one.organisations - one.adopters,
      one.controlAdopters,
      one.controlOrganisations - one.controlAdopters
    ];
    // Small counts of companies would tell of somebody.
    const isFew = outcome.population === 'company' && counts.some(isSmall);
    const base = {
      kind: 'intervention' as const,
      subject: `trial:${key}:${one.arm}`,
      week: mondayOf(day),
      day,
      population: outcome.population,
      team: doers.get(one.arm)?.team ?? '',
      site: ''
    };
    const tested = { p: one.itt.p, planned: place + index };
    if (isFew) {
      const side = sideOf(one);
      const tell = () => toldOfFew(ended, one, side);
      return side === 'none'
        ? { ...base, tone: 'lesson', tell }
        : { ...base, ...tested, isFew, tone: side === 'above' ? 'win' : 'lesson', tell };
    }
    if (one.itt.p > SHOWN)
      return {
        ...base,
        tone: 'lesson',
        tell: () =>
          told(ended, one, {
            what: m.moments_trial_none,
            unknown: m.moments_trial_none_unknown,
            next: m.moments_trial_none_next,
            stepped: m.moments_stepped_none
          })
      };
    const isWin = one.itt.estimate > 0;
    return {
      ...base,
      ...tested,
      tone: isWin ? 'win' : 'lesson',
      tell: () =>
        told(
          ended,
          one,
          isWin
            ? {
                what: m.moments_trial_win,
                unknown: m.moments_trial_win_unknown,
                next: m.moments_trial_win_next,
                stepped: m.moments_stepped_win
              }
            : {
                what: m.moments_trial_harm,
                unknown: m.moments_trial_win_unknown,
                next: m.moments_trial_harm_next,
                stepped: m.moments_stepped_harm
              }
        )
    };
  });
}
