/** The improvements: what was heard and not yet put together, and what was, by how often it was heard. */
import { fail, redirect } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { CLOSED, told } from '#interventions/improvement.ts';
import * as improvements from '#interventions/improvements.server.ts';
import { isSuggested } from '#interventions/likeness.ts';
import { attempt, text } from '../../attempt.ts';
import { fieldWords } from '../contact/words.ts';
import { editor, mayEdit } from './editor.server.ts';
import { improvementOf } from './improvement-form.ts';
import { groupsFor, ranked } from './suggesting.ts';
import * as tried from './tried.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Remarks on the page at once. */
const SHOWN = 60;

async function remarksFor(all: readonly improvements.Known[], like: string | null) {
  const [ungrouped, heard] = await Promise.all([improvements.ungrouped(), improvements.heard()]);
  const said = Map.groupBy(heard, ({ improvement }) => improvement);
  const groups = all.map(({ id, title }) => ({ id, title, heard: (said.get(id) ?? []).map((one) => one.text) }));
  const model = ungrouped.find(({ id }) => id === like);
  const rows = (
    model
      ? ranked(ungrouped, model).map(({ alike, ...one }) => ({
          ...one,
          shared: isSuggested(alike) ? alike.shared : [],
          chosen: one.id === model.id || isSuggested(alike)
        }))
      : ungrouped.map((one) => ({ ...one, shared: [] as string[], chosen: false }))
  ).slice(0, SHOWN);
  const suggested = groupsFor(rows, groups);
  return {
    total: ungrouped.length,
    like: model && { id: model.id, text: model.text, population: model.population },
    rows: rows.map(({ id, kind, text, day, population, name, shared, chosen }) => ({
      id,
      kind,
      text,
      day,
      population,
      name,
      shared,
      chosen,
      suggestion: suggested.get(id)
    }))
  };
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const account = locals.account!;
  const [all, known] = await Promise.all([improvements.list(), tried.all()]);
  const rows = all.map(({ id, title, population, motive, step, status, heard, experiment }) => ({
    id,
    title,
    population,
    motive,
    step,
    status,
    experiment: known.get(experiment),
    ...told(heard, may(account.role, 'motives'))
  }));
  const isClosed = (status: string) => (CLOSED as readonly string[]).includes(status);
  return {
    open: rows.filter(({ status }) => !isClosed(status)),
    closed: rows.filter(({ status }) => isClosed(status)),
    // In their own words somebody may be known: for those who talk with them.
    remarks: mayEdit(account) ? await remarksFor(all, url.searchParams.get('like')) : undefined
  };
};

export const actions: Actions = {
  group: async ({ request, locals }) => {
    const form = await request.formData();
    const chosen = form.getAll('remark').map(String);
    const made = await attempt(async () => {
      const by = editor(locals.account);
      const into = text(form, 'into');
      if (into !== '') {
        const count = await improvements.group(into, chosen);
        await audit.note(by.id, 'remarks_grouped', into, { count });
        return { grouped: count };
      }
      const id = await improvements.create(improvementOf(form), chosen, by.id, new Date());
      await audit.note(by.id, 'improvement_created', id, { remarks: chosen.length });
      return { id };
    }, fieldWords);
    if ('id' in made) redirect(303, `/interventions/improvements/${made.id}`);
    if ('grouped' in made) return made;
    const { title, place, motive } = Object.fromEntries(
      ['title', 'place', 'motive'].map((name) => [name, text(form, name)])
    );
    return fail(made.status, { ...made.data, chosen, title, place, motive });
  }
};
