/** Figures with no more digits than their interval allows. */
import type { Amount } from '#moments/moment.ts';
import { number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

type Unit = Amount['unit'];
type Measured = Pick<Amount, 'value' | 'low' | 'high' | 'unit'>;

/** Decimals that are read at most, as the unit is shown: of a share that is a percentage. */
const MOST: Readonly<Record<Unit, number>> = { share: 1, points: 1, count: 0, per_thousand: 1, days: 1, ratio: 2 };
/** Of a figure without an interval, which is a plain count or says nothing of how sure it is. */
const PLAIN: Readonly<Record<Unit, number>> = { share: 0, points: 0, count: 0, per_thousand: 0, days: 0, ratio: 1 };
const SHOWN_TIMES: Readonly<Record<Unit, number>> = {
  share: 100,
  points: 100,
  count: 1,
  per_thousand: 1,
  days: 1,
  ratio: 1
};

/**
 * Decimals of a figure as it is shown: the first digit of its uncertainty is the last that is told, and of whole numbers none is left out.
 * Source: BIPM, Guide to the expression of uncertainty in measurement (JCGM 100:2008), 7.2.6, with one digit of it instead of two.
 */
export function decimalsOf({ low, high, unit }: Measured): number {
  if (low === undefined || high === undefined) return PLAIN[unit];
  const half = ((high - low) / 2) * SHOWN_TIMES[unit];
  // Nothing uncertain about it is a figure that is exact, or one of which nobody knows.
  if (!(half > 0)) return PLAIN[unit];
  return Math.min(MOST[unit], Math.max(0, -Math.floor(Math.log10(half) + 1e-9)));
}

export interface Rounded {
  /** As shown: of a share the percentage. */
  value: number;
  low: number | undefined;
  high: number | undefined;
  decimals: number;
}

/** A little that a computer is off by, so that 0.3 × 100 does not count as more than 30. */
const OFF = 1e-9;

/** The interval is rounded outwards, so that it never claims more than it did. */
export function rounded(amount: Measured): Rounded {
  const decimals = decimalsOf(amount);
  const [scale, times] = [10 ** decimals, SHOWN_TIMES[amount.unit]];
  const at = (value: number, round: (value: number) => number) => {
    const result = round(value * times * scale) / scale;
    return result === 0 ? 0 : result;
  };
  return {
    value: at(amount.value, (value) => Math.round(value + OFF)),
    low: amount.low === undefined ? undefined : at(amount.low, (value) => Math.floor(value + OFF)),
    high: amount.high === undefined ? undefined : at(amount.high, (value) => Math.ceil(value - OFF)),
    decimals
  };
}

function formatted(value: number, decimals: number, language: Language, signed: boolean): string {
  const locale = language === 'nl' ? 'nl-NL' : 'en-GB';
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: signed ? 'exceptZero' : 'auto'
  }).format(value);
}

/** With its unit, as in 34% or 12 dagen. */
function inUnit(value: number, decimals: number, unit: Unit, language: Language): string {
  const text = formatted(value, decimals, language, unit === 'points');
  const locale = { locale: language };
  if (unit === 'share') return `${text}%`;
  if (unit === 'points') return m.reports_unit_points({ value: text }, locale);
  if (unit === 'per_thousand') return m.reports_unit_per_thousand({ value: text }, locale);
  if (unit === 'days') return m.reports_unit_days({ value: text }, locale);
  return unit === 'ratio' ? `${text}×` : text;
}

/** A figure in words, as in "34%". */
export function amountText(amount: Measured, language: Language): string {
  const { value, decimals } = rounded(amount);
  return inUnit(value, decimals, amount.unit, language);
}

/** Its 95% interval, as in "32% – 36%"; undefined for a figure that has none. */
export function intervalText(amount: Measured, language: Language): string | undefined {
  const { low, high, decimals } = rounded(amount);
  if (low === undefined || high === undefined) return undefined;
  // A unit that is a word stands there once.
  const first =
    amount.unit === 'share' || amount.unit === 'ratio'
      ? inUnit(low, decimals, amount.unit, language)
      : formatted(low, decimals, language, amount.unit === 'points');
  return `${first} – ${inUnit(high, decimals, amount.unit, language)}`;
}

/**
 * A figure with its interval in one line, as in "34% (95%-interval 32% – 36%)".
 * @param careful that it is what was measured, drawn towards what such things usually do
 */
export function measuredText(amount: Measured, language: Language, careful = false): string {
  const locale = { locale: language };
  const interval = intervalText(amount, language);
  const about = [
    ...(careful ? [m.reports_careful({}, locale)] : []),
    ...(interval ? [m.reports_interval({ interval }, locale)] : [])
  ];
  return `${amountText(amount, language)}${about.length > 0 ? ` (${about.join('; ')})` : ''}`;
}

/** Another value of the same figure, such as the one before, with as many digits. */
export const besideText = (value: number, amount: Measured | undefined, language: Language): string =>
  amount
    ? inUnit(
        Number((value * SHOWN_TIMES[amount.unit]).toFixed(decimalsOf(amount))),
        decimalsOf(amount),
        amount.unit,
        language
      )
    : number(value, language);

/** A value that somebody chose, as it was chosen. */
export function chosenText(value: number, unit: Unit, language: Language): string {
  const shown = Number((value * SHOWN_TIMES[unit]).toFixed(2));
  const decimals = [0, 1, 2].find((places) => Number(shown.toFixed(places)) === shown) ?? 2;
  return inUnit(shown, decimals, unit, language);
}
