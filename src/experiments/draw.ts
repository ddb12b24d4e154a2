/** The lot of groups: which of them get the variant, and which lots there could have been. */
import { bucketRanges, chooseVariation, hash } from '#experiments/assignment.ts';
import { shares, type Design, type Experiment, type Groups } from '#experiments/experiment.ts';
import { bestBalanced, drawnAllocations, type Allocation } from '#statistics/randomisation.ts';
import { randomFrom, type Random } from '#statistics/random.ts';

/** Lots of which the best balanced is taken. */
const LOTS = 100;

/** Other draws beside the real one that say how far chance reaches. */
const DRAWS = 999;

export interface Draw {
  /** By which the SDKs come to the same lot. */
  seed: string;
  /** For each group of the list whether it gets the variant. */
  allocation: Allocation;
}

/** For each covariate its value in every group. */
const covariatesOf = ({ list }: Pick<Groups, 'list'>): number[][] =>
  (list[0]?.figures ?? []).map((_, place) => list.map(({ figures }) => figures[place] ?? 0));

const shareOf = ({ variants }: Pick<Design, 'variants'>): number => shares(variants)[1] ?? 0;

/** The best balanced of a hundred lots, each by a seed of its own; the same for the same experiment every time. */
export function draw({ key, design }: Pick<Experiment, 'key' | 'design'>): Draw | undefined {
  const { groups, variants } = design;
  if (!groups) return undefined;
  const ranges = bucketRanges(variants.length, 1, shares(variants));
  const lots = Array.from({ length: LOTS }, (_, lot): Draw => {
    const seed = `${key}#${lot}`;
    const allocation = groups.list.map(({ name }) => chooseVariation(hash(seed, name, 2), ranges) === 1);
    return { seed, allocation };
  });
  const { index } = bestBalanced(
    lots.map(({ allocation }) => allocation),
    covariatesOf(groups),
    shareOf(design)
  );
  return lots[index];
}

const remembered = new WeakMap<Groups, Allocation[]>();

/** The real draw and others drawn in the same way, always the same ones. */
export function lots(design: Pick<Design, 'groups' | 'variants'>, drawn: Allocation): Allocation[] {
  const { groups } = design;
  if (!groups) return [drawn];
  const known = remembered.get(groups);
  if (known) return [drawn, ...known];
  const covariates = covariatesOf(groups);
  const share = shareOf(design);
  const best = (random: Random) => {
    const candidates = Array.from({ length: LOTS }, () => drawn.map(() => random() < share));
    return candidates[bestBalanced(candidates, covariates, share).index]!;
  };
  const [, ...others] = drawnAllocations(drawn, DRAWS, best, randomFrom(drawn.length));
  remembered.set(groups, others);
  return [drawn, ...others];
}
