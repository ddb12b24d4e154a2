/** What is in force, in words for people. */
import { isPage, type Entry, type PageChange, type PageExperiment, type Rule } from '#interventions/in-force.ts';
import { share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Longer values are cut off; whoever wants to see all of it opens the form. */
const SHOWN = 60;

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** A value as it stands in a sentence. */
export function valueInWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? m.interventions_on() : m.interventions_off();
  return typeof value === 'string' ? `“${cut(value)}”` : cut(JSON.stringify(value));
}

interface Divided {
  weights?: readonly number[] | undefined;
  ranges?: readonly (readonly [number, number])[] | undefined;
  coverage?: number | undefined;
}

/** Which share of the group gets each variant. */
function shares({ weights, ranges, coverage = 1 }: Divided, count: number): number[] {
  if (ranges) return ranges.map(([from, to]) => to - from);
  return Array.from({ length: count }, (_, index) => (weights?.[index] ?? 1 / count) * coverage);
}

/** "50% “A”, 50% “B”"; who gets nothing is left out. */
const divided = (parts: readonly string[], of: Divided, language: Language): string =>
  shares(of, parts.length)
    .map((part, index) => ({ part, text: parts[index] ?? '' }))
    .filter(({ part }) => part > 0)
    .map(({ part, text }) => `${share(part, language)} ${text}`)
    .join(', ');

const aimed = (text: string, { condition, filters, namespace }: Rule | PageExperiment): string =>
  condition || filters || namespace ? m.interventions_audience({ what: text }) : text;

function ruleInWords(rule: Rule, language: Language): string {
  if (rule.variations) return aimed(divided(rule.variations.map(valueInWords), rule, language), rule);
  const value = valueInWords(rule.force);
  const part = rule.range ? rule.range[1] - rule.range[0] : rule.coverage;
  return aimed(part === undefined ? m.interventions_everybody({ value }) : `${share(part, language)} ${value}`, rule);
}

function changeInWords({ domMutations = [], css, urlRedirect }: PageChange): string {
  if (urlRedirect) return m.interventions_redirect({ url: urlRedirect });
  const count = domMutations.length + (css ? 1 : 0);
  return count === 0 ? m.interventions_unchanged() : m.interventions_changes({ count });
}

function experimentInWords(experiment: PageExperiment, language: Language): string {
  const { variations, meta, force, urlPatterns } = experiment;
  const parts = variations.map((change, index) => {
    const name = meta?.[index]?.name;
    return name ? `“${cut(name)}” (${changeInWords(change)})` : changeInWords(change);
  });
  const what =
    force === undefined
      ? divided(parts, experiment, language)
      : m.interventions_everybody({ value: parts[force] ?? '' });
  const where = urlPatterns.filter(({ include }) => include).map(({ pattern }) => pattern);
  return aimed(m.interventions_on_pages({ pages: where.join(', '), what }), experiment);
}

/** What an entry gives to whom, a sentence for each of its parts. */
export function entryInWords(entry: Entry, language: Language): string[] {
  if (isPage(entry)) return entry.definition.experiments.map((experiment) => experimentInWords(experiment, language));
  return entry.definition.rules.map((rule) => ruleInWords(rule, language));
}
