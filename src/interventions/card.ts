/** What can be tried, as cards in our own words and in the spirit of Optimaal Digitaal: for which motive, for whom, and at what effort. */
import type { Climber } from '#adoption/ladder.ts';
import type { Motive } from '#surveys/motive.ts';

export interface Card {
  key: string;
  motive: Motive;
  populations: readonly Climber[];
  title: Readonly<Record<'nl' | 'en', string>>;
  /** Hours to prepare it, and minutes for each organisation that it reaches. Our own guess, to be replaced by what it took here. */
  hours: number;
  minutes: number;
}

const card = (
  key: string,
  motive: Motive,
  populations: readonly Climber[],
  [nl, en]: readonly [string, string],
  [hours, minutes]: readonly [number, number]
): Card => ({ key, motive, populations, title: { nl, en }, hours, minutes });

const COMPANY: readonly Climber[] = ['company'];
const INSIDE: readonly Climber[] = ['authority', 'department'];

/** In the order in which they are suggested: little effort first. */
const CARDS: readonly Card[] = [
  card(
    'one-line',
    'weten',
    COMPANY,
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
    ['Laat de branchevereniging vertellen wat je ermee kunt', 'Have the trade association tell what it is good for'],
    [8, 1]
  ),
  card(
    'short-presentation',
    'weten',
    INSIDE,
    ['Kom een kwartier vertellen bij het teamoverleg', 'Come and tell about it in fifteen minutes at the team meeting'],
    [4, 60]
  ),
  card(
    'test-message',
    'weten',
    ['authority'],
    ['Stuur een proefbericht en bespreek wat ermee gebeurde', 'Send a test message and discuss what became of it'],
    [4, 30]
  ),
  card(
    'show-benefit',
    'willen',
    COMPANY,
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
    ['Beloof en haal een sneller antwoord dan per e-mail', 'Promise and deliver a faster answer than by e-mail'],
    [16, 0]
  ),
  card(
    'look-at-process',
    'willen',
    INSIDE,
    [
      'Loop samen het proces door en haal één bezwaar weg',
      'Walk through the process together and remove one objection'
    ],
    [4, 120]
  ),
  card(
    'erecognition-guide',
    'kunnen',
    COMPANY,
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
    ['Bel wie vastliep en loop het samen door', 'Call whoever got stuck and go through it together'],
    [2, 20]
  ),
  card(
    'side-by-side',
    'kunnen',
    ['company', ...INSIDE],
    ['Ga ernaast zitten bij het eerste bericht', 'Sit beside them for the first message'],
    [2, 90]
  ),
  card(
    'instruction',
    'kunnen',
    INSIDE,
    ['Geef een instructie en een werkwijzer op één pagina', 'Give an instruction and a one-page work guide'],
    [8, 45]
  )
];

export const cardsFor = (population: Climber, motive: Motive): Card[] =>
  CARDS.filter((one) => one.motive === motive && one.populations.includes(population));

/** Hours to do it with so many organisations. */
export const hoursOf = ({ hours, minutes }: Card, organisations: number): number =>
  hours + (minutes * organisations) / 60;
