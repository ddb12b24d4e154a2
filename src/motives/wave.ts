/** Survey after survey: which share has each motive, and what changed since the one before that asked the same. */
import { isUse, lapsedOf, NO_OCCASION, type Ladder } from '#adoption/ladder.ts';
import { standardOf } from '#adoption/standard.ts';
import { saidOf, sum } from '#motives/cell.ts';
import { FEWEST_ANSWERS, layerOf, strataOf, type Layered } from '#motives/estimate.ts';
import { isNonUser } from '#motives/motive.ts';
import { changeBetween, FEWEST_TWICE, type Sampled, type Twice } from '#statistics/change.ts';
import { isSmall, shownPart } from '#statistics/hiding.ts';
import { collapse, predictionPowered } from '#statistics/prediction-powered.ts';
import type { Share } from '#statistics/proportion.ts';
import { MOTIVES, type Motive } from '#surveys/motive.ts';
import type { Definition } from '#surveys/survey.ts';
import type { Day } from '#time/day.ts';

/** What the research that the project began with said of all companies: so many do not know what the box is. Beside `awareness`, its rest. */
export const SEED = 1 - standardOf('awareness').references[0]!.value;

/** A survey as a wave of answers. */
export interface Wave {
  survey: string;
  title: string;
  /** The day it opened, or that of its first answer where that came earlier; and that of its last answer. */
  begins: Day;
  until: Day;
  /** By then half of its answers were in: of that week it is how many stood where. */
  middle: Day;
  /** Answers are not kept so long that all of it is there. */
  isErased: boolean;
  definition: Definition;
}

/** A place in which somebody can stand: 0 is none; else 512 times the state of the ladder, twice the rung, and one more of a single person. */
export const placeCode = (state: number, rung: number, alone: boolean): number =>
  512 * state + 2 * rung + Number(alone);

/** What is counted of several waves, one number or list for each. */
export interface Counted {
  /** Where it stood in the week of the wave; 0 where it was not in the registry, or not chosen. */
  stood: readonly number[];
  /** Where it stood as it answered, which is not always the same; 0 where it did not. */
  answered: readonly number[];
  /** What it said in it, in the order of MOTIVES, as in Cell. */
  said: readonly (readonly number[])[];
  organisations: number;
}

/** Of what a share is: a motive of the non-users, or not knowing the box of all organisations. */
export const MEASURES = [...MOTIVES, 'all'] as const;
export type Measure = (typeof MEASURES)[number];
export const motiveOf = (measure: Measure): Motive => (measure === 'all' ? 'weten' : measure);

/** Why there is no share: not asked, answers erased, too few of them, too few of one kind to show, or whole groups that nobody asked. */
export type Why = 'unasked' | 'erased' | 'few' | 'hidden' | 'part';

export interface Told {
  measure: Measure;
  share: Share | undefined;
  why: Why | undefined;
  /** Organisations that said something of it; undefined where too small to show. */
  answered: number | undefined;
  /** The difference with the last wave before it that has a share out of the same questions; undefined where there is none. */
  change: Change | undefined;
}

export interface Change extends Share {
  /** The survey it is a difference with. */
  since: string;
  /** Whether it counts that organisations answered both times; with too few of those it does not, and is wider. */
  isPaired: boolean;
}

export interface WaveTold extends Omit<Wave, 'definition'> {
  /** Non-users when the wave was answered, and all in the registry; undefined where too small to show. */
  nonUsers: number | undefined;
  registered: number | undefined;
  shares: Told[];
}

/**
 * A questionnaire without what is said in own words: whether staff coded that already differs from wave to wave, and would look like a
 * change.
 */
export const closed = (definition: Definition): Definition => ({
  ...definition,
  questions: definition.questions.filter(({ kind }) => kind !== 'open')
});

/** The questions that say something of a motive, to the letter; empty where none does. Only what is asked the same can be compared. */
export const askedOf = (definition: Definition, motive: Motive): string => {
  const telling = closed(definition).questions.filter(({ options }) =>
    options.some(({ says }) => says.some((one) => one.motive === motive))
  );
  if (telling.length === 0) return '';
  return JSON.stringify([
    definition.language,
    ...telling.map(({ key, kind, text, options, onlyAfter }) => [
      key,
      kind,
      text,
      options.map((one) => [one.key, one.text, one.says.filter((saying) => saying.motive === motive)]),
      onlyAfter ?? null
    ])
  ]);
};

/** By `state` it is in a layer, which is how far it got with or without occasion; by `stood` it is a non-user or not. */
interface Placed extends Layered {
  stood: number;
}

const UNSAID = MOTIVES.map(() => -1);

function placed(code: number, said: readonly number[], organisations: number): Placed[] {
  if (code === 0) return [];
  return [{ stood: code >> 9, state: (code & 511) >> 1, size: code % 2 === 1 ? '1' : '', said, organisations }];
}

/** Who there was in a wave, and who answered. */
interface Asked {
  there: readonly Placed[];
  answers: readonly Placed[];
}

/** Of a group that is more than this part of all, at least so many have to have answered. */
const PART = { share: 0.05, answers: 5 };

/** Whether those without occasion, non-users, and those that use or used it were all asked. */
function isWhole(ladder: Ladder, { there, answers }: Asked, motive: Motive): boolean {
  const groups = [
    ({ stood }: Placed) => stood === NO_OCCASION,
    ({ stood }: Placed) => isNonUser(ladder, stood),
    ({ stood }: Placed) => isUse(ladder, stood) || stood === lapsedOf(ladder)
  ];
  return groups.every((belongs) => {
    const said = sum(answers.filter((cell) => belongs(cell) && saidOf(cell, motive) >= 0));
    return sum(there.filter(belongs)) <= PART.share * sum(there) || said >= PART.answers;
  });
}

interface Estimated {
  sampled: Sampled | undefined;
  why: Why | undefined;
  answered: number;
}

/** From answers alone: predictions come from a model that learned from all waves at once, and would make them alike. */
function estimated({ there, answers }: Asked, motive: Motive, careful: boolean): Estimated {
  const strata = collapse(strataOf(there, motive, () => 0, answers));
  const [answered, so] = [strata.map(({ labelled }) => labelled.n), strata.map(({ labelled }) => labelled.y)].map(
    (counts) => counts.reduce((total, count) => total + count, 0)
  ) as [number, number];
  const estimate = answered < FEWEST_ANSWERS ? undefined : predictionPowered(strata)?.alone;
  if (!estimate) return { sampled: undefined, why: 'few', answered };
  if (careful && (isSmall(so) || isSmall(answered - so))) return { sampled: undefined, why: 'hidden', answered };
  return { sampled: { strata, estimate }, why: undefined, answered };
}

/**
 * @param waves in order
 * @param careful whether organisations are companies, of which no small count is told
 */
export function wavesOf(
  ladder: Ladder,
  waves: readonly Wave[],
  counted: readonly Counted[],
  careful: boolean
): WaveTold[] {
  const belongs = (measure: Measure, { stood }: Placed) => measure === 'all' || isNonUser(ladder, stood);
  const all = waves.map((_, wave): Asked => ({
    there: counted.flatMap(({ stood, organisations }) => placed(stood[wave]!, UNSAID, organisations)),
    answers: counted.flatMap(({ answered, said, organisations }) => placed(answered[wave]!, said[wave]!, organisations))
  }));
  const whose = (measure: Measure, wave: number): Asked => ({
    there: all[wave]!.there.filter((cell) => belongs(measure, cell)),
    answers: all[wave]!.answers.filter((cell) => belongs(measure, cell))
  });

  /** Those of the measure both times: how many there were, and who said something both times. */
  const between = (measure: Measure, before: number, after: number): { twice: Twice[]; common: number } => {
    const motive = motiveOf(measure);
    const twice: Twice[] = [];
    let common = 0;
    for (const { stood, answered, said, organisations } of counted) {
      const both = (codes: readonly number[]) =>
        [before, after].flatMap((wave) =>
          placed(codes[wave]!, said[wave]!, organisations).filter((cell) => belongs(measure, cell))
        );
      if (both(stood).length === 2) common += organisations;
      const [was, is] = both(answered).filter((cell) => saidOf(cell, motive) >= 0);
      if (!was || !is) continue;
      twice.push({
        before: { stratum: layerOf(was), y: saidOf(was, motive) as 0 | 1 },
        after: { stratum: layerOf(is), y: saidOf(is, motive) as 0 | 1 },
        units: organisations
      });
    }
    return { twice, common };
  };

  const found = waves.map(({ definition, isErased }, wave) =>
    MEASURES.map((measure): Estimated => {
      const [motive, nobody] = [motiveOf(measure), { sampled: undefined, answered: 0 }];
      if (askedOf(definition, motive) === '') return { ...nobody, why: 'unasked' };
      if (isErased) return { ...nobody, why: 'erased' };
      const one = estimated(whose(measure, wave), motive, careful);
      const isPart = measure === 'all' && one.sampled && !isWhole(ladder, all[wave]!, motive);
      return isPart ? { sampled: undefined, why: 'part', answered: one.answered } : one;
    })
  );

  const changeOf = (wave: number, place: number): Change | undefined => {
    const now = found[wave]![place]!.sampled;
    const measure = MEASURES[place]!;
    const asks = (of: number) => askedOf(waves[of]!.definition, motiveOf(measure));
    const before = found.findLastIndex(
      (one, index) => index < wave && one[place]!.sampled !== undefined && asks(index) === asks(wave)
    );
    if (!now || before < 0) return undefined;
    const { twice, common } = between(measure, before, wave);
    const isPaired = twice.reduce((total, { units }) => total + units, 0) >= FEWEST_TWICE;
    return {
      ...changeBetween(found[before]![place]!.sampled!, now, twice, common),
      since: waves[before]!.survey,
      isPaired
    };
  };

  return waves.map(({ survey, title, begins, until, middle, isErased }, wave) => {
    const [never, everybody] = [sum(whose('weten', wave).there), sum(all[wave]!.there)];
    const answered = (place: number) => found[wave]![place]!.answered;
    const shown = (place: number, whole: number) => (careful ? shownPart(answered(place), whole) : answered(place));
    // Of the others there may be a handful, or a handful that answered: then the whole would tell it.
    const tells = careful && isSmall(answered(MEASURES.indexOf('all')) - answered(MEASURES.indexOf('weten')));
    return {
      survey,
      title,
      begins,
      until,
      middle,
      isErased,
      nonUsers: careful && isSmall(never) ? undefined : never,
      registered: careful && (isSmall(never) || isSmall(everybody - never)) ? undefined : everybody,
      shares: MEASURES.map((measure, place) => {
        const { sampled, why } = found[wave]![place]!;
        return {
          measure,
          share: sampled && bare(sampled.estimate),
          why,
          answered: measure === 'all' && tells ? undefined : shown(place, measure === 'all' ? everybody : never),
          change: changeOf(wave, place)
        };
      })
    };
  });
}

const bare = ({ value, low, high }: Share): Share => ({ value, low, high });

/** Whether an interval of a difference leaves no room for none: only then a change is spoken of. */
export const isChange = ({ low, high }: Pick<Share, 'low' | 'high'>): boolean => low > 0 || high < 0;
