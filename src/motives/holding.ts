/** Which rules hold, as the engine works it out of what was counted; in rule.ts the same for one organisation. */
import { conditionsOf, type RuleSet } from '#motives/rule.ts';

/**
 * Text that gives a UInt64 with bit n for the n-th rule.
 * @param prefix tells the parameters of rule sets apart
 * @param counted the column with what was counted
 */
export const holdingSql = (prefix = '', counted = 'counted'): string =>
  `arraySum((n, places, low, high) -> bitShiftLeft(toUInt64(arrayAll((p, a, b) -> ${counted}[p] >= a AND ${counted}[p] <= b, places, low, high)), n),
    range(length({${prefix}places:Array(Array(UInt8))})), {${prefix}places:Array(Array(UInt8))}, {${prefix}least:Array(Array(UInt32))}, {${prefix}most:Array(Array(UInt32))})`;

/** Parameters of that text. */
export function holdingParameters(rules: RuleSet, prefix = ''): Record<string, number[][]> {
  const { places, least, most } = conditionsOf(rules);
  return { [`${prefix}places`]: places, [`${prefix}least`]: least, [`${prefix}most`]: most };
}
