/** Making an own funnel: every change is a new address, so it works without scripts and can be shared. */
import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import {
  decode,
  DEFAULT_FUNNELS,
  encode,
  Funnel,
  MATCHERS,
  OPERATORS,
  POPULATIONS,
  type Matcher
} from '#adoption/funnel.ts';
import * as funnels from '#adoption/funnels.server.ts';
import { STANDARD_NAMES } from '#events/event.ts';
import * as sites from '#events/sites.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import { stepName } from '../steps.ts';
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
    justKept: url.searchParams.has('kept'),
    mayEdit: locals.account ? may(locals.account.role, 'edit_funnels') : false
  };
};

const list = (form: FormData, name: string) => form.getAll(name).map(String);

/** What was filled in at one place of a step or exclusion; undefined where no event was chosen. */
function matcher(form: FormData, name: string): Matcher | undefined {
  const event = text(form, `${name}_event`);
  if (event === '') return undefined;
  const [fields, ops, values] = ['field', 'op', 'values'].map((part) => list(form, `${name}_${part}`));
  const filters = (fields ?? []).map((field, index) => ({
    field: field.trim(),
    op: z.enum(OPERATORS).catch('is').parse(ops?.[index]),
    values: (values?.[index] ?? '')
      .split(';')
      .map((value) => value.trim())
      .filter((value) => value !== '')
  }));
  return { event, filters: filters.filter(({ field }) => field !== '') };
}

function matchers(form: FormData, name: string): Matcher[] {
  return Array.from({ length: MATCHERS }, (_, place) => matcher(form, `${name}_${place}`)).filter(
    (one) => one !== undefined
  );
}

/** @throws Refusal funnel_wrong saying which step and why */
function read(form: FormData): Funnel {
  const within = list(form, 'step_within');
  const keys = list(form, 'step_key');
  const given = {
    population: z.enum(POPULATIONS).catch('company').parse(text(form, 'population')),
    window: Number(text(form, 'window')),
    steps: list(form, 'step_name').map((name, index) => ({
      // A default name that was left alone stays a key, so that it goes along with the language.
      name: name === stepName(keys[index] ?? '') ? keys[index] : name,
      any: matchers(form, `step_${index}`),
      ...(within[index] ? { within: Number(within[index]) } : {})
    })),
    exclusions: list(form, 'exclusion_after')
      .map((after, index) => ({ after: Number(after), any: matchers(form, `exclusion_${index}`) }))
      .filter(({ any }) => any.length > 0)
  };
  const parsed = Funnel.safeParse(given);
  if (parsed.success) return parsed.data;
  const path: readonly PropertyKey[] = parsed.error.issues[0]?.path ?? [];
  const [part, place] = path;
  const where = part === 'steps' && place !== undefined ? `Stap ${Number(place) + 1}` : 'De trechter';
  const why = path.includes('values')
    ? 'geef bij het filter minstens één waarde'
    : path.includes('field')
      ? 'dit filter bestaat niet'
      : path.at(-1) === 'any'
        ? 'kies minstens één gebeurtenis'
        : (parsed.error.issues[0]?.message ?? '');
  throw new Refusal('funnel_wrong', `${where}: ${why}`);
}

function moved<T>(items: readonly T[], index: number): T[] {
  const copy = [...items];
  const [item] = copy.splice(index, 1);
  if (item !== undefined) copy.splice(Math.max(0, index - 1), 0, item);
  return copy;
}

export const actions: Actions = {
  change: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const funnel = read(form);
      const [deed = '', place = '0'] = text(form, 'deed').split(':');
      const index = Number(place);
      if (deed === 'keep') {
        if (!locals.account || !may(locals.account.role, 'edit_funnels'))
          throw new Refusal('forbidden', 'Met jouw rol kun je geen trechters bewaren.', { status: 403 });
        const name = text(form, 'name').trim();
        if (name === '') throw new Refusal('name_missing', 'Geef de trechter een naam.');
        await funnels.keep(name, funnel, locals.account.id, new Date());
        await audit.note(locals.account.id, 'funnel_kept', name);
        redirect(303, `/adoption/funnel?kept=1&funnel=${encodeURIComponent(encode(funnel))}`);
      }
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
