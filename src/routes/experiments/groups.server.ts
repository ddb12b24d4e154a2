/** Groups that nobody has to type: all municipalities, each with its number of companies. */
import * as organisations from '#organisations/organisations.server.ts';
import { dayOf } from '#time/day.ts';
import { text } from '../attempt.ts';

const MUNICIPALITY = ['gemeente', 'municipality'];

/** Fills in the list where lots are drawn by municipality and none was given. */
export async function fillGroups(form: FormData): Promise<void> {
  const attribute = text(form, 'group_attribute').trim().toLowerCase();
  if (!MUNICIPALITY.includes(attribute) || text(form, 'groups').trim() !== '') return;
  const counted = await organisations.overview('company', dayOf(Date.now()));
  const list = counted.filter(({ dimension, value }) => dimension === 'municipality' && value !== '');
  form.set('groups', list.map((one) => `${one.value}; ${one.organisations}`).join('\n'));
}
