import { describe, expect, test } from 'vitest';
import type { Entry } from '#interventions/in-force.ts';
import { entryInWords, valueInWords } from '#interventions/words.ts';

test.each([
  [true, 'aan'],
  [false, 'uit'],
  ['Ga door', '“Ga door”'],
  [12.5, '12.5'],
  [{ a: [1] }, '{"a":[1]}'],
  ['x'.repeat(61), `“${'x'.repeat(60)}…”`]
])('%j is %s', (value, words) => expect(valueInWords(value)).toBe(words));

const division = { key: 'proef', hashAttribute: 'id', hashVersion: 2 as const };
const rule = (definition: object): Entry =>
  ({ owner: 'proef', site: 's', target: 'feature:knop', definition: { rules: [definition] } }) as Entry;
const page = (experiment: object): Entry =>
  ({
    owner: 'proef',
    site: 's',
    target: 'page',
    definition: {
      experiments: [
        {
          ...division,
          urlPatterns: [
            { include: true, type: 'simple', pattern: '/start' },
            { include: false, type: 'simple', pattern: '/start/x' }
          ],
          variations: [{}, { css: 'a{}', domMutations: [{}] }],
          ...experiment
        }
      ]
    }
  }) as Entry;

describe('who gets what', () => {
  test.each([
    [rule({ force: 'A' }), 'iedereen “A”'],
    [rule({ force: 'A', coverage: 0.25, hashVersion: 2 }), '25,0% “A”'],
    [rule({ force: 'A', condition: { land: 'nl' } }), 'alleen een deel van de bezoekers: iedereen “A”'],
    [rule({ ...division, variations: ['A', 'B'], weights: [0.5, 0.5], coverage: 0.4 }), '20,0% “A”, 20,0% “B”'],
    [
      rule({
        ...division,
        variations: ['A', 'B'],
        ranges: [
          [0.1, 1],
          [0, 0.1]
        ]
      }),
      '90,0% “A”, 10,0% “B”'
    ],
    [rule({ ...division, variations: ['A', 'B'], weights: [0, 1] }), '100,0% “B”'],
    [page({}), 'op /start: 50,0% zoals de pagina is, 50,0% 2 wijzigingen'],
    [
      page({ force: 1, meta: [{ key: '0' }, { key: '1', name: 'Kort' }] }),
      'op /start: iedereen “Kort” (2 wijzigingen)'
    ],
    [
      page({ variations: [{}, { urlRedirect: 'https://www.brabant.example/b' }], weights: [0, 1] }),
      'op /start: 100,0% door naar https://www.brabant.example/b'
    ]
  ])('%#', (entry, words) => expect(entryInWords(entry, 'nl')).toEqual([words]));
});
