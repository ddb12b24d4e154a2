import { expect, test } from 'vitest';
import { ALIKE, containment, isSuggested, likeness, profileOf, wordsOf } from '#interventions/likeness.ts';
import { fc } from '../property.ts';

const words = fc.array(
  fc.constantFrom('machtiging', 'boekhouder', 'bijlage', 'melding', 'stappen', 'telefoon', 'de', 'ik'),
  {
    maxLength: 6
  }
);

test('as alike both ways round, from nothing to the same, in whatever order the words stand', () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      const [one, other] = [profileOf(a.join(' ')), profileOf(b.join(' '))];
      const { score } = likeness(one, other);
      expect(score).toBe(likeness(other, one).score);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(likeness(profileOf([...a].reverse().join(', ')), other)).toEqual({
        score,
        shared: expect.arrayContaining(likeness(one, other).shared) as string[]
      });
      if (one.words.size > 0) expect(likeness(one, one)).toEqual({ score: 1, shared: [...one.words] });
      // Of what is in many texts, at least as much is found as in one of them.
      expect(containment(one, profileOf(b.join(' '), a.join(' '))).score).toBe(one.words.size > 0 ? 1 : 0);
    })
  );
});

test('by hand: night and nacht share two of their trigrams', () => {
  // "  n", " ni", "nig", "igh", "ght", "ht " and "  n", " na", "nac", "ach", "cht", "ht ": 2 × 2 / 12.
  expect(likeness(profileOf('night'), profileOf('nacht')).score).toBeCloseTo(4 / 12, 12);
});

test('empty words, capitals and accents do not count', () => {
  expect([...wordsOf('Hoe kan IK mijn Réle boekhouder e-mailen?')]).toEqual(['rele', 'boekhouder', 'mailen']);
});

test('what is about the same is suggested with the words that say so, what is not is not', () => {
  const bookkeeper = profileOf('Hoe machtig ik mijn boekhouder?');
  const also = likeness(profileOf('Ik wil de boekhouder een machtiging geven'), bookkeeper);
  expect(isSuggested(also)).toBe(true);
  expect(also.shared).toEqual(['boekhouder', 'machtiging']);
  const other = likeness(profileOf('De bijlage werd geweigerd'), bookkeeper);
  expect(isSuggested(other)).toBe(false);
  expect(other.score).toBeLessThan(ALIKE);
  expect(isSuggested(likeness(profileOf(''), profileOf('')))).toBe(false);
});
