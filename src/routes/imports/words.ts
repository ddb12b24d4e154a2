/** Kinds, states and columns of an import in the language of the page. */
import type { Column } from '#files/column.ts';
import { m } from '#ui/paraglide/messages.js';

const KINDS: Readonly<Record<string, () => string>> = {
  messages: m.imports_kind_messages,
  organisations: m.imports_kind_organisations,
  access_log: m.imports_kind_access_log,
  answers: m.imports_kind_answers
};
const STATES: Readonly<Record<string, () => string>> = {
  running: m.imports_state_running,
  publishing: m.imports_state_publishing,
  done: m.imports_state_done,
  refused: m.imports_state_refused,
  failed: m.imports_state_failed
};
const COLUMNS: Readonly<Record<string, () => string>> = {
  '': m.imports_column_row,
  line: m.imports_column_row,
  reference: m.imports_column_reference,
  organisation: m.imports_column_organisation,
  authority: m.imports_column_authority,
  process: m.imports_column_process,
  type: m.imports_column_type,
  direction: m.imports_column_direction,
  channel: m.imports_column_channel,
  team: m.imports_column_team,
  sent_at: m.imports_column_sent_at,
  delivered_at: m.imports_column_delivered_at,
  notified_at: m.imports_column_notified_at,
  read_at: m.imports_column_read_at,
  answered_at: m.imports_column_answered_at,
  population: m.imports_column_population,
  head: m.imports_column_head,
  name: m.imports_column_name,
  sector: m.imports_column_sector,
  size: m.imports_column_size,
  legal_form: m.imports_column_legal_form,
  municipality: m.imports_column_municipality,
  valid_from: m.imports_column_valid_from,
  valid_to: m.imports_column_valid_to,
  processes: m.imports_column_processes,
  eligible_from: m.imports_column_eligible_from,
  eligible_to: m.imports_column_eligible_to,
  survey: m.imports_column_survey,
  question: m.imports_column_question,
  options: m.imports_column_options,
  said: m.imports_column_said
};

/** What a column means; by kind and column where kinds differ. */
const ABOUT: Readonly<Record<string, () => string>> = {
  'messages.reference': m.imports_about_reference,
  'organisations.reference': m.imports_about_number,
  'answers.reference': m.imports_about_respondent,
  'answers.answered_at': m.imports_about_filled_in_at,
  organisation: m.imports_about_organisation,
  authority: m.imports_about_authority,
  process: m.imports_about_process,
  type: m.imports_about_type,
  direction: m.imports_about_direction,
  channel: m.imports_about_channel,
  team: m.imports_about_team,
  sent_at: m.imports_about_sent_at,
  delivered_at: m.imports_about_delivered_at,
  notified_at: m.imports_about_notified_at,
  read_at: m.imports_about_read_at,
  answered_at: m.imports_about_answered_at,
  population: m.imports_about_population,
  head: m.imports_about_head,
  name: m.imports_about_name,
  sector: m.imports_about_sector,
  size: m.imports_about_size,
  legal_form: m.imports_about_legal_form,
  municipality: m.imports_about_municipality,
  valid_from: m.imports_about_valid_from,
  valid_to: m.imports_about_valid_to,
  processes: m.imports_about_processes,
  eligible_from: m.imports_about_eligible_from,
  eligible_to: m.imports_about_eligible_to,
  survey: m.imports_about_survey,
  question: m.imports_about_question,
  options: m.imports_about_options,
  said: m.imports_about_said
};

const FAULTS: Readonly<Record<string, () => string>> = {
  empty: m.imports_fault_empty,
  rounded: m.imports_fault_rounded,
  not_a_value: m.imports_fault_not_a_value,
  no_such_date: m.imports_fault_no_such_date,
  not_a_date: m.imports_fault_not_a_date,
  digits: m.imports_fault_digits,
  not_a_code: m.imports_fault_not_a_code,
  channel: m.imports_fault_channel,
  direction: m.imports_fault_direction,
  future: m.imports_fault_future,
  before_sent: m.imports_fault_before_sent,
  population: m.imports_fault_population,
  head_missing: m.imports_fault_head_missing,
  municipality: m.imports_fault_municipality,
  municipality_split: m.imports_fault_municipality_split,
  order: m.imports_fault_order,
  too_many_cells: m.imports_fault_too_many_cells,
  not_an_object: m.imports_fault_not_an_object,
  malformed: m.imports_fault_malformed,
  method: m.imports_fault_method,
  status: m.imports_fault_status,
  bot: m.imports_fault_bot,
  asset: m.imports_fault_asset,
  survey: m.imports_fault_survey,
  survey_draft: m.imports_fault_survey_draft,
  question: m.imports_fault_question,
  option: m.imports_fault_option,
  several: m.imports_fault_several,
  too_old: m.imports_fault_too_old
};

export const kindName = (kind: string): string => KINDS[kind]?.() ?? kind;
export const statusName = (status: string): string => STATES[status]?.() ?? status;
export const columnAbout = (kind: string, column: string): string =>
  (ABOUT[`${kind}.${column}`] ?? ABOUT[column])?.() ?? '';

/** Words with the same meaning together, the technical word last: “post, brief of paper; mail of email”. */
export function wordsFor(words: Column['words'], language: string): string {
  if (words === undefined) return m.imports_words_any();
  if (words === 'date') return m.imports_words_date();
  const either = new Intl.ListFormat(language, { type: 'disjunction' });
  const groups = Map.groupBy(Object.keys(words), (word) => words[word]!);
  return [...groups]
    .map(([meaning, same]) => either.format([...same.filter((word) => word !== meaning), meaning]))
    .join('; ');
}

export const columnName = (column: string): string => COLUMNS[column]?.() ?? column;

/** A reason `column.code` as a sentence. */
export function faultName(reason: string): string {
  const [column = '', code = ''] = reason.split('.');
  return `${columnName(column)}: ${FAULTS[code]?.() ?? code}`;
}
