/** A registry that is asked twice, of which what everybody would say is known: how often shares and differences are told as they are. */
import { LADDERS, NO_OCCASION, NOTHING_YET } from '#adoption/ladder.ts';
import { isNonUser } from '#motives/motive.ts';
import { isChange, placeCode, wavesOf, type Counted, type Measure, type Wave } from '#motives/wave.ts';
import { randomFrom, type Random } from '#statistics/random.ts';
import { STANDARD } from '#surveys/standard.ts';

const LADDER = LADDERS.company;

/** Waves of the ready-made questionnaire, or of another. */
export const wave = (survey: string, more: Partial<Wave> = {}): Wave => ({
  survey,
  title: survey,
  begins: '2026-01-01',
  until: '2026-02-01',
  middle: '2026-01-10',
  isErased: false,
  definition: STANDARD,
  ...more
});

export interface Setting {
  name: string;
  /** Of who answered before, the chance to be asked again; and of who was not, to be asked now. */
  again: number;
  anew: number;
  /** How much less often it is so the second time. */
  shift: number;
}

/** Where somebody stands, how often that is, how often it does not know the box, and how often it answers when asked. */
const PLACES = [
  { state: NO_OCCASION, often: 0.25, unaware: 0.85, answers: 0.12 },
  { state: NOTHING_YET, often: 0.3, unaware: 0.8, answers: 0.15 },
  { state: NOTHING_YET + 1, often: 0.15, unaware: 0.6, answers: 0.25 },
  { state: NOTHING_YET + 2, often: 0.12, unaware: 0.25, answers: 0.35 },
  { state: NOTHING_YET + 3, often: 0.08, unaware: 0.05, answers: 0.4 },
  { state: NOTHING_YET + 6, often: 0.1, unaware: 0.03, answers: 0.45 }
] as const;
/** Whoever is in a hurry says another thing, each time anew. */
const CONTRADICTS = 0.04;
const ORGANISATIONS = 2_000;

function placeFrom(random: Random): (typeof PLACES)[number] {
  let left = random();
  return PLACES.find(({ often }) => (left -= often) < 0) ?? PLACES[0];
}

/** Those that are alike counted together, as the engine does. */
const alike = (all: readonly Counted[]): Counted[] =>
  [...Map.groupBy(all, ({ stood, said }) => [stood[0], said[0]![0], said[1]![0]].join()).values()].map((own) => ({
    ...own[0]!,
    organisations: own.length
  }));

/** A registry in which nobody moves, asked twice; and of each measure the share that would say so in each wave. */
function twice(
  { again, anew, shift }: Setting,
  random: Random
): { counted: Counted[]; truths: Map<Measure, number[]> } {
  const would: { state: number; says: number[] }[] = [];
  const counted = Array.from({ length: ORGANISATIONS }, (): Counted => {
    const { state, unaware, answers } = placeFrom(random);
    const alone = random() < 0.8;
    const is = random() < unaware;
    const learns = random() < shift;
    const says = [is, is && !learns].map((so) => Number(random() < CONTRADICTS ? !so : so));
    would.push({ state, says });
    // Whoever answers does so when asked again, mostly.
    const ready = random() < (alone ? answers : 1.5 * answers);
    const first = ready && random() < 0.6;
    const second = ready && random() < (first ? again : anew);
    const place = placeCode(state, state, alone);
    return {
      stood: [place, place],
      answered: [first ? place : 0, second ? place : 0],
      said: [first, second].map((there, index) => (there ? [says[index]!, -1, -1, -1] : [-1, -1, -1, -1])),
      organisations: 1
    };
  });
  const shareOf = (measure: Measure, index: number) => {
    const own = would.filter(({ state }) => measure === 'all' || isNonUser(LADDER, state));
    return own.filter(({ says }) => says[index] === 1).length / own.length;
  };
  return {
    counted: alike(counted),
    truths: new Map(LOOKED_AT.map((measure) => [measure, [0, 1].map((at) => shareOf(measure, at))]))
  };
}

export interface Repeated {
  /** Shares of the times: an interval holds the share that would be said, that of the difference holds the true difference, a change is told. */
  inside: number;
  differenceInside: number;
  called: number;
}

/** Two measures of the same answers: knowing it among non-users, and among all. */
export const LOOKED_AT = ['weten', 'all'] as const;

export function repeat(setting: Setting, times: number, seed: number): Record<(typeof LOOKED_AT)[number], Repeated> {
  const random = randomFrom(seed);
  const found = { weten: nothing(), all: nothing() };
  const holds = ({ low, high }: { low: number; high: number }, value: number) => low <= value && value <= high;
  for (let time = 0; time < times; time++) {
    const { counted, truths } = twice(setting, random);
    const told = wavesOf(LADDER, [wave('a'), wave('b')], counted, true);
    for (const measure of LOOKED_AT) {
      const [before, after] = told.map(({ shares }) => shares.find((one) => one.measure === measure)!);
      const [was, is] = truths.get(measure)!;
      const change = after!.change!;
      const one = found[measure];
      one.inside += (Number(holds(before!.share!, was!)) + Number(holds(after!.share!, is!))) / 2 / times;
      one.differenceInside += Number(holds(change, is! - was!)) / times;
      one.called += Number(isChange(change)) / times;
    }
  }
  return found;
}

const nothing = (): Repeated => ({ inside: 0, differenceInside: 0, called: 0 });
