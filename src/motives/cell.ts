/** Organisations of a kind with the same evidence and the same answers: the unit in which motives are counted. */
import type { Ladder } from '#adoption/ladder.ts';
import { isNonUser } from '#motives/motive.ts';
import { ASPECTS_OF, MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';

/** Parts of those that answered, by the remainder of their key: a model is held to the part that it did not see. */
export const FOLDS = 5;

export interface Cell {
  region: string;
  sector: string;
  size: string;
  /** The rung of the ladder. */
  state: number;
  /** Which rules hold: bit n for the n-th. */
  holds: bigint;
  /** In the order of MOTIVES: -1 it did not say, 0 it said not, 1 it said so, from 2 on so and the place of the aspect that it named. */
  said: readonly number[];
  fold: number;
  organisations: number;
}

/** 1 it said so, 0 it said not, -1 it did not say. */
export const saidOf = ({ said }: Pick<Cell, 'said'>, motive: Motive): number =>
  Math.min(1, said[MOTIVES.indexOf(motive)] ?? -1);

/** What a motive is about by its own word. */
export const saidAspect = ({ said }: Pick<Cell, 'said'>, motive: Motive): Aspect | undefined =>
  ASPECTS_OF[motive][(said[MOTIVES.indexOf(motive)] ?? -1) - 2];

export const nonUsers = (ladder: Ladder, cells: readonly Cell[]): Cell[] =>
  cells.filter(({ state }) => isNonUser(ladder, state));

export const sum = (cells: readonly Pick<Cell, 'organisations'>[]): number =>
  cells.reduce((total, { organisations }) => total + organisations, 0);

/** In which part an organisation is; the engine does the same. @param key the pseudonym */
export const foldOf = (key: string, said: readonly number[]): number =>
  said.some((one) => one >= 0) ? Number(BigInt(key) % BigInt(FOLDS)) : 0;
