/** Which motives an organisation is said to have, and why: answers first, then evidence; nothing where both are silent. */
import { saidAspect, saidOf, type Cell } from '#motives/cell.ts';
import { chance, chanceUnseen, featuresOf, isRuledOut, type Model, type Term } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { MOTIVES, type Aspect, type Motive } from '#surveys/motive.ts';
import { holds } from '#motives/rule.ts';

/** What a verdict rests on: its own answer, the law, behaviour that rules it out, or what behaviour and kind make likely. */
export type Basis = 'answer' | 'fact' | 'ruled_out' | 'evidence';

export interface Verdict {
  motive: Motive;
  /** From 0 to 1; undefined where there is nothing to go by: having to is not guessed. */
  chance: number | undefined;
  basis: Basis;
  /** Said to have it. */
  is: boolean;
  /** What behaviour makes likely where that differs from what it said itself. */
  conflict: number | undefined;
}

/** Log-odds that one thing adds. */
export interface Weight {
  term: Term;
  weight: number;
}

export interface Judgement {
  verdicts: readonly Verdict[];
  /** The likeliest of what it is said to have; undefined is unknown. */
  main: Inferred | undefined;
}

type Kind = Pick<Cell, 'sector' | 'size' | 'holds' | 'said' | 'fold'>;

/** Whether a legal fact says that it has to. */
export const isObliged = ({ rules }: Model, bits: bigint): boolean =>
  rules.rules.some(({ motive, does }, index) => motive === 'moeten' && does === 'proves' && holds(bits, index));

export function judge(model: Model, kind: Kind): Judgement {
  const verdicts = MOTIVES.map((motive): Verdict => {
    const said = saidOf(kind, motive);
    if (motive === 'moeten') {
      const fact = isObliged(model, kind.holds);
      const basis = fact ? 'fact' : 'answer';
      const known = fact ? 1 : said < 0 ? undefined : said;
      return { motive, chance: known, basis, is: known === 1, conflict: fact && said === 0 ? 1 : undefined };
    }
    const likely = chance(model, motive, kind);
    if (said < 0) {
      const basis = isRuledOut(model.rules, motive, kind.holds) ? 'ruled_out' : 'evidence';
      return { motive, chance: likely, basis, is: likely >= model.rules.label, conflict: undefined };
    }
    // By a model that did not learn from this very answer.
    const unseen = chanceUnseen(model, motive, kind);
    const differs = (said === 1) !== unseen >= model.rules.label;
    return { motive, chance: said, basis: 'answer', is: said === 1, conflict: differs ? unseen : undefined };
  });
  const has = INFERRED.map((motive) => verdicts.find((verdict) => verdict.motive === motive)!).filter(({ is }) => is);
  // Of what it said itself the order of reading decides: not knowing comes before not wanting, and that before not being able.
  const main = has.reduce<Verdict | undefined>(
    (best, one) => (best && best.chance! >= one.chance! ? best : one),
    undefined
  );
  return { verdicts, main: main?.motive as Inferred | undefined };
}

/** What makes a motive likely or not, most telling first. */
export function weightsOf({ rules, motives }: Model, motive: Inferred, kind: Omit<Kind, 'said' | 'fold'>): Weight[] {
  const { terms, whole } = motives[motive];
  return featuresOf(rules, terms, kind)
    .flatMap((there, place) => (there ? [{ term: terms[place]!, weight: whole.coefficients[place]! }] : []))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

/** What a motive is about: by its own word, else by the rule with an aspect that weighs most; undefined where none says. */
export function aspectOf(
  { rules, motives }: Model,
  motive: Inferred,
  cell: Pick<Cell, 'holds' | 'said'>
): Aspect | undefined {
  const named = saidAspect(cell, motive);
  if (named) return named;
  const bits = cell.holds;
  const { terms, whole } = motives[motive];
  let best: { aspect: Aspect; weight: number } | undefined;
  rules.rules.forEach(({ key, motive: of, aspect }, index) => {
    if (of !== motive || !aspect || !holds(bits, index)) return;
    const weight = whole.coefficients[terms.findIndex(({ kind, name }) => kind === 'rule' && name === key)] ?? 0;
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { aspect, weight };
  });
  return best?.aspect;
}
