/** What a funnel counts, in words that need no page beside them: its steps with events, filters, limits and exclusions. */
import type { Field, Filter, Funnel, Matcher } from '#adoption/funnel.ts';
import { eventName } from '#events/names.ts';
import { m } from '#ui/paraglide/messages.js';

const FIELD_NAMES: Readonly<Record<string, () => string>> = {
  host: m.adoption_field_host,
  path: m.adoption_field_path,
  campaign: m.adoption_field_campaign,
  medium: m.adoption_field_medium,
  referrer: m.adoption_field_referrer,
  source: m.adoption_field_source,
  device: m.adoption_field_device
};

const COMPARED = {
  is: m.adoption_words_is,
  is_not: m.adoption_words_is_not,
  contains: m.adoption_words_contains,
  starts_with: m.adoption_words_starts_with,
  is_set: m.adoption_words_is_set
};

/** As in "a of b of c". */
const joined = (words: readonly string[], join: (parts: { first: string; last: string }) => string): string =>
  words.length === 0 ? '' : words.reduce((first, last) => join({ first, last }));

const fieldName = (field: Field): string =>
  FIELD_NAMES[field]?.() ?? m.adoption_words_property({ name: field.slice('property:'.length) });

function filterWords({ field, op, values }: Filter): string {
  const name = fieldName(field);
  const quoted = values.map((value) => `‘${value}’`);
  return COMPARED[op]({ field: name, values: joined(quoted, m.adoption_words_any) || m.adoption_words_no_value() });
}

const matcherWords = ({ event, filters }: Matcher): string =>
  filters.length === 0
    ? eventName(event)
    : m.adoption_words_filtered({
        event: eventName(event),
        filters: joined(filters.map(filterWords), m.adoption_words_and)
      });

const anyWords = (any: readonly Matcher[]): string => joined(any.map(matcherWords), m.adoption_words_any);

/** One sentence a step: what completes it, by when, and what spoils it. */
export function stepWords({ steps, window, exclusions, order, hold }: Funnel): string[] {
  return steps.map(({ any, within }, index) =>
    [
      anyWords(any),
      ...(within === undefined ? [] : [m.adoption_words_within({ days: within })]),
      ...(index === 0 ? [] : [(order ? m.funnels_words_any : m.adoption_words_window)({ days: window })]),
      ...(index === 0 || !hold ? [] : [m.funnels_words_hold({ field: fieldName(hold) })]),
      ...exclusions
        .filter(({ after }) => after === index)
        .map((exclusion) => m.adoption_words_excluded({ events: anyWords(exclusion.any) }))
    ].join('; ')
  );
}
