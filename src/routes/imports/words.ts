/** Kinds, states and columns of an import in the language of the page. */
import { m } from '#ui/paraglide/messages.js';

const KINDS: Readonly<Record<string, () => string>> = { messages: m.imports_kind_messages, organisations: m.imports_kind_organisations, access_log: m.imports_kind_access_log };
const STATES: Readonly<Record<string, () => string>> = { running: m.imports_state_running, publishing: m.imports_state_running, done: m.imports_state_done, refused: m.imports_state_refused, failed: m.imports_state_failed };
const COLUMNS: Readonly<Record<string, () => string>> = {
  reference: m.imports_column_reference, organisation: m.imports_column_organisation, authority: m.imports_column_authority, process: m.imports_column_process, type: m.imports_column_type,
  direction: m.imports_column_direction, channel: m.imports_column_channel, team: m.imports_column_team, sent_at: m.imports_column_sent_at, delivered_at: m.imports_column_delivered_at,
  notified_at: m.imports_column_notified_at, read_at: m.imports_column_read_at, answered_at: m.imports_column_answered_at, population: m.imports_column_population, head: m.imports_column_head,
  name: m.imports_column_name, sector: m.imports_column_sector, size: m.imports_column_size, legal_form: m.imports_column_legal_form, municipality: m.imports_column_municipality,
  valid_from: m.imports_column_valid_from, valid_to: m.imports_column_valid_to, processes: m.imports_column_processes, eligible_from: m.imports_column_eligible_from, eligible_to: m.imports_column_eligible_to
};

export const kindName = (kind: string): string => KINDS[kind]?.() ?? kind;
export const statusName = (status: string): string => STATES[status]?.() ?? status;
export const columnName = (column: string): string => COLUMNS[column]?.() ?? column;
