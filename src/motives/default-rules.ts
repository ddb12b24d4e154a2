/** The rules to begin with, and what was added to them since. Weights are a first guess of our own, which answers correct; thresholds: the domain study, section 3. */
import type { Climber } from '#adoption/ladder.ts';
import type { Aspect, Motive } from '#surveys/motive.ts';
import type { Condition, Rule, RuleSet } from '#motives/rule.ts';
import { MOST } from '#motives/signal.ts';

const when = (signal: string, least = 1, most = MOST): Condition => ({ signal, least, most });
const never = (signal: string): Condition => when(signal, 0, 0);

/** @param does a weight, or what else it does */
const rule = (
  key: string,
  [motive, aspect]: readonly [Motive, Aspect?],
  does: number | 'rules_out' | 'proves',
  title: string,
  ...conditions: Condition[]
): Rule => ({
  key,
  title,
  motive,
  ...(aspect ? { aspect } : {}),
  when: conditions,
  does: typeof does === 'number' ? { weighs: does } : does
});

const COMPANY: readonly Rule[] = [
  rule(
    'never-reached',
    ['weten'],
    2,
    'Nooit bereikt en nooit gezien',
    never('reached'),
    never('visits'),
    never('informed')
  ),
  rule(
    'reached-only',
    ['weten'],
    1.5,
    'Bereikt, maar nooit op een pagina gezien',
    when('reached'),
    never('visits'),
    never('informed')
  ),
  rule(
    'visited-unread',
    ['weten'],
    1,
    'Op een pagina geweest zonder de uitleg te lezen',
    when('visits'),
    never('informed')
  ),
  rule('has-read', ['weten'], -3, 'De uitleg gelezen', when('informed')),
  rule('has-tried', ['weten'], 'rules_out', 'Begonnen met inloggen: kent de Berichtenbox dus', when('login_started')),
  rule('has-failed', ['weten'], 'rules_out', 'Inloggen mislukt: kent de Berichtenbox dus', when('login_failed')),
  rule('has-box', ['weten'], 'rules_out', 'Heeft een Berichtenbox', when('box_created')),
  rule(
    'read-not-started',
    ['willen'],
    2,
    'De uitleg gelezen en niet begonnen',
    when('informed'),
    never('login_started')
  ),
  rule(
    'read-again',
    ['willen'],
    0.5,
    'De uitleg vaker gelezen en niet begonnen',
    when('informed', 2),
    never('login_started')
  ),
  rule(
    'asked-questions',
    ['willen'],
    0.5,
    'Veelgestelde vragen bekeken en niet begonnen',
    when('questions'),
    never('login_started')
  ),
  rule(
    'box-unused',
    ['willen', 'weerstand'],
    1,
    'Heeft een Berichtenbox en blijft mailen of schrijven',
    when('box_created'),
    when('other_messages'),
    never('box_messages')
  ),
  rule('not-informed', ['willen'], -1.5, 'De uitleg nooit gelezen', never('informed'), never('login_started')),
  rule('means-missing', ['kunnen', 'middelen'], 3, 'eHerkenning of machtiging ontbrak', when('means_missing')),
  rule(
    'gave-up',
    ['kunnen', 'gedoe'],
    2.5,
    'Begonnen met inloggen, nooit binnengekomen',
    when('login_started'),
    never('logged_in')
  ),
  rule('tried-often', ['kunnen', 'gedoe'], 1, 'Inloggen meer dan twee keer mislukt', when('login_failed', 3)),
  rule(
    'sought-help',
    ['kunnen', 'vaardigheid'],
    1,
    'Tijdens het inloggen naar hulp gezocht',
    when('help'),
    when('login_started')
  ),
  rule('upload-failed', ['kunnen', 'vaardigheid'], 1.5, 'Een bijlage meesturen mislukt', when('upload_failed')),
  rule(
    'box-never-sent',
    ['kunnen', 'vaardigheid'],
    1,
    'Berichtenbox aangemaakt, nooit iets verstuurd',
    when('box_created'),
    never('box_messages')
  ),
  rule('never-tried', ['kunnen'], -1.5, 'Nooit geprobeerd in te loggen', never('login_started'), never('login_failed')),
  rule('obliged', ['moeten'], 'proves', 'Had een aanleiding waarvoor de Berichtenbox verplicht is', when('obligations'))
];

const AUTHORITY: readonly Rule[] = [
  rule('not-connected', ['weten'], 1.5, 'Niet aangesloten', never('connected')),
  rule('has-officer', ['weten'], 'rules_out', 'Heeft een bevoegd persoon aangewezen', when('officer')),
  rule(
    'officer-silent',
    ['willen'],
    1.5,
    'Bevoegd persoon aangewezen, nooit geantwoord',
    when('officer'),
    never('answers')
  ),
  rule(
    'no-officer',
    ['kunnen', 'middelen'],
    2,
    'Aangesloten zonder bevoegd persoon',
    when('connected'),
    never('officer')
  ),
  rule('obliged', ['moeten'], 'proves', 'Had een procedure waarvoor de Berichtenbox verplicht is', when('obligations'))
];

const DEPARTMENT: readonly Rule[] = [
  rule('no-presentation', ['weten'], 1.5, 'Nooit een presentatie bijgewoond', never('presentation')),
  rule('presentation', ['weten'], -2, 'Een presentatie bijgewoond', when('presentation')),
  rule(
    'knows-and-mails',
    ['willen'],
    2,
    'Presentatie bijgewoond en blijft mailen of schrijven',
    when('presentation'),
    when('other_handled'),
    never('box_handled')
  ),
  rule('obliged', ['moeten'], 'proves', 'Heeft een proces waarvoor de Berichtenbox verplicht is', when('obligations'))
];

/** Version 1 of every installation: never changed, because what was judged by it refers to it. What is better goes into NEWER_RULES. */
export const DEFAULT_RULES: Readonly<Record<Climber, RuleSet>> = {
  company: { population: 'company', base: { weten: 0, willen: -1, kunnen: -1.5 }, label: 0.5, rules: [...COMPANY] },
  authority: {
    population: 'authority',
    base: { weten: -0.5, willen: -0.5, kunnen: -1 },
    label: 0.5,
    rules: [...AUTHORITY]
  },
  department: {
    population: 'department',
    base: { weten: -0.5, willen: -0.5, kunnen: -1 },
    label: 0.5,
    rules: [...DEPARTMENT]
  }
};

/** The rules to go by where nobody made rules of their own, and why; a version after the one to begin with. */
export const NEWER_RULES: Readonly<Partial<Record<Climber, { rules: RuleSet; why: string }>>> = {
  company: {
    why: 'Ook intrekken van bereikbaarheid en een niet afgemaakt formulier tellen mee.',
    rules: {
      ...DEFAULT_RULES.company,
      rules: [
        ...COMPANY,
        rule('withdrew', ['willen', 'weerstand'], 1.5, 'Een bereikbaarheid weer ingetrokken', when('withdrawn')),
        // Of whoever never came in, the rule of giving up says it already.
        rule(
          'form-left',
          ['kunnen', 'gedoe'],
          1,
          'Ingelogd, en een formulier niet afgemaakt',
          when('abandoned'),
          when('logged_in')
        )
      ]
    }
  }
};
