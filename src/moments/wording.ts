/** Words of a person in the place of ours: they may say it otherwise, never with other figures. */
import { Refusal } from '#refusal.ts';
import type { Amount, Facts } from '#moments/moment.ts';

export const LONGEST = 500;

/** Words that are a number, or a part or a multiple of one; `een` is no number but an article. */
const NUMBER_WORDS =
  'twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|miljoen|miljard|half|halve|helft|anderhalf|anderhalve|kwart|derde|tiental|tientallen|honderden|duizenden|dubbel|dubbele|verdubbeld|verdubbelde|verdubbeling|gehalveerd|halvering|driedubbel|verdrievoudigd|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|halved|quarter|third|dozen|dozens|hundreds|thousands|double|doubled|twice|tripled|threefold|iedereen|everybody|everyone|allemaal|niemand|nobody'.split(
    '|'
  );
const WORD = /\p{L}+/gu;

const NUMBER = /\d[\d.,\u00a0\u202f]*\d|\d/g;
/** Numerals of other scripts, Roman ones and fractions are no figures of ours. */
const NUMERAL = /\p{N}+/gu;

const WRITTEN: Readonly<Record<'nl' | 'en', { whole: RegExp; thousands: string; decimals: string }>> = {
  nl: { whole: /^(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/, thousands: '.', decimals: ',' },
  en: { whole: /^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/, thousands: ',', decimals: '.' }
};

/** A number as one language writes it; undefined where that does not write it so. */
function read(written: string, language: 'nl' | 'en'): number | undefined {
  const { whole, thousands, decimals } = WRITTEN[language];
  const plain = written.replace(/[\u00a0\u202f]/g, '');
  return whole.test(plain) ? Number(plain.replaceAll(thousands, '').replace(decimals, '.')) : undefined;
}

const numbersIn = (text: string): string[] => text.match(NUMBER) ?? [];
const numeralsIn = (text: string): string[] => (text.match(NUMERAL) ?? []).filter((one) => !/^[0-9]+$/.test(one));
const wordsIn = (text: string): string[] =>
  (text.toLowerCase().match(WORD) ?? []).filter((word) => NUMBER_WORDS.includes(word));

/** What a figure may be written as: itself, as a percentage, and rounded. */
function written({ value, low, high, unit }: Amount): number[] {
  const all = [value, low, high].flatMap((one) => (one === undefined ? [] : [Math.abs(one)]));
  const scaled = unit === 'share' || unit === 'points' ? all.map((one) => one * 100) : all;
  return scaled.flatMap((one) => [0, 1, 2].map((digits) => Number(one.toFixed(digits))));
}

/** How sure an interval is, is not what it is about: nobody may make a result of it. */
const LEVEL = /\b9\d([.,]\d)?%(?=[ -]interval|\))/g;

const textsOf = (
  { what, whom, known, unknown, next, amount, shrunk, thanks }: Facts,
  language: 'nl' | 'en'
): string[] => [
  ...[what, whom, known, unknown, next, amount?.of, shrunk?.of].flatMap((one) =>
    one ? [one[language].replace(LEVEL, '')] : []
  ),
  ...thanks
];

/** Numbers in a text that are not among those of the facts, as they are written there. */
export function strangeNumbers(text: string, facts: Facts): string[] {
  const languages = ['nl', 'en'] as const;
  const known = new Set([
    ...languages.flatMap((language) =>
      textsOf(facts, language)
        .flatMap(numbersIn)
        .map((one) => read(one, language))
    ),
    ...[facts.amount, facts.shrunk].flatMap((amount) => (amount ? written(amount) : []))
  ]);
  const spoken = new Set(languages.flatMap((language) => textsOf(facts, language)).flatMap(wordsIn));
  const isKnown = (one: string) =>
    languages.some((language) => {
      const number = read(one, language);
      return number !== undefined && known.has(number);
    });
  return [
    ...numbersIn(text).filter((one) => !isKnown(one)),
    ...numeralsIn(text),
    ...wordsIn(text).filter((word) => !spoken.has(word))
  ];
}

/**
 * A wording as it may be kept; empty takes it away.
 * @throws Refusal wording_long | wording_numbers
 */
export function wordingOf(text: string, facts: Facts): string {
  const wording = text.trim().replace(/\s+/g, ' ');
  if (wording.length > LONGEST)
    throw new Refusal(
      'wording_long',
      `Dit is te lang: gebruik hoogstens ${LONGEST} tekens. Wat je schreef, staat er nog.`
    );
  const strange = strangeNumbers(wording, facts);
  if (strange.length > 0)
    throw new Refusal(
      'wording_numbers',
      `Deze cijfers of getalwoorden staan niet in de feiten van dit moment: ${strange.map((one) => `‘${one}’`).join(', ')}. Je mag de woorden aanpassen, niet de cijfers. Haal ze weg of neem een getal uit de feiten over.`
    );
  return wording;
}
