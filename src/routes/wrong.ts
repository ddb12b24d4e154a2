/** What a page says of a parameter in its address that cannot be, with the field as people know it. */
import { costName, GROUPING_NAMES } from './adoption/channels/words.ts';
import { dimensionName } from './adoption/steps.ts';
import { signalName } from './motives/words.ts';
import { COSTS, GROUPINGS } from '#adoption/channel-question.ts';
import { DIMENSIONS } from '#adoption/dimension.ts';
import type { Fault } from '#adoption/question.ts';
import { CHANNELS } from '#events/message.ts';
import { signalField } from '#motives/sample.ts';
import { SIGNALS } from '#motives/signal.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';

export interface Wrong {
  parameter: string;
  fault: Fault;
  /** What the address says. */
  value: string;
  step?: number | undefined;
}

/** As long as it can be read in a sentence. */
const SHORT = 40;

const FIELDS: Readonly<Record<string, () => string>> = {
  from: m.adoption_from,
  to: m.adoption_to,
  day: m.organisations_day,
  days: m.adoption_period,
  population: m.adoption_populations,
  window: m.adoption_editor_window,
  breakdown: m.adoption_breakdown,
  stuck: m.adoption_drop,
  by: m.adoption_breakdown,
  boundaries: m.adoption_boundaries,
  measure: m.teams_measure,
  view: m.trends_view,
  metric: m.trends_metric,
  per: m.trends_per,
  first: m.funnels_time_first,
  last: m.funnels_time_last,
  within: m.funnels_time_within,
  event: m.trends_event,
  ...Object.fromEntries(GROUPINGS.map((grouping) => [grouping, GROUPING_NAMES[grouping]])),
  ...Object.fromEntries(
    COSTS.flatMap((cost) => CHANNELS.map((channel) => [`${cost}_${channel}`, () => costName(cost, channel)]))
  ),
  ...Object.fromEntries(
    Object.values(SIGNALS).flatMap((all) => all.map(({ name }) => [signalField(name), () => signalName(name)]))
  ),
  ...Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, () => dimensionName(dimension)]))
};

/** Takes what of a thrown fault can travel to the page. */
export const wrongIn = (
  { parameter, fault, step }: { parameter: string; fault: Fault; step?: number | undefined },
  { searchParams }: URL
): Wrong => ({ parameter, fault, step, value: (searchParams.get(parameter) ?? '').slice(0, SHORT) });

/** For `locals.refusal`: a page that answers only part of what was asked says so in its status too. */
export const partly = (wrong: readonly Wrong[]): Refusal | undefined =>
  wrong[0] && new Refusal('parameter_wrong', wrong[0].parameter);

/** @param own what the page calls its fields, where another page calls them otherwise */
export function wrongSentence(
  { parameter, fault, value, step }: Wrong,
  own: Readonly<Record<string, () => string>> = {}
): string {
  const field = (own[parameter] ?? FIELDS[parameter])?.() ?? parameter;
  if (fault === 'funnel') return m.adoption_wrong_funnel();
  if (fault === 'value') return m.adoption_wrong_value({ step: step ?? 1 });
  return {
    day: m.app_wrong_day,
    missing: m.app_wrong_missing,
    order: m.app_wrong_order,
    early: m.app_wrong_early,
    late: m.app_wrong_late,
    long: m.app_wrong_long,
    number: m.app_wrong_number,
    choice: m.app_wrong_choice
  }[fault]({ field, value });
}
