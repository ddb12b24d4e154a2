/** Cards: something to try for every motive of everybody, and a back to each in both languages. */
import { describe, expect, test } from 'vitest';
import { CLIMBERS } from '#adoption/ladder.ts';
import { CARDS, cardOf, cardsFor, effortOf, EFFORTS, hoursOf } from '#interventions/card.ts';
import { GUIDES, guideOf } from '#interventions/guides/by-card.ts';
import { MOTIVES } from '#surveys/motive.ts';

test.each(CLIMBERS.flatMap((population) => MOTIVES.map((motive) => [population, motive] as const)))(
  'there is a card for %s that does not act for %s',
  (population, motive) => {
    expect(cardsFor(population, motive).length).toBeGreaterThan(0);
  }
);

test('no two cards share a name, and no text is left without its card', () => {
  expect(new Set(CARDS.map(({ key }) => key)).size).toBe(CARDS.length);
  expect(Object.keys(GUIDES).sort()).toEqual(CARDS.map(({ key }) => key).sort());
  expect(cardOf('no-such-card')).toBeUndefined();
});

describe.each(CARDS.map((card) => [card.key, card] as const))('%s', (_, card) => {
  const [nl, en] = [guideOf(card, 'nl'), guideOf(card, 'en')];

  test('says the same in both languages', () => {
    for (const part of ['prepare', 'steps', 'avoid'] as const) expect(en[part].length).toBe(nl[part].length);
    expect(en.basis === undefined).toBe(nl.basis === undefined);
    expect(nl.steps.length).toBeGreaterThanOrEqual(4);
  });

  test('fits the fields of a plan, title and steps', () => {
    for (const language of ['nl', 'en'] as const) {
      expect(card.title[language].length).toBeLessThanOrEqual(120);
      expect(guideOf(card, language).steps.join('\n').length).toBeLessThan(5_000);
    }
    expect(card.key.length).toBeLessThanOrEqual(40);
  });

  test('names its legal basis and the way by paper when it obliges, and only then', () => {
    expect(nl.basis !== undefined).toBe(card.motive === 'moeten');
    if (card.motive !== 'moeten') return;
    expect(JSON.stringify(nl)).toMatch(/papier/i);
    expect(JSON.stringify(en)).toMatch(/paper/i);
  });
});

// Oracle: by hand. Two hours and twenty minutes for each of 30 is twelve hours; of ten 5.3.
test('effort is hours beforehand and minutes for each', () => {
  const call = cardOf('call')!;
  expect(hoursOf(call, 30)).toBe(12);
  expect(effortOf(call)).toBe('little');
  expect(new Set(CARDS.map(effortOf))).toEqual(new Set(EFFORTS));
});
