/** What those who are counted are called: visitors are in no registry, and have no occasion but a first step. */
import type { Answer } from '#adoption/adoption.server.ts';
import { keyStepOf, type Population } from '#adoption/funnel.ts';
import { number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { stepName } from './steps.ts';

export const POPULATION_NAMES: Readonly<Record<Population, () => string>> = {
  company: m.adoption_population_company,
  authority: m.adoption_population_authority,
  department: m.adoption_population_department,
  visitor: m.adoption_population_visitor
};

const whoOf = (population: Population) => POPULATION_NAMES[population]().toLowerCase();

const ORGANISATIONS = {
  base: m.adoption_step_eligible,
  ofBase: m.adoption_of_first,
  lead: m.adoption_lead,
  defineBase: m.adoption_define_eligible,
  defineSteps: m.adoption_define_steps,
  sourceOfBase: m.adoption_source_registry,
  sourceOfSteps: m.adoption_source_events
};
const VISITORS: typeof ORGANISATIONS = {
  base: m.adoption_step_eligible_visitor,
  ofBase: m.adoption_of_first_visitor,
  lead: m.adoption_lead_visitor,
  defineBase: m.adoption_define_eligible_visitor,
  defineSteps: m.adoption_define_steps_visitor,
  sourceOfBase: m.adoption_source_visits,
  sourceOfSteps: m.adoption_source_visits
};
export const wordsOf = (population: Population) => (population === 'visitor' ? VISITORS : ORGANISATIONS);

/** What is said below figures of which some are too small to show. */
export const hiddenNote = (population: Population): string =>
  population === 'company' ? m.adoption_hidden_note() : m.adoption_hidden_note_groups({ who: whoOf(population) });

export const small = (value: number | undefined, language: Language): string =>
  value === undefined ? m.adoption_hidden() : number(value, language);

/** The step a manager asks about: the first message, adequate answers, the first message handled; of an own funnel the last. */
export const keyStep = ({ steps }: Answer, isOwn: boolean) => (isOwn ? steps.at(-1) : steps[keyStepOf({ steps }) - 1]);

/** The answer in one sentence. */
export function headline(answer: Answer, population: Population, isOwn: boolean, language: Language): string {
  const key = keyStep(answer, isOwn);
  if (answer.eligible === undefined) return m.adoption_headline_small();
  const eligible = number(answer.eligible, language);
  if (key && key.count === undefined) return m.adoption_headline_few({ eligible });
  const whole = key?.ofFirst;
  if (key?.count === undefined || !whole)
    return population === 'visitor' ? m.adoption_headline_none_visitor() : m.adoption_headline_none();
  const between = m.adoption_between({ low: share(whole.low, language), high: share(whole.high, language) });
  const parts = {
    eligible,
    count: number(key.count, language),
    share: `${share(whole.value, language)}, ${between}`,
    step: stepName(key.name),
    who: whoOf(population)
  };
  if (population === 'visitor') return m.adoption_headline_visitor(parts);
  if (isOwn) return m.adoption_headline_own(parts);
  return {
    company: m.adoption_headline_company,
    authority: m.adoption_headline_authority,
    department: m.adoption_headline_department
  }[population](parts);
}
