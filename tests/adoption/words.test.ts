/** What pages say of a funnel, an answer and a wrong address. */
import { expect, test } from 'vitest';
import { Funnel } from '#adoption/funnel.ts';
import { stepWords } from '#adoption/words.ts';
import type { Answer } from '#adoption/adoption.server.ts';
import { pathsHeadline } from '#routes/adoption/teams/words.ts';
import { narrower } from '#routes/narrower.ts';
import { headline, hiddenNote, wordsOf } from '#routes/adoption/words.ts';
import { wrongSentence, type Wrong } from '#routes/wrong.ts';
import { wilson } from '#statistics/proportion.ts';

test('every event, filter, limit and exclusion of a funnel is said', () => {
  const funnel = Funnel.parse({
    population: 'company',
    window: 30,
    steps: [
      {
        name: 'een',
        any: [{ event: 'page_view', filters: [{ field: 'path', op: 'starts_with', values: ['/a', '/b'] }] }]
      },
      {
        name: 'twee',
        within: 7,
        any: [
          { event: 'download' },
          {
            event: 'eigen',
            filters: [
              { field: 'property:channel', op: 'is_not', values: ['post'] },
              { field: 'campaign', op: 'is_set', values: [] },
              { field: 'host', op: 'is', values: [] }
            ]
          }
        ]
      }
    ],
    exclusions: [{ after: 1, any: [{ event: 'login_failed' }] }]
  });
  expect(stepWords(funnel)).toEqual([
    'Pagina bekeken (pagina begint met ‘/a’ of ‘/b’)',
    'Bestand gedownload of eigen (eigenschap channel is niet ‘post’ en campagne is ingevuld en adres van de site is (geen waarde)); ' +
      'binnen 7 dagen na de stap ervoor; binnen 30 dagen na de eerste stap; ' +
      'niet als na de stap ervoor dit gebeurde: Inloggen mislukt'
  ]);
});

test('visitors are not called organisations, and organisations not visitors', () => {
  const half = wilson(50, 100);
  const step = { name: 'Start', count: 50, ofPrevious: half, ofFirst: half, medianSeconds: undefined };
  const answer: Answer = { registered: 100, eligible: 100, steps: [step], groups: undefined };
  const none: Answer = {
    registered: 0,
    eligible: 0,
    steps: [{ ...step, count: 0, ofFirst: undefined }],
    groups: undefined
  };
  const all = (population: 'visitor' | 'authority') => {
    const words = wordsOf(population);
    return [
      headline(answer, population, true, 'nl'),
      headline(none, population, true, 'nl'),
      hiddenNote(population),
      words.lead({ from: 'x', to: 'y' }),
      words.defineSteps({ window: 3 }),
      ...[words.base, words.ofBase, words.defineBase, words.sourceOfBase].map((say) => say())
    ].join('\n');
  };
  expect(all('visitor')).toContain('Van de 100 bezoekers die de eerste stap zetten, haalden er 50');
  expect(all('visitor')).not.toMatch(/organisatie|bedrij|register|aanleiding|overhe/i);
  expect(all('authority')).toContain('Van de 100 overheden met een aanleiding haalden er 50');
  expect(all('authority')).not.toContain('bezoekers die');
});

test('of a wrong parameter the field is named as people know it, and what stands there', () => {
  const wrong = (parameter: string, fault: Wrong['fault'], value = '', step?: number) =>
    wrongSentence({ parameter, fault, value, step });
  expect(wrong('to', 'order', '2026-01-01')).toContain('‘Tot en met’ (2026-01-01) ligt vóór ‘Van’');
  expect(wrong('from', 'day', '2026-02-31')).toContain('‘Van’ is geen dag die bestaat (2026-02-31)');
  expect(wrong('breakdown', 'choice', 'x')).toContain('‘Uitsplitsen naar’');
  expect(wrong('region', 'choice', 'x')).toContain('‘Regio’');
  expect(wrong('funnel', 'value', '', 2)).toBe(
    'Stap 2 van deze trechter heeft een filter zonder waarde. Geef een waarde.'
  );
});

test('paths of teams are called different or alike as far as the interval goes, and a field is called as on its page', () => {
  const said = (low: number, high: number) => {
    const association = { v: (low + high) / 2, low, high, thin: false };
    const all = { organisations: undefined, counts: [], others: undefined };
    return pathsHeadline({ association, paths: [], teams: [], all }, 'team', 'nl')[0];
  };
  expect(said(0, 0.29)).toContain('ongeveer dezelfde paden');
  expect(said(0.12, 0.28)).toContain('een beetje');
  expect(said(0.12, 0.5)).toContain('duidelijk');
  // Small as estimated, and anything as far as is known.
  expect(said(0, 0.5)).toContain('nog niet te zeggen');
  const wrong: Wrong = { parameter: 'by', fault: 'choice', value: 'x' };
  expect(wrongSentence(wrong, { by: () => 'Vergelijken per' })).toContain('Vergelijken per');
  expect(wrongSentence(wrong)).toContain('Uitsplitsen naar');
});

test('in place of a question that is too wide the same page is offered with less, until nothing less can be asked', () => {
  const less = (address: string) => narrower(new URL(address, 'https://hoera.example'));
  const steps = [
    '/adoption/trends?view=paths&event=login_failed&from=2020-01-01&to=2026-01-01&region=',
    '/adoption/trends?view=paths&event=login_failed&days=90',
    '/adoption/trends?days=90'
  ];
  expect(less(steps[0]!)).toEqual({ href: steps[1], is: 'short' });
  expect(less(steps[1]!)).toEqual({ href: steps[2], is: 'plain' });
  expect(less(steps[2]!)).toBeUndefined();
  // A year is what a page without a choice tells of; a period that is short already is never made longer.
  expect(less('/adoption')?.href).toBe('/adoption?days=90');
  expect(less('/adoption/channels?days=365')?.href).toBe('/adoption/channels?days=90');
  const few = 'from=2026-01-01&to=2026-01-31';
  expect(less(`/adoption/channels?${few}&by=team`)?.href).toBe(`/adoption/channels?${few}`);
  // A page without a period has its choices alone.
  expect(less('/motives?region=Zuidoost')).toEqual({ href: '/motives', is: 'plain' });
  expect(less('/motives')).toBeUndefined();
});
