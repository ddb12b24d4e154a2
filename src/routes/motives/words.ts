/** Motives, what is behind them and what is counted of an organisation, in the language of the page. */
import type { Aspect, Motive } from '#surveys/motive.ts';
import { m } from '#ui/paraglide/messages.js';

const MOTIVES: Readonly<Record<Motive, () => string>> = {
  weten: m.motives_weten,
  willen: m.motives_willen,
  kunnen: m.motives_kunnen,
  moeten: m.motives_moeten
};
const MEANINGS: Readonly<Record<Motive, () => string>> = {
  weten: m.motives_weten_means,
  willen: m.motives_willen_means,
  kunnen: m.motives_kunnen_means,
  moeten: m.motives_moeten_means
};
const ASPECTS: Readonly<Record<Aspect, () => string>> = {
  middelen: m.motives_aspect_middelen,
  vaardigheid: m.motives_aspect_vaardigheid,
  gedoe: m.motives_aspect_gedoe,
  weerstand: m.motives_aspect_weerstand
};

/** Undefined is unknown. */
export const motiveName = (motive: Motive | undefined): string => (motive ? MOTIVES[motive]() : m.motives_unknown());
export const meaningOf = (motive: Motive): string => MEANINGS[motive]();
export const aspectName = (aspect: Aspect | undefined): string =>
  aspect ? ASPECTS[aspect]() : m.motives_aspect_none();

const SIGNALS: Readonly<Record<string, () => string>> = {
  occasions: m.rules_signal_occasions,
  obligations: m.rules_signal_obligations,
  reached: m.rules_signal_reached,
  visits: m.rules_signal_visits,
  informed: m.rules_signal_informed,
  questions: m.rules_signal_questions,
  login_started: m.rules_signal_login_started,
  login_failed: m.rules_signal_login_failed,
  means_missing: m.rules_signal_means_missing,
  logged_in: m.rules_signal_logged_in,
  help: m.rules_signal_help,
  abandoned: m.rules_signal_abandoned,
  upload_failed: m.rules_signal_upload_failed,
  box_created: m.rules_signal_box_created,
  reachable: m.rules_signal_reachable,
  box_messages: m.rules_signal_box_messages,
  other_messages: m.rules_signal_other_messages,
  withdrawn: m.rules_signal_withdrawn,
  connected: m.rules_signal_connected,
  officer: m.rules_signal_officer,
  answers: m.rules_signal_answers,
  designated: m.rules_signal_designated,
  presentation: m.rules_signal_presentation,
  box_handled: m.rules_signal_box_handled,
  other_handled: m.rules_signal_other_handled
};

/** As what happened once: "read the explanation". */
export const signalName = (name: string): string => SIGNALS[name]?.() ?? name;
