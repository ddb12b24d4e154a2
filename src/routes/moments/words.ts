/** Moments in the language of the page: kinds, tones and amounts. */
import type { Amount, Kind, Moment, Tone } from '#moments/moment.ts';
import { decimal, number, points, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export const kindWords: Readonly<Record<Kind, () => string>> = {
  experiment: m.moments_kind_experiment,
  intervention: m.moments_kind_intervention,
  milestone: m.moments_kind_milestone,
  record: m.moments_kind_record,
  shift: m.moments_kind_shift,
  channel: m.moments_kind_channel,
  tip: m.moments_kind_tip,
  customer: m.moments_kind_customer
};

export const toneWords: Readonly<Record<Tone, () => string>> = {
  win: m.moments_tone_win,
  lesson: m.moments_tone_lesson
};

export const populationWords: Readonly<Record<Moment['population'], () => string>> = {
  company: m.adoption_population_company,
  authority: m.adoption_population_authority,
  department: m.adoption_population_department
};

function figure(value: number, { unit, low }: Amount, language: Language): string {
  switch (unit) {
    case 'share':
      return share(value, language);
    case 'points':
      return points(value, language);
    case 'count':
      // What is an estimate is a difference; a count that is a fact has no sign.
      return low === undefined
        ? number(value, language)
        : decimal(Math.abs(value) < 10 ? value : Math.round(value), language, true);
    case 'per_thousand':
    case 'days':
    case 'ratio':
      return decimal(value, language);
  }
}

const withUnit = (text: string, { unit }: Amount): string =>
  unit === 'points'
    ? m.moments_points({ value: text })
    : unit === 'days'
      ? m.moments_days({ value: text })
      : unit === 'per_thousand'
        ? m.moments_per_thousand({ value: text })
        : text;

/** As in "+2,8 procentpunt". */
export const amountText = (amount: Amount, language: Language): string =>
  withUnit(figure(amount.value, amount, language), amount);

/** Undefined of a fact. */
export function intervalText(amount: Amount, language: Language): string | undefined {
  const { low, high } = amount;
  if (low === undefined || high === undefined) return undefined;
  return m.moments_interval({
    low: figure(low, amount, language),
    high: withUnit(figure(high, amount, language), amount)
  });
}

/** Smaller chances say no more. */
const LEAST_CHANCE = 1e-6;

/** A chance as people read it: never as nothing. */
export function chanceText(p: number, language: Language): string {
  if (p >= 0.001) return share(p, language);
  const small = new Intl.NumberFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    style: 'percent',
    maximumSignificantDigits: 1
  });
  return p < LEAST_CHANCE ? `< ${small.format(LEAST_CHANCE)}` : small.format(p);
}

/** What is read first: the words of a person where there are any. */
export const sentenceOf = (
  { wording, facts }: Pick<Moment, 'wording'> & { facts: Pick<Moment['facts'], 'what'> },
  language: Language
): string => (wording === '' ? facts.what[language] : wording);
