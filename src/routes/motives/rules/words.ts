/** Rules, and what changed about them, in words and in the language of the page; titles are in that of whoever wrote them. */
import type { Change, RulePart } from '#motives/rule-changes.ts';
import type { Condition, Rule } from '#motives/rule.ts';
import { MOST } from '#motives/signal.ts';
import { decimal, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { aspectName, motiveName, signalName } from '../words.ts';

/** What must hold. */
function conditionWords({ signal, least, most }: Condition): string {
  const words = { signal: signalName(signal), least, most };
  if (most === 0) return m.rules_when_never(words);
  if (most === MOST) return m.rules_when_least(words);
  if (least === 0) return m.rules_when_most(words);
  return least === most ? m.rules_when_exactly(words) : m.rules_when_between(words);
}

/** All that must hold, as one sentence. */
export const whenWords = ({ when }: Pick<Rule, 'when'>): string =>
  when.map(conditionWords).reduce((first, last) => m.rules_and({ first, last: lowered(last) }));

/** Within a sentence; what begins with a quotation mark stays. */
const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

export function doesWords({ does, motive }: Pick<Rule, 'does' | 'motive'>, language: Language): string {
  const name = motiveName(motive);
  if (does === 'rules_out') return m.rules_does_rules_out({ motive: name });
  if (does === 'proves') return m.rules_does_proves({ motive: name });
  if (does.weighs === 0) return m.rules_does_nothing();
  const weight = decimal(Math.abs(does.weighs), language);
  return does.weighs > 0 ? m.rules_does_more({ weight, motive: name }) : m.rules_does_less({ weight, motive: name });
}

const PARTS: Readonly<Record<RulePart, () => string>> = {
  title: m.rules_part_title,
  motive: m.rules_part_motive,
  aspect: m.rules_part_aspect,
  when: m.rules_part_when,
  does: m.rules_part_does
};

function partWords(rule: Rule, part: RulePart, language: Language): string {
  if (part === 'title') return rule.title;
  if (part === 'motive') return motiveName(rule.motive);
  if (part === 'aspect') return rule.aspect ? aspectName(rule.aspect) : m.rules_none();
  return part === 'when' ? whenWords(rule) : doesWords(rule, language);
}

export function changeWords(change: Change, language: Language): string {
  if (change.kind === 'base')
    return m.rules_change_base({
      motive: motiveName(change.motive),
      was: decimal(change.was, language),
      becomes: decimal(change.becomes, language)
    });
  if (change.kind === 'label')
    return m.rules_change_label({ was: share(change.was, language), becomes: share(change.becomes, language) });
  if (change.kind === 'changed')
    return m.rules_change_changed({
      title: change.was.title,
      parts: change.parts
        .map((part) =>
          m.rules_change_part({
            part: PARTS[part](),
            was: partWords(change.was, part, language),
            becomes: partWords(change.becomes, part, language)
          })
        )
        .join(' ')
    });
  const { rule } = change;
  const words = {
    title: rule.title,
    motive: motiveName(rule.motive),
    when: whenWords(rule),
    does: doesWords(rule, language)
  };
  return change.kind === 'added' ? m.rules_change_added(words) : m.rules_change_removed(words);
}
