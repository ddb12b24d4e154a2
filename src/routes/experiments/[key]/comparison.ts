/** A variant beside the control, as a line of a table: what was measured of both, the difference, and where it lies. */
import type { Interval } from '#experiments/evidence.ts';
import { differenceText, intervalText, valueText } from '#experiments/words.ts';
import { number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

interface Side {
  n: number;
  value: number;
}

/** @param kind of the metric, by which values are written */
export function comparisonText(
  { control, treatment, effect, interval }: { control: Side; treatment: Side; effect: number; interval?: Interval },
  kind: 'proportion' | 'mean' | 'ratio',
  language: Language
) {
  const side = ({ n, value }: Side) => `${valueText({ kind }, value, language)} (n = ${number(n, language)})`;
  // Where nothing is known it reaches as far as a number goes.
  const isKnown = interval && Math.abs(interval.high) <= 1e300;
  return {
    control: side(control),
    treatment: side(treatment),
    effect: differenceText({ kind }, effect, language),
    interval: isKnown ? intervalText({ kind }, interval, language) : m.experiments_unknown()
  };
}

/** The columns of such a line, with what is concluded from it. */
export const comparisonColumns = () => [
  { key: 'variant' as const, label: m.experiments_variant() },
  { key: 'control' as const, label: m.experiments_control_short(), numeric: true },
  { key: 'treatment' as const, label: m.experiments_with_variant(), numeric: true },
  { key: 'effect' as const, label: m.experiments_difference(), numeric: true },
  { key: 'interval' as const, label: m.experiments_interval(), numeric: true },
  { key: 'conclusion' as const, label: m.experiments_conclusion() }
];
