/** What changed between two versions of the rules: rules are told apart by their keys, and their order means nothing. */
import { INFERRED, type Inferred } from '#motives/motive.ts';
import type { Rule, RuleSet } from '#motives/rule.ts';

export const RULE_PARTS = ['title', 'motive', 'aspect', 'when', 'does'] as const;
export type RulePart = (typeof RULE_PARTS)[number];

export type Change =
  | { kind: 'base'; motive: Inferred; was: number; becomes: number }
  | { kind: 'label'; was: number; becomes: number }
  | { kind: 'added' | 'removed'; rule: Rule }
  | { kind: 'changed'; was: Rule; becomes: Rule; parts: RulePart[] };

/** As text that is the same for what means the same: all conditions have to hold, in whatever order they stand. */
function meaning(rule: Rule, part: RulePart): string {
  if (part !== 'when') return JSON.stringify(rule[part] ?? '');
  return JSON.stringify(rule.when.map(({ signal, least, most }) => [signal, least, most].join(' ')).sort());
}

/** Empty when both mean the same. */
export function changesBetween(before: RuleSet, after: RuleSet): Change[] {
  const old = new Map(before.rules.map((rule) => [rule.key, rule]));
  const kept = new Set(after.rules.map(({ key }) => key));
  return [
    ...INFERRED.filter((motive) => before.base[motive] !== after.base[motive]).map((motive): Change => ({
      kind: 'base',
      motive,
      was: before.base[motive],
      becomes: after.base[motive]
    })),
    ...(before.label === after.label ? [] : [{ kind: 'label' as const, was: before.label, becomes: after.label }]),
    ...after.rules.flatMap((rule): Change[] => {
      const was = old.get(rule.key);
      if (!was) return [{ kind: 'added', rule }];
      const parts = RULE_PARTS.filter((part) => meaning(was, part) !== meaning(rule, part));
      return parts.length > 0 ? [{ kind: 'changed', was, becomes: rule, parts }] : [];
    }),
    ...before.rules.filter(({ key }) => !kept.has(key)).map((rule): Change => ({ kind: 'removed', rule }))
  ];
}
