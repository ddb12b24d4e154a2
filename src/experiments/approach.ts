/** An approach: all arms of trials that did the same, and what that brought for the organisations, hours and euros it took. */
import { LADDERS, type Climber } from '#adoption/ladder.ts';
import type { TrialOutcome } from '#experiments/trial.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { pooled, type Pooled } from '#statistics/pooling.ts';
import { difference, type Share } from '#statistics/proportion.ts';
import type { Day } from '#time/day.ts';

/** What makes two arms the same approach. */
export const ALIKE = ['kind', 'card'] as const;
export type Alike = (typeof ALIKE)[number];

type Strength = TrialOutcome['strength'];
/** What is counted, and in how many days: only what is measured alike can be pooled or ranked. */
export type Measure = Pick<TrialOutcome, 'per' | 'days' | 'unit'>;

/** All arms of one trial that did the same. */
export interface Arms {
  trial: string;
  name: string;
  day: Day;
  organisations: number;
  hours: number | undefined;
  euros: number | undefined;
  /** Extra share of the organisations that reached the rung, against those that were left alone. */
  estimate: number;
  standardError: number;
}

/** Per how much an effect is told. */
export const SCALES = ['organisations', 'hours', 'euros'] as const;
export type Scale = (typeof SCALES)[number];
export const UNITS: Readonly<Record<Scale, number>> = { organisations: 1_000, hours: 100, euros: 1_000 };

/**
 * What one extra user costs, in euros. `bounded`: between two amounts. `from`: at least this, and no limit above, because it may be that
 * nobody came because of it. `never`: even the best that the data allow brings nobody.
 */
export type Cost =
  | { shape: 'bounded'; estimate: number; low: number; high: number }
  | { shape: 'from'; estimate: number | undefined; low: number }
  | { shape: 'never' };

export interface Approach {
  /** Kind or card. */
  key: string;
  strength: Strength;
  measure: Measure;
  /** Measured otherwise than most that are as strong, or in items instead of organisations: it is not ranked with them. */
  isApart: boolean;
  trials: Arms[];
  /** Of all trials together, as far as they say. */
  organisations: number;
  hours: number | undefined;
  money: number | undefined;
  /** Difference of shares, in points of 100. */
  points: Pooled;
  /** Extra users per 1,000 organisations, per 100 hours and per € 1,000; undefined where no trial says what it took, and of items. */
  effects: Readonly<Record<Scale, Pooled | undefined>>;
  cost: Cost | undefined;
}

export interface ApproachAsked {
  population: Climber;
  /** Rung of the ladder. */
  outcome: string;
  by: Alike;
  /** What an hour costs; undefined counts only what was paid. */
  rate: number | undefined;
}

/** Out of an interval at a level. Source: Higgins et al., Cochrane Handbook, section 6.3.1. */
const errorOf = ({ low, high }: { low: number; high: number }, level: number): number =>
  (high - low) / (2 * normalQuantile((1 + level) / 2));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Undefined as soon as one of them is. */
const together = (values: readonly (number | undefined)[]): number | undefined =>
  values.some((value) => value === undefined) ? undefined : sum(values as number[]);

/**
 * Arms of one trial that did the same, as one: weighted by their organisations. They were compared with the same organisations that were
 * left alone, so their errors go together; they are added up as if wholly so, which is never too little.
 * Source: Higgins et al., Cochrane Handbook, section 23.3.4, against counting the same control twice.
 */
function asOne({ trial, name, day, level }: TrialOutcome, arms: TrialOutcome['comparisons']): Arms {
  const organisations = sum(arms.map((arm) => arm.organisations));
  const mean = (of: (arm: TrialOutcome['comparisons'][number]) => number) =>
    sum(arms.map((arm) => of(arm) * arm.organisations)) / organisations;
  return {
    trial,
    name,
    day,
    organisations,
    hours: together(arms.map(({ hours }) => hours)),
    euros: together(arms.map(({ euros }) => euros)),
    estimate: mean(({ itt }) => itt.estimate),
    standardError: mean(({ itt }) => errorOf(itt, level))
  };
}

/** Hours and euros of an intervention, as far as somebody said. */
export interface Took {
  hours: number | undefined;
  euros: number | undefined;
}

/**
 * Outcomes with what their interventions took as it is known now, which may be later than when they were recorded; an intervention that is
 * not known any more keeps what was recorded. What several draws rest on is divided over them by the organisations that were drawn for
 * it, so that no hour is counted twice; before and after is about all of it.
 * @param took by slug
 */
export function priced<Outcome extends TrialOutcome>(
  outcomes: readonly Outcome[],
  took: ReadonlyMap<string, Took>
): Outcome[] {
  const drawn = outcomes
    .filter(({ strength }) => strength === 'proven')
    .flatMap(({ comparisons }) => comparisons)
    .filter(({ intervention }) => intervention !== '');
  const organisations = new Map(
    [...Map.groupBy(drawn, ({ intervention }) => intervention)].map(([slug, arms]) => [
      slug,
      sum(arms.map((arm) => arm.organisations))
    ])
  );
  return outcomes.map((outcome) => ({
    ...outcome,
    comparisons: outcome.comparisons.map((arm) => {
      const known = took.get(arm.intervention);
      const whole = organisations.get(arm.intervention) ?? 0;
      const share = outcome.strength === 'proven' && whole > 0 ? arm.organisations / whole : 1;
      const part = (now: number | undefined, then: number | undefined) => {
        const all = now ?? then;
        return all === undefined ? undefined : all * share;
      };
      return { ...arm, hours: part(known?.hours, arm.hours), euros: part(known?.euros, arm.euros) };
    })
  }));
}

/** What it cost in money. */
function moneyOf({ hours, euros }: Arms, rate: number | undefined): number | undefined {
  if (rate === undefined) return euros;
  return hours === undefined || euros === undefined ? undefined : euros + rate * hours;
}

/** How often the unit of a scale goes into what one organisation took; undefined where that is not known, or was nothing. */
function factorOf(arms: Arms, scale: Scale, rate: number | undefined): number | undefined {
  if (scale === 'organisations') return UNITS[scale];
  const took = scale === 'hours' ? arms.hours : moneyOf(arms, rate);
  return took === undefined || took <= 0 ? undefined : (UNITS[scale] * arms.organisations) / took;
}

/** One trial on a scale. */
export function scaled(arms: Arms, scale: Scale, rate?: number): Pooled | undefined {
  const factor = factorOf(arms, scale, rate);
  if (factor === undefined) return undefined;
  return pooled([{ estimate: factor * arms.estimate, standardError: factor * arms.standardError }]);
}

function effect(trials: readonly Arms[], scale: Scale, rate: number | undefined, alpha = 0.05): Pooled | undefined {
  const known = trials.flatMap((arms) => {
    const factor = factorOf(arms, scale, rate);
    if (factor === undefined) return [];
    return [{ estimate: factor * arms.estimate, standardError: factor * arms.standardError }];
  });
  return known.length > 0 ? pooled(known, alpha) : undefined;
}

/**
 * What an extra user costs, by inverting the interval of what a thousand euros bring: the set that Fieller's theorem gives where the
 * amount of money is known and only the effect is not.
 * Sources: Fieller (1954), JRSS B 16:175–185; Altman (1998), "Confidence intervals for the number needed to treat", BMJ 317:1309–1312.
 */
export function costOf({ estimate, low, high }: Pick<Pooled, 'estimate' | 'low' | 'high'>): Cost {
  const euros = (perThousand: number) => UNITS.euros / perThousand;
  if (high <= 0) return { shape: 'never' };
  if (low <= 0) return { shape: 'from', estimate: estimate > 0 ? euros(estimate) : undefined, low: euros(high) };
  return { shape: 'bounded', estimate: euros(estimate), low: euros(high), high: euros(low) };
}

/** Rungs by which a population was measured; use of the box first, whether it was or not. */
export const rungsOf = (outcomes: readonly TrialOutcome[], population: Climber): string[] => [
  ...new Set([
    LADDERS[population].use,
    ...outcomes.filter((one) => one.population === population).map(({ outcome }) => outcome)
  ])
];

/** What is asked, trial by trial. */
const found = (outcomes: readonly TrialOutcome[], { population, outcome, by }: ApproachAsked) =>
  outcomes
    .filter((one) => one.population === population && one.outcome === outcome)
    .flatMap((one) =>
      [...Map.groupBy(one.comparisons, (arm) => arm[by])]
        .filter(([key]) => key !== '')
        .map(([key, arms]) => {
          const { strength, per, days, unit } = one;
          return { key, strength, measure: { per, days, unit }, arms: asOne(one, arms) };
        })
    );

/** Without organisations or without an interval that ends there is nothing to weigh by. */
const canBeWeighed = ({ arms }: { arms: Arms }): boolean =>
  arms.standardError > 0 && Number.isFinite(arms.standardError) && Number.isFinite(arms.estimate);

/** Trials of what is asked that cannot be weighed, each once. */
export function leftOut(outcomes: readonly TrialOutcome[], asked: ApproachAsked): Pick<Arms, 'trial' | 'name'>[] {
  const all = found(outcomes, asked).filter((one) => !canBeWeighed(one));
  return [...new Map(all.map(({ arms: { trial, name } }) => [trial, { trial, name }])).values()];
}

const codeOf = ({ per, days, unit }: Measure): string => `${unit} ${per} ${days ?? ''}`;

/** Whether two are measured alike. */
export const isAlike = (a: Measure, b: Measure): boolean => codeOf(a) === codeOf(b);

/** How most trials of a strength are measured, that of most organisations where equal; items never count. */
function usual(made: readonly Omit<Approach, 'isApart'>[], strength: Strength): Measure | undefined {
  const all = made.filter((one) => one.strength === strength && one.measure.unit === 'organisation');
  const [most] = [...Map.groupBy(all, ({ measure }) => codeOf(measure)).values()]
    .map((alike) => ({
      measure: alike[0]!.measure,
      trials: sum(alike.map(({ trials }) => trials.length)),
      organisations: sum(alike.map(({ organisations }) => organisations))
    }))
    .sort((a, b) => b.trials - a.trials || b.organisations - a.organisations);
  return most?.measure;
}

/**
 * Approaches to a population by what they brought to a rung, what was drawn apart from what was not, and what is measured otherwise apart
 * from both; the most proven effect first.
 */
export function approaches(outcomes: readonly TrialOutcome[], asked: ApproachAsked): Approach[] {
  const { rate } = asked;
  const weighed = found(outcomes, asked).filter(canBeWeighed);
  const groups = Map.groupBy(weighed, ({ key, strength, measure }) => `${strength} ${codeOf(measure)} ${key}`);
  const made = [...groups.values()].map((all): Omit<Approach, 'isApart'> => {
    const [{ key, strength, measure }] = all as [(typeof all)[number]];
    const trials = all.map(({ arms }) => arms).sort((a, b) => a.day.localeCompare(b.day));
    // Messages are no organisations, and what they took is not per organisation.
    const of = (scale: Scale) => (measure.unit === 'item' ? undefined : effect(trials, scale, rate));
    const effects = { organisations: of('organisations'), hours: of('hours'), euros: of('euros') };
    return {
      key,
      strength,
      measure,
      trials,
      organisations: sum(trials.map(({ organisations }) => organisations)),
      hours: together(trials.map(({ hours }) => hours)),
      money: together(trials.map((arms) => moneyOf(arms, rate))),
      points: pooled(
        trials.map(({ estimate, standardError }) => ({ estimate: 100 * estimate, standardError: 100 * standardError }))
      ),
      effects,
      cost: effects.euros && costOf(effects.euros)
    };
  });
  const rank = { proven: 0, indicative: 1 };
  const most = { proven: usual(made, 'proven'), indicative: usual(made, 'indicative') };
  return made
    .map((one) => {
      const measure = most[one.strength];
      return { ...one, isApart: measure === undefined || !isAlike(one.measure, measure) };
    })
    .sort(
      (a, b) =>
        rank[a.strength] - rank[b.strength] ||
        Number(a.isApart) - Number(b.isApart) ||
        b.points.estimate - a.points.estimate
    );
}

/**
 * What can be said of the proven ones on a scale. `none`: nothing was proven. `alone`: there is one, or the others do not say what they
 * took. `best`: one brings more than each of the others. `open`: which one brings most cannot be said.
 */
export type Verdict =
  | { kind: 'none' }
  | { kind: 'alone'; first: string }
  | { kind: 'best'; first: string }
  | { kind: 'open'; first: string };

/** Two proportions, or two of anything, as the interval of each has it. */
const asShare = ({ estimate: value, low, high }: Pooled): Share => ({ value, low, high });

/**
 * Whether one stands out: its distance to each of the others leaves out 0, with the 5% divided over all pairs (Bonferroni), because the
 * best was picked after looking. Those that share a control go together, which this leaves out: it says less than it could, not more.
 */
export function verdictOf(all: readonly Approach[], scale: Scale, rate?: number): Verdict {
  const proven = all.filter(({ strength, isApart, effects }) => strength === 'proven' && !isApart && effects[scale]);
  const [first, ...others] = proven.sort((a, b) => b.effects[scale]!.estimate - a.effects[scale]!.estimate);
  if (!first) return { kind: 'none' };
  if (others.length === 0) return { kind: 'alone', first: first.key };
  const alpha = 0.05 / ((proven.length * (proven.length - 1)) / 2);
  const at = ({ trials }: Approach) => asShare(effect(trials, scale, rate, alpha)!);
  const standsOut = others.every((other) => difference(at(first), at(other)).low > 0);
  return { kind: standsOut ? 'best' : 'open', first: first.key };
}
