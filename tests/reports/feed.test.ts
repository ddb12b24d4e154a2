/** The feed as Atom has it (RFC 4287), whatever stands in a report. */
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { atom, figureText } from '#reports/feed.ts';
import type { Content, Report } from '#reports/report.ts';
import { fc } from '../property.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** @throws on anything that is no well-formed XML */
function parse(xml: string): Element {
  const parser = new SaxesParser({ xmlns: false });
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '', children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => (open.at(-1)!.text += text));
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root.children[0]!;
}

const both = (text: string) => ({ nl: text, en: text });
const contentOf = (text: string): Content => ({
  version: 1,
  headline: both(text),
  quiet: false,
  figures: [
    {
      key: 'digital',
      label: both('Digitaal aandeel'),
      definition: both('…'),
      amount: { value: 0.281, low: 0.23, high: 0.33, unit: 'share', of: both('oktober 2026, van 356') },
      previous: 0.22,
      before: both('september 2026'),
      goal: { value: 0.5, day: '2027-12-31' },
      href: '/adoption/trends'
    }
  ],
  course: { label: both(''), points: [] },
  moments: [
    {
      id: 'm',
      kind: 'experiment',
      tone: 'win',
      day: '2026-10-01',
      what: both(text),
      whom: both('bedrijven'),
      known: both('gemeten'),
      unknown: both('of het blijft'),
      thanks: [],
      next: both('verder')
    }
  ],
  lessons: [],
  running: [],
  waiting: [],
  tally: { won: 1, neutral: 2, lost: 1, abandoned: 0 },
  freshness: []
});
const reportOf = (text: string): Report & { corrections: [] } => ({
  id: '6f3c9f2e-7f1c-4a41-8d0f-2f0b9a2f7a11',
  kind: 'week',
  from: '2026-09-28',
  to: '2026-10-04',
  scope: '',
  content: contentOf(text),
  digest: '',
  publishedBy: 'schedule',
  publishedAt: new Date('2026-10-05T04:45:00Z'),
  example: false,
  corrections: []
});
const ABOUT = {
  scope: '',
  self: 'https://hoera.example/feed/x?a=1&b=2',
  began: new Date('2026-01-01T00:00:00Z'),
  language: 'nl',
  id: '0a8f5a8e-6e2f-4a52-9f0e-5b8f1f0c2d11'
} as const;
const childOf = (element: Element, name: string) => element.children.find((one) => one.name === name);

test('has what Atom asks of a feed and of an entry, whatever characters are in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (words) => {
      const text = words.isWellFormed() ? words : 'x';
      const feed = parse(atom([reportOf(text)], ABOUT));
      expect(feed.attributes['xmlns']).toBe('http://www.w3.org/2005/Atom');
      for (const name of ['id', 'title', 'updated', 'author']) expect(childOf(feed, name), name).toBeDefined();
      expect(childOf(feed, 'link')?.attributes).toMatchObject({ rel: 'self', href: ABOUT.self });
      const entry = childOf(feed, 'entry')!;
      for (const name of ['id', 'title', 'updated', 'content']) expect(childOf(entry, name), name).toBeDefined();
      expect(childOf(entry, 'updated')?.text).toBe('2026-10-05T04:45:00.000Z');
      // The content is HTML once more, so that nothing in it can be markup of its own.
      expect(childOf(entry, 'content')?.attributes['type']).toBe('html');
      const tags = childOf(entry, 'content')!.text.match(/<[^>]*>/g) ?? [];
      expect(tags.every((tag) => /^<\/?(p|h2|ul|li)>$/.test(tag))).toBe(true);
    }),
    { numRuns: 40 }
  );
});

test('without reports it is a feed all the same, as old as it was made', () => {
  const feed = parse(atom([], ABOUT));
  expect(childOf(feed, 'updated')?.text).toBe('2026-01-01T00:00:00.000Z');
  expect(childOf(feed, 'entry')).toBeUndefined();
});

test('an entry that was corrected is newer, and says what was wrong', () => {
  const at = new Date('2026-11-01T10:00:00Z');
  const corrected = { ...reportOf('Rustig'), corrections: [{ id: 'c', text: 'Het was 27%.', by: 'x', at }] };
  const feed = parse(atom([corrected], ABOUT));
  expect(childOf(feed, 'updated')?.text).toBe(at.toISOString());
  expect(childOf(childOf(feed, 'entry')!, 'content')?.text).toContain('1-11-2026: Het was 27%.');
});

test('a figure in one line has its interval, what it was, and its goal', () => {
  expect(figureText(contentOf('').figures[0]!, 'nl')).toBe(
    'Digitaal aandeel: 28% (95%-interval 23% – 33%); oktober 2026, van 356; september 2026: 22%; doel: 50% op 31-12-2027'
  );
});

test('an entry says that its figures are invented, how an amount is meant, what comes next and whom to thank', () => {
  const report = { ...reportOf('Rustig'), example: true };
  report.content.moments[0] = {
    ...report.content.moments[0]!,
    amount: { value: 3, low: 1, high: 5, unit: 'days', of: both('sneller') },
    careful: true,
    thanks: ['Anouk', 'Kees']
  };
  report.content.tally = { won: 1, neutral: 0, lost: 0, abandoned: 0 };
  const said = childOf(childOf(parse(atom([report], ABOUT)), 'entry')!, 'content')!.text;
  for (const words of ['verzonnen', 'voorzichtige schatting', 'Wat nu: verder', 'Met dank aan: Anouk, Kees'])
    expect(said).toContain(words);
  expect(said).toContain('1 experiment eindigde: 1 gewonnen');
});
