/** The names of the default steps and dimensions in the language of the page. */
import { readThen, type Boundaries } from '#organisations/municipality.ts';
import type { Dimension } from '#adoption/dimension.ts';
import { m } from '#ui/paraglide/messages.js';

const STEPS: Readonly<Record<string, () => string>> = {
  reached: m.adoption_step_reached,
  informed: m.adoption_step_informed,
  login_started: m.adoption_step_login_started,
  logged_in: m.adoption_step_logged_in,
  box_created: m.adoption_step_box_created,
  reachable: m.adoption_step_reachable,
  first_message: m.adoption_step_first_message,
  second_message: m.adoption_step_second_message,
  lasting: m.adoption_step_lasting,
  connected: m.adoption_step_connected,
  officer: m.adoption_step_officer,
  answers: m.adoption_step_answers,
  adequate: m.adoption_step_adequate,
  designated: m.adoption_step_designated,
  default: m.adoption_step_default,
  presentation: m.adoption_step_presentation,
  first_handled: m.adoption_step_first_handled,
  second_handled: m.adoption_step_second_handled
};

/** An own step keeps the name somebody gave it. */
export const stepName = (name: string): string => STEPS[name]?.() ?? name;

const DIMENSION_NAMES: Readonly<Record<Dimension, () => string>> = {
  municipality: m.adoption_municipality,
  region: m.adoption_region,
  sector: m.adoption_sector,
  size: m.adoption_size,
  site: m.adoption_site,
  campaign: m.adoption_campaign
};

export const dimensionName = (dimension: Dimension): string => DIMENSION_NAMES[dimension]();

/** The value of a dimension: of a municipality of then it can be that only its later name is known. */
export function valueName(value: string): string {
  const { name, isKnown } = readThen(value);
  return isKnown ? value : m.adoption_boundaries_unknown({ name });
}

/** Goes into the name of a file with figures per municipality. */
export const fileOf = (boundaries: Boundaries): string => (boundaries === 'then' ? '-grenzen-toen' : '');
