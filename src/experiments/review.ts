/** A review as it is kept: what was gathered, what that showed and what was decided; enough to come to the same again. */
import { z } from 'zod';
import { Decision } from '#experiments/decision.ts';
import { Evidence } from '#experiments/evidence.ts';
import type { Gathered } from '#experiments/weighing.ts';

export const Review = z.object({
  /** Which rule was applied: the daily one, or only that for harm. */
  rule: z.enum(['decide', 'harm']),
  gathered: z.custom<Gathered>((value) => typeof value === 'object' && value !== null),
  /** SHA-256 of what was gathered. */
  snapshot: z.string(),
  evidence: Evidence,
  decision: Decision,
  /** In Dutch, as it was said then. */
  sentence: z.string()
});
export type Review = z.infer<typeof Review>;
