/** How the page calls what subscriptions consist of and what became of them. */
import type { Channel, Kind, Reason, Status } from '#reports/subscription.ts';
import { m } from '#ui/paraglide/messages.js';

export const CHANNEL_NAMES: Readonly<Record<Channel, () => string>> = {
  email: m.sending_channel_email,
  teams: m.sending_channel_teams,
  mattermost: m.sending_channel_mattermost,
  slack: m.sending_channel_slack
};

export const KIND_NAMES: Readonly<Record<Kind, () => string>> = {
  week: m.sending_kind_week,
  month: m.sending_kind_month,
  quarter: m.sending_kind_quarter
};

export const LANGUAGE_NAMES: Readonly<Record<'nl' | 'en', () => string>> = { nl: m.sending_nl, en: m.sending_en };

export const STATUS_NAMES: Readonly<Record<Status, () => string>> = {
  sending: m.sending_status_sending,
  sent: m.sending_status_sent,
  failed: m.sending_status_failed,
  unknown: m.sending_status_unknown
};

const REASONS: Readonly<Record<Reason, () => string>> = {
  mail_name: m.sending_reason_mail_name,
  mail_connection: m.sending_reason_mail_connection,
  mail_slow: m.sending_reason_mail_slow,
  mail_tls: m.sending_reason_mail_tls,
  mail_login: m.sending_reason_mail_login,
  mail_sender: m.sending_reason_mail_sender,
  mail_address: m.sending_reason_mail_address,
  mail_later: m.sending_reason_mail_later,
  mail_refused: m.sending_reason_mail_refused,
  hook_address: m.sending_reason_hook_address,
  hook_name: m.sending_reason_hook_name,
  hook_network: m.sending_reason_hook_network,
  hook_connection: m.sending_reason_hook_connection,
  hook_slow: m.sending_reason_hook_slow,
  hook_tls: m.sending_reason_hook_tls,
  hook_redirect: m.sending_reason_hook_redirect,
  hook_gone: m.sending_reason_hook_gone,
  hook_later: m.sending_reason_hook_later,
  hook_refused: m.sending_reason_hook_refused,
  report_unreadable: m.sending_reason_report_unreadable
};

/** Why something did not arrive, or may not have. */
export const why = ({ status, reason }: { status: string; reason: string }): string =>
  status === 'unknown' ? m.sending_unknown_why() : (REASONS[reason as Reason]?.() ?? '');
