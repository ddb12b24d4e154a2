/**
 * Whether a change does the same for everybody: the main metric in parts of the units. Looked at afterwards and never decided on:
 * of many parts one or two always look good.
 */
import type { Design, Unit } from '#experiments/experiment.ts';
import { anytime, type Measured } from '#experiments/weighing.ts';
import { alwaysValid } from '#statistics/always-valid.ts';
import { carefulInterval, caution } from '#statistics/caution.ts';
import { effectOf } from '#statistics/effect.ts';
import { eBenjaminiHochberg } from '#statistics/evalues.ts';
import type { Interval } from '#statistics/fixed.ts';
import { stratifiedEffect } from '#statistics/poststratification.ts';
import { meanOf, pooled, unitsOf, type Statistic } from '#statistics/statistic.ts';

/** What units can be divided by: what a browser tells of itself, or what the registry knows. */
export const DIMENSIONS = {
  visitor: ['device', 'browser', 'language'],
  organisation: ['sector', 'size', 'municipality']
} as const satisfies Record<Unit, readonly string[]>;

export type Dimension = (typeof DIMENSIONS)[Unit][number];

export const dimensionOf = (unit: Unit, text: string | null): Dimension | undefined =>
  DIMENSIONS[unit].find((one) => one === text);

/** Parts with fewer units in an arm are not shown. */
const LEAST_UNITS = 10;

/** A variant beside the control among some of the units. */
export interface Compared {
  variant: number;
  control: { n: number; value: number };
  treatment: { n: number; value: number };
  /** Absolute difference, and where it lies at any moment; absent where too few were seen. */
  effect: number;
  interval?: Interval;
}

export interface Part extends Compared {
  part: string;
  /** Better or worse only where that stands among all parts together. */
  conclusion: 'better' | 'worse' | 'unclear' | 'too_few';
}

/** One part of one arm, as measured. */
export type MeasuredPart = Measured & { part: string };

/** The statistics of one arm by part. */
const armOf = (measured: readonly MeasuredPart[], arm: string) =>
  new Map(measured.filter(({ variation }) => variation === arm).map((one) => [one.part, one.statistic]));

const sideOf = (statistic: Statistic) => ({ n: unitsOf(statistic), value: meanOf(statistic) });

/**
 * Every part of every variant beside the control. Intervals hold at any moment (confidence sequences, 1 − alpha each); what is
 * called better or worse is at most a share alpha of the time so by chance, over all parts: e-BH on their e-values (Wang & Ramdas,
 * 2022, JRSS B 84:822–852). Parts that are too small are left out.
 * @param planned units in all arms together, for which the sequences are narrowest
 */
export function parts(
  { alpha }: Pick<Design, 'alpha'>,
  better: 'up' | 'down',
  planned: number,
  measured: readonly MeasuredPart[]
): Part[] {
  const control = armOf(measured, '0');
  const tuning = Math.max(planned, 2);
  const compared = measured.flatMap(({ variation, part, statistic }) => {
    const beside = control.get(part);
    if (variation === '0' || !beside || Math.min(unitsOf(beside), unitsOf(statistic)) < LEAST_UNITS) return [];
    const effect = effectOf(beside, statistic, 'absolute');
    const n = unitsOf(beside) + unitsOf(statistic);
    const sides = {
      part,
      variant: Number(variation),
      control: sideOf(beside),
      treatment: sideOf(statistic),
      effect: meanOf(statistic) - meanOf(beside)
    };
    if ('error' in effect || !(effect.standardError > 0)) return [{ ...sides, eValue: 1 }];
    const interval = carefulInterval(beside, statistic, anytime(alpha, n, tuning));
    if (!interval) return [{ ...sides, eValue: 1 }];
    const careful = { ...effect, standardError: effect.standardError * caution(beside, statistic) };
    return [{ ...sides, interval, eValue: alwaysValid(careful, { alpha, tuning }).eValue }];
  });
  const stands = eBenjaminiHochberg(
    compared.map(({ eValue }) => eValue),
    alpha
  );
  return compared
    .map(({ eValue: _, ...one }, index): Part => {
      const direction = one.effect > 0 === (better === 'up') ? 'better' : 'worse';
      return { ...one, conclusion: !('interval' in one) ? 'too_few' : stands[index] ? direction : 'unclear' };
    })
    .sort((a, b) => a.variant - b.variant || b.control.n - a.control.n || a.part.localeCompare(b.part));
}

/**
 * The difference over all parts, each by its share of all units (post-stratification): what it would have been, had chance divided
 * every part alike over the arms. To read beside the plain difference, and never decided on.
 * @returns a line for each variant; none where the parts cannot be put together
 */
export function together(
  { alpha }: Pick<Design, 'alpha'>,
  planned: number,
  measured: readonly MeasuredPart[]
): Compared[] {
  const filled = measured.filter(({ statistic }) => unitsOf(statistic) > 0);
  const control = armOf(filled, '0');
  const variants = [...new Set(filled.map(({ variation }) => variation))].filter((one) => one !== '0').sort();
  return variants.flatMap((variation) => {
    const cells = [...armOf(filled, variation)].flatMap(([part, treatment]) => {
      const beside = control.get(part);
      return beside ? [{ control: beside, treatment }] : [];
    });
    if (cells.length < 2) return [];
    const effect = stratifiedEffect(cells, 'absolute');
    if ('error' in effect || !effect.stratified) return [];
    const [a, b] = [cells.map((cell) => cell.control), cells.map((cell) => cell.treatment)].map((arm) =>
      arm.reduce(pooled)
    ) as [Statistic, Statistic];
    const reach = anytime(alpha, effect.n, Math.max(planned, 2)) * caution(a, b) * effect.standardError;
    return [
      {
        variant: Number(variation),
        control: sideOf(a),
        treatment: sideOf(b),
        effect: effect.estimate,
        interval: { low: effect.estimate - reach, high: effect.estimate + reach }
      }
    ];
  });
}
