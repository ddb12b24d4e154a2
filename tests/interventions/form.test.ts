/** The form of a plan: amounts as people write them, audiences from form and address alike, and what a card fills in. */
import { expect, test } from 'vitest';
import { CARDS } from '#interventions/card.ts';
import { Audience, sound } from '#interventions/intervention.ts';
import { amountIn, audienceIn, draftIn, draftOf } from '#routes/interventions/plan-form.ts';

const formOf = (fields: readonly (readonly [string, string])[]): FormData => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
};

test.each([
  ['', 0],
  ['12', 12],
  ['12,5', 12.5],
  ['12.5', 12.5],
  ['1.250', 1250],
  ['1.250,50', 1250.5],
  ['€ 40', 40],
  ['veel', NaN],
  ['€', NaN]
])('%j is %d', (written, amount) => expect(amountIn(formOf([['hours', written]]), 'hours')).toBe(amount));

test('an audience is the same from a form and from an address', () => {
  const fields = [
    ['sector', 'F Bouw'],
    ['sector', 'F Bouw'],
    ['region', 'West-Brabant'],
    ['municipality', ''],
    ['names', ' Subsidies \n\nRuimte\r\nSubsidies']
  ] as const;
  const audience = audienceIn(formOf(fields));
  expect(audience).toEqual({
    sectors: ['F Bouw'],
    sizes: [],
    regions: ['West-Brabant'],
    municipalities: [],
    names: ['Subsidies', 'Ruimte']
  });
  expect(audienceIn(new URLSearchParams(fields.map(([name, value]) => [name, value])))).toEqual(audience);
});

test('what a card fills in can be planned at once, but for the basis of what obliges', () => {
  for (const card of CARDS)
    for (const population of card.populations) {
      const draft = draftOf(card, population, { today: '2026-05-04', language: 'nl', by: 'Kees' });
      expect(sound({ ...draft, basis: card.motive === 'moeten' ? 'Awb 2:13' : '' }), card.key).toMatchObject({
        card: card.key,
        population,
        begins: '2026-05-18',
        ends: '2026-06-14'
      });
    }
});

test('for whom and why not go before what the card says', () => {
  const audience = Audience.parse({ sectors: ['F Bouw'], sizes: ['1'] });
  const asked = { today: '2026-05-04', language: 'nl', by: 'Kees', motive: 'willen', audience } as const;
  expect(draftOf(undefined, 'company', asked)).toMatchObject({ motive: 'willen', audience, population: 'company' });
  const card = CARDS.find(({ motive }) => motive === 'kunnen')!;
  expect(draftOf(card, undefined, asked)).toMatchObject({ card: card.key, motive: 'willen', audience });
});

test('a form that says nothing is empty, and its last day is its first', () => {
  expect(draftIn(formOf([['begins', '2026-05-04']]))).toMatchObject({
    title: '',
    ends: '2026-05-04',
    audience: Audience.parse({}),
    hours: 0
  });
});
