/** What the standard events are called on a page; an own event keeps the name its site gave it. */
import type { STANDARD_NAMES } from '#events/event.ts';
import { m } from '#ui/paraglide/messages.js';

const NAMES: Readonly<Record<(typeof STANDARD_NAMES)[number], () => string>> = {
  page_view: m.events_name_page_view,
  link_outbound: m.events_name_link_outbound,
  download: m.events_name_download,
  form_start: m.events_name_form_start,
  form_step: m.events_name_form_step,
  form_error: m.events_name_form_error,
  form_abandon: m.events_name_form_abandon,
  form_submit: m.events_name_form_submit,
  identify: m.events_name_identify,
  reached: m.events_name_reached,
  information_read: m.events_name_information_read,
  login_started: m.events_name_login_started,
  login_succeeded: m.events_name_login_succeeded,
  login_failed: m.events_name_login_failed,
  box_created: m.events_name_box_created,
  reachability_declared: m.events_name_reachability_declared,
  reachability_withdrawn: m.events_name_reachability_withdrawn,
  message: m.events_name_message,
  message_answered: m.events_name_message_answered,
  message_handled: m.events_name_message_handled,
  upload_failed: m.events_name_upload_failed,
  help_viewed: m.events_name_help_viewed,
  authority_connected: m.events_name_authority_connected,
  officer_appointed: m.events_name_officer_appointed,
  answered: m.events_name_answered,
  answered_adequately: m.events_name_answered_adequately,
  procedure_designated: m.events_name_procedure_designated,
  process_default_box: m.events_name_process_default_box,
  presentation_attended: m.events_name_presentation_attended,
  experiment_viewed: m.events_name_experiment_viewed,
  improvement_answered: m.events_name_improvement_answered
};

export const eventName = (name: string): string => NAMES[name as keyof typeof NAMES]?.() ?? name;
