/** How likely each motive is: the rules' weights, corrected by what organisations said of themselves. */
import type { Cell } from '#motives/cell.ts';
import { FOLDS, saidOf } from '#motives/cell.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { holds, type Rule, type RuleSet } from '#motives/rule.ts';
import {
  chanceOf,
  logisticRegression,
  poolingFor,
  predictedChance,
  type Logistic,
  type Observed,
  type Prior
} from '#statistics/logistic.ts';

/** One thing that adds to the log-odds: where everybody begins, a rule that holds, or what kind of organisation it is. */
export interface Term {
  kind: 'base' | 'rule' | 'sector' | 'size';
  name: string;
  prior: Prior;
}

export interface MotiveModel {
  terms: readonly Term[];
  /** Learned from all that answered. */
  whole: Logistic;
  /** Per fold, learned from all that answered but those in it. */
  parts: readonly Logistic[];
  /** Organisations that answered, and behaviour does not rule it out of them. */
  labelled: number;
}

export interface Model {
  rules: RuleSet;
  motives: Readonly<Record<Inferred, MotiveModel>>;
}

/**
 * How far an answer may move what people wrote down, in log-odds: with 1, the odds of a rule are within a factor 7 of what its weight says
 * for 95% of what is believed beforehand. Our own choice; where everybody begins is less certain than what a rule adds.
 */
const DOUBT = { base: 1.5, rule: 1 };

/** Within so many standard deviations lies 95% of a normal distribution. */
const Z = 1.959963984540054;

const weighing = (rules: RuleSet, motive: Inferred): Rule[] =>
  rules.rules.filter((rule) => rule.motive === motive && typeof rule.does === 'object');

export const isRuledOut = (rules: RuleSet, motive: Inferred, bits: bigint): boolean =>
  rules.rules.some((rule, index) => rule.motive === motive && rule.does === 'rules_out' && holds(bits, index));

/** Kinds of organisation begin alike: how far they may differ is learned. */
const kinds = (kind: 'sector' | 'size', names: Iterable<string>): Term[] =>
  [...names].sort().map((name) => ({ kind, name, prior: { mean: 0, sd: 0 } }));

function termsOf(rules: RuleSet, motive: Inferred, cells: readonly Cell[]): Term[] {
  return [
    { kind: 'base', name: '', prior: { mean: rules.base[motive], sd: DOUBT.base } },
    ...weighing(rules, motive).map(({ key, does }): Term => ({
      kind: 'rule',
      name: key,
      prior: { mean: typeof does === 'object' ? does.weighs : 0, sd: DOUBT.rule }
    })),
    ...kinds('sector', new Set(cells.map(({ sector }) => sector))),
    ...kinds('size', new Set(cells.map(({ size }) => size)))
  ];
}

type Kind = Pick<Cell, 'sector' | 'size' | 'holds'>;

/** Which terms there are of a cell: a 1 or 0 each. */
export function featuresOf(rules: RuleSet, terms: readonly Term[], cell: Kind): number[] {
  const held = new Set(rules.rules.filter((_, index) => holds(cell.holds, index)).map(({ key }) => key));
  return terms.map(({ kind, name }) =>
    Number(kind === 'base' || (kind === 'rule' ? held.has(name) : cell[kind] === name))
  );
}

/** @param cells non-users, those that answered among them */
export function learn(rules: RuleSet, cells: readonly Cell[]): Model {
  const learnMotive = (motive: Inferred): MotiveModel => {
    const terms = termsOf(rules, motive, cells);
    const labelled = cells.filter((cell) => saidOf(cell, motive) >= 0 && !isRuledOut(rules, motive, cell.holds));
    const rows = labelled.map((cell): Observed & { fold: number } => ({
      fold: cell.fold,
      features: featuresOf(rules, terms, cell),
      n: cell.organisations,
      successes: saidOf(cell, motive) * cell.organisations
    }));
    const alike = terms.flatMap(({ kind }, place) => (kind === 'sector' || kind === 'size' ? [place] : []));
    const pooled = poolingFor(
      rows,
      terms.map(({ prior }) => prior),
      alike
    );
    return {
      terms,
      whole: pooled.model,
      parts: Array.from({ length: FOLDS }, (_, fold) =>
        logisticRegression(
          rows.filter((row) => row.fold !== fold),
          pooled.priors
        )
      ),
      labelled: labelled.reduce((sum, { organisations }) => sum + organisations, 0)
    };
  };
  return {
    rules,
    motives: Object.fromEntries(INFERRED.map((motive) => [motive, learnMotive(motive)])) as Model['motives']
  };
}

/** The chance that a motive is one of such an organisation's, from behaviour and kind alone. */
export function chance({ rules, motives }: Model, motive: Inferred, cell: Kind): number {
  if (isRuledOut(rules, motive, cell.holds)) return 0;
  const { terms, whole } = motives[motive];
  return predictedChance(whole, featuresOf(rules, terms, cell));
}

/** The same from models that did not see those that answered: of somebody who did that of its fold, of others the mean of all. */
export function chanceUnseen(
  { rules, motives }: Model,
  motive: Inferred,
  cell: Kind & Pick<Cell, 'said' | 'fold'>
): number {
  if (isRuledOut(rules, motive, cell.holds)) return 0;
  const { terms, parts } = motives[motive];
  const features = featuresOf(rules, terms, cell);
  if (saidOf(cell, motive) >= 0) return predictedChance(parts[cell.fold]!, features);
  return parts.reduce((sum, part) => sum + predictedChance(part, features), 0) / parts.length;
}

/** What a rule adds to the log-odds as learned, with its 95% interval by Laplace's approximation; undefined of a rule that does not weigh. */
export function learnedOf(
  { motives }: Model,
  motive: Inferred,
  key: string
): { weight: number; low: number; high: number } | undefined {
  const { terms, whole } = motives[motive];
  const place = terms.findIndex(({ kind, name }) => kind === 'rule' && name === key);
  if (place < 0) return undefined;
  const weight = whole.coefficients[place]!;
  const half = Z * Math.sqrt(whole.covariance[place]![place]!);
  return { weight, low: weight - half, high: weight + half };
}

/** What the weights that people wrote down say, without having learned anything. */
export function chanceByRules(rules: RuleSet, motive: Inferred, { holds: bits }: Pick<Cell, 'holds'>): number {
  if (isRuledOut(rules, motive, bits)) return 0;
  const weights = rules.rules.map(({ motive: of, does }, index) =>
    of === motive && typeof does === 'object' && holds(bits, index) ? does.weighs : 0
  );
  return chanceOf(weights.reduce((sum, weight) => sum + weight, rules.base[motive]));
}
