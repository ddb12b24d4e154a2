/** The headline says the largest thing that is true, and says so when it was quiet. */
import { expect, test } from 'vitest';
import { KINDS as MOMENT_KINDS, TONES } from '#moments/moment.ts';
import { foremost, headlineOf } from '#reports/headline.ts';
import type { Figure, Told } from '#reports/report.ts';
import { fc } from '../property.ts';

const both = (text: string) => ({ nl: text, en: `${text} (en)` });
const happened = (what: string, more: Partial<Told> & { p?: number } = {}): Told & { p?: number } => ({
  id: what,
  kind: 'experiment',
  tone: 'win',
  day: '2026-09-30',
  what: both(what),
  whom: both('bedrijven'),
  known: both('gemeten'),
  unknown: both('of het blijft'),
  thanks: [],
  next: both('verder'),
  ...more
});
const figure = (more: Partial<Figure> = {}) => ({
  key: 'using_company',
  label: both('Bedrijven die de box gebruiken'),
  definition: both('…'),
  amount: { value: 0.34, low: 0.32, high: 0.36, unit: 'share' as const, of: both('van 2.000') },
  previous: 0.33,
  before: both('week 39'),
  href: '/adoption/ladder',
  ...more
});
const NOTHING = { moments: [], lessons: [], figures: [figure()], waiting: 0 };

test('a quiet week is said to be quiet, with the figure as it stands', () => {
  const { headline, quiet } = headlineOf('week', NOTHING);
  expect(quiet).toBe(true);
  expect(headline.nl).toBe(
    'Een rustige week: er was geen hoera-moment en geen leermoment. Bedrijven die de box gebruiken: 34% (week 39: 33%).'
  );
  expect(headline.en).toMatch(/^A quiet week: .* \(en\): 34% \(week 39 \(en\): 33%\)\.$/);
});

test('without any figure nothing is claimed', () => {
  const { headline, quiet } = headlineOf('quarter', { ...NOTHING, figures: [figure({ amount: undefined })] });
  expect([quiet, headline.nl]).toEqual([true, 'Een rustig kwartaal: er was geen hoera-moment en geen leermoment.']);
});

test('a win is named, and a lesson beside it too', () => {
  const { headline, quiet } = headlineOf('week', {
    ...NOTHING,
    moments: [happened('Het stappenplan hielp')],
    lessons: [happened('Streng zijn werkte averechts.', { tone: 'lesson' })],
    waiting: 1
  });
  expect(quiet).toBe(false);
  expect(headline.nl).toBe(
    'Het stappenplan hielp. We leerden: Streng zijn werkte averechts. Hoera-momenten: 1, leermomenten: 1. Eén ding wacht op een besluit.'
  );
});

test('a lesson alone is the headline', () => {
  const lesson = happened('Streng zijn werkte averechts', { tone: 'lesson' });
  expect(headlineOf('week', { ...NOTHING, lessons: [lesson] }).headline.nl).toBe('Streng zijn werkte averechts.');
});

test('a figure is never news: that it moved was not held against all else that was looked at', () => {
  const figures = [figure({ previous: 0.1 }), figure({ key: 'digital', label: both('Digitaal aandeel') })];
  expect(headlineOf('month', { ...NOTHING, figures })).toMatchObject({
    quiet: true,
    headline: { nl: expect.stringMatching(/^Een rustige maand: /) as string }
  });
});

test('what is told first does not depend on the order in which it comes', () => {
  const any = fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom(...MOMENT_KINDS),
    tone: fc.constantFrom(...TONES),
    p: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    day: fc.constantFrom('2026-09-28', '2026-09-29')
  });
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: ({ id }) => id, minLength: 1, maxLength: 8 }), (all) => {
      const told = all.map(({ id, kind, tone, day, p }) => ({ ...happened(id, { kind, tone, day }), p }));
      const first = foremost(told);
      expect(foremost([...told].reverse())?.id).toBe(first?.id);
      // What was tried and measured goes before what was only seen to happen.
      if (told.some(({ kind }) => kind === 'experiment')) expect(first?.kind).toBe('experiment');
    })
  );
});
