/** A view that somebody gave a name: the address with everything that was chosen in it. */
import { z } from 'zod';

/**
 * Pages that keep what was chosen in their address. Not the one of a list of single organisations, of which nothing stands there, nor that
 * of a funnel, which has a name of its own.
 */
export const PAGES = [
  '/adoption',
  '/adoption/channels',
  '/adoption/ladder',
  '/adoption/teams',
  '/adoption/time',
  '/adoption/trends',
  '/events',
  '/experiments',
  '/experiments/approaches',
  '/experiments/comparisons',
  '/interventions',
  '/interventions/cards',
  '/moments',
  '/motives',
  '/motives/change',
  '/motives/rules',
  '/motives/waves',
  '/motives/where',
  '/organisations',
  '/reports'
];

/** Whether a page is one that can be kept. */
export const canKeep = (path: string): boolean => PAGES.includes(path);

export const NewView = z.object({
  name: z.string().trim().min(1).max(80),
  address: z
    .string()
    .max(4_000)
    .refine((address) => canKeep(address.split('?')[0]!))
});
