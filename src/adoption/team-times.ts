/** How long teams take to answer, of what has not been answered yet too. */
import { FEWEST } from '#adoption/channels.ts';
import { ACTION } from '#statistics/funnel-plot.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { kaplanMeier, survivalAt, timeBy, type TimeBy } from '#statistics/survival.ts';

/** Items of a team that were answered after so many days, or were followed so long without an answer. */
export interface TeamDays {
  value: string;
  /** Whether their source tells when something is answered. */
  told: boolean;
  days: number;
  answered: boolean;
  n: number;
}

/** Against the median of all: faster or slower with 99.8% certainty, or not clearly different. */
export const PACES = ['faster', 'similar', 'slower'] as const;
export type Pace = (typeof PACES)[number];

export interface Times {
  /** Items of which the source tells when they are answered; and of which it does not, which is not provided and never zero. */
  n: number;
  notProvided: number;
  answered: number;
  /** Answered so far, of those that are told. */
  share: Share | undefined;
  /** Days until half, nine tenths, a quarter and three quarters are answered; undefined where it did not come so far. */
  median: TimeBy | undefined;
  ninetieth: TimeBy | undefined;
  quartiles: { low: number | undefined; high: number | undefined } | undefined;
}
export type TeamTimes = Times & { value: string; pace: Pace | undefined };

export interface TimesAnswer {
  all: Times;
  /** Most items first. */
  teams: TeamTimes[];
}

const sum = (rows: readonly TeamDays[]): number => rows.reduce((so, { n }) => so + n, 0);
const followed = (rows: readonly TeamDays[]) =>
  rows.filter(({ told }) => told).map(({ days, answered, n }) => ({ time: days, happened: answered, n }));

function timesOf(rows: readonly TeamDays[]): Times {
  const told = rows.filter((row) => row.told);
  const [n, answered] = [sum(told), sum(told.filter((row) => row.answered))];
  const counts = { n, answered, notProvided: sum(rows) - n };
  if (n < FEWEST) return { ...counts, share: undefined, median: undefined, ninetieth: undefined, quartiles: undefined };
  const steps = kaplanMeier(followed(told));
  return {
    ...counts,
    share: wilson(answered, n),
    median: timeBy(steps, 0.5),
    ninetieth: timeBy(steps, 0.9),
    quartiles: { low: timeBy(steps, 0.25).time, high: timeBy(steps, 0.75).time }
  };
}

/**
 * Slower when the share not answered by the median of all lies above a half, faster when it lies below a half the day before already,
 * with the 99.8% interval as a whole: with as many teams as there are, 95% would call some of them slow by chance.
 * Source: the test of Brookmeyer & Crowley (1982), Biometrics 38:29–41, at the median of all.
 */
function paceOf(rows: readonly TeamDays[], median: number | undefined): Pace | undefined {
  const own = followed(rows);
  const items = (all: typeof own) => all.reduce((so, { n }) => so + n, 0);
  if (median === undefined || items(own) < FEWEST) return undefined;
  const steps = kaplanMeier(own, ACTION);
  const by = survivalAt(steps, median);
  // Nothing answered yet has no interval; ten in a row beyond the median are one in a thousand.
  if (!by) return items(own.filter(({ time }) => time >= median)) < FEWEST ? 'similar' : 'slower';
  if (by.low > 0.5) return 'slower';
  const before = survivalAt(steps, median - 1);
  return before && before.high < 0.5 ? 'faster' : 'similar';
}

export function compareTimes(rows: readonly TeamDays[]): TimesAnswer {
  const all = timesOf(rows);
  const teams = [...Map.groupBy(rows, ({ value }) => value)]
    .map(([value, own]) => ({ value, ...timesOf(own), pace: paceOf(own, all.median?.time) }))
    .sort((a, b) => b.n - a.n || a.value.localeCompare(b.value, 'nl'));
  return { all, teams: teams.length > 1 ? teams : teams.map((one) => ({ ...one, pace: undefined })) };
}
