/** How long teams take to answer, of what has not been answered yet too. */
import { FEWEST } from '#adoption/channels.ts';
import { paceOf, togetherness, type Pace, type TeamPace } from '#adoption/team-paces.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { kaplanMeier, timeBy, type TimeBy } from '#statistics/survival.ts';

/** Items of a team that were answered after so many days, or were followed so long without an answer. */
export interface TeamDays {
  value: string;
  /** Whether their source tells when something is answered. */
  told: boolean;
  days: number;
  answered: boolean;
  n: number;
}

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

/** Two-sided 95%. */
const Z = 1.959963984540054;

const sum = (rows: readonly TeamDays[]): number => rows.reduce((so, { n }) => so + n, 0);
const stepsOf = (told: readonly TeamDays[], z: number) =>
  kaplanMeier(
    told.map(({ days, answered, n }) => ({ time: days, happened: answered, n })),
    z
  );

/** Days until half of all that is told of is answered. */
export const medianDays = (rows: readonly TeamDays[]): number | undefined => timesOf(rows, 1).median?.time;

/** @param design so many times larger is the variance, Greenwood's too, than of items that stand by themselves */
function timesOf(rows: readonly TeamDays[], design: number): Times {
  const told = rows.filter((row) => row.told);
  const [n, answered] = [sum(told), sum(told.filter((row) => row.answered))];
  const counts = { n, answered, notProvided: sum(rows) - n };
  if (n < FEWEST) return { ...counts, share: undefined, median: undefined, ninetieth: undefined, quartiles: undefined };
  const steps = stepsOf(told, Z * Math.sqrt(design));
  return {
    ...counts,
    share: { ...wilson(answered / design, n / design)!, value: answered / n },
    median: timeBy(steps, 0.5),
    ninetieth: timeBy(steps, 0.9),
    quartiles: { low: timeBy(steps, 0.25).time, high: timeBy(steps, 0.75).time }
  };
}

/** @param paces at the median of all the days, as far as there is one */
export function compareTimes(rows: readonly TeamDays[], paces: readonly TeamPace[]): TimesAnswer {
  const design = togetherness(paces);
  const teams = [...Map.groupBy(rows, ({ value }) => value)]
    .map(([value, own]) => {
      const pace = paces.find((one) => one.value === value);
      return {
        value,
        ...timesOf(own, Math.max(design, pace ? togetherness([pace]) : 1)),
        pace: pace && paceOf(pace)
      };
    })
    .sort((a, b) => b.n - a.n || a.value.localeCompare(b.value, 'nl'));
  return {
    all: timesOf(rows, design),
    teams: teams.length > 1 ? teams : teams.map((one) => ({ ...one, pace: undefined }))
  };
}
