/** What the invented project team hears on its visits and calls, and which improvements it makes of that. */
import type { Climber } from '#adoption/ladder.ts';
import type { ContactKind, Outcome, RemarkKind } from '#interventions/contact.ts';
import type { ImprovementStatus } from '#interventions/improvement.ts';
import type { Motive } from '#surveys/motive.ts';

/** What it is about; each an improvement, but for what is only heard now and then. */
export type About =
  'steps' | 'bookkeeper' | 'upload' | 'notice' | 'letter' | 'template' | 'team' | 'authorise' | 'archive' | 'phone';

interface Said {
  kind: RemarkKind;
  text: string;
}

const asks = (text: string): Said => ({ kind: 'question', text });
const objects = (text: string): Said => ({ kind: 'objection', text });
const advises = (text: string): Said => ({ kind: 'tip', text });

const OF_COMPANIES: Partial<Record<About, Said[]>> = {
  steps: [
    asks('Wat heb ik precies nodig voordat ik met eHerkenning kan beginnen?'),
    asks('In welke stappen vraag ik eHerkenning aan?'),
    objects('Halverwege bleek dat ik een uittreksel nodig had, toen ben ik gestopt.'),
    advises('Zet vooraf in stappen wat je nodig hebt, dan hoef je niet halverwege te stoppen.'),
    objects('Je weet niet hoeveel stappen er nog komen bij eHerkenning.')
  ],
  bookkeeper: [
    asks('Hoe machtig ik mijn boekhouder?'),
    asks('Kan mijn boekhouder namens mij berichten sturen?'),
    objects('Mijn boekhouder doet alles, en die machtigen lukt me niet.'),
    advises('Leg op één pagina uit hoe je je boekhouder machtigt.'),
    asks('Moet mijn boekhouder zelf eHerkenning hebben, of geldt de mijne?')
  ],
  upload: [
    asks('Welke bestanden mag ik meesturen als bijlage?'),
    objects('De bijlage werd geweigerd en ik zag niet waarom.'),
    advises('Laat bij de bijlage zien hoe groot een tekening mag zijn.'),
    objects('Een bouwtekening meesturen als bijlage mislukte twee keer.')
  ],
  notice: [
    objects('Ik zie pas weken later dat er een bericht is, de melding belandt bij ongewenste mail.'),
    asks('Krijg ik een melding als er een bericht klaarstaat?'),
    advises('Zet in de melding van welke afdeling het bericht is en of ik iets moet doen.'),
    objects('De melding zegt niet waar het bericht over gaat, dus ik dacht dat het nep was.')
  ],
  letter: [
    asks('Wat is de Berichtenbox eigenlijk? Ik had er nog nooit van gehoord.'),
    objects('In de brief stond alleen een adres op internet, niet wat ik eraan heb.'),
    advises('Schrijf in de brief wat het mij scheelt, bijvoorbeeld dat ik meteen een ontvangstbewijs heb.'),
    asks('Staat in jullie brief ergens hoe ik digitaal kan antwoorden?')
  ],
  archive: [
    asks('Hoelang blijven berichten staan, en kan ik ze bewaren in mijn eigen archief?'),
    objects('Ik moet alles zeven jaar bewaren en dat kan hier niet.')
  ],
  phone: [
    asks('Werkt het ook op mijn telefoon? Ik zit de hele dag op de bouw.'),
    advises('Maak het op de telefoon makkelijker, een computer heb ik niet bij me.')
  ]
};

const OF_DEPARTMENTS: Partial<Record<About, Said[]>> = {
  template: [
    asks('Is er een standaardtekst voor een antwoord via de box?'),
    advises('Geef ons vaste teksten voor de drie antwoorden die we het vaakst sturen.'),
    objects('We typen elk antwoord opnieuw, een standaardtekst zou schelen.')
  ],
  team: [
    asks('Wie van het team kijkt er in de box als een collega vrij is?'),
    objects('De box staat op naam van één collega, bij vakantie ziet niemand de berichten.'),
    advises('Laat een heel team bij dezelfde box, met een melding aan het hele team.')
  ],
  letter: [
    objects('In onze brieven staat de Berichtenbox nergens, dus bedrijven weten het niet.'),
    advises('Zet in elke brief dezelfde zin over de Berichtenbox.')
  ],
  archive: [asks('Komt een bericht uit de box vanzelf in ons zaaksysteem en archief?')]
};

const OF_AUTHORITIES: Partial<Record<About, Said[]>> = {
  authorise: [
    asks('Hoe wijzen we een tweede bevoegd persoon aan?'),
    objects('Onze bevoegd persoon is weg en niemand weet hoe je een nieuwe aanwijst.'),
    advises('Stuur elk jaar een bericht om te controleren of de bevoegd persoon nog klopt.')
  ],
  team: [
    objects('De meldingen gaan naar een adres dat niemand meer leest.'),
    asks('Kunnen meldingen naar het hele team?')
  ],
  template: [asks('Hebben jullie een voorbeeld van een goed antwoord aan een bedrijf?')]
};

export interface Script {
  slug: string;
  population: Climber;
  kind: ContactKind;
  contacts: number;
  /** Days before the last day of the example: the first and the last. */
  ago: [number, number];
  minutes: number[];
  /** Shares in which it was a group, and in which they came of their own accord. */
  groups: number;
  theirs: number;
  outcomes: Partial<Record<Outcome, number>> & Record<string, number>;
  about: Partial<Record<About, number>> & Record<string, number>;
  said: Partial<Record<About, Said[]>>;
}

export const SCRIPTS: readonly Script[] = [
  {
    slug: 'bellen-vastgelopen',
    population: 'company',
    kind: 'call',
    contacts: 64,
    ago: [170, 8],
    minutes: [5, 10, 10, 15, 15, 30],
    groups: 0,
    theirs: 0.12,
    outcomes: { uses: 14, will_try: 26, needs_help: 14, wants_not: 8, no_use: 10, not_reached: 28 },
    about: { steps: 30, bookkeeper: 26, upload: 14, notice: 18, archive: 6, phone: 6 },
    said: OF_COMPANIES
  },
  {
    slug: 'naast-elkaar-bouw',
    population: 'company',
    kind: 'side_by_side',
    contacts: 26,
    ago: [330, 40],
    minutes: [45, 60, 60, 90],
    groups: 0,
    theirs: 0.05,
    outcomes: { uses: 48, will_try: 28, needs_help: 14, wants_not: 5, no_use: 5 },
    about: { steps: 28, bookkeeper: 20, upload: 24, notice: 12, letter: 8, phone: 8 },
    said: OF_COMPANIES
  },
  {
    slug: 'presentatie-teams',
    population: 'department',
    kind: 'presentation',
    contacts: 24,
    ago: [300, 60],
    minutes: [30, 45, 60],
    groups: 0.25,
    theirs: 0.2,
    outcomes: { uses: 20, will_try: 50, needs_help: 22, wants_not: 8 },
    about: { template: 32, team: 36, letter: 24, archive: 8 },
    said: OF_DEPARTMENTS
  },
  {
    slug: 'proces-subsidies',
    population: 'department',
    kind: 'process_analysis',
    contacts: 14,
    ago: [260, 30],
    minutes: [60, 90, 120],
    groups: 0.3,
    theirs: 0.1,
    outcomes: { uses: 36, will_try: 40, needs_help: 24 },
    about: { template: 44, team: 30, letter: 20, archive: 6 },
    said: OF_DEPARTMENTS
  },
  {
    slug: 'instructie-gemeenten',
    population: 'authority',
    kind: 'instruction',
    contacts: 22,
    ago: [350, 20],
    minutes: [30, 45, 60],
    groups: 0.2,
    theirs: 0.25,
    outcomes: { uses: 30, will_try: 36, needs_help: 20, wants_not: 6, not_reached: 8 },
    about: { authorise: 46, team: 34, template: 20 },
    said: OF_AUTHORITIES
  }
];

interface Made {
  about: About;
  title: string;
  population: Climber;
  motive: Motive;
  step: string;
  status: ImprovementStatus;
  /** Name of the example's experiment that tries it. */
  experiment?: string;
  outcome?: string;
  /** Days before the last day of the example. */
  ago: { made: number; closed?: number };
}

export const IMPROVEMENTS: readonly Made[] = [
  {
    about: 'steps',
    title: 'Laat vooraf in stappen zien wat je nodig hebt',
    population: 'company',
    motive: 'kunnen',
    step: 'logged_in',
    status: 'done',
    experiment: 'Stappenplan vooraf',
    outcome:
      'We hebben het uitgeprobeerd en het hielp: met een stappenplan vooraf maakten meer bezoekers de aanvraag af. Het stappenplan staat er nu voor iedereen bij wie we het uitprobeerden.',
    ago: { made: 170, closed: 70 }
  },
  {
    about: 'upload',
    title: 'Laat zien welke bijlagen mogen en hoe groot ze mogen zijn',
    population: 'company',
    motive: 'kunnen',
    step: 'first_message',
    status: 'trying',
    experiment: 'Hulp bij de upload',
    ago: { made: 60 }
  },
  {
    about: 'bookkeeper',
    title: 'Leg uit hoe je je boekhouder machtigt',
    population: 'company',
    motive: 'kunnen',
    step: 'logged_in',
    status: 'open',
    ago: { made: 120 }
  },
  {
    about: 'notice',
    title: 'Zeg in de melding waar het bericht over gaat',
    population: 'company',
    motive: 'willen',
    step: 'reachable',
    status: 'open',
    ago: { made: 90 }
  },
  {
    about: 'letter',
    title: 'Zelfde zin over de Berichtenbox in elke brief',
    population: 'department',
    motive: 'weten',
    step: 'default',
    status: 'done',
    outcome:
      'De zin staat inmiddels in de sjablonen van alle afdelingen. Of er meer bedrijven door reageren, is niet apart gemeten.',
    ago: { made: 240, closed: 130 }
  },
  {
    about: 'team',
    title: 'Een box voor het hele team, ook bij vakantie',
    population: 'department',
    motive: 'kunnen',
    step: 'second_handled',
    status: 'open',
    ago: { made: 200 }
  },
  {
    about: 'template',
    title: 'Vaste teksten voor antwoorden die vaak voorkomen',
    population: 'department',
    motive: 'willen',
    step: 'first_handled',
    status: 'open',
    ago: { made: 150 }
  },
  {
    about: 'archive',
    title: 'Berichten vanzelf in het eigen archief',
    population: 'company',
    motive: 'willen',
    step: 'lasting',
    status: 'dropped',
    outcome:
      'Dit kunnen we zelf niet veranderen: de box is van het Rijk. We hebben het daar gemeld. Tot die tijd kunt u een bericht downloaden en zelf bewaren.',
    ago: { made: 180, closed: 100 }
  }
];
