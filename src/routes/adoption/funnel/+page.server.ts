/** Making an own funnel: every change is a new address, so it works without scripts and can be shared. */
import { redirect } from '@sveltejs/kit';
import { may, type Account } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { decode, DEFAULT_FUNNELS, encode, type Funnel } from '#adoption/funnel.ts';
import * as funnels from '#adoption/funnels.server.ts';
import { STANDARD_NAMES } from '#events/event.ts';
import * as sites from '#events/sites.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import { partly, type Wrong } from '../../wrong.ts';
import { changed, read } from './form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const given = url.searchParams.get('funnel');
  const decoded = given === null ? DEFAULT_FUNNELS.company : decode(given);
  const wrong: Wrong[] = decoded ? [] : [{ parameter: 'funnel', fault: 'funnel', value: '' }];
  locals.refusal = partly(wrong);
  const funnel = decoded ?? DEFAULT_FUNNELS.company;
  const own = (await sites.list()).flatMap((site) => site.events);
  return {
    funnel,
    wrong,
    encoded: encode(funnel),
    events: [...new Set([...STANDARD_NAMES, ...own])].sort(),
    kept: await funnels.list(),
    justKept: url.searchParams.get('kept'),
    /** The name under which it was to be kept, that another funnel has. */
    exists: url.searchParams.get('exists') ?? '',
    mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
  };
};

/** @throws Refusal forbidden */
function editor(account: Account | undefined): Account {
  if (account && may(account.role, 'edit_funnels')) return account;
  throw new Refusal('forbidden', 'Met jouw rol kun je geen trechters bewaren of verwijderen.', { status: 403 });
}

function goOn(path: string, funnel: Funnel, more: Record<string, string> = {}, anchor = ''): never {
  const query = new URLSearchParams({ ...more, funnel: encode(funnel) });
  redirect(303, `${path}?${query}${anchor && `#${anchor}`}`);
}

/** Keeps it; a name that another funnel has is asked about first. */
async function keep(funnel: Funnel, given: string, mayReplace: boolean, by: Account): Promise<never> {
  const name = given.trim();
  if (name === '') throw new Refusal('name_missing', 'Geef de trechter een naam.');
  const isKnown = await funnels.isKept(name);
  if (isKnown && !mayReplace) goOn('/adoption/funnel', funnel, { exists: name }, 'bewaren');
  await funnels.keep(name, funnel, by.id, new Date());
  await audit.note(by.id, 'funnel_kept', name);
  goOn('/adoption/funnel', funnel, { kept: isKnown ? 'replaced' : 'new' });
}

export const actions: Actions = {
  change: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const funnel = read(form);
      const [deed = '', place = '0'] = text(form, 'deed').split(':');
      if (deed === 'keep') await keep(funnel, text(form, 'name'), false, editor(locals.account));
      if (deed === 'replace') await keep(funnel, text(form, 'exists'), true, editor(locals.account));
      if (deed === 'show') goOn('/adoption', funnel);
      const after = changed(funnel, deed, Number(place));
      goOn('/adoption/funnel', after.funnel, {}, after.anchor);
    });
  },
  remove: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = editor(locals.account);
      await funnels.remove(text(form, 'id'));
      await audit.note(by.id, 'funnel_removed', text(form, 'id'));
      return {};
    });
  }
};
