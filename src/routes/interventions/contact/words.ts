/** Contacts and improvements in the language of the page. */
import type { ContactKind, Outcome, RemarkKind } from '#interventions/contact.ts';
import type { ImprovementStatus } from '#interventions/improvement.ts';
import { m } from '#ui/paraglide/messages.js';
import type { Labels } from '../../attempt.ts';
import type { WHO } from './form.ts';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

export const kindWords: Words<ContactKind> = {
  visit: m.contacts_kind_visit,
  call: m.contacts_kind_call,
  presentation: m.contacts_kind_presentation,
  instruction: m.contacts_kind_instruction,
  side_by_side: m.contacts_kind_side_by_side,
  process_analysis: m.contacts_kind_process_analysis,
  other: m.contacts_kind_other
};

export const outcomeWords: Words<Outcome> = {
  uses: m.contacts_outcome_uses,
  will_try: m.contacts_outcome_will_try,
  needs_help: m.contacts_outcome_needs_help,
  wants_not: m.contacts_outcome_wants_not,
  no_use: m.contacts_outcome_no_use,
  not_reached: m.contacts_outcome_not_reached
};

export const remarkWords: Words<RemarkKind> = {
  question: m.contacts_remark_question,
  objection: m.contacts_remark_objection,
  tip: m.contacts_remark_tip
};

export const whoWords: Words<(typeof WHO)[number]> = {
  company: m.contacts_who_company,
  authority: m.contacts_who_authority,
  department: m.contacts_who_department,
  group: m.contacts_who_group
};

export const groupWords: Words<'company' | 'authority' | 'department'> = {
  company: m.contacts_group_company,
  authority: m.contacts_group_authority,
  department: m.contacts_group_department
};

export const verdictWords = { yes: m.contacts_verdict_yes, no: m.contacts_verdict_no, '': m.contacts_verdict_unasked };

export const statusWords: Words<ImprovementStatus> = {
  open: m.contacts_status_open,
  trying: m.contacts_status_trying,
  done: m.contacts_status_done,
  dropped: m.contacts_status_dropped
};

/** With whom a contact was, as far as that is told: of a company nothing but that it is one. */
export function whoWord({ population, name }: { population: string; name: string }, isGroup = false): string {
  if (name !== '') return name;
  const key = population as keyof typeof groupWords;
  return isGroup ? groupWords[key]() : whoWords[key]();
}

/** What the form calls its parts. */
export const fieldWords: Labels = {
  id: m.contacts_title,
  intervention: m.contacts_intervention,
  population: m.contacts_who,
  reference: m.contacts_reference,
  name: m.contacts_name,
  day: m.contacts_day,
  kind: m.contacts_kind,
  outcome: m.contacts_outcome,
  improvement: m.contacts_improvement,
  minutes: m.contacts_minutes,
  people: m.contacts_people,
  remarks: m.contacts_remarks,
  'remarks.*.text': m.contacts_remarks,
  'remarks.*.kind': m.contacts_remarks,
  title: m.contacts_imp_title,
  motive: m.contacts_imp_motive,
  step: m.contacts_imp_place
};

/** What the form for closing an improvement calls its parts. */
export const closingWords: Labels = { status: m.contacts_close_as, outcome: m.contacts_imp_outcome };
