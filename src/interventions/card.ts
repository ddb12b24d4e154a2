/** What can be tried, as cards in our own words and in the spirit of Optimaal Digitaal: for which motive, for whom, and at what effort. */
import type { Climber } from '#adoption/ladder.ts';
import type { Kind } from '#interventions/intervention.ts';
import type { Motive } from '#surveys/motive.ts';

export interface Card {
  key: string;
  motive: Motive;
  populations: readonly Climber[];
  kind: Kind;
  title: Readonly<Record<'nl' | 'en', string>>;
  /** Hours to prepare it, and minutes for each organisation that it reaches. Our own guess, to be replaced by what it took here. */
  hours: number;
  minutes: number;
}

const card = (
  key: string,
  motive: Motive,
  populations: readonly Climber[],
  kind: Kind,
  [nl, en]: readonly [string, string],
  [hours, minutes]: readonly [number, number]
): Card => ({ key, motive, populations, kind, title: { nl, en }, hours, minutes });

const COMPANY: readonly Climber[] = ['company'];
const INSIDE: readonly Climber[] = ['authority', 'department'];

/** In the order in which they are suggested: little effort first. */
export const CARDS: readonly Card[] = [
  card(
    'one-line',
    'weten',
    COMPANY,
    'letter',
    [
      'Noem de Berichtenbox in één regel in elke brief en e-mail',
      'Mention the Message Box in one line of every letter and e-mail'
    ],
    [4, 0]
  ),
  card(
    'where-they-look',
    'weten',
    COMPANY,
    'web_change',
    [
      'Zet de Berichtenbox op de pagina waar zij hun aanvraag beginnen',
      'Put the Message Box on the page where they begin their application'
    ],
    [8, 0]
  ),
  card(
    'trade-association',
    'weten',
    COMPANY,
    'mail',
    ['Laat de branchevereniging vertellen wat je ermee kunt', 'Have the trade association tell what it is good for'],
    [8, 1]
  ),
  card(
    'short-presentation',
    'weten',
    INSIDE,
    'presentation',
    ['Kom een kwartier vertellen bij het teamoverleg', 'Come and tell about it in fifteen minutes at the team meeting'],
    [4, 60]
  ),
  card(
    'test-message',
    'weten',
    ['authority'],
    'letter',
    ['Stuur een proefbericht en bespreek wat ermee gebeurde', 'Send a test message and discuss what became of it'],
    [4, 30]
  ),
  card(
    'own-figures',
    'weten',
    INSIDE,
    'mail',
    ['Laat elk team zijn eigen cijfers zien', 'Show every team its own figures'],
    [6, 5]
  ),
  card(
    'show-benefit',
    'willen',
    COMPANY,
    'notification',
    [
      'Laat het voordeel zien: meteen een ontvangstbevestiging, alles bij elkaar',
      'Show the benefit: an immediate receipt, everything in one place'
    ],
    [6, 0]
  ),
  card(
    'peer',
    'willen',
    COMPANY,
    'mail',
    [
      'Laat een ondernemer uit dezelfde branche vertellen hoe het ging',
      'Let an entrepreneur of the same trade tell how it went'
    ],
    [12, 0]
  ),
  card(
    'answer-faster',
    'willen',
    ['company', ...INSIDE],
    'instruction',
    ['Beloof en haal een sneller antwoord dan per e-mail', 'Promise and deliver a faster answer than by e-mail'],
    [16, 0]
  ),
  card(
    'look-at-process',
    'willen',
    INSIDE,
    'process_analysis',
    [
      'Loop samen het proces door en haal één bezwaar weg',
      'Walk through the process together and remove one objection'
    ],
    [4, 120]
  ),
  card(
    'colleague-tells',
    'willen',
    INSIDE,
    'presentation',
    [
      'Laat een collega die het al doet vertellen wat het opleverde',
      'Let a colleague who already does it tell what it brought'
    ],
    [4, 60]
  ),
  card(
    'erecognition-guide',
    'kunnen',
    COMPANY,
    'web_change',
    [
      'Geef een stappenplan voor eHerkenning en machtiging',
      'Give a step-by-step guide to eRecognition and authorisation'
    ],
    [8, 0]
  ),
  card(
    'remove-step',
    'kunnen',
    COMPANY,
    'web_change',
    [
      'Haal een stap weg op de pagina waar zij vastlopen, en test het',
      'Remove a step on the page where they get stuck, and test it'
    ],
    [16, 0]
  ),
  card(
    'call',
    'kunnen',
    COMPANY,
    'call',
    ['Bel wie vastliep en loop het samen door', 'Call whoever got stuck and go through it together'],
    [2, 20]
  ),
  card(
    'side-by-side',
    'kunnen',
    ['company', ...INSIDE],
    'side_by_side',
    ['Ga ernaast zitten bij het eerste bericht', 'Sit beside them for the first message'],
    [2, 90]
  ),
  card(
    'instruction',
    'kunnen',
    INSIDE,
    'instruction',
    ['Geef een instructie en een werkwijzer op één pagina', 'Give an instruction and a one-page work guide'],
    [8, 45]
  ),
  card(
    'designation',
    'moeten',
    ['company', 'authority'],
    'web_change',
    [
      'Wijs de Berichtenbox aan als kanaal en maak dat bekend',
      'Designate the Message Box as the channel and publish it'
    ],
    [40, 0]
  ),
  card(
    'subsidy-condition',
    'moeten',
    COMPANY,
    'letter',
    ['Zet de Berichtenbox in de voorwaarden van de subsidie', 'Put the Message Box in the conditions of the grant'],
    [24, 0]
  ),
  card(
    'end-email',
    'moeten',
    ['company', 'department'],
    'mail',
    [
      'Stop met e-mail, per proces en op een dag die je aankondigt',
      'Stop using e-mail, per process and on a day that you announce'
    ],
    [24, 0]
  ),
  card(
    'service-agreement',
    'moeten',
    ['authority'],
    'process_analysis',
    [
      'Spreek het af in de samenwerkings- of dienstverleningsovereenkomst',
      'Agree on it in the cooperation or service agreement'
    ],
    [16, 120]
  ),
  card(
    'working-instruction',
    'moeten',
    INSIDE,
    'instruction',
    ['Leg het vast in de werkinstructie van het proces', 'Lay it down in the working instruction of the process'],
    [12, 30]
  )
];

/** Undefined where there is none of that name. */
export const cardOf = (key: string): Card | undefined => CARDS.find((one) => one.key === key);

export const cardsFor = (population: Climber, motive: Motive): Card[] =>
  CARDS.filter((one) => one.motive === motive && one.populations.includes(population));

/** Hours to do it with so many organisations. */
export const hoursOf = ({ hours, minutes }: Card, organisations: number): number =>
  hours + (minutes * organisations) / 60;

/** How many hours a card takes at a first try: up to 8, up to 24, or more. */
export const EFFORTS = ['little', 'some', 'much'] as const;
export type Effort = (typeof EFFORTS)[number];

/** Organisations by whose number the effort is judged: as many as a first try reaches. */
const FIRST_TRY = 10;

export function effortOf(card: Card): Effort {
  const hours = hoursOf(card, FIRST_TRY);
  return hours <= 8 ? 'little' : hours <= 24 ? 'some' : 'much';
}
