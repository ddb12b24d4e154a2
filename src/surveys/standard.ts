/** The questionnaire to begin with: one question for each motive, with what its answers say. */
import type { Definition, Option, Saying } from '#surveys/survey.ts';
import type { Motive } from '#surveys/motive.ts';

const is = (motive: Motive, aspect?: Saying['aspect']): Saying => ({ motive, ...(aspect && { aspect }), is: true });
const isNot = (motive: Motive): Saying => ({ motive, is: false });
const option = (key: string, text: string, ...says: Saying[]): Option => ({ key, text, says });

/** After the first question: who does not know the box at all is not asked what it thinks of it. */
const KNOWN = { question: 'bekend', options: ['goed', 'naam'] };

export const STANDARD: Definition = {
  title: 'De Berichtenbox voor bedrijven',
  language: 'nl',
  population: 'company',
  intro:
    'Met de Berichtenbox voor bedrijven stuurt en ontvangt u beveiligde berichten van gemeenten, waterschappen en de provincie. Wij willen weten waarom bedrijven hem wel of niet gebruiken. Invullen duurt ongeveer drie minuten. U helpt ons ook als u de Berichtenbox niet kent.',
  thanks: 'Met uw antwoorden maken wij de Berichtenbox beter en leggen wij hem beter uit.',
  withoutLink: 'reference',
  questions: [
    {
      key: 'bekend',
      kind: 'one',
      text: 'Kent u de Berichtenbox voor bedrijven?',
      help: '',
      required: true,
      options: [
        { ...option('goed', 'Ja, ik weet wat ik ermee kan', isNot('weten')), awareness: 'well' },
        { ...option('naam', 'Alleen van naam', is('weten')), awareness: 'name' },
        // Is asked nothing about the others: who does not know it cannot not want it, or fail at it.
        { ...option('niet', 'Nee', is('weten'), isNot('willen'), isNot('kunnen')), awareness: 'not' }
      ]
    },
    {
      key: 'waarvoor',
      kind: 'open',
      text: 'Waarvoor kunt u hem gebruiken, denkt u?',
      help: 'Een paar woorden zijn genoeg.',
      required: false,
      options: [
        option('juist', 'Noemt iets wat kan', isNot('weten')),
        option('onjuist', 'Noemt alleen iets wat niet kan', is('weten')),
        option('weet-niet', 'Weet het niet', is('weten'))
      ],
      onlyAfter: KNOWN
    },
    {
      key: 'geprobeerd',
      kind: 'one',
      text: 'Hebt u geprobeerd de Berichtenbox te gebruiken, en is het u gelukt?',
      help: '',
      required: false,
      options: [
        option('gelukt', 'Ja, en het is gelukt', isNot('kunnen')),
        option('niet-gelukt', 'Ja, maar het is niet gelukt', is('kunnen')),
        option('nee', 'Nee, niet geprobeerd')
      ],
      onlyAfter: KNOWN
    },
    {
      key: 'vast',
      kind: 'many',
      text: 'Waar liep u vast?',
      help: 'U kunt meer antwoorden kiezen.',
      required: false,
      options: [
        option('middel', 'Ik had geen eHerkenning', is('kunnen', 'middelen')),
        option('machtiging', 'Ik was niet gemachtigd', is('kunnen', 'middelen')),
        option('inloggen', 'Inloggen lukte niet', is('kunnen', 'vaardigheid')),
        option('begrijpen', 'Ik begreep niet wat ik moest doen', is('kunnen', 'vaardigheid')),
        option('lang', 'Het duurde te lang', is('kunnen', 'gedoe')),
        option('anders', 'Ergens anders')
      ],
      onlyAfter: { question: 'geprobeerd', options: ['niet-gelukt'] }
    },
    {
      key: 'tegen',
      kind: 'many',
      text: 'Wat houdt u tegen om de Berichtenbox te gebruiken?',
      help: 'U kunt meer antwoorden kiezen.',
      required: true,
      options: [
        option('niets', 'Niets: ik gebruik hem', isNot('willen'), isNot('kunnen')),
        option('geen-voordeel', 'Ik zie geen voordeel', is('willen')),
        option('liever-anders', 'Ik gebruik liever e-mail of post', is('willen')),
        option('geen-vertrouwen', 'Ik vertrouw het niet', is('willen', 'weerstand')),
        option('gewoonte', 'Ik ben gewend het anders te doen', is('willen')),
        option('geen-antwoord', 'De overheid antwoordt toch niet', is('willen')),
        option('geen-middel', 'Ik heb geen eHerkenning of machtiging', is('kunnen', 'middelen')),
        option('snap-niet', 'Ik snap niet hoe het moet', is('kunnen', 'vaardigheid')),
        option('gedoe', 'Het is te veel gedoe', is('kunnen', 'gedoe')),
        option('geen-aanleiding', 'Ik mis niets, ik had geen aanleiding'),
        option('anders', 'Iets anders')
      ],
      onlyAfter: KNOWN
    },
    {
      key: 'verplicht',
      kind: 'one',
      text: 'Bent u verplicht om digitaal zaken te doen met gemeente, waterschap of provincie?',
      help: 'Bijvoorbeeld omdat het in de voorwaarden van een subsidie staat.',
      required: false,
      options: [
        option('ja', 'Ja', is('moeten')),
        option('nee', 'Nee', isNot('moeten')),
        option('weet-niet', 'Dat weet ik niet')
      ]
    },
    {
      key: 'voornemen',
      kind: 'scale',
      text: 'Hoe groot is de kans dat u de Berichtenbox het komende jaar gebruikt?',
      help: '',
      required: false,
      options: [
        option('1', '1', is('willen')),
        option('2', '2', is('willen')),
        option('3', '3'),
        option('4', '4', isNot('willen')),
        option('5', '5', isNot('willen'))
      ],
      ends: ['Heel klein', 'Heel groot'],
      onlyAfter: KNOWN
    }
  ]
};

/** The least that is a questionnaire, to be filled by somebody. */
export const EMPTY: Definition = {
  title: 'Nieuwe vragenlijst',
  language: 'nl',
  population: 'company',
  intro: '',
  thanks: '',
  withoutLink: 'anonymous',
  questions: [
    {
      key: 'vraag-1',
      kind: 'one',
      text: 'Nieuwe vraag',
      help: '',
      required: false,
      options: [option('antwoord-1', 'Antwoord 1'), option('antwoord-2', 'Antwoord 2')]
    }
  ]
};
