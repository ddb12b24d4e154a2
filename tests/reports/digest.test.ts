/** The mail: everything of the report is in both forms, nothing of it is markup, and nothing has to be fetched. */
import { describe, expect, test } from 'vitest';
import { SaxesParser } from 'saxes';
import { digest, shortened, type Reader } from '#reports/digest.ts';
import { Content, type Report } from '#reports/report.ts';
import { SAMPLE } from '#reports/sample.ts';
import type { Language } from '#ui/format.ts';
import { fc } from '../property.ts';
import { anyContent, anyText, EMPTY, FULL, reportOf } from './example.ts';

const READER: Reader = {
  origin: 'https://hoera.example.nl',
  token: 'secret-word',
  addedBy: 'Anouk',
  since: new Date('2026-06-01T10:00:00Z')
};
const CORRECTIONS = [{ text: 'what-was-wrong', at: new Date('2026-07-08T09:00:00Z') }];
const made = (report: Report, language: Language = 'nl', reader = READER) =>
  digest(report, CORRECTIONS, language, reader);

interface Read {
  /** Every element with its attributes, in order. */
  elements: { name: string; attributes: Record<string, string> }[];
  text: string;
}

/** The page as a strict parser that is not ours reads it. */
function read(html: string): Read {
  const parser = new SaxesParser();
  const elements: Read['elements'] = [];
  let text = '';
  parser.on('opentag', ({ name, attributes }) => {
    elements.push({ name, attributes: { ...attributes } });
    if (['p', 'li', 'td', 'th', 'h1', 'h2', 'h3', 'br', 'caption'].includes(name)) text += '\n';
  });
  parser.on('text', (more) => (text += more));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(html).close();
  return { elements, text };
}

const flat = (text: string) => text.replace(/\s+/g, ' ');

/** Everything somebody wrote or that was counted. */
const EXPECTED = (language: Language) => {
  const tail = language === 'nl' ? 'in het Nederlands' : 'in English';
  const words = [
    ...['headline', 'label-share', 'definition-share', 'source-of-baseline', 'label-count', 'definition-count'],
    ...['label-none', 'definition-none', 'course', 'of-moment', 'state-running', 'state-waiting'],
    ...['what', 'whom', 'known', 'unknown', 'next'].flatMap((part) => [`${part}-moment`, `${part}-lesson`])
  ].map((word) => `${word} ${tail}`);
  const plain = ['title-running', 'title-waiting', 'thanks-communication', 'thanks-subsidies', 'source-bvb'];
  const figures =
    language === 'nl'
      ? ['46%', '41%', '51%', '39%', '12%', '60%', '12.345', '+3', '0 – +6', '31-12-2026', '5-7-2026']
      : ['46%', '41%', '51%', '39%', '12%', '60%', '12,345', '+3', '0 – +6', '31/12/2026', '05/07/2026'];
  return [
    ...words,
    ...plain,
    ...figures,
    'source-silent',
    '21',
    '22',
    '23',
    '24',
    'what-was-wrong',
    'Anouk',
    'report-27'
  ];
};

describe.each(['nl', 'en'] as const)('in %s', (language) => {
  const { subject, html, text } = made(reportOf(FULL), language);

  test.each([
    ['HTML', () => flat(read(html).text)],
    ['plain text', () => flat(text)]
  ])('everything of the report is in the %s', (_, said) => {
    for (const word of EXPECTED(language)) expect(said().toLowerCase()).toContain(word.toLowerCase());
  });

  test('the subject says which report it is and what it found', () => {
    expect(subject).toBe(
      language === 'nl'
        ? 'Hoera-rapport, week 27 van 2026 (alles) · headline in het Nederlands'
        : 'Hoera report, week 27 of 2026 (everything) · headline in English'
    );
  });

  test('a screen reader knows the language, the headings and what is in a table', () => {
    const { elements } = read(html);
    expect(elements[0]).toMatchObject({ name: 'html', attributes: { lang: language } });
    const names = elements.map(({ name }) => name);
    expect(names.filter((name) => name === 'h1')).toHaveLength(1);
    // No level is skipped.
    const levels = names.filter((name) => /^h\d$/.test(name)).map((name) => Number(name[1]));
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const tables = names.filter((name) => name === 'table').length;
    expect(tables).toBe(2);
    expect(names.filter((name) => name === 'caption')).toHaveLength(tables);
    const heads = elements.filter(({ name }) => name === 'th').map(({ attributes }) => attributes['scope']);
    expect(new Set(heads)).toEqual(new Set(['col', 'row']));
  });

  test('a quiet period is said to be quiet, and empty parts are said to be empty', () => {
    const quiet = made(reportOf(EMPTY), language);
    for (const said of [flat(read(quiet.html).text), flat(quiet.text)]) {
      const words =
        language === 'nl'
          ? ['rustige week', 'zijn er geen', 'niets afgerond', 'Er loopt nu niets', 'eindigde geen experiment']
          : ['quiet week', 'were none', 'Nothing was completed', 'Nothing is running', 'No experiment ended'];
      for (const word of words) expect(said).toContain(word);
    }
    expect(flat(made(reportOf({ ...EMPTY, quiet: false }), language).text)).not.toMatch(/rustige|quiet/);
  });
});

test('moments and lessons are told in the same form', () => {
  const swapped = { ...FULL, moments: FULL.lessons, lessons: FULL.moments };
  const shape = (content: Content) =>
    read(made(reportOf(content)).html)
      .elements.map(({ name, attributes }) => `${name} ${attributes['style'] ?? ''}`)
      .sort();
  expect(shape(swapped)).toEqual(shape(FULL));
});

test('it works without anything from elsewhere, and no link is followed', () => {
  const { html, text } = made(reportOf(FULL));
  const { elements } = read(html);
  const names = new Set(elements.map(({ name }) => name));
  for (const name of ['img', 'link', 'script', 'style', 'iframe', 'form', 'svg', 'base'])
    expect(names.has(name)).toBe(false);
  expect(html).not.toMatch(/url\(|@import|src=|background=/i);
  const links = elements.flatMap(({ attributes }) => attributes['href'] ?? []);
  expect(new Set(links)).toEqual(
    new Set([
      'https://hoera.example.nl/adoption?population=company&days=7',
      'https://hoera.example.nl/adoption/trends',
      'https://hoera.example.nl/adoption/channels',
      'https://hoera.example.nl/experiments/one',
      'https://hoera.example.nl/experiments/two',
      'https://hoera.example.nl/reports/report-27',
      'https://hoera.example.nl/unsubscribe/secret-word'
    ])
  );
  for (const address of links) expect(text).toContain(address);
});

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

test('every colour of text stands out against white', () => {
  const { elements } = read(made(reportOf(FULL)).html);
  const colours = elements.flatMap(({ attributes }) =>
    [...(attributes['style'] ?? '').matchAll(/(?<![-\w])color:(#[0-9a-f]{6})/g)].map(([, colour]) => colour!)
  );
  expect(colours.length).toBeGreaterThan(3);
  for (const colour of colours) expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(4.5);
});

test('whatever people wrote stays text: no element, attribute, line or header of their making', () => {
  fc.assert(
    fc.property(anyContent, anyText, anyText, anyText, (content, correction, name, scope) => {
      const report = reportOf(content, { scope: `team:${scope}` });
      const { subject, html, text } = digest(report, [{ text: correction, at: READER.since }], 'nl', {
        ...READER,
        addedBy: name
      });
      const { elements } = read(html);
      for (const { name: element, attributes } of elements) {
        expect(ELEMENTS).toContain(element);
        for (const [attribute, value] of Object.entries(attributes)) {
          expect(ATTRIBUTES).toContain(attribute);
          if (attribute === 'href') expect(new URL(value).origin).toBe(READER.origin);
          if (attribute === 'style') expect(STYLES).toContain(value);
        }
      }
      // eslint-disable-next-line no-control-regex
      expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]/);
      expect([...subject].length).toBeLessThanOrEqual(120);
      // Where what we say ends: a line of somebody else cannot be taken for it.
      expect(text.split('\n').filter((line) => line === '-- ')).toHaveLength(1);
    }),
    { numRuns: 50 }
  );
});
const shapes = [FULL, EMPTY, { ...FULL, figures: FULL.figures.slice(0, 1) }].flatMap(
  (content) => read(made(reportOf(content, { example: true })).html).elements
);
const ELEMENTS = [...new Set(shapes.map(({ name }) => name))];
const ATTRIBUTES = [...new Set(shapes.flatMap(({ attributes }) => Object.keys(attributes)))];
const STYLES = [...new Set(shapes.flatMap(({ attributes }) => attributes['style'] ?? []))];

test('it says who subscribed this address, and an invented report or a try is marked as such', () => {
  expect(made(reportOf(FULL)).text).toContain('omdat Anouk je er op 1-6-2026 op heeft geabonneerd');
  expect(made(reportOf(FULL), 'nl', { ...READER, addedBy: undefined }).text).toContain('zelf op hebt geabonneerd');
  const example = made(reportOf(FULL, { example: true }));
  expect(example.subject).toMatch(/^Voorbeeld · /);
  for (const form of [example.html, example.text]) expect(form).toContain('alle cijfers hieronder zijn verzonnen');
  expect(made(reportOf(FULL)).text).not.toContain('verzonnen');
  const tried = digest(SAMPLE, [], 'en', READER, { isTry: true });
  expect(tried.subject).toMatch(/^Try · /);
  expect(tried.html).not.toContain('/reports/');
});

test('it says why there is no amount, what a figure was held against, and that an amount is a careful one', () => {
  const [figure, count] = FULL.figures;
  const both = (text: string) => ({ nl: text, en: text });
  const { text } = made(
    reportOf({
      ...FULL,
      figures: [
        { ...figure!, before: both('week-26'), baseline: { ...figure!.baseline!, label: both('label-of-baseline') } },
        { ...count!, amount: undefined, absent: both('too-small-to-tell') }
      ],
      moments: FULL.moments.map((one) => ({ ...one, careful: true })),
      course: { ...FULL.course, points: [{ day: '2026-07-05', value: 0.3, low: 0.2, high: 0.4 }] }
    })
  );
  for (const word of ['week-26: 39%', 'label-of-baseline: 12%', 'too-small-to-tell', 'voorzichtige schatting'])
    expect(text).toContain(word);
  // The point of a week stands at its Sunday; a week is told by its Monday.
  expect(text).toContain('- 29-6-2026');
  expect(made(reportOf(FULL)).text).not.toContain('voorzichtige schatting');
});

test('the sample is a report', () => {
  expect(Content.parse(SAMPLE.content)).toEqual(SAMPLE.content);
});

test('what is cut off ends in three dots, and no letter is cut in two', () => {
  expect(shortened('abc', 3)).toBe('abc');
  expect(shortened('abcd ef', 5)).toBe('abcd…');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (all, length) => {
      const cut = shortened(all, length);
      expect([...cut].length).toBeLessThanOrEqual(length);
      expect(cut.isWellFormed()).toBe(all.isWellFormed());
    })
  );
});
