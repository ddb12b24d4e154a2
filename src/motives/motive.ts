/** Of which motives behaviour can tell something, and of whom they are asked: whoever had occasion and never used the box. */
import { NOTHING_YET, useOf, type Ladder } from '#adoption/ladder.ts';

/** Having to is a legal fact or an answer, and never a guess. */
export const INFERRED = ['weten', 'willen', 'kunnen'] as const;
export type Inferred = (typeof INFERRED)[number];

/** Whether somebody in this state of the ladder is a non-user: had occasion, and never used the box. Whoever lapsed did. */
export const isNonUser = (ladder: Ladder, state: number): boolean => state >= NOTHING_YET && state < useOf(ladder);
