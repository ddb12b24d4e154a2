/** Words of a person: any, as long as the figures are those of the facts. */
import { describe, expect, test } from 'vitest';
import { Facts } from '#moments/moment.ts';
import { strangeNumbers, wordingOf } from '#moments/wording.ts';
import { Refusal } from '#refusal.ts';
import { fc } from '../property.ts';

const FACTS = Facts.parse({
  what: {
    nl: 'In kwartaal 3 van 2026 groeide het deel van 5,4% naar 8,2%, bij 1.234 bedrijven.',
    en: 'In quarter 3 of 2026 the share grew from 5.4% to 8.2%, of 1,234 companies.'
  },
  whom: { nl: 'Twee gemeenten', en: 'Two municipalities' },
  amount: { value: 0.0278, low: 0.02, high: 0.035, unit: 'points', of: { nl: 'verandering', en: 'change' } },
  known: {
    nl: 'Het ligt tussen 2 en 3,5 procentpunt (95%-interval 2 tot 3,5).',
    en: 'It lies between 2 and 3.5 points (95%).'
  },
  link: '/adoption/ladder',
  unknown: { nl: '-', en: '-' },
  next: { nl: '-', en: '-' }
});

describe('figures', () => {
  test.each([
    ['Mooi: van 5,4% naar 8,2%!', []],
    ['From 5.4% to 8.2%', []],
    ['Bij 1234 bedrijven, of 1.234', []],
    ['Bijna 3 procentpunt erbij, precies 2,8', []],
    ['Zonder één cijfer', []],
    ['Bij twee gemeenten', []],
    ['Van 5% naar 8%', ['5', '8']],
    // How sure an interval is, is no result.
    ['Bewezen: 95% stapt over', ['95']],
    ['Van 5,4% naar 82%', ['82']],
    ['Bij 12.340 bedrijven', ['12.340']],
    ['Het aandeel is verdubbeld bij drie gemeenten', ['verdubbeld', 'drie']],
    ['Iedereen doet mee', ['iedereen']],
    ['Van ５４ naar Ⅷ', ['５４', 'Ⅷ']],
    ['Met ½ meer', ['½']]
  ])('%s', (text, strange) => {
    expect(strangeNumbers(text, FACTS)).toEqual(strange);
  });

  test('other numbers are refused by name, whatever stands around them', () => {
    const words = fc.stringMatching(/^[a-z ,.]{0,30}$/);
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 99_999 }), words, (before, number, after) => {
        fc.pre(![2026, 1234].includes(number));
        const text = `${before} ${number} ${after.replace(/^[ ,.]+/, '')}`;
        expect(() => wordingOf(text, FACTS)).toThrow(Refusal);
        expect(() => wordingOf(text, FACTS)).toThrow(String(number));
      })
    );
  });

  test('what it was called itself may always be said', () => {
    for (const text of [FACTS.what.nl, FACTS.what.en]) expect(wordingOf(text, FACTS)).toBe(text);
  });
});

test('spaces are tidied, empty is empty, and what is too long is refused', () => {
  expect(wordingOf('  Mooi \n gedaan ', FACTS)).toBe('Mooi gedaan');
  expect(wordingOf('   ', FACTS)).toBe('');
  expect(() => wordingOf('a'.repeat(501), FACTS)).toThrow('te lang');
});
