/** The four motives for not using the box, and what each is split into: the words that all rooms downstream share. */
import { z } from 'zod';

export const MOTIVES = ['weten', 'willen', 'kunnen', 'moeten'] as const;
export const Motive = z.enum(MOTIVES);
export type Motive = z.infer<typeof Motive>;

/** Being able: the means, the skill, the hassle; wanting: resistance. Source: the domain study, requirement 15. */
export const ASPECTS = ['middelen', 'vaardigheid', 'gedoe', 'weerstand'] as const;
export const Aspect = z.enum(ASPECTS);
export type Aspect = z.infer<typeof Aspect>;
export const ASPECTS_OF: Readonly<Record<Motive, readonly Aspect[]>> = {
  weten: [],
  willen: ['weerstand'],
  kunnen: ['middelen', 'vaardigheid', 'gedoe'],
  moeten: []
};
