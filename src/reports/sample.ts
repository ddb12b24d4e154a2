/** An invented report, for a try: it shows what somebody will get. */
import type { Report } from '#reports/report.ts';

const told = (nl: string, en: string) => ({ nl, en });

export const SAMPLE: Report = {
  id: 'sample',
  kind: 'week',
  from: '2026-06-29',
  to: '2026-07-05',
  scope: '',
  digest: '',
  publishedBy: 'hoera',
  publishedAt: new Date('2026-07-06T05:00:00Z'),
  example: true,
  content: {
    version: 1,
    headline: told(
      'Meer bedrijven lezen hun eerste bericht: 46,2% van wie er een kreeg.',
      'More companies read their first message: 46.2% of those that got one.'
    ),
    quiet: false,
    figures: [
      {
        key: 'read',
        label: told('Eerste bericht gelezen', 'First message read'),
        definition: told(
          'Bedrijven die hun eerste bericht binnen 14 dagen openden, van alle bedrijven die er een kregen.',
          'Companies that opened their first message within 14 days, out of all that got one.'
        ),
        amount: {
          value: 0.462,
          low: 0.441,
          high: 0.483,
          unit: 'share',
          of: told('bedrijven met een bericht', 'companies with a message')
        },
        previous: 0.431,
        baseline: { value: 0.302, source: told('nulmeting 2025', 'baseline 2025') },
        goal: { value: 0.6, day: '2026-12-31' },
        href: '/adoption'
      }
    ],
    course: { label: told('Eerste bericht gelezen, per week', 'First message read, by week'), points: [] },
    moments: [
      {
        id: 'sample-win',
        kind: 'experiment',
        tone: 'win',
        day: '2026-07-01',
        what: told('Een kortere aanmeldpagina werkt beter', 'A shorter sign-up page works better'),
        whom: told('Bedrijven die zich aanmelden', 'Companies that sign up'),
        amount: {
          value: 0.031,
          low: 0.008,
          high: 0.054,
          unit: 'points',
          of: told('afgeronde aanmeldingen', 'completed sign-ups')
        },
        known: told('Een experiment met 4.210 bezoekers', 'An experiment with 4,210 visitors'),
        unknown: told('Of het na een maand nog zo is', 'Whether it lasts longer than a month'),
        thanks: ['Communicatie'],
        next: told('De nieuwe pagina staat voor iedereen aan', 'The new page is on for everybody')
      }
    ],
    lessons: [
      {
        id: 'sample-lesson',
        kind: 'intervention',
        tone: 'lesson',
        day: '2026-07-03',
        what: told('Een tweede brief hielp niet', 'A second letter did not help'),
        whom: told('Bedrijven die na de eerste brief niets deden', 'Companies that did nothing after the first letter'),
        amount: {
          value: 0.002,
          low: -0.011,
          high: 0.015,
          unit: 'points',
          of: told('eerste berichten gelezen', 'first messages read')
        },
        known: told('Een loting onder 3.000 bedrijven', 'A draw among 3,000 companies'),
        unknown: told('Of een andere tekst wel helpt', 'Whether another text would'),
        thanks: ['Subsidies'],
        next: told('Er gaat geen tweede brief meer uit', 'No second letter goes out any more')
      }
    ],
    running: [
      {
        title: 'Knoptekst op de startpagina',
        state: told('loopt', 'running'),
        since: '2026-06-22',
        href: '/experiments'
      }
    ],
    waiting: [],
    tally: { won: 1, neutral: 1, lost: 0, abandoned: 0 },
    freshness: [{ source: 'bvb', until: '2026-07-05' }]
  }
};
