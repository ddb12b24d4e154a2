/** What of experiments with organisations may leave the server: of companies no count under ten, nor an estimate out of which one can be worked. */
import { isCareful } from '#adoption/hiding.ts';
import type { Climber } from '#adoption/ladder.ts';
import type { Compared, Point } from '#experiments/comparison.ts';
import type { SteppedOutcome, SteppedRecord } from '#experiments/stepped.ts';
import type { Looked } from '#experiments/drawing.server.ts';
import type { Progress } from '#experiments/trial-figures.server.ts';
import type { TrialRecord } from '#experiments/trial-outcome.ts';
import type { Estimate, TrialOutcome } from '#experiments/trial.ts';
import { isSmall, shownPart, suppressed } from '#statistics/hiding.ts';

/** On which side of nothing an interval lies; `unclear` where it holds zero. */
export type Side = 'better' | 'worse' | 'unclear';

const sideOf = ({ low, high }: Pick<Estimate, 'low' | 'high'>): Side =>
  low > 0 ? 'better' : high < 0 ? 'worse' : 'unclear';

const few = (careful: boolean, count: number): number | undefined => (careful && isSmall(count) ? undefined : count);
const part = (careful: boolean, count: number, whole: number): number | undefined =>
  careful ? shownPart(count, whole) : count;
const isHidden = ({ sum, size }: Point): boolean => isSmall(size) || shownPart(sum, size) === undefined;

/**
 * Who of a list could take part; undefined is hidden. Once something is hidden, a reason that holds for nobody is hidden too: else it
 * would be plain which one holds for the few.
 * @param isDrawn the rows that came back tell how many take part: only the reasons of the others hide each other
 */
export function shownLooked<Given extends Looked>(population: Climber, looked: Given, isDrawn: boolean) {
  const reasons = Object.keys(looked.left) as (keyof Looked['left'])[];
  const counts = reasons.map((reason) => looked.left[reason]);
  const parts = isDrawn ? counts : [...counts, looked.known, looked.fresh];
  const hidden = isCareful(population) ? suppressed(parts) : parts.map(() => false);
  const isAny = hidden.some(Boolean);
  const shown = (place: number) => (hidden[place] || (isAny && parts[place] === 0) ? undefined : parts[place]);
  const left = Object.fromEntries(reasons.map((reason, place) => [reason, shown(place)])) as Record<
    keyof Looked['left'],
    number | undefined
  >;
  const fresh = isDrawn ? looked.fresh : shown(counts.length + 1);
  const taking = looked.known + looked.fresh;
  return {
    ...looked,
    left,
    sharing: fresh === undefined ? undefined : part(isCareful(population), looked.sharing, taking),
    known: isDrawn ? looked.known : shown(counts.length),
    fresh,
    clusters: fresh === undefined ? undefined : looked.clusters,
    // It is about as many as are fresh.
    feasibility: fresh === undefined ? undefined : looked.feasibility
  };
}
export type ShownLooked<Given extends Looked = Looked> = ReturnType<typeof shownLooked<Given>>;

/** How it goes; undefined is hidden. */
export function shownProgress(population: Climber, { arms, before, contaminated, neighbours }: Progress) {
  const careful = isCareful(population);
  return {
    arms: arms.map(({ name, members, clusters, reached, missed }) => ({
      name,
      clusters,
      members: few(careful, members),
      reached: part(careful, reached, members),
      missed: part(careful, missed, members)
    })),
    before: few(careful, before),
    contaminated: few(careful, contaminated),
    neighbours: few(careful, neighbours)
  };
}
export type ShownProgress = ReturnType<typeof shownProgress>;

/** What came out of one arm; without `itt` where a group of it is a handful. */
export function shownComparison(population: Climber, comparison: TrialRecord['comparisons'][number]) {
  const careful = isCareful(population);
  const { arm, organisations, adopters, controlOrganisations, controlAdopters, itt, reached, hours, euros } =
    comparison;
  const told = isTold(population, comparison);
  return {
    arm,
    side: sideOf(itt),
    organisations: few(careful, organisations),
    adopters: told ? adopters : undefined,
    controlOrganisations: few(careful, controlOrganisations),
    controlAdopters: part(careful, controlAdopters, controlOrganisations),
    itt: told ? itt : undefined,
    reached: told ? reached : undefined,
    hours,
    euros
  };
}
export type ShownComparison = ReturnType<typeof shownComparison>;

/** Whether an estimate may be told: with the size of the groups it gives the counts away, and of companies none under ten may be. */
export function isTold(
  population: Climber,
  {
    organisations,
    adopters,
    controlOrganisations,
    controlAdopters
  }: Pick<
    TrialOutcome['comparisons'][number],
    'organisations' | 'adopters' | 'controlOrganisations' | 'controlAdopters'
  >
): boolean {
  const careful = isCareful(population);
  return (
    part(careful, adopters, organisations) !== undefined &&
    part(careful, controlAdopters, controlOrganisations) !== undefined
  );
}

/** What came out; what was counted by cluster is for computing again, not for reading. */
export function shownRecord({ population, ...record }: TrialRecord) {
  const careful = isCareful(population);
  const { trial, day, comparisons, draw, intact, before, contaminated, neighbours, registered, methods, weak } = record;
  return {
    trial,
    day,
    comparisons: comparisons.map((one) => shownComparison(population, one)),
    draw,
    intact,
    before: few(careful, before),
    contaminated: few(careful, contaminated),
    neighbours: few(careful, neighbours),
    registered,
    methods,
    weak
  };
}
export type ShownRecord = ReturnType<typeof shownRecord>;

const total = (points: readonly Point[]): Point => ({
  sum: points.reduce((all, { sum }) => all + sum, 0),
  size: points.reduce((all, { size }) => all + size, 0)
});

/**
 * A stepped roll-out. Whoever came is not there any more in the next turn, so that a turn that is hidden could be worked out of those
 * around it: both its sides are hidden, and the next ones too until those that came meanwhile are ten together.
 */
export function shownStepped(population: Climber, { clusters, ready, turns, effect }: SteppedOutcome, isDone: boolean) {
  const careful = isCareful(population);
  let came = 0;
  const shown = turns.map(({ begun, ended, having, waiting }) => {
    const hides = careful && (isSmall(came) || [having, waiting].some(isHidden));
    came = hides ? came + having.sum + waiting.sum : 0;
    const told = ({ sum, size }: Point) => (hides && size > 0 ? undefined : { sum, size });
    return { begun, ended, having: told(having), waiting: told(waiting) };
  });
  const sides = [total(turns.map(({ having }) => having)), total(turns.map(({ waiting }) => waiting))];
  // What is not ended shows no effect: that is looked at once.
  const found = isDone ? effect : undefined;
  return {
    clusters,
    ready,
    turns: shown,
    side: found && sideOf(found),
    effect: careful && sides.some(isHidden) ? undefined : found
  };
}
export type ShownStepped = ReturnType<typeof shownStepped>;

/** What of a stepped roll-out was written down beside its turns. */
export function shownSteppedRecord({ population, ...record }: SteppedRecord) {
  const { day, comparisons, stepped, alike, registered, intact = true, contaminated = 0, weak = false } = record;
  const exposed = total(stepped.turns.map(({ having }) => having)).size;
  const isAnyHidden = shownStepped(population, stepped, true).turns.some(({ having }) => having === undefined);
  return {
    trial: record.trial,
    day,
    comparison: shownComparison(population, comparisons[0]!),
    // Members that had their turn, step by step added up; beside what is shown it would tell of a turn that is hidden.
    exposed: isAnyHidden ? Math.round(exposed / 10) * 10 : exposed,
    registered,
    intact,
    contaminated: few(isCareful(population), contaminated),
    weak,
    isStratified: alike !== undefined && new Set(alike.map(({ stratum }) => stratum)).size > 1
  };
}
export type ShownSteppedRecord = ReturnType<typeof shownSteppedRecord>;

/** Before and after; without estimates where a group before or after is a handful. */
export function shownCompared(population: Climber, compared: Compared, before: number) {
  const careful = isCareful(population);
  const { course, effect, trends, alike } = compared;
  const hides =
    careful &&
    [course.approached, course.others].some((points) =>
      [points.slice(0, before), points.slice(before)].some((some) => isHidden(total(some)))
    );
  const told = (points: readonly Point[]) => points.map((point) => (careful && isHidden(point) ? undefined : point));
  return {
    approached: compared.approached,
    others: compared.others,
    verdict: compared.verdict,
    course: { approached: told(course.approached), others: told(course.others) },
    hides,
    effect: hides ? undefined : effect,
    trends: trends && { verdict: trends.verdict, slope: hides ? undefined : trends.slope.estimate },
    alike: hides ? undefined : alike
  };
}
