/** How alike two remarks are, and by which words: enough to suggest that they are about the same, never to decide it. */

/** Words that say nothing about what it is about, in Dutch and English. */
const EMPTY = new Set(
  (
    'aan al alle alleen als ben bij daar dan dat de deze die dit doe doen door dus een en er even ga gaat gaan geen gewoon goed graag had heb hebben hebt heeft ' +
    'hem het hier hij hoe hoeveel hun ik in is ja je jij jullie kan komen komt krijg kun kunnen laat maar me meer men met mij mijn moet moeten mag na naar namens nee niet nog nou nu of om ' +
    'omdat onder ons onze ook op over te tot toch toen u uit uw van vaak veel via voor waar waarom wat we weer weet weten wel welke werd wie wij wil willen wordt ' +
    'worden zal ze zelf zie zien zich zij zijn zo zou a an and are be but can do does for from have how i if it my no not of on or so that the this to was we what ' +
    'when where which why with you your'
  ).split(' ')
);

export const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .split(/[^\p{L}\d]+/u)
      .filter((word) => word.length > 1 && !EMPTY.has(word))
  );

/** Three letters in a row of each word, which also begins and ends; as PostgreSQL's pg_trgm cuts words. */
function trigramsOf(words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const word of words) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3));
  }
  return found;
}

/** A text, taken apart once and compared often. */
export interface Profile {
  words: ReadonlySet<string>;
  trigrams: ReadonlySet<string>;
}

export function profileOf(...texts: readonly string[]): Profile {
  const words = wordsOf(texts.join(' '));
  return { words, trigrams: trigramsOf(words) };
}

/** From this length on, words that begin alike are taken for forms of one word: machtiging, machtigingen. */
const STEM = 6;

const isSame = (a: string, b: string): boolean =>
  a === b || (a.length >= STEM && b.length >= STEM && a.slice(0, STEM) === b.slice(0, STEM));

export interface Likeness {
  /** From 0 (nothing in common) to 1 (the same words). */
  score: number;
  /** Words of the first that the second has too, in the same or another form; of what is less alike than ALIKE none. */
  shared: string[];
}

/** At least so alike, or it is not suggested. */
export const ALIKE = 0.3;

/** Which words are the reason is only asked of what may be suggested: it takes longer than the rest. */
const because = (a: Profile, b: Profile, score: number): Likeness => ({
  score,
  shared: score < ALIKE ? [] : [...a.words].filter((word) => [...b.words].some((other) => isSame(word, other)))
});

/**
 * The coefficient of Dice over trigrams: twice what both have, over what they have together.
 * Source: Dice (1945), Ecology 26:297–302; over trigrams of words as in Angell, Freund & Willett (1983), Information Processing &
 * Management 19:255–261.
 */
export function likeness(a: Profile, b: Profile): Likeness {
  const all = a.trigrams.size + b.trigrams.size;
  return because(a, b, all === 0 ? 0 : (2 * a.trigrams.intersection(b.trigrams).size) / all);
}

/**
 * As likeness, where the second is many texts: which share of the first is in it.
 * Source: Broder (1997), On the resemblance and containment of documents, Proceedings of SEQUENCES, 21–29.
 */
export const containment = (a: Profile, of: Profile): Likeness =>
  because(a, of, a.trigrams.size === 0 ? 0 : a.trigrams.intersection(of.trigrams).size / a.trigrams.size);

/** Something is suggested when it is alike and shares a word that can be said as the reason. */
export const isSuggested = ({ score, shared }: Likeness): boolean => score >= ALIKE && shared.length > 0;
