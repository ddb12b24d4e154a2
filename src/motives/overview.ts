/** What is told of why non-users do not use the box: counts and shares from which nothing about a handful of companies can be worked out. */
import { isUse, lapsedOf, NO_OCCASION, type Ladder } from '#adoption/ladder.ts';
import { nonUsers, saidOf, sum, type Cell } from '#motives/cell.ts';
import { estimate, layersOf, type Layer } from '#motives/estimate.ts';
import { aspectOf, judge, type Judgement } from '#motives/judgement.ts';
import type { Model } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { isSmall, shownPart, SMALLEST, suppressed, suppressedTable } from '#statistics/hiding.ts';
import type { Share } from '#statistics/proportion.ts';
import { MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';

/** Undefined where a count is too small to show, or would give such a one away. */
type Shown = number | undefined;

export interface MotiveShare {
  motive: Inferred;
  /** Undefined with too few answers, or too few that say the one thing or the other. */
  powered: { estimate: Share; alone: Share; lambda: number; effective: number } | undefined;
  /** Mean difference between predicted chances and what was said, of those that answered. */
  calibration: number | undefined;
  /** Organisations that said something of it. */
  answered: Shown;
  /** Organisations said to have it. */
  has: Shown;
}

export interface Overview {
  /** Organisations: in the registry, without occasion, users, who were, and who never used it though it had occasion. */
  registered: Shown;
  withoutOccasion: Shown;
  users: Shown;
  lapsed: Shown;
  nonUsers: Shown;
  /** This and what follows is empty where there are too few non-users to say anything of. */
  shares: MotiveShare[];
  /** Obliged by a legal fact, and by their own word. */
  obliged: { fact: Shown; said: Shown; asked: Shown };
  /** Of which neither evidence nor answers say why. */
  unknown: Shown;
  /** What is behind a motive, of those said to have it; undefined is said by no rule. */
  aspects: { motive: Inferred; aspect: Aspect | undefined; organisations: Shown }[];
  /** Who answered, of how many. */
  layers: (Layer & { organisations: Shown; answered: Shown })[];
  /** Answers that say something else than behaviour makes likely, and of how many answers. */
  conflicts: { motive: Inferred; conflicting: Shown; answers: Shown }[];
}

type Judged = Cell & { judgement: Judgement };

/** @param careful whether organisations are companies, of which no small count is told */
export function overviewOf(model: Model, ladder: Ladder, cells: readonly Cell[], careful: boolean): Overview {
  const own = nonUsers(ladder, cells);
  const registry = registryOf(ladder, cells, careful);
  const nothing = { shares: [], aspects: [], layers: [], conflicts: [], unknown: undefined };
  if (careful && sum(own) < SMALLEST)
    return { ...registry, ...nothing, obliged: { fact: undefined, said: undefined, asked: undefined } };
  const judged = own.map((cell): Judged => ({ ...cell, judgement: judge(model, cell) }));
  const part = (count: number, whole: number): Shown => (careful ? shownPart(count, whole) : count);
  const of = (count: number) => part(count, sum(own));
  const has = (motive: Motive) => sum(judged.filter((cell) => verdictOf(cell, motive).is));
  const said = own.filter((cell) => saidOf(cell, 'moeten') >= 0);
  return {
    ...registry,
    shares: INFERRED.map((motive) => ({ motive, ...shareOf(model, motive, own, careful), has: of(has(motive)) })),
    obliged: {
      fact: of(sum(judged.filter((cell) => verdictOf(cell, 'moeten').basis === 'fact'))),
      asked: of(sum(said)),
      said:
        of(sum(said)) === undefined
          ? undefined
          : part(sum(said.filter((cell) => saidOf(cell, 'moeten') === 1)), sum(said))
    },
    unknown: of(sum(judged.filter(({ judgement }) => judgement.main === undefined))),
    aspects: aspectsOf(model, judged, (motive) => of(has(motive)) !== undefined, careful),
    layers: layersTold(own, careful),
    conflicts: INFERRED.map((motive) => {
      const answers = judged.filter((cell) => saidOf(cell, motive) >= 0);
      const conflicting = sum(answers.filter((cell) => verdictOf(cell, motive).conflict !== undefined));
      const told = of(sum(answers));
      return { motive, answers: told, conflicting: told === undefined ? undefined : part(conflicting, sum(answers)) };
    })
  };
}

const verdictOf = ({ judgement }: Judged, motive: Motive) =>
  judgement.verdicts.find((verdict) => verdict.motive === motive)!;

/** Non-users are what it is about, and shown when they are not few; of the others as many are hidden as it takes. */
function registryOf(ladder: Ladder, cells: readonly Cell[], careful: boolean) {
  const lapsed = ladder.lapsedAfter === undefined ? -1 : lapsedOf(ladder);
  const others = [
    sum(cells.filter(({ state }) => state === NO_OCCASION)),
    sum(cells.filter(({ state }) => isUse(ladder, state))),
    sum(cells.filter(({ state }) => state === lapsed))
  ];
  const never = sum(nonUsers(ladder, cells));
  const few = careful && isSmall(never);
  const hidden = careful ? suppressed(few ? [...others, never] : others) : [];
  const together = others.reduce((so, count, place) => so + (hidden[place] ? count : 0), 0);
  const shown = (place: number): Shown => (hidden[place] ? undefined : others[place]);
  // When all that is hidden is a handful, the total would tell it.
  const registered = careful && isSmall(together + (few ? never : 0)) ? undefined : sum(cells);
  return {
    registered: careful && isSmall(sum(cells)) ? undefined : registered,
    withoutOccasion: shown(0),
    users: shown(1),
    lapsed: shown(2),
    nonUsers: few ? undefined : never
  };
}

function shareOf(model: Model, motive: Inferred, own: readonly Cell[], careful: boolean) {
  const { powered, answered, so, calibration } = estimate(model, motive, own);
  const few = careful && (isSmall(so) || isSmall(answered - so));
  return {
    powered:
      powered && !few
        ? {
            estimate: bare(powered.estimate),
            alone: bare(powered.alone),
            lambda: powered.lambda,
            effective: Math.round(powered.effective)
          }
        : undefined,
    calibration: powered && !few ? calibration?.error : undefined,
    answered: careful ? shownPart(answered, sum(own)) : answered
  };
}

const bare = ({ value, low, high }: Share): Share => ({ value, low, high });

function aspectsOf(
  model: Model,
  judged: readonly Judged[],
  isTold: (motive: Inferred) => boolean,
  careful: boolean
): Overview['aspects'] {
  return (['willen', 'kunnen'] as const).filter(isTold).flatMap((motive) => {
    const own = judged.filter((cell) => verdictOf(cell, motive).is);
    const rows = [...Map.groupBy(own, (cell) => aspectOf(model, motive, cell))]
      .map(([aspect, all]) => ({ motive, aspect, organisations: sum(all) }))
      .sort((a, b) => b.organisations - a.organisations);
    const hidden = careful ? suppressed(rows.map(({ organisations }) => organisations)) : [];
    return rows.map((row, place) => ({ ...row, organisations: hidden[place] ? undefined : row.organisations }));
  });
}

/** Of every layer who answered and who did not add up to it, and over the layers to the wholes. */
function layersTold(own: readonly Cell[], careful: boolean): Overview['layers'] {
  const layers = layersOf(own, MOTIVES[0]);
  const counts = layers.map(({ organisations, answered }) => [answered, organisations - answered]);
  const hidden = careful ? suppressedTable(counts) : counts.map((row) => row.map(() => false));
  const whole = careful ? suppressed(layers.map(({ organisations }) => organisations)) : [];
  return layers.map((layer, place) => ({
    ...layer,
    organisations: whole[place] ? undefined : layer.organisations,
    answered: whole[place] || hidden[place]![0] ? undefined : layer.answered
  }));
}
