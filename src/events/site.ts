/** A website or application that sends events: its public key, its origins and the names it may send. */
import { z } from 'zod';
import { EVENT_NAME } from '#events/event.ts';

const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower case letters, digits and hyphens, at most 40');

/** Scheme, host and port, as a browser sends it in the Origin header. */
const Origin = z
  .url({ protocol: /^https?$/, error: 'an address such as https://www.example.nl' })
  .transform((value) => new URL(value).origin);

export const Site = z.object({
  id: z.string(),
  slug: Slug,
  name: z.string().min(1).max(80),
  /** Public: it says which site an event belongs to, it gives no rights to read. */
  key: z.string(),
  origins: z.array(z.string()),
  /** Own event names besides the standard ones. */
  events: z.array(z.string()),
  team: z.string(),
  example: z.boolean()
});
export type Site = z.infer<typeof Site>;

export const NewSite = z.object({
  name: z.string().trim().min(1).max(80),
  origins: z.array(Origin).min(1).max(20),
  events: z.array(z.string().regex(EVENT_NAME, 'lower case letters, digits and underscores')).max(200).default([]),
  team: z.string().trim().max(80).default('')
});
export type NewSite = z.infer<typeof NewSite>;

export const SiteChange = NewSite.pick({ origins: true, events: true });
export type SiteChange = z.infer<typeof SiteChange>;

/** A slug out of a name: "Ondernemersplein Brabant" becomes ondernemersplein-brabant. */
export function slugOf(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'site'
  );
}
