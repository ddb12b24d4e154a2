/** Years of an invented province in which nothing changes, or something does, through the rules by which moments are found. */
import { choose, type Candidate } from '#moments/candidate.ts';
import { candidatesOf as ofChannels, type Through } from '#moments/channel.ts';
import { ofContacts } from '#moments/heard.ts';
import { candidatesOf as ofMotives } from '#moments/motive-shift.ts';
import { before, endingIn, quarterOf } from '#moments/quarter.ts';
import { candidatesOf as ofRecords, type Series, type Week } from '#moments/record.ts';
import { candidatesOf as ofShifts, type Part } from '#moments/shift.ts';
import { MEASURES, type Told, type WaveTold } from '#motives/wave.ts';
import { difference, wilson } from '#statistics/proportion.ts';
import { randomFrom, type Random } from '#statistics/random.ts';
import { addDays } from '#time/day.ts';
import { normalFrom } from '../statistics/chance.ts';

const START = '2024-01-01';
/** Half a year to compare with, and a year in which is looked. */
const BEFORE = 27;
const WEEKS = 52;
const week = (index: number) => addDays(START, 7 * index);
const ALL = Array.from({ length: BEFORE + WEEKS }, (_, index) => week(index));
const LOOKED = ALL.slice(BEFORE);

/** How many of n, each with a chance; near enough by the normal distribution where that is large. */
function binomial(n: number, chance: number, random: Random, normal: () => number): number {
  if (n * chance * (1 - chance) > 20)
    return Math.min(n, Math.max(0, Math.round(n * chance + Math.sqrt(n * chance * (1 - chance)) * normal())));
  let count = 0;
  for (let one = 0; one < n; one++) if (random() < chance) count++;
  return count;
}

/** Weeks that resemble each other, more restless than chance, and growing, as those of a province are. */
function weekly(random: Random, normal: () => number, boost: (index: number) => number): Record<Series, Week[]> {
  const moods = () => {
    let mood = normal();
    return ALL.map(() => (mood = 0.4 * mood + Math.sqrt(1 - 0.4 ** 2) * normal()));
  };
  const counts = (mean: number, growth: number, restless: number) => {
    const mood = moods();
    return ALL.map((monday, index): Week => {
      const of = mean * Math.exp(growth * index + restless * mood[index]!) * boost(index);
      return { week: monday, value: { kind: 'count', count: Math.max(0, Math.round(of + Math.sqrt(of) * normal())) } };
    });
  };
  const shares = (n: number, share: number) => {
    const mood = moods();
    return ALL.map((monday, index): Week => {
      const size = Math.max(5, Math.round(n * Math.exp(0.1 * normal())));
      const chance = Math.min(0.95, Math.max(0.02, share + 0.02 * mood[index]!));
      return {
        week: monday,
        value: { kind: 'share', n: size, count: binomial(size, chance, random, normal), design: 1.3 }
      };
    });
  };
  return {
    messages: counts(30, 0.01, 0.12),
    adopters: counts(14, 0.005, 0.1),
    digital: shares(90, 0.3),
    reaction: shares(40, 0.6),
    completion: shares(300, 0.3)
  };
}

const GROUPS: readonly (readonly [Part['dimension'], number])[] = [
  ['sector', 13],
  ['size', 8],
  ['region', 4],
  ['municipality', 56]
];

/** Companies over groups of uneven size; those of each come to the box with the same chance, but where it is said. */
function parts(random: Random, normal: () => number, chance: (group: string) => number): Part[] {
  const n = 3_000;
  // Nothing changes: as many come as lapse.
  const moved = binomial(n, 0.02, random, normal);
  const all: Part = {
    dimension: '',
    value: '',
    n,
    before: 250,
    came: moved,
    lapsed: binomial(n, 0.02, random, normal)
  };
  const groups = GROUPS.flatMap(([dimension, number]) => {
    const weights = Array.from({ length: number }, (_, index) => 1 / (index + 1.5));
    const total = weights.reduce((sum, one) => sum + one, 0);
    return weights.map((weight, index): Part => {
      const size = Math.round((n * weight) / total);
      const early = Math.round((250 * weight) / total);
      const value = `${dimension} ${index}`;
      return {
        dimension,
        value,
        n: size,
        before: early,
        came: Math.min(moved, binomial(size - early, (chance(value) * moved) / (n - 250), random, normal)),
        lapsed: 0
      };
    });
  });
  return [all, ...groups];
}

const PLACES: readonly (readonly [Through['by'], string])[] = [
  ...['Vergunning', 'Melding', 'Subsidie', 'Ontheffing', 'Bezwaar'].map((one) => ['process', one] as const),
  ...Array.from({ length: 12 }, (_, index) => ['team', `Team ${index}`] as const),
  ...GROUPS.filter(([dimension]) => dimension !== '' && dimension !== 'municipality').flatMap(([by, number]) =>
    Array.from({ length: number }, (_, index) => [by as Through['by'], `${by} ${index}`] as const)
  )
];

const ROUNDS = [3, 28, 45] as const;

/** Surveys of two hundred answers each with the same shares every time, but where one motive wanes. */
function motives(random: Random, normal: () => number, wanes: boolean): Candidate[] {
  const n = 200;
  const said = ROUNDS.map((_, round) =>
    MEASURES.map((measure) =>
      binomial(n, measure === 'weten' && wanes && round === ROUNDS.length - 1 ? 0.15 : 0.4, random, normal)
    )
  );
  const waves = ROUNDS.map((index, round): WaveTold => {
    const day = addDays(LOOKED[index]!, 3);
    return {
      survey: `round ${round}`,
      title: `round ${round}`,
      begins: day,
      middle: day,
      until: day,
      isErased: false,
      nonUsers: 2_500,
      registered: 3_000,
      shares: MEASURES.map((measure, place): Told => {
        const [share, before] = [round, round - 1].map((one) => (one < 0 ? undefined : wilson(said[one]![place]!, n)));
        const since = `round ${round - 1}`;
        return {
          measure,
          share,
          why: undefined,
          answered: n,
          change: share && before && { ...difference(share, before), since, isPaired: false }
        };
      })
    };
  });
  return ofMotives('company', waves, new Map(waves.map(({ survey, until }) => [survey, until])));
}

export interface Truth {
  /** Whether something truly happens: a week of twice as much, and a group that goes ahead. */
  changes: boolean;
}

export interface Year {
  tested: number;
  found: number;
  /** Of what was found, how much is not so. */
  chance: number;
}

/** Looks at a year, Monday after Monday, as it is looked at in truth. */
function year(seed: number, { changes }: Truth): Year {
  const random = randomFrom(seed);
  const normal = normalFrom(random);
  const far = BEFORE + 5 + Math.floor(random() * 40);
  const ahead = 'sector 1';
  const series = weekly(random, normal, (index) => (changes && index === far ? 3 : 1));
  const candidates: Candidate[] = Object.entries(series).flatMap(([key, own]) => ofRecords(key as Series, own, LOOKED));
  let last: Through[] = [];
  for (const quarter of [before(quarterOf(LOOKED[0]!)), ...endingIn(LOOKED)]) {
    const now = PLACES.map(([by, value]): Through => {
      const n = 150;
      // As near to a threshold as can be without having passed it.
      const count = binomial(n, 0.25, random, normal);
      return { quarter: quarter.from, by, value, n, count, clusters: n, nn: n, cc: count, nc: count, users: count };
    });
    candidates.push(
      ...ofShifts(
        quarter,
        parts(random, normal, (group) => (changes && group === ahead ? 4 : 1))
      ),
      ...ofChannels(quarter, [...last, ...now]),
      ...ofContacts(quarter, 'company', { yes: binomial(60, 0.5, random, normal), no: 30 })
    );
    last = now;
  }
  candidates.push(...motives(random, normal, changes));
  // Experiments that make no difference, and one that does.
  for (let planned = 1; planned <= 6; planned++)
    candidates.push({
      ...candidates[0]!,
      kind: 'experiment',
      subject: `experiment:${planned}`,
      alike: [],
      week: LOOKED[8 * planned]!,
      planned,
      p: changes && planned === 2 ? 1e-6 : random()
    });
  const isTrue = ({ subject }: Candidate) =>
    changes &&
    (subject.startsWith(`record:messages:up:${week(far)}`) ||
      subject.startsWith(`record:adopters:up:${week(far)}`) ||
      subject.startsWith(`shift:sector:${ahead}:`) ||
      subject === `motive:company:weten:round ${ROUNDS.length - 1}` ||
      subject === 'experiment:2');
  let [looked, found, chance] = [0, 0, 0];
  const told = new Set<string>();
  for (const monday of LOOKED) {
    const own = candidates.filter((one) => one.week === monday);
    const before = new Set(
      own
        .filter(({ subject, alike = [] }) => [subject, ...alike].some((one) => told.has(one)))
        .map(({ subject }) => subject)
    );
    for (const { candidate } of choose(own, before, looked, found)) {
      told.add(candidate.subject);
      found++;
      if (!isTrue(candidate)) chance++;
    }
    if (own.length > 0) looked++;
  }
  return { tested: candidates.length, found, chance };
}

export function years(times: number, truth: Truth) {
  const all = Array.from({ length: times }, (_, index) => year(1_000 + index, truth));
  const mean = (of: (one: Year) => number) => all.reduce((sum, one) => sum + of(one), 0) / times;
  return {
    tested: mean(({ tested }) => tested),
    found: mean(({ found }) => found),
    chance: mean(({ chance }) => chance),
    /** Of what was found in a year, which share is not so; none of nothing. */
    falseShare: mean(({ found, chance }) => (found === 0 ? 0 : chance / found))
  };
}
