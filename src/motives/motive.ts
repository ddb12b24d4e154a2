/** The four motives for not using the box, what each is split into, and who is asked: whoever had occasion and never used it. */
import { z } from 'zod';
import { NOTHING_YET, useOf, type Ladder } from '#adoption/ladder.ts';

export const MOTIVES = ['weten', 'willen', 'kunnen', 'moeten'] as const;
export const Motive = z.enum(MOTIVES);
export type Motive = z.infer<typeof Motive>;

/** Those that evidence of behaviour can tell something about; having to is a legal fact or an answer, and never a guess. */
export const INFERRED = ['weten', 'willen', 'kunnen'] as const;
export type Inferred = (typeof INFERRED)[number];

/** Being able: the means, the skill, the hassle; wanting: resistance. Source: the domain study, requirement 15. */
export const ASPECTS = ['middelen', 'vaardigheid', 'gedoe', 'weerstand'] as const;
export const Aspect = z.enum(ASPECTS);
export type Aspect = z.infer<typeof Aspect>;

/** Whether somebody in this state of the ladder is a non-user: had occasion, and never used the box. Whoever lapsed did. */
export const isNonUser = (ladder: Ladder, state: number): boolean => state >= NOTHING_YET && state < useOf(ladder);
