/** A message, or its counterpart on paper or by e-mail: how a row of a usage file is understood. */
import type { Column } from '#files/column.ts';

export const CHANNELS = ['berichtenbox', 'email', 'paper', 'portal'] as const;
export type Channel = (typeof CHANNELS)[number];

export const DIRECTIONS = ['to_authority', 'to_organisation', 'between_authorities'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Moments a source may or may not be able to give; what it does not give is not provided, never zero. */
export const STATUS_FIELDS = ['delivered_at', 'notified_at', 'read_at', 'answered_at'] as const;

export const MESSAGE_COLUMNS: readonly Column[] = [
  {
    name: 'reference',
    required: true,
    also: ['referentie', 'kenmerk', 'berichtnummer', 'bericht-id', 'berichtid', 'message id', 'id']
  },
  {
    name: 'organisation',
    required: true,
    also: ['organisatie', 'kvk', 'kvk-nummer', 'kvknummer', 'afzender', 'ondernemer', 'bedrijf']
  },
  {
    name: 'authority',
    required: false,
    also: ['overheid', 'bevoegde instantie', 'bestuursorgaan', 'oin', 'ontvanger']
  },
  { name: 'process', required: true, also: ['proces', 'procedure', 'zaaktype'] },
  { name: 'type', required: false, also: ['berichttype', 'soort'] },
  { name: 'direction', required: false, also: ['richting'] },
  { name: 'channel', required: true, also: ['kanaal'] },
  { name: 'team', required: false, also: ['afdeling', 'behandelteam'] },
  { name: 'sent_at', required: true, also: ['verzonden', 'verzonden op', 'datum', 'verzenddatum', 'datum verzonden'] },
  { name: 'delivered_at', required: false, also: ['afgeleverd', 'afgeleverd op', 'bezorgd'] },
  { name: 'notified_at', required: false, also: ['notificatie', 'genotificeerd', 'kennisgeving'] },
  { name: 'read_at', required: false, also: ['gelezen', 'gelezen op', 'geopend'] },
  { name: 'answered_at', required: false, also: ['beantwoord', 'beantwoord op', 'reactie'] }
];

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

/** The channel a word stands for; undefined when it is none. */
export const channelOf = (word: string): Channel | undefined => CHANNEL_WORDS[word.trim().toLowerCase()];

/** The direction a word stands for; empty means from an organisation to an authority. */
export const directionOf = (word: string): Direction | undefined =>
  word === '' ? 'to_authority' : DIRECTION_WORDS[word.trim().toLowerCase()];
