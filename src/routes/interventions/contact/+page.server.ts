/** Writing down contacts, on the spot: what comes in, who may be approached, what is to be told back, and the last ones of whoever looks. */
import { fail, isActionFailure, redirect, type ActionFailure } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import type { Account } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as contacts from '#interventions/contacts.server.ts';
import * as improvements from '#interventions/improvements.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { Refusal } from '#refusal.ts';
import { dayOf } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text } from '../../attempt.ts';
import { contactOf, entriesIn, entriesOf } from './form.ts';
import { offered } from './offered.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { fieldWords } from './words.ts';

const isTeam = ({ role }: Account): boolean => role === 'project_team';

export const load: PageServerLoad = async ({ locals, url }) => {
  const account = locals.account!;
  const now = new Date();
  const [offers, own, tellings, term] = await Promise.all([
    offered(dayOf(now.getTime())),
    contacts.own(account.id, now),
    improvements.tellings({ by: account.id, untold: true }),
    touches.term()
  ]);
  const edited = own.find(({ id, mayMend }) => mayMend && id === url.searchParams.get('edit'));
  return {
    ...offers,
    me: account.id,
    id: edited?.id ?? randomUUID(),
    edited: edited && entriesIn(edited),
    /** For which intervention it is, where one comes from its page. */
    intervention: url.searchParams.get('intervention') ?? '',
    own,
    tellings,
    term,
    mayChangeTerm: isTeam(account)
  };
};

/** Does something with what is filled in; when it is refused, that comes back with the reason. */
async function filledIn<T>({ request }: RequestEvent, deed: (form: FormData) => Promise<T>) {
  const form = await request.formData();
  const answer = await attempt(() => deed(form), fieldWords);
  if (!isActionFailure(answer)) return answer as T;
  const { status, data } = answer as ActionFailure<{ refused: string }>;
  return fail(status, { ...data, filled: entriesOf(form) });
}

export const actions: Actions = {
  keep: (event) =>
    filledIn(event, async (form) => {
      const by = event.locals.account!.id;
      const owner = text(form, 'owner');
      // Filled in by somebody else on the same device: it waits there until that one is logged in again.
      if (owner !== '' && owner !== by) redirect(303, '/login');
      return { kept: await contacts.keep(contactOf(form), by, new Date()) };
    }),
  mend: (event) =>
    filledIn(event, async (form) => {
      const by = event.locals.account!.id;
      const kept = await contacts.mend(contactOf(form), by, new Date());
      await audit.note(by, 'contact_mended', kept.id);
      return { kept };
    }),
  /** May this company be approached? Says until when not, and not because of what. */
  check: (event) =>
    filledIn(event, async (form) => {
      const today = dayOf(Date.now());
      const company = await contacts.companyOf(text(form, 'reference'), today);
      const free = await touches.free(company, today, text(form, 'intervention'));
      return { checked: { reference: text(form, 'reference'), free, isFree: free === today }, filled: entriesOf(form) };
    }),
  remove: ({ request, locals }) =>
    attempt(async () => {
      const id = text(await request.formData(), 'id');
      await contacts.remove(id, locals.account!.id, new Date());
      await audit.note(locals.account!.id, 'contact_removed', id);
      return { removed: true };
    }),
  told: ({ request, locals }) =>
    attempt(async () => {
      const form = await request.formData();
      await improvements.tell(text(form, 'improvement'), text(form, 'contact'), locals.account!.id, new Date());
      return { told: true };
    }),
  term: ({ request, locals }) =>
    attempt(
      async () => {
        const account = locals.account!;
        if (!isTeam(account))
          throw new Refusal('forbidden', 'Alleen het projectteam verandert deze grens.', { status: 403 });
        const form = await request.formData();
        const why = text(form, 'why').trim().slice(0, 300);
        if (why.length < 10) throw new Refusal('why_short', 'Schrijf in een zin waarom de grens verandert.');
        const days = Number(text(form, 'days'));
        const before = await touches.setTerm(days);
        await audit.note(account.id, 'contact_term_changed', 'contact_term_days', { before, after: days, why });
        return { termChanged: true };
      },
      { '': m.contacts_term_days }
    )
};
