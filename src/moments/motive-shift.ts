/** Shifts of motives as candidates: what a survey says that differs from the one before it that asked the same. */
import type { Climber } from '#adoption/ladder.ts';
import type { Change, Measure, Told, WaveTold } from '#motives/wave.ts';
import { said, type Candidate } from '#moments/candidate.ts';
import { normalSurvival } from '#statistics/distribution.ts';
import { mondayOf, type Day } from '#time/day.ts';
import { number, points, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Two-sided 95%. */
const Z = 1.959963984540054;

/**
 * The chance of a change as large without any: of the estimate by its standard error, which is that of the interval's side towards no
 * change, so that both agree (the interval is not the same length on both sides).
 */
export function chanceOf({ value, low, high }: Pick<Change, 'value' | 'low' | 'high'>): number {
  const standardError = (value >= 0 ? value - low : high - value) / Z;
  return standardError > 0 ? Math.min(1, 2 * normalSurvival(Math.abs(value) / standardError)) : 1;
}

const NAMES: Readonly<Record<Measure, (given: object, options: { locale: Language }) => string>> = {
  weten: m.moments_motive_weten,
  willen: m.moments_motive_willen,
  kunnen: m.moments_motive_kunnen,
  moeten: m.moments_motive_moeten,
  all: m.moments_motive_all
};

const WHOM: Readonly<Record<Climber, (given: object, options: { locale: Language }) => string>> = {
  company: m.moments_whom_companies,
  authority: m.moments_whom_authorities,
  department: m.moments_whom_departments
};

function changed(
  population: Climber,
  wave: WaveTold,
  day: Day,
  told: Told & { change: Change },
  before: { title: string; share: number }
): Candidate {
  const { measure, change, answered } = told;
  // What holds somebody back is a share of which less is better.
  const isWin = change.value <= 0;
  const now = told.share?.value ?? 0;
  return {
    kind: 'shift',
    tone: isWin ? 'win' : 'lesson',
    subject: `motive:${population}:${measure}:${wave.survey}`,
    week: mondayOf(day),
    day,
    population,
    team: '',
    site: '',
    p: chanceOf(change),
    tell: () => ({
      what: said((language) =>
        (isWin ? m.moments_motive_down : m.moments_motive_up)(
          {
            name: NAMES[measure]({}, { locale: language }),
            before: share(before.share, language),
            after: share(now, language)
          },
          { locale: language }
        )
      ),
      whom: said((language) => WHOM[population]({}, { locale: language })),
      amount: {
        value: change.value,
        low: change.low,
        high: change.high,
        unit: 'points',
        of: said((language) => m.moments_of_motive({}, { locale: language }))
      },
      known: said((language) =>
        (answered === undefined ? m.moments_motive_known : m.moments_motive_known_answers)(
          {
            now: wave.title,
            then: before.title,
            n: number(answered ?? 0, language),
            low: points(change.low, language),
            high: points(change.high, language)
          },
          { locale: language }
        )
      ),
      link: `/motives/waves?population=${population}`,
      unknown: said((language) =>
        (measure === 'all' ? m.moments_motive_unknown_all : m.moments_motive_unknown)({}, { locale: language })
      ),
      thanks: [],
      next: said((language) => (isWin ? m.moments_motive_next : m.moments_motive_next_up)({}, { locale: language }))
    })
  };
}

/**
 * One candidate for each measure of a wave that has ended and differs from an earlier one. What is too small to tell has no share, and so
 * no difference either way: it is tested with a chance of 1, like all that may not be told.
 * @param all waves in order
 * @param ended the day on which each survey was closed, by its short name
 */
export function candidatesOf(
  population: Climber,
  all: readonly WaveTold[],
  ended: ReadonlyMap<string, Day>
): Candidate[] {
  return all.flatMap((wave): Candidate[] => {
    const day = ended.get(wave.survey);
    if (day === undefined) return [];
    return wave.shares.flatMap((told): Candidate[] => {
      const { change, measure } = told;
      const before = all.find(({ survey }) => survey === change?.since);
      const was = before?.shares.find((one) => one.measure === measure)?.share;
      if (change && before && was)
        return [changed(population, wave, day, { ...told, change }, { title: before.title, share: was.value })];
      if (told.why !== 'hidden') return [];
      const nothing = { value: 0, low: 0, high: 0, since: '', isPaired: false };
      return [changed(population, wave, day, { ...told, change: nothing }, { title: '', share: 0 })];
    });
  });
}
