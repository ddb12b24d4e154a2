/** A message, or its counterpart on paper or by e-mail: how a row of a usage file is understood. */
import type { Column } from '#files/column.ts';

export const CHANNELS = ['berichtenbox', 'email', 'paper', 'portal'] as const;
export type Channel = (typeof CHANNELS)[number];

export const DIRECTIONS = ['to_authority', 'to_organisation', 'between_authorities'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Moments a source may or may not be able to give; what it does not give is not provided, never zero. */
export const STATUS_FIELDS = ['delivered_at', 'notified_at', 'read_at', 'answered_at'] as const;

const CHANNEL_WORDS: Readonly<Record<string, Channel>> = {
  berichtenbox: 'berichtenbox',
  'berichtenbox voor bedrijven': 'berichtenbox',
  bvb: 'berichtenbox',
  box: 'berichtenbox',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  paper: 'paper',
  papier: 'paper',
  post: 'paper',
  brief: 'paper',
  portal: 'portal',
  portaal: 'portal',
  webformulier: 'portal'
};
const DIRECTION_WORDS: Readonly<Record<string, Direction>> = {
  to_authority: 'to_authority',
  in: 'to_authority',
  inkomend: 'to_authority',
  'naar overheid': 'to_authority',
  to_organisation: 'to_organisation',
  uit: 'to_organisation',
  uitgaand: 'to_organisation',
  'naar bedrijf': 'to_organisation',
  between_authorities: 'between_authorities',
  'tussen overheden': 'between_authorities'
};

export const MESSAGE_COLUMNS: readonly Column[] = [
  {
    name: 'reference',
    title: 'kenmerk',
    examples: ['B-1', 'B-2'],
    required: true,
    also: ['referentie', 'kenmerk', 'berichtnummer', 'bericht-id', 'berichtid', 'message id', 'id']
  },
  {
    name: 'organisation',
    title: 'organisatie',
    examples: ['99000001', '99000002'],
    required: true,
    also: ['organisatie', 'kvk', 'kvk-nummer', 'kvknummer', 'afzender', 'ondernemer', 'bedrijf']
  },
  {
    name: 'authority',
    title: 'overheid',
    examples: ['Gemeente Oss', 'Gemeente Oss'],
    required: false,
    also: ['overheid', 'bevoegde instantie', 'bestuursorgaan', 'oin', 'ontvanger']
  },
  {
    name: 'process',
    title: 'proces',
    examples: ['Subsidie', 'Melding'],
    required: true,
    also: ['proces', 'procedure', 'zaaktype']
  },
  { name: 'type', title: 'berichttype', examples: [], required: false, also: ['berichttype', 'soort'] },
  {
    name: 'direction',
    title: 'richting',
    examples: ['in', 'uit'],
    words: DIRECTION_WORDS,
    required: false,
    also: ['richting']
  },
  {
    name: 'channel',
    title: 'kanaal',
    examples: ['berichtenbox', 'post'],
    words: CHANNEL_WORDS,
    required: true,
    also: ['kanaal']
  },
  { name: 'team', title: 'team', examples: ['Subsidies', ''], required: false, also: ['afdeling', 'behandelteam'] },
  {
    name: 'sent_at',
    title: 'verzonden',
    examples: ['15-1-2025 10:30', '16-1-2025'],
    words: 'date',
    required: true,
    also: ['verzonden', 'verzonden op', 'datum', 'verzenddatum', 'datum verzonden']
  },
  {
    name: 'delivered_at',
    title: 'afgeleverd',
    examples: ['15-1-2025 10:31', ''],
    words: 'date',
    required: false,
    also: ['afgeleverd', 'afgeleverd op', 'bezorgd']
  },
  {
    name: 'notified_at',
    title: 'kennisgeving',
    examples: ['15-1-2025 10:32', ''],
    words: 'date',
    required: false,
    also: ['notificatie', 'genotificeerd', 'kennisgeving']
  },
  {
    name: 'read_at',
    title: 'gelezen',
    examples: ['17-1-2025 09:00', ''],
    words: 'date',
    required: false,
    also: ['gelezen', 'gelezen op', 'geopend']
  },
  {
    name: 'answered_at',
    title: 'beantwoord',
    examples: ['20-1-2025 16:00', ''],
    words: 'date',
    required: false,
    also: ['beantwoord', 'beantwoord op', 'reactie']
  }
];

/** The channel a word stands for; undefined when it is none. */
export const channelOf = (word: string): Channel | undefined => CHANNEL_WORDS[word.trim().toLowerCase()];

/** The direction a word stands for; empty means from an organisation to an authority. */
export const directionOf = (word: string): Direction | undefined =>
  word === '' ? 'to_authority' : DIRECTION_WORDS[word.trim().toLowerCase()];
