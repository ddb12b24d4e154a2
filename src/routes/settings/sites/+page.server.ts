/** Websites that send events. */
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { NewSite } from '#events/site.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => ({ sites: await sites.list(), origin: url.origin });

const words = (value: string) => value.split(/[\s,;]+/).filter((word) => word !== '');

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const given = NewSite.safeParse({
        name: text(form, 'name'),
        origins: words(text(form, 'origins')),
        events: words(text(form, 'events')),
        team: text(form, 'team')
      });
      if (!given.success) {
        const issue = given.error.issues[0];
        throw new Refusal('form_wrong', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      }
      const site = await sites.create(given.data);
      await audit.note(locals.account!.id, 'site_created', site.slug);
      return { made: site.slug };
    });
  }
};
