/** Making an own funnel: every change is a new address, so it works without scripts and can be shared. */
import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { decode, DEFAULT_FUNNELS, encode, Funnel, OPERATORS, POPULATIONS } from '#adoption/funnel.ts';
import * as funnels from '#adoption/funnels.server.ts';
import { STANDARD_NAMES } from '#events/event.ts';
import * as sites from '#events/sites.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const given = url.searchParams.get('funnel');
  const funnel = given === null ? DEFAULT_FUNNELS.company : decode(given);
  if (!funnel) throw new Refusal('parameter_wrong', 'Het adres bevat geen trechter.');
  const own = (await sites.list()).flatMap((site) => site.events);
  return {
    funnel,
    encoded: encode(funnel),
    events: [...new Set([...STANDARD_NAMES, ...own])].sort(),
    kept: await funnels.list(),
    mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
  };
};

const list = (form: FormData, name: string) => form.getAll(name).map(String);

/** Rows of the form that stand together: the same place in each list is one matcher. */
function matchers(form: FormData, kind: 'step' | 'exclusion') {
  const [owners, events, fields, ops, values] = ['owner', 'event', 'field', 'op', 'values'].map((part) =>
    list(form, `${kind}_${part}`)
  );
  return (owner: number) =>
    (events ?? []).flatMap((event, index) => {
      if (Number(owners?.[index]) !== owner || event === '') return [];
      const field = fields?.[index]?.trim() ?? '';
      const filter = {
        field,
        op: z.enum(OPERATORS).catch('is').parse(ops?.[index]),
        values: (values?.[index] ?? '')
          .split(';')
          .map((value) => value.trim())
          .filter((value) => value !== '')
      };
      return [{ event, filters: field === '' ? [] : [filter] }];
    });
}

function read(form: FormData): unknown {
  const ofStep = matchers(form, 'step');
  const ofExclusion = matchers(form, 'exclusion');
  const within = list(form, 'step_within');
  return {
    population: z.enum(POPULATIONS).catch('company').parse(text(form, 'population')),
    window: Number(text(form, 'window')),
    steps: list(form, 'step_name').map((name, index) => ({
      name,
      any: ofStep(index),
      ...(within[index] ? { within: Number(within[index]) } : {})
    })),
    exclusions: list(form, 'exclusion_after')
      .map((after, index) => ({ after: Number(after), any: ofExclusion(index) }))
      .filter(({ any }) => any.length > 0)
  };
}

function moved<T>(items: readonly T[], index: number): T[] {
  const copy = [...items];
  const [item] = copy.splice(index, 1);
  if (item !== undefined) copy.splice(Math.max(0, index - 1), 0, item);
  return copy;
}

export const actions: Actions = {
  change: async ({ request }) => {
    const form = await request.formData();
    return attempt(async () => {
      const parsed = Funnel.safeParse(read(form));
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new Refusal('funnel_wrong', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      }
      const { data: funnel } = parsed;
      const [deed = '', place = '0'] = text(form, 'deed').split(':');
      const index = Number(place);
      if (deed === 'add')
        funnel.steps.push({ name: `Stap ${funnel.steps.length + 1}`, any: [{ event: 'page_view', filters: [] }] });
      if (deed === 'remove' && funnel.steps.length > 1) funnel.steps.splice(index, 1);
      if (deed === 'up') funnel.steps = moved(funnel.steps, index);
      if (deed === 'exclude' && funnel.steps.length > 1)
        funnel.exclusions.push({ after: 1, any: [{ event: 'login_failed', filters: [] }] });
      if (deed === 'include') funnel.exclusions.splice(index, 1);
      funnel.exclusions = funnel.exclusions.filter(({ after }) => after < funnel.steps.length);
      redirect(
        303,
        `${deed === 'show' ? '/adoption' : '/adoption/funnel'}?funnel=${encodeURIComponent(encode(funnel))}`
      );
    });
  },
  keep: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      if (!locals.account || !may(locals.account.role, 'edit_funnels'))
        throw new Refusal('forbidden', 'Met jouw rol kun je geen trechters bewaren.', { status: 403 });
      const funnel = decode(text(form, 'funnel'));
      if (!funnel) throw new Refusal('funnel_wrong', 'Dit is geen trechter.');
      await funnels.keep(text(form, 'name'), funnel, locals.account.id, new Date());
      await audit.note(locals.account.id, 'funnel_kept', text(form, 'name'));
      return { kept: true };
    });
  },
  remove: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      if (!locals.account || !may(locals.account.role, 'edit_funnels'))
        throw new Refusal('forbidden', 'Met jouw rol kun je geen trechters verwijderen.', { status: 403 });
      await funnels.remove(text(form, 'id'));
      await audit.note(locals.account.id, 'funnel_removed', text(form, 'id'));
      return {};
    });
  }
};
