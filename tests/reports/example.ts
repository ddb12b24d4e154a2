/** Reports to send in tests: one in which everything is said, and any that could be. */
import type { Content, Report } from '#reports/report.ts';
import { SAMPLE } from '#reports/sample.ts';
import { fc } from '../property.ts';

const said = (word: string) => ({ nl: `${word} in het Nederlands`, en: `${word} in English` });

/** Every field holds something of its own, so that a missing one is seen. */
export const FULL: Content = {
  version: 1,
  headline: said('headline'),
  quiet: true,
  figures: [
    {
      key: 'share',
      label: said('label-share'),
      definition: said('definition-share'),
      amount: { value: 0.4567, low: 0.4123, high: 0.5011, unit: 'share', of: said('of-share') },
      previous: 0.3891,
      baseline: { value: 0.1234, source: said('source-of-baseline') },
      goal: { value: 0.6, day: '2026-12-31' },
      href: '/adoption?population=company&days=7'
    },
    {
      key: 'count',
      label: said('label-count'),
      definition: said('definition-count'),
      amount: { value: 12_345, unit: 'count', of: said('of-count') },
      href: '/adoption/trends'
    },
    { key: 'none', label: said('label-none'), definition: said('definition-none'), href: '/adoption/channels' }
  ],
  course: {
    label: said('course'),
    points: Array.from({ length: 9 }, (_, week) => ({
      day: `2026-0${week < 4 ? 5 : 6}-0${(week % 9) + 1}`,
      value: 0.301 + week / 100,
      low: 0.2,
      high: 0.4
    }))
  },
  moments: [
    {
      id: 'moment',
      kind: 'experiment',
      tone: 'win',
      day: '2026-07-01',
      what: said('what-moment'),
      whom: said('whom-moment'),
      amount: { value: 0.0312, low: 0.0081, high: 0.0543, unit: 'points', of: said('of-moment') },
      known: said('known-moment'),
      unknown: said('unknown-moment'),
      thanks: ['thanks-communication', 'thanks-subsidies'],
      next: said('next-moment')
    }
  ],
  lessons: [
    {
      id: 'lesson',
      kind: 'intervention',
      tone: 'lesson',
      day: '2026-07-02',
      what: said('what-lesson'),
      whom: said('whom-lesson'),
      known: said('known-lesson'),
      unknown: said('unknown-lesson'),
      thanks: [],
      next: said('next-lesson')
    }
  ],
  running: [{ title: 'title-running', state: said('state-running'), since: '2026-06-22', href: '/experiments/one' }],
  waiting: [{ title: 'title-waiting', state: said('state-waiting'), href: '/experiments/two' }],
  tally: { won: 21, neutral: 22, lost: 23, abandoned: 24 },
  freshness: [{ source: 'source-bvb', until: '2026-07-05' }, { source: 'source-silent' }]
};

export const EMPTY: Content = {
  version: 1,
  headline: said('headline'),
  quiet: true,
  figures: [],
  course: { label: said('course'), points: [] },
  moments: [],
  lessons: [],
  running: [],
  waiting: [],
  tally: { won: 0, neutral: 0, lost: 0, abandoned: 0 },
  freshness: []
};

export const reportOf = (content: Content, change: Partial<Report> = {}): Report => ({
  ...SAMPLE,
  id: 'report-27',
  digest: 'abcdef0123456789',
  example: false,
  content,
  ...change
});

/** Words that mean something to a browser, a mail program or a chat. */
const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=https://evil.example/x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></p></div></body></html>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&#60;b&#62;',
  '<a href="https://evil.example">klik</a>',
  '[klik](https://evil.example)',
  '<https://evil.example|klik>',
  '<!channel> @channel @all @here',
  '*vet* _schuin_ `code` ~weg~ # kop\n## kop',
  'regel\r\nBcc: iedereen@evil.example',
  '\u0000\u0007\u2028\ud800',
  'https://evil.example/'
];
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const saying = fc.record({ nl: text, en: text });
const day = fc.constantFrom('2026-03-29', '2026-10-25', '2024-02-29');
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const amount = fc.record(
  {
    value,
    low: value,
    high: value,
    unit: fc.constantFrom('share', 'points', 'count', 'per_thousand', 'days', 'ratio'),
    of: saying
  },
  { requiredKeys: ['value', 'unit', 'of'] }
);
const href = text.map((path) => `/${path}`);
const story = fc.record(
  {
    id: text,
    kind: fc.constant('experiment' as const),
    tone: fc.constantFrom('win', 'lesson'),
    day,
    what: saying,
    whom: saying,
    amount,
    known: saying,
    unknown: saying,
    thanks: fc.array(text, { maxLength: 3 }),
    next: saying
  },
  { requiredKeys: ['id', 'kind', 'tone', 'day', 'what', 'whom', 'known', 'unknown', 'thanks', 'next'] }
);
const item = fc.record({ title: text, state: saying, since: day, href }, { requiredKeys: ['title', 'state', 'href'] });
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 8 });

/** Whatever could stand in a report. */
export const anyContent: fc.Arbitrary<Content> = fc.record({
  version: fc.constant(1 as const),
  headline: saying,
  quiet: fc.boolean(),
  figures: few(
    fc.record(
      {
        key: text,
        label: saying,
        definition: saying,
        amount,
        previous: value,
        baseline: fc.record({ value, source: saying }),
        goal: fc.record({ value, day }),
        href
      },
      { requiredKeys: ['key', 'label', 'definition', 'href'] }
    )
  ),
  course: fc.record({ label: saying, points: few(fc.record({ day, value, low: value, high: value })) }),
  moments: few(story),
  lessons: few(story),
  running: few(item),
  waiting: few(item),
  tally: fc.record({ won: fc.nat(99), neutral: fc.nat(99), lost: fc.nat(99), abandoned: fc.nat(99) }),
  freshness: few(fc.record({ source: text, until: day }, { requiredKeys: ['source'] }))
}) as fc.Arbitrary<Content>;

export const anyText = text;
