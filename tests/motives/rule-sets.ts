/** Random rule sets and signals, for tests that hold something for all of them. */
import type { Climber } from '#adoption/ladder.ts';
import { INFERRED } from '#motives/motive.ts';
import { RuleSet, type Condition } from '#motives/rule.ts';
import { MOST, SIGNALS } from '#motives/signal.ts';
import { fc } from '../property.ts';

// Small numbers, so that bounds are met and missed often; and the largest there are.
const times = fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.constantFrom(MOST - 1, MOST) });

export const signalsOf = (population: Climber): fc.Arbitrary<Record<string, number>> =>
  fc.record(Object.fromEntries(SIGNALS[population].map(({ name }) => [name, times])));

const condition = (population: Climber): fc.Arbitrary<Condition> =>
  fc
    .record({ signal: fc.constantFrom(...SIGNALS[population].map(({ name }) => name)), one: times, other: times })
    .map(({ signal, one, other }) => ({ signal, least: Math.min(one, other), most: Math.max(one, other) }))
    .filter(({ least, most }) => least > 0 || most < MOST);

const weight = fc.integer({ min: -60, max: 60 }).map((tenths) => tenths / 10);

/** As many rules as there may be, often: the last is the highest bit. */
export const ruleSets = (population: Climber): fc.Arbitrary<RuleSet> =>
  fc
    .record({
      base: fc.record({ weten: weight, willen: weight, kunnen: weight }),
      label: fc.constantFrom(0.5, 0.7, 0.95),
      rules: fc.array(
        fc.record({
          motive: fc.constantFrom(...INFERRED),
          when: fc.array(condition(population), { minLength: 1, maxLength: 5 }),
          does: fc.oneof(
            weight.map((weighs) => ({ weighs })),
            fc.constant('rules_out' as const)
          )
        }),
        { minLength: 1, maxLength: 60, size: 'max' }
      )
    })
    .map(({ rules, ...rest }) =>
      RuleSet.parse({
        population,
        ...rest,
        rules: rules.map((rule, place) => ({ key: `rule-${place}`, title: `Regel ${place}`, ...rule }))
      })
    );
