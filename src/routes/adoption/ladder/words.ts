/** States of the ladder and their rules, in the language of the page. */
import { statesOf, type Climber, type Ladder } from '#adoption/ladder.ts';
import type { View } from '#adoption/ladder-question.ts';
import { weekOf } from '#time/day.ts';
import { number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { stepName } from '../steps.ts';

const STATES: Readonly<Record<string, () => string>> = {
  no_occasion: m.ladder_no_occasion,
  nothing_yet: m.ladder_nothing_yet,
  reached: m.ladder_reached,
  informed: m.ladder_informed,
  tried: m.ladder_tried,
  box_created: m.ladder_box_created,
  reachable: m.ladder_reachable,
  first_message: m.ladder_first_message,
  regular: m.ladder_regular,
  digital: m.ladder_digital,
  lapsed: m.ladder_lapsed,
  absent: m.ladder_absent,
  elsewhere: m.ladder_elsewhere,
  /** Of teams before and after, which is no rung. */
  digital_share: m.comparisons_digital_share
};

/** Of a rung that is a step of the funnel too, its name there. */
export const stateName = (name: string): string => STATES[name]?.() ?? stepName(name);

const RULES: Readonly<Record<string, () => string>> = {
  no_occasion: m.ladder_rule_no_occasion,
  nothing_yet: m.ladder_rule_nothing_yet,
  reached: m.ladder_rule_reached,
  informed: m.ladder_rule_informed,
  tried: m.ladder_rule_tried,
  box_created: m.ladder_rule_box_created,
  reachable: m.ladder_rule_reachable,
  first_message: m.ladder_rule_first_message,
  regular: m.ladder_rule_regular,
  digital: m.ladder_rule_digital,
  lapsed: m.ladder_rule_lapsed,
  connected: m.ladder_rule_connected,
  officer: m.ladder_rule_officer,
  answers: m.ladder_rule_answers,
  adequate: m.ladder_rule_adequate,
  designated: m.ladder_rule_designated,
  default: m.ladder_rule_default,
  presentation: m.ladder_rule_presentation,
  first_handled: m.ladder_rule_first_handled
};
const OF_DEPARTMENTS: typeof RULES = {
  regular: m.ladder_rule_regular_handled,
  digital: m.ladder_rule_digital_handled,
  lapsed: m.ladder_rule_lapsed_handled
};

export const ruleOf = (population: Climber, name: string): string =>
  (population === 'department' ? OF_DEPARTMENTS[name]?.() : undefined) ?? RULES[name]?.() ?? '';

export const VIEW_NAMES: Readonly<Record<View, () => string>> = {
  stock: m.ladder_view_stock,
  flows: m.ladder_view_flows,
  time: m.ladder_view_time,
  types: m.ladder_types
};

/** A count that may be too small to show. */
export const shownCount = (value: number | undefined, language: Language): string =>
  value === undefined ? m.ladder_not_shown() : number(value, language);

/** Lighter to darker as they climb; who lapsed, and who is outside, stand apart. */
export function stateColour(ladder: Ladder, name: string): string {
  if (name === 'lapsed') return '#c9803a';
  const climbing = statesOf(ladder).filter((state) => state.name !== 'no_occasion' && state.name !== 'lapsed');
  const place = climbing.findIndex((state) => state.name === name);
  if (place < 0) return '#8a97a0';
  return `hsl(194 ${place === 0 ? 12 : 48}% ${88 - (64 * place) / (climbing.length - 1)}%)`;
}

/** A week by its number, of its Monday. */
export const weekName = (monday: string): string => m.ladder_week_name(weekOf(monday));
