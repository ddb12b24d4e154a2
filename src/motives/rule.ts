/** The rules that tell motives from evidence: written down, with a version, for people to read, doubt and change. */
import { z } from 'zod';
import { CLIMBERS } from '#adoption/ladder.ts';
import { INFERRED } from '#motives/motive.ts';
import { Aspect, ASPECTS_OF, Motive } from '#surveys/motive.ts';
import { MOST, placeOf, SIGNALS } from '#motives/signal.ts';

const Times = z.coerce.number().int().min(0).max(MOST);

/** A signal that is at least, or at most, so often there. */
export const Condition = z.object({ signal: z.string(), least: Times.default(0), most: Times.default(MOST) });
export type Condition = z.infer<typeof Condition>;

export const Rule = z.object({
  /** Short name that stays when the words change. */
  key: z.string().regex(/^[a-z0-9-]{2,40}$/),
  title: z.string().trim().min(3).max(120),
  motive: Motive,
  aspect: Aspect.optional(),
  /** All of these. */
  when: z.array(Condition).min(1).max(5),
  /** How much it adds to the log-odds of the motive; or that it cannot be this motive, or has to be. */
  does: z.union([z.object({ weighs: z.coerce.number().min(-6).max(6) }), z.enum(['rules_out', 'proves'])])
});
export type Rule = z.infer<typeof Rule>;

/** Why a rule cannot be, where its parts can. */
export type RuleFault = 'same_key' | 'no_signal' | 'bounds' | 'says_nothing' | 'aspect' | 'not_legal' | 'no_proof';

/** A rule is a bit of a 64-bit number, and the last one would make it negative. */
const MOST_RULES = 60;

export const RuleSet = z
  .object({
    population: z.enum(CLIMBERS),
    /** Log-odds of each motive before any rule: of whom nothing more is known than that it does not use the box. */
    base: z.record(z.enum(INFERRED), z.coerce.number().min(-6).max(6)),
    /** From which chance on somebody is said to have a motive. */
    label: z.coerce.number().min(0.5).max(0.95),
    rules: z.array(Rule).min(1).max(MOST_RULES)
  })
  .superRefine(({ population, rules }, context) => {
    const wrong = (rule: number, fault: RuleFault, message: string) =>
      context.addIssue({ code: 'custom', path: ['rules', rule], message, params: { fault } });
    rules.forEach(({ key, motive, aspect, does, when }, index) => {
      if (rules.findIndex((other) => other.key === key) !== index) wrong(index, 'same_key', 'has the name of another');
      for (const { signal, least, most } of when) {
        if (placeOf(population, signal) < 0) wrong(index, 'no_signal', `knows no signal ${signal}`);
        if (least > most) wrong(index, 'bounds', 'asks for more than it allows');
        if (least === 0 && most === MOST) wrong(index, 'says_nothing', 'has a condition that always holds');
      }
      if (aspect && !ASPECTS_OF[motive].includes(aspect)) wrong(index, 'aspect', `is not about ${aspect}`);
      // Having to is recorded from legal facts and never inferred (the domain study, requirement 16).
      const isLegal = when.some(
        ({ signal, least }) => SIGNALS[population][placeOf(population, signal)]?.ground === 'legal' && least > 0
      );
      if (motive === 'moeten' && (does !== 'proves' || !isLegal))
        wrong(index, 'not_legal', 'only a legal fact proves having to');
      if (motive !== 'moeten' && does === 'proves') wrong(index, 'no_proof', 'behaviour proves no motive');
    });
  });
export type RuleSet = z.infer<typeof RuleSet>;

/** What a condition compares, per rule: places of signals (from 1) with their bounds. */
export function conditionsOf({ population, rules }: RuleSet): {
  places: number[][];
  least: number[][];
  most: number[][];
} {
  return {
    places: rules.map(({ when }) => when.map(({ signal }) => placeOf(population, signal) + 1)),
    least: rules.map(({ when }) => when.map(({ least }) => least)),
    most: rules.map(({ when }) => when.map(({ most }) => most))
  };
}

/** Which rules hold for these signals: bit n for the n-th. The engine does the same, see holding.ts. */
export function holdsOf({ population, rules }: RuleSet, signals: Readonly<Record<string, number>>): bigint {
  return rules.reduce((bits, { when }, index) => {
    const holds = when.every(({ signal, least, most }) => {
      const times = Math.min(signals[signal] ?? 0, MOST);
      return placeOf(population, signal) >= 0 && times >= least && times <= most;
    });
    return holds ? bits | (1n << BigInt(index)) : bits;
  }, 0n);
}

export const holds = (bits: bigint, rule: number): boolean => ((bits >> BigInt(rule)) & 1n) === 1n;
