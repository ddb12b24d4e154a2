/** Rules on their way to be changed, as they were filled in: kept as text until they can be read as rules. */
import type { Climber } from '#adoption/ladder.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { ASPECTS, MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';
import { RuleSet, type Rule, type RuleFault } from '#motives/rule.ts';
import { MOST, SIGNALS } from '#motives/signal.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import { text } from '../../../attempt.ts';
import { motiveName } from '../../words.ts';

/** Conditions that one rule has room for. */
export const CONDITIONS = 5;

export interface DraftRule {
  key: string;
  title: string;
  motive: Motive;
  aspect: Aspect | '';
  does: 'weighs' | 'rules_out' | 'proves';
  weight: string;
  when: { signal: string; least: string; most: string }[];
}

export interface Draft {
  /** The version that it was made from. */
  since: number;
  base: Record<Inferred, string>;
  /** As a percentage. */
  label: string;
  /** By motive, and then as they were. */
  rules: DraftRule[];
}

const byMotive = (rules: readonly DraftRule[]): DraftRule[] =>
  rules.toSorted((a, b) => MOTIVES.indexOf(a.motive) - MOTIVES.indexOf(b.motive));

const draftRule = ({ key, title, motive, aspect, does, when }: Rule): DraftRule => ({
  key,
  title,
  motive,
  aspect: aspect ?? '',
  does: typeof does === 'object' ? 'weighs' : does,
  weight: typeof does === 'object' ? String(does.weighs) : '',
  when: when.map(({ signal, least, most }) => ({
    signal,
    least: least === 0 ? '' : String(least),
    most: most === MOST ? '' : String(most)
  }))
});

export const draftOf = (since: number, { base, label, rules }: RuleSet): Draft => ({
  since,
  base: { weten: String(base.weten), willen: String(base.willen), kunnen: String(base.kunnen) },
  label: String(Math.round(label * 1000) / 10),
  rules: byMotive(rules.map(draftRule))
});

const list = (form: FormData, name: string) => form.getAll(name).map(String);
const oneOf = <Choice extends string>(choices: readonly Choice[], given: string | undefined, otherwise: Choice) =>
  choices.find((choice) => choice === given) ?? otherwise;

function conditions(form: FormData, place: number): DraftRule['when'] {
  const [signals = [], least, most] = ['signal', 'least', 'most'].map((part) => list(form, `rule_${place}_${part}`));
  return signals
    .map((signal, index) => ({ signal, least: least?.[index]?.trim() ?? '', most: most?.[index]?.trim() ?? '' }))
    .filter(({ signal }) => signal !== '')
    .slice(0, CONDITIONS);
}

/** What a form says, right or wrong. */
export function read(form: FormData): Draft {
  const [titles, motives, aspects, does, weights] = ['title', 'motive', 'aspect', 'does', 'weight'].map((part) =>
    list(form, `rule_${part}`)
  );
  return {
    since: Number(text(form, 'since')) || 0,
    base: { weten: text(form, 'base_weten'), willen: text(form, 'base_willen'), kunnen: text(form, 'base_kunnen') },
    label: text(form, 'label'),
    rules: byMotive(
      list(form, 'rule_key').map((key, place) => ({
        key,
        title: titles?.[place] ?? '',
        motive: oneOf(MOTIVES, motives?.[place], 'weten'),
        aspect: oneOf(['', ...ASPECTS], aspects?.[place], ''),
        does: oneOf(['weighs', 'rules_out', 'proves'], does?.[place], 'weighs'),
        weight: weights?.[place] ?? '',
        when: conditions(form, place)
      }))
    )
  };
}

/** @param key of the new rule, which no rule has had */
export function withRule(draft: Draft, population: Climber, motive: Motive, key: string): Draft {
  const isLegal = motive === 'moeten';
  const legal = SIGNALS[population].find(({ ground }) => ground === 'legal')?.name ?? '';
  const rule: DraftRule = {
    key,
    title: m.rules_edit_new_title(),
    motive,
    aspect: '',
    does: isLegal ? 'proves' : 'weighs',
    weight: isLegal ? '' : '1',
    when: isLegal ? [{ signal: legal, least: '1', most: '' }] : []
  };
  return { ...draft, rules: byMotive([...draft.rules, rule]) };
}

export const withoutRule = (draft: Draft, key: string): Draft => ({
  ...draft,
  rules: draft.rules.filter((rule) => rule.key !== key)
});

/** An empty field is no zero, and a comma is how people write it. */
const numeric = (given: string): number =>
  given.trim() === '' ? Number.NaN : Number(given.trim().replace('−', '-').replace(',', '.'));

const FAULTS: Readonly<Record<RuleFault, () => string>> = {
  same_key: m.rules_fault_same_key,
  no_signal: m.rules_fault_no_signal,
  bounds: m.rules_fault_bounds,
  says_nothing: m.rules_fault_says_nothing,
  aspect: m.rules_fault_aspect,
  not_legal: m.rules_fault_not_legal,
  no_proof: m.rules_fault_no_proof
};
const PARTS: Readonly<Record<string, () => string>> = {
  title: m.rules_fault_title,
  does: m.rules_fault_weight,
  when: m.rules_fault_when,
  least: m.rules_fault_times,
  most: m.rules_fault_times
};

/** @throws Refusal rules_wrong saying which rule and why */
export function ruleSetOf(population: Climber, { base, label, rules }: Draft): RuleSet {
  const parsed = RuleSet.safeParse({
    population,
    base: Object.fromEntries(INFERRED.map((motive) => [motive, numeric(base[motive])])),
    label: numeric(label) / 100,
    rules: rules.map(({ key, title, motive, aspect, does, weight, when }) => ({
      key,
      title,
      motive,
      ...(aspect ? { aspect } : {}),
      does: does === 'weighs' ? { weighs: numeric(weight) } : does,
      when: when.map(({ signal, least, most }) => ({
        signal,
        least: least === '' ? 0 : numeric(least),
        most: most === '' ? MOST : numeric(most)
      }))
    }))
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [part, place, ...inside] = (issue?.path ?? []).map(String);
  throw new Refusal('rules_wrong', sentence(part ?? '', place, inside, issue, rules));
}

function sentence(
  part: string,
  place: string | undefined,
  inside: readonly string[],
  issue: { code?: string; params?: unknown } | undefined,
  rules: readonly DraftRule[]
): string {
  const motive = INFERRED.find((one) => one === place);
  if (part === 'base' && motive) return m.rules_fault_base({ motive: motiveName(motive) });
  if (part === 'label') return m.rules_fault_label();
  const rule = place === undefined ? undefined : rules[Number(place)];
  if (!rule) return m.rules_fault_count();
  const fault = (issue?.params as { fault?: RuleFault } | undefined)?.fault;
  const named = inside.findLast((one) => PARTS[one] !== undefined);
  const why = fault ? FAULTS[fault]() : PARTS[named ?? 'title']!();
  return m.rules_fault_rule({ rule: rule.title, why });
}
