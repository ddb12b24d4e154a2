/** How long until something happens, of whom it has not happened yet too. */

const Z = 1.959963984540054;

/** So many for whom it happened at this time, or who were followed until then without it (censored). */
export interface Followed {
  /** In any unit of time, from 0. */
  time: number;
  happened: boolean;
  n: number;
}

/** From this time on, until the next step. */
export interface SurvivalStep {
  time: number;
  /** Followed until just before. */
  atRisk: number;
  happened: number;
  /** Chance that it has not happened by then, with its 95% interval. */
  survival: number;
  low: number;
  high: number;
}

/**
 * Kaplan-Meier product-limit estimate, a step for each time at which it happened; 95% intervals by Greenwood's variance on the
 * log(-log) scale, which stay between 0 and 1 (others at another quantile `z`). Assumes that whoever is no longer followed is like
 * those who are.
 * Source: Kaplan & Meier (1958), JASA 53:457–481; Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 1.4.
 */
export function kaplanMeier(followed: readonly Followed[], z = Z): SurvivalStep[] {
  const total = (all: readonly Followed[]) => all.reduce((sum, { n }) => sum + n, 0);
  const times = [...Map.groupBy(followed, ({ time }) => time)].sort(([a], [b]) => a - b);
  const steps: SurvivalStep[] = [];
  let [survival, greenwood, left] = [1, 0, total(followed)];
  for (const [time, own] of times) {
    const atRisk = left;
    const happened = total(own.filter((one) => one.happened));
    left -= total(own);
    if (happened === 0) continue;
    survival *= 1 - happened / atRisk;
    greenwood += atRisk === happened ? Infinity : happened / (atRisk * (atRisk - happened));
    // At 0 the scale has no place for it: it may be as high as it may have been just before, or anything.
    const spread = survival === 0 ? 0 : Math.exp((z * Math.sqrt(greenwood)) / -Math.log(survival));
    steps.push({
      time,
      atRisk,
      happened,
      survival,
      low: survival === 0 ? 0 : survival ** spread,
      high: survival === 0 ? (steps.at(-1)?.high ?? 1) : survival ** (1 / spread)
    });
  }
  return steps;
}

/** What holds at a time: the last step at or before it; undefined before the first, when nothing has happened yet. */
export const survivalAt = (steps: readonly SurvivalStep[], time: number): SurvivalStep | undefined =>
  steps.findLast((step) => step.time <= time);

/** A time that may lie beyond how long anybody was followed, with a 95% interval that need not have ends. */
export interface TimeBy {
  time: number | undefined;
  low: number | undefined;
  high: number | undefined;
}

/** Products of shares, such as 0.1, are off in their last digit. */
const ROUNDING = 1e-12;

/**
 * The time by which it has happened to a part of them.
 * Source: Brookmeyer & Crowley (1982), Biometrics 38:29–41, on the scale of the intervals above.
 */
export function timeBy(steps: readonly SurvivalStep[], part: number): TimeBy {
  const first = (value: (step: SurvivalStep) => number) =>
    steps.find((step) => value(step) <= 1 - part + ROUNDING)?.time;
  return { time: first(({ survival }) => survival), low: first(({ low }) => low), high: first(({ high }) => high) };
}

/** The time by which it has happened to half of them; undefined where not half of them got so far. */
export function medianTime(
  steps: readonly SurvivalStep[]
): { median: number; low: number | undefined; high: number | undefined } | undefined {
  const { time, low, high } = timeBy(steps, 0.5);
  return time === undefined ? undefined : { median: time, low, high };
}
