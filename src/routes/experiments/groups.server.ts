/** Groups that nobody has to type: all municipalities, each with about its number of companies. */
import * as organisations from '#organisations/organisations.server.ts';
import { dayOf } from '#time/day.ts';
import { text } from '../attempt.ts';

const MUNICIPALITY = ['gemeente', 'municipality'];

/** In tens, and never less than ten: small numbers are not shown anywhere, and for a fair draw about is enough. */
const about = (companies: number): number => Math.max(10, Math.round(companies / 10) * 10);

/** Fills in the list where lots are drawn by municipality and none was given. */
export async function fillGroups(form: FormData): Promise<void> {
  const attribute = text(form, 'group_attribute').trim().toLowerCase();
  if (!MUNICIPALITY.includes(attribute) || text(form, 'groups').trim() !== '') return;
  const counted = await organisations.overview('company', dayOf(Date.now()));
  const list = counted.filter(({ dimension, value }) => dimension === 'municipality' && value !== '');
  form.set('groups', list.map((one) => `${one.value}; ${about(one.organisations)}`).join('\n'));
}
