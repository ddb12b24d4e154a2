/** A view that somebody gave a name: the address with everything that was chosen in it. */
import { z } from 'zod';

/** Parts of the product whose pages keep what was chosen in their address. */
const PARTS = ['/adoption', '/motives'] as const;

/** Whether a page is one that can be kept. */
export const canKeep = (path: string): boolean =>
  PARTS.some((part) => path === part || path.startsWith(`${part}/`)) &&
  // Of a list of single organisations nothing stands in the address, and a funnel has a name of its own.
  !['/motives/list', '/adoption/funnel'].includes(path);

export const NewView = z.object({
  name: z.string().trim().min(1).max(80),
  address: z
    .string()
    .max(4_000)
    .refine((address) => canKeep(address.split('?')[0]!))
});
