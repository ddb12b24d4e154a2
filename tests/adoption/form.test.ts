/** The form of an own funnel: what cannot be is refused with the step and the reason, and each button leads to what it changed. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { Refusal } from '#refusal.ts';
import { changed, read } from '#routes/adoption/funnel/form.ts';

/** Two steps, of which the second has a filter; with some fields otherwise. */
function filled(more: Record<string, string> = {}): FormData {
  const form = new FormData();
  form.set('population', 'company');
  for (const name of ['een', 'twee']) {
    form.append('step_name', name);
    form.append('step_within', '');
    form.append('step_key', name);
  }
  const fields: Record<string, string> = {
    window: '30',
    step_0_0_event: 'page_view',
    step_1_0_event: 'message',
    step_1_0_field: 'path',
    step_1_0_op: 'is',
    step_1_0_values: '/a; /b',
    ...more
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
const refusal = (form: FormData): string => {
  try {
    read(form);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return '';
};

test('a filter with values is read', () => {
  expect(read(filled()).steps[1]!.any).toEqual([
    { event: 'message', filters: [{ field: 'path', op: 'is', values: ['/a', '/b'] }] }
  ]);
});

test.each([
  [{ step_1_0_values: '' }, 'Stap 2: geef een waarde bij het filter.'],
  [{ step_1_0_values: ' ; ', step_1_0_op: 'contains' }, 'Stap 2: geef een waarde bij het filter.'],
  [{ step_1_0_values: '', step_1_0_op: 'is_set' }, ''],
  [{ step_1_0_values: '', step_1_0_field: '' }, ''],
  [{ step_1_0_field: '' }, 'Stap 2: kies bij het filter waarop je filtert, of laat de waarde weg.'],
  [{ step_1_0_event: '' }, 'Stap 2: kies minstens één gebeurtenis.'],
  [{ window: '' }, 'De trechter: geef bij ‘binnen dagen’ een getal van 1 tot en met 1095.'],
  [
    { exclusion_after: '1', exclusion_0_0_event: 'login_failed', exclusion_0_0_field: 'path' },
    'Stap 1: geef een waarde bij het filter.'
  ]
])('%o', (more, message) => expect(refusal(filled(more))).toBe(message));

describe('a button leads to what it changed', () => {
  const funnel = { ...DEFAULT_FUNNELS.department, exclusions: [{ after: 3, any: [{ event: 'x', filters: [] }] }] };
  const after = (deed: string, place = 0) => {
    const { funnel: made, anchor } = changed(funnel, deed, place);
    return { names: made.steps.map(({ name }) => name), exclusions: made.exclusions.length, anchor };
  };
  const names = funnel.steps.map(({ name }) => name);
  const [one, two, three, four] = names;

  test.each([
    ['add', 0, { names: [...names, 'Stap 5'], exclusions: 1, anchor: 'stap-5' }],
    ['up', 2, { names: [one, three, two, four], exclusions: 1, anchor: 'stap-2' }],
    ['remove', 2, { names: [one, two, four], exclusions: 0, anchor: 'stap-2' }],
    ['remove', 0, { names: [two, three, four], exclusions: 0, anchor: 'stap-1' }],
    ['exclude', 0, { names, exclusions: 2, anchor: 'uitsluiten' }],
    ['include', 0, { names, exclusions: 0, anchor: 'uitsluiten' }],
    ['update', 0, { names, exclusions: 1, anchor: '' }]
  ])('%s %i', (deed, place, expected) => expect(after(deed, place)).toEqual(expected));
});
