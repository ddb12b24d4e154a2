/** What is filled in of a contact, between a form, a device and the server: names and values in the order of the page. */
import { REMARKS } from '#interventions/contact.ts';
import { text } from '../../attempt.ts';

export type Entries = [name: string, value: string][];

/** With whom it was. */
export const WHO = ['company', 'authority', 'department', 'group'] as const;

export const entriesOf = (form: FormData): Entries =>
  [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));

export const valueOf = (entries: Entries, name: string): string | undefined =>
  entries.find(([given]) => given === name)?.[1];

export function formOf(entries: Entries): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

/** A contact to be checked by Contact. */
export function contactOf(form: FormData): unknown {
  const who = text(form, 'who');
  const population = who === 'group' ? text(form, 'group_of') : who;
  return {
    id: text(form, 'id'),
    intervention: text(form, 'intervention'),
    population,
    isGroup: who === 'group',
    reference: who === 'company' ? text(form, 'reference') : '',
    name: who === 'authority' || who === 'department' ? text(form, who) : '',
    day: text(form, 'day'),
    kind: text(form, 'kind'),
    theirs: form.has('theirs'),
    outcome: text(form, 'outcome'),
    improvement: text(form, 'improvement'),
    minutes: Number(text(form, 'minutes')),
    people: Number(text(form, 'people')),
    remarks: Array.from({ length: REMARKS }, (_, place) => ({
      kind: text(form, `remark_kind_${place}`) || 'question',
      text: text(form, `remark_${place}`)
    }))
  };
}

interface Written {
  id: string;
  intervention: string;
  population: string;
  isGroup: boolean;
  name: string;
  day: string;
  kind: string;
  theirs: boolean;
  outcome: string;
  improvement: string;
  minutes: number;
  people: number;
  remarks: readonly { id: string; kind: string; text: string }[];
}

/** How a contact that was written down stands in the form again; the number of a company is not known any more. */
export const entriesIn = (contact: Written): Entries => [
  ['id', contact.id],
  ['intervention', contact.intervention],
  ['who', contact.isGroup ? 'group' : contact.population],
  ['group_of', contact.population],
  ['authority', contact.population === 'authority' ? contact.name : ''],
  ['department', contact.population === 'department' ? contact.name : ''],
  ['day', contact.day],
  ['kind', contact.kind],
  ...(contact.theirs ? ([['theirs', 'on']] satisfies Entries) : []),
  ['outcome', contact.outcome],
  ['improvement', contact.improvement],
  ['minutes', String(contact.minutes)],
  ['people', String(contact.people)],
  ...contact.remarks.flatMap(({ id, kind, text: said }): Entries => {
    const place = id.split('/').at(-1)!;
    return [
      [`remark_kind_${place}`, kind],
      [`remark_${place}`, said]
    ];
  })
];

/** What of a contact is likely the same for the next. */
const STAYS = ['intervention', 'who', 'group_of', 'day', 'kind'];

export const next = (entries: Entries, id: string): Entries => [
  ['id', id],
  ...entries.filter(([name]) => STAYS.includes(name))
];
