/** Interventions and cards in the language of the page. */
import type { Card } from '#interventions/card.ts';
import type { Action, Audience, Intervention, Kind, Status } from '#interventions/intervention.ts';
import { day, decimal, number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import type { Labels } from '../attempt.ts';

export const kindWords: Readonly<Record<Kind, () => string>> = {
  notification: m.planning_kind_notification,
  web_change: m.planning_kind_web_change,
  mail: m.planning_kind_mail,
  letter: m.planning_kind_letter,
  call: m.planning_kind_call,
  presentation: m.planning_kind_presentation,
  instruction: m.planning_kind_instruction,
  side_by_side: m.planning_kind_side_by_side,
  process_analysis: m.planning_kind_process_analysis
};

/** What is no kind keeps its code. */
export const kindName = (kind: string): string =>
  (kindWords as Readonly<Record<string, () => string>>)[kind]?.() ?? kind;

export const statusWords: Readonly<Record<Status, () => string>> = {
  planned: m.planning_status_planned,
  running: m.planning_status_running,
  done: m.planning_status_done,
  cancelled: m.planning_status_cancelled
};

export const didWords: Readonly<Record<Action, () => string>> = {
  start: m.planning_did_start,
  finish: m.planning_did_finish,
  cancel: m.planning_did_cancel
};

const OUTCOMES: Readonly<Record<string, () => string>> = {
  uses: m.planning_outcome_uses,
  will_try: m.planning_outcome_will_try,
  needs_help: m.planning_outcome_needs_help,
  wants_not: m.planning_outcome_wants_not,
  no_use: m.planning_outcome_no_use,
  not_reached: m.planning_outcome_not_reached
};

/** How a contact ended; what is not known by a word keeps its code. */
export const outcomeName = (outcome: string): string => OUTCOMES[outcome]?.() ?? outcome;

const TRIALS: Readonly<Record<string, () => string>> = {
  draft: m.planning_trial_status_draft,
  drawn: m.planning_trial_status_drawn,
  running: m.planning_trial_status_running,
  done: m.planning_trial_status_done,
  discarded: m.planning_trial_status_discarded
};

/** The state of a list experiment. */
export const trialStatus = (status: string): string => TRIALS[status]?.() ?? status;

export const strengthName = (strength: 'proven' | 'indicative'): string =>
  strength === 'proven' ? m.planning_strength_proven() : m.planning_strength_indicative();

/** From one day to another, or the day. */
export const periodWords = ({ begins, ends }: { begins: string; ends: string }, language: Language): string =>
  begins === ends ? day(begins, language) : `${day(begins, language)} – ${day(ends, language)}`;

/** For whom, in the words of the registry. */
export function audienceWords({ sectors, sizes, regions, municipalities, names }: Audience): string {
  const parts = [names, sectors, sizes, regions, municipalities].filter((part) => part.length > 0);
  return parts.length === 0 ? m.planning_audience_all() : parts.map((part) => part.join(', ')).join(' · ');
}

/** How much work a card is, in a sentence. */
export const effortWords = ({ hours, minutes }: Pick<Card, 'hours' | 'minutes'>): string =>
  minutes === 0 ? m.cards_effort_says({ hours }) : m.cards_effort_each({ hours, minutes });

export const reachWords = (reach: number | undefined, language: Language): string =>
  reach === undefined ? m.planning_reach_few() : m.planning_reach_about({ count: number(reach, language) });

/** Amounts of which nobody has said anything yet stay unknown. */
export const amount = (value: number | undefined, language: Language): string =>
  value === undefined ? m.planning_unknown() : decimal(value, language);

/** What the form of a plan calls its parts. */
export const fieldWords: Labels & Partial<Record<keyof Intervention, () => string>> = {
  title: m.planning_name,
  kind: m.planning_kind,
  population: m.planning_population,
  motive: m.planning_motive,
  what: m.planning_what,
  begins: m.planning_begins,
  ends: m.planning_ends,
  by: m.planning_by,
  hours: m.planning_hours_planned,
  euros: m.planning_euros_planned,
  basis: m.planning_basis,
  'audience.names': m.planning_names,
  'audience.names.*': m.planning_names
};
