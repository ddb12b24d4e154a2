/** A metric: how something is measured of every unit that saw an experiment, defined once and never changed in meaning. */
import { z } from 'zod';
import { Matcher } from '#adoption/funnel.ts';

/** What of matching events counts for a unit. */
export const Measure = z.object({
  event: Matcher,
  /** Any of them happened (0 or 1), how many, or the sum of a property of theirs. */
  value: z.union([z.enum(['any', 'count']), z.object({ property: z.string().min(1).max(64) })])
});
export type Measure = z.infer<typeof Measure>;

const Words = z.object({ nl: z.string().trim().min(1).max(300), en: z.string().trim().min(1).max(300) });

export const Metric = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    name: Words,
    definition: Words,
    /** Share of units that did it, number per unit, or sum of numerators over sum of denominators. */
    kind: z.enum(['proportion', 'mean', 'ratio']),
    numerator: Measure,
    denominator: Measure.optional(),
    /** Days after first exposure in which events count. */
    windowDays: z.number().int().min(1).max(365),
    better: z.enum(['up', 'down']),
    /** A unit counts for this much at most, so that one cannot decide everything (winsorising). */
    cap: z.number().positive().optional(),
    /** Days before first exposure over which the same is measured to adjust for; 0 for none. */
    historyDays: z.number().int().min(0).max(365).default(0)
  })
  .refine(({ kind, denominator }) => (kind === 'ratio') === (denominator !== undefined), {
    path: ['denominator'],
    message: 'a ratio has a denominator, nothing else has'
  })
  .refine(({ kind, numerator }) => (kind === 'proportion') === (numerator.value === 'any'), {
    path: ['numerator'],
    message: 'a proportion counts whether it happened, nothing else does'
  });
export type Metric = z.infer<typeof Metric>;

const on = (event: string, filters: Matcher['filters'] = []): Matcher => ({ event, filters });
const viaBox: Matcher['filters'][number] = { field: 'property:channel', op: 'is', values: ['berichtenbox'] };

const share = (event: Matcher): Pick<Metric, 'kind' | 'numerator' | 'historyDays'> => ({
  kind: 'proportion',
  numerator: { event, value: 'any' },
  historyDays: 0
});

/** There from the start; definitions follow the domain study, requirement 11. */
export const STANDARD_METRICS: readonly Metric[] = [
  {
    key: 'form_submitted',
    name: { nl: 'Formulier verstuurd', en: 'Form sent' },
    definition: {
      nl: 'Deel van de bezoekers dat binnen 7 dagen een formulier verstuurt.',
      en: 'Share of visitors who send a form within 7 days.'
    },
    ...share(on('form_submit')),
    windowDays: 7,
    better: 'up'
  },
  {
    key: 'succesratio',
    name: { nl: 'Succesratio (VNG)', en: 'Completion rate (VNG)' },
    definition: {
      nl: 'Verstuurde formulieren gedeeld door begonnen formulieren, binnen 7 dagen: van 100 begonnen en 50 verstuurd is 50%.',
      en: 'Forms sent divided by forms begun, within 7 days: of 100 begun and 50 sent it is 50%.'
    },
    kind: 'ratio',
    numerator: { event: on('form_submit'), value: 'count' },
    denominator: { event: on('form_start'), value: 'count' },
    windowDays: 7,
    better: 'up',
    historyDays: 0
  },
  {
    key: 'logged_in',
    name: { nl: 'Ingelogd met eHerkenning', en: 'Logged in with eRecognition' },
    definition: {
      nl: 'Deel dat binnen 14 dagen inlogt.',
      en: 'Share that logs in within 14 days.'
    },
    ...share(on('login_succeeded')),
    windowDays: 14,
    better: 'up'
  },
  {
    key: 'box_created',
    name: { nl: 'Box aangemaakt', en: 'Box created' },
    definition: {
      nl: 'Deel dat binnen 14 dagen een box aanmaakt.',
      en: 'Share that creates a box within 14 days.'
    },
    ...share(on('box_created')),
    windowDays: 14,
    better: 'up'
  },
  {
    key: 'reachable',
    name: { nl: 'Bereikbaarheid kenbaar gemaakt', en: 'Declared reachable' },
    definition: {
      nl: 'Deel dat binnen 28 dagen laat weten voor een berichttype digitaal bereikbaar te zijn (Awb 2:8).',
      en: 'Share that declares within 28 days to be reachable digitally for a message type (Awb 2:8).'
    },
    ...share(on('reachability_declared')),
    windowDays: 28,
    better: 'up'
  },
  {
    key: 'first_message',
    name: { nl: 'Bericht via de box', en: 'Message through the box' },
    definition: {
      nl: 'Deel dat binnen 28 dagen een bericht via de Berichtenbox stuurt.',
      en: 'Share that sends a message through the message box within 28 days.'
    },
    ...share(on('message', [viaBox, { field: 'property:direction', op: 'is', values: ['to_authority'] }])),
    windowDays: 28,
    better: 'up'
  },
  {
    key: 'digital_share',
    name: { nl: 'Digitaal aandeel', en: 'Digital share' },
    definition: {
      nl: 'Berichten via de box gedeeld door alle berichten (ook papier en e-mail), binnen 28 dagen.',
      en: 'Messages through the box divided by all messages (paper and e-mail too), within 28 days.'
    },
    kind: 'ratio',
    numerator: { event: on('message', [viaBox]), value: 'count' },
    denominator: { event: on('message'), value: 'count' },
    windowDays: 28,
    better: 'up',
    historyDays: 28
  },
  {
    key: 'answered_adequately',
    name: { nl: 'Adequaat antwoord', en: 'Adequate answer' },
    definition: {
      nl: 'Deel van de instanties dat binnen 28 dagen minstens één keer adequaat antwoordt.',
      en: 'Share of authorities that answer adequately at least once within 28 days.'
    },
    ...share(on('answered_adequately')),
    windowDays: 28,
    better: 'up'
  },
  {
    key: 'form_errors',
    name: { nl: 'Fout in een formulier', en: 'Error in a form' },
    definition: {
      nl: 'Deel van de bezoekers dat binnen 7 dagen een foutmelding in een formulier krijgt. Minder is beter.',
      en: 'Share of visitors who meet an error in a form within 7 days. Less is better.'
    },
    ...share(on('form_error')),
    windowDays: 7,
    better: 'down'
  },
  {
    key: 'upload_failures',
    name: { nl: 'Bijlage mislukt', en: 'Attachment failed' },
    definition: {
      nl: 'Deel van de bezoekers bij wie binnen 7 dagen een bijlage niet lukt. Minder is beter.',
      en: 'Share of visitors whose attachment fails within 7 days. Less is better.'
    },
    ...share(on('upload_failed')),
    windowDays: 7,
    better: 'down'
  },
  {
    key: 'login_failures',
    name: { nl: 'Mislukte inlogpogingen', en: 'Failed logins' },
    definition: {
      nl: 'Mislukte inlogpogingen per bezoeker binnen 7 dagen, hoogstens 10 per bezoeker. Minder is beter.',
      en: 'Failed logins per visitor within 7 days, at most 10 a visitor. Less is better.'
    },
    kind: 'mean',
    numerator: { event: on('login_failed'), value: 'count' },
    windowDays: 7,
    better: 'down',
    cap: 10,
    historyDays: 0
  },
  {
    key: 'help_viewed',
    name: { nl: 'Hulp bekeken', en: 'Help viewed' },
    definition: {
      nl: 'Deel van de bezoekers dat binnen 7 dagen een hulppagina bekijkt. Minder is beter.',
      en: 'Share of visitors who view a help page within 7 days. Less is better.'
    },
    ...share(on('help_viewed')),
    windowDays: 7,
    better: 'down'
  },
  {
    key: 'improvement',
    name: { nl: 'Klant noemt het een verbetering', en: 'Customer calls it an improvement' },
    definition: {
      nl: '“Ja” op de vraag “Is dit een verbetering?” gedeeld door alle antwoorden, binnen 28 dagen. Alleen wie antwoordt telt.',
      en: '“Yes” to the question “Is this an improvement?” divided by all answers, within 28 days. Only who answers counts.'
    },
    kind: 'ratio',
    numerator: {
      event: on('improvement_answered', [{ field: 'property:answer', op: 'is', values: ['yes'] }]),
      value: 'count'
    },
    denominator: { event: on('improvement_answered'), value: 'count' },
    windowDays: 28,
    better: 'up',
    historyDays: 0
  }
];
