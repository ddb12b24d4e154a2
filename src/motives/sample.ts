/** An invented organisation to try rules on: which hold for it, and what they and the model make of it. */
import { z } from 'zod';
import type { Climber } from '#adoption/ladder.ts';
import { WrongParameter } from '#adoption/question.ts';
import { judge, weightsOf } from '#motives/judgement.ts';
import { chanceByRules, isRuledOut, type Model, type Term } from '#motives/learning.ts';
import { populationOf } from '#motives/motive-question.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { holds, holdsOf, type Rule, type RuleSet } from '#motives/rule.ts';
import { SIGNALS } from '#motives/signal.ts';

export interface Sample {
  signals: Readonly<Record<string, number>>;
  /** Empty is left open. */
  sector: string;
  size: string;
}

export const signalField = (signal: string): string => `s_${signal}`;

const Times = z.coerce.number().int().min(0).max(100_000);

/**
 * What is filled in of a sample; undefined when nothing is.
 * @throws WrongParameter
 */
export function askSample(population: Climber, get: (name: string) => string): Sample | undefined {
  const signals = SIGNALS[population].flatMap(({ name }): [string, number][] => {
    const given = get(signalField(name)).trim();
    if (given === '') return [];
    const times = Times.safeParse(given);
    if (!times.success) throw new WrongParameter(signalField(name), 'must be a whole number', 'number');
    return [[name, times.data]];
  });
  const [sector, size] = [get('sector').slice(0, 200), get('size').slice(0, 200)];
  if (signals.length === 0 && sector === '' && size === '') return undefined;
  return { signals: Object.fromEntries(signals), sector, size };
}

/** @throws WrongParameter */
export function askRules(parameters: URLSearchParams): { population: Climber; sample: Sample | undefined } {
  const population = populationOf(parameters);
  return { population, sample: askSample(population, (name) => parameters.get(name) ?? '') };
}

/** What one thing adds to the log-odds, as people wrote it down and as it was learned; or the rule that leaves nothing to add. */
export interface Part {
  kind: Term['kind'] | 'rules_out';
  /** Title of a rule, sector or size; empty where everybody begins. */
  name: string;
  written: number | undefined;
  learned: number | undefined;
}

export interface Tried {
  motive: Inferred;
  byRules: number;
  /** Undefined while nothing was learned by these rules. */
  byModel: number | undefined;
  isRuledOut: boolean;
  is: boolean;
  parts: Part[];
}

export interface Trial {
  /** Those that hold. */
  rules: Rule[];
  motives: Tried[];
  isObliged: boolean;
  /** Undefined is unknown. */
  main: Inferred | undefined;
}

/** @param model learned by these rules; without one the rules speak alone */
export function trialOf(rules: RuleSet, model: Model | undefined, { signals, sector, size }: Sample): Trial {
  const kind = { sector, size, holds: holdsOf(rules, signals), said: MOTIVES.map(() => -1), fold: 0 };
  const held = rules.rules.filter((_, index) => holds(kind.holds, index));
  const judged = model && judge(model, kind);
  const motives = INFERRED.map((motive): Tried => {
    const byRules = chanceByRules(rules, motive, kind);
    const byModel = judged?.verdicts.find((verdict) => verdict.motive === motive)?.chance;
    return {
      motive,
      byRules,
      byModel,
      isRuledOut: isRuledOut(rules, motive, kind.holds),
      is: (byModel ?? byRules) >= rules.label,
      parts: partsOf(rules, held, model, motive, kind)
    };
  });
  const best = motives.filter(({ is }) => is).reduce<Tried | undefined>(likelier, undefined);
  return {
    rules: held,
    motives,
    isObliged: held.some(({ motive }) => motive === 'moeten'),
    main: judged ? judged.main : best?.motive
  };
}

const likelier = (best: Tried | undefined, one: Tried): Tried => (best && best.byRules >= one.byRules ? best : one);

function partsOf(
  rules: RuleSet,
  held: readonly Rule[],
  model: Model | undefined,
  motive: Inferred,
  kind: Parameters<typeof weightsOf>[2]
): Part[] {
  const against = held.filter((rule) => rule.motive === motive && rule.does === 'rules_out');
  if (against.length > 0)
    return against.map(({ title }) => ({ kind: 'rules_out', name: title, written: undefined, learned: undefined }));
  const learned = model ? weightsOf(model, motive, kind) : [];
  const weightOf = (of: Term['kind'], name: string) =>
    learned.find(({ term }) => term.kind === of && term.name === name)?.weight;
  return [
    { kind: 'base', name: '', written: rules.base[motive], learned: weightOf('base', '') },
    ...held.flatMap(({ key, title, motive: of, does }): Part[] =>
      of === motive && typeof does === 'object'
        ? [{ kind: 'rule', name: title, written: does.weighs, learned: weightOf('rule', key) }]
        : []
    ),
    ...learned
      .filter(({ term }) => term.kind === 'sector' || term.kind === 'size')
      .map(({ term, weight }): Part => ({ kind: term.kind, name: term.name, written: undefined, learned: weight }))
  ];
}
