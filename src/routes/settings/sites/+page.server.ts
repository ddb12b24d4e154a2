/** Websites that send events. */
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { NewSite, SiteChange } from '#events/site.ts';
import { wellFormed } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import type { z } from 'zod';
import { attempt, text, type Labels } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => ({ sites: await sites.list(), origin: url.origin });

const words = (value: string) => value.split(/[\s,;]+/).filter((word) => word !== '');

/** What was filled in, or a refusal that names the first field that is wrong. */
function filledIn<T>(schema: z.ZodType<T>, form: FormData): T {
  const given = {
    name: text(form, 'name'),
    origins: words(text(form, 'origins')),
    events: words(text(form, 'events')),
    team: text(form, 'team')
  };
  return wellFormed(schema, given, 'form_wrong');
}

const LABELS: Labels = {
  name: m.accounts_site_name,
  origins: m.accounts_site_origins,
  'origins.*': m.accounts_site_origins,
  events: m.accounts_site_events,
  'events.*': m.accounts_site_events
};

export const actions: Actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const site = await sites.create(filledIn(NewSite, form));
      await audit.note(locals.account!.id, 'site_created', site.slug);
      return { made: site.slug };
    }, LABELS);
  },
  change: async ({ request, locals }) => {
    const form = await request.formData();
    const slug = text(form, 'slug');
    return attempt(async () => {
      await sites.change(slug, filledIn(SiteChange, form));
      await audit.note(locals.account!.id, 'site_changed', slug);
      return { changed: slug };
    }, LABELS);
  }
};
