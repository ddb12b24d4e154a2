/**
 * An invented Brabant of which the motives are known, seen as the product sees it: what companies do as in stages.sql, a part of them
 * visits without being known, a part of them is asked, and who answers is no chance. To hold estimates and verdicts to the truth.
 */
import { DAYS } from '#example/actors.server.ts';
import { company, OBLIGED, OCCASION_DAYS, random, type Company, type Random } from '#example/brabant.ts';
import { answersChance, responseOf } from '#example/survey.ts';
import { codeOf, LADDERS, NOTHING_YET } from '#adoption/ladder.ts';
import { FOLDS, type Cell } from '#motives/cell.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import { estimate } from '#motives/estimate.ts';
import { judge } from '#motives/judgement.ts';
import { chance as chanceOf, chanceByRules, learn } from '#motives/learning.ts';
import { INFERRED, type Inferred } from '#motives/motive.ts';
import { holdsOf } from '#motives/rule.ts';
import { respond } from '#surveys/response.ts';
import { STANDARD } from '#surveys/standard.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { meaningsOf } from '#surveys/survey.ts';

const RULES = DEFAULT_RULES.company;
const ORGANISATIONS = 3_500;
const ASKED = 0.343;
const YEAR = 365;
const MEANINGS = meaningsOf('x', STANDARD);
const RUNGS = LADDERS.company.rungs.map(({ name }) => name);

type Truth = Company['motive'];
interface Known {
  cell: Cell;
  truth: Truth;
  /** What it says, or would say when asked: of the motives in order, 1 or 0, or -1 where it says nothing of it. */
  would: number[];
}

/** What of a company is seen, by the words of stages.sql and messages.sql. */
function signalsOf({ stages, failures, occasions, messages }: Company, chance: Random): Record<string, number> {
  const reached = stages.length;
  const seen = reached >= 4 || chance() < 0.8;
  const times = (least: number, often = 1) => (seen && reached >= least ? often : 0);
  const had = occasions.filter(({ day }) => day + OCCASION_DAYS > DAYS - YEAR);
  return {
    occasions: had.length,
    obligations: had.filter(
      ({ day, process }) => process === OBLIGED.process && day + OCCASION_DAYS > OBLIGED.from * DAYS
    ).length,
    reached: reached > 0 ? 1 : 0,
    visits: times(1, 2 * reached),
    informed: times(2),
    questions: times(1, chance() < 0.2 * 2 * reached ? 1 : 0),
    login_started: times(3),
    login_failed: times(3, failures),
    means_missing: times(3, failures),
    logged_in: times(4),
    help: reached === 3 ? times(3) : 0,
    abandoned: reached === 3 ? times(3) : 0,
    upload_failed: reached >= 5 && chance() < 1 / 8 ? 1 : 0,
    box_created: times(5),
    reachable: times(6),
    box_messages: messages.length,
    other_messages: occasions.length
  };
}

function stateOf(signals: Record<string, number>): number {
  const rungs: [string, string[]][] = [
    ['reachable', ['reachable']],
    ['box_created', ['box_created']],
    ['tried', ['login_started', 'login_failed', 'logged_in']],
    ['informed', ['informed']],
    ['reached', ['reached', 'visits', 'informed']]
  ];
  const rung = rungs.find(([, any]) => any.some((name) => (signals[name] ?? 0) > 0));
  return rung ? codeOf(RUNGS.indexOf(rung[0])) : NOTHING_YET;
}

function saidOf(it: Company, chance: Random): number[] {
  const { answers } = respond(STANDARD.questions, responseOf(it, chance).filled);
  return MOTIVES.map((motive) => {
    const given = answers.filter(({ options }) => options.length > 0);
    const chosen = MEANINGS.filter(
      (one) =>
        one.motive === motive &&
        given.some(({ question, options }) => question === one.question && options.includes(one.option))
    );
    // Of several answers not to choose one that says so says that it is not.
    const several = given.some(
      ({ question }) =>
        STANDARD.questions.find(({ key }) => key === question)!.kind === 'many' &&
        MEANINGS.some((one) => one.motive === motive && one.question === question && one.is)
    );
    return chosen.length === 0 && !several ? -1 : Number(chosen.some(({ is }) => is));
  });
}

function populate(seed: number): Known[] {
  return Array.from({ length: ORGANISATIONS }, (_, index): Known | undefined => {
    const it = company(seed, index, DAYS);
    const chance = random(seed + 99, index);
    const signals = signalsOf(it, chance);
    // Had occasion in a year, and never used it.
    if (it.messages.length > 0 || signals['occasions'] === 0) return undefined;
    const answers = chance() < ASKED && chance() < answersChance(it);
    const would = saidOf(it, random(seed + 199, index));
    const said = answers ? would : MOTIVES.map(() => -1);
    const cell: Cell = {
      region: '',
      sector: it.sector,
      size: it.size,
      state: stateOf(signals),
      holds: holdsOf(RULES, signals),
      said,
      fold: answers ? index % FOLDS : 0,
      organisations: 1
    };
    return { cell, truth: it.motive, would };
  }).filter((one) => one !== undefined);
}

/** Those that are alike counted together, as the engine does. */
function cellsOf(all: readonly Known[]): Cell[] {
  const alike = Map.groupBy(all, ({ cell }) => JSON.stringify({ ...cell, holds: String(cell.holds) }));
  return [...alike.values()].map((own) => ({ ...own[0]!.cell, organisations: own.length }));
}

/** The order of the rows (truth) and columns (told) of a confusion; the last is that nothing is told, which is true of no non-user. */
export const KINDS = [...INFERRED, undefined] as const;

export interface Held {
  motive: Inferred;
  inside: boolean;
  /** Width of the interval, and of the one of answers alone. */
  width: number;
  alone: number;
  off: number;
}

export interface Simulated {
  held: Held[];
  answered: number;
  /** Truth × told: by the rules alone, and by the model, of those that did not answer. */
  byRules: number[][];
  byModel: number[][];
  /** Mean absolute difference between predicted chances and what they would say, in ten bins of equal size, of those that did not answer. */
  calibration: { motive: Inferred; error: number }[];
}

function calibrationOf(pairs: readonly { predicted: number; is: boolean }[]): number {
  const sorted = [...pairs].sort((a, b) => a.predicted - b.predicted);
  const size = Math.ceil(sorted.length / 10);
  let error = 0;
  for (let from = 0; from < sorted.length; from += size) {
    const bin = sorted.slice(from, from + size);
    error += Math.abs(bin.reduce((sum, { predicted, is }) => sum + predicted - Number(is), 0));
  }
  return error / sorted.length;
}

function simulate(seed: number): Simulated {
  const all = populate(seed);
  const cells = cellsOf(all);
  const model = learn(RULES, cells);
  const held = INFERRED.map((motive): Held => {
    const { powered } = estimate(model, motive, cells);
    // Of what they would say: that somebody says another thing than it is, no weighing mends.
    const is = all.filter(({ would }) => would[MOTIVES.indexOf(motive)] === 1).length / all.length;
    const { estimate: told, alone } = powered!;
    return {
      motive,
      inside: told.low <= is && is <= told.high,
      width: told.high - told.low,
      alone: alone.high - alone.low,
      off: told.value - is
    };
  });
  const silent = all.filter(({ cell }) => cell.said.every((so) => so < 0));
  const [byRules, byModel] = [0, 1].map(() => KINDS.map(() => KINDS.map(() => 0)));
  for (const { cell, truth } of silent) {
    const told = INFERRED.map((motive) => ({ motive, likely: chanceByRules(RULES, motive, cell) }))
      .filter(({ likely }) => likely >= RULES.label)
      .sort((a, b) => b.likely - a.likely)[0]?.motive;
    const row = KINDS.indexOf(truth as Inferred);
    byRules![row]![KINDS.indexOf(told)]!++;
    byModel![row]![KINDS.indexOf(judge(model, cell).main)]!++;
  }
  return {
    held,
    answered: all.length - silent.length,
    byRules: byRules!,
    byModel: byModel!,
    calibration: INFERRED.map((motive) => ({
      motive,
      error: calibrationOf(
        silent.map(({ cell, would }) => ({
          predicted: chanceOf(model, motive, cell),
          is: would[MOTIVES.indexOf(motive)] === 1
        }))
      )
    }))
  };
}

export interface Summary {
  motive: Inferred;
  /** Share of repetitions in which the truth lies in the interval. */
  inside: number;
  width: number;
  alone: number;
  calibration: number;
}

export interface Repeated {
  motives: Summary[];
  /** Of those to whom a motive is told: share to whom it is the true one; by the rules alone and by the model. And whom nothing is told. */
  rules: { right: number; silent: number };
  model: { right: number; silent: number };
  /** Organisations of all repetitions that did not answer: truth × told, in the order of KINDS. */
  confusion: { rules: number[][]; model: number[][] };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const added = (tables: readonly number[][][]): number[][] =>
  KINDS.map((_, truth) => KINDS.map((__, told) => tables.reduce((sum, table) => sum + table[truth]![told]!, 0)));

function rightOf(table: readonly number[][]): { right: number; silent: number } {
  let [right, told, all] = [0, 0, 0];
  table.forEach((row, truth) =>
    row.forEach((n, kind) => {
      all += n;
      if (KINDS[kind] === undefined) return;
      told += n;
      if (truth === kind) right += n;
    })
  );
  return { right: right / told, silent: 1 - told / all };
}

/** As many invented Brabants, each from a seed of its own. */
export function repeat(times: number): Repeated {
  const all = Array.from({ length: times }, (_, index) => simulate(1_000 + index));
  const confusion = {
    rules: added(all.map(({ byRules }) => byRules)),
    model: added(all.map(({ byModel }) => byModel))
  };
  return {
    motives: INFERRED.map((motive, place) => {
      const held = all.map((one) => one.held[place]!);
      return {
        motive,
        inside: mean(held.map(({ inside }) => Number(inside))),
        width: mean(held.map(({ width }) => width)),
        alone: mean(held.map(({ alone }) => alone)),
        calibration: mean(all.map((one) => one.calibration[place]!.error))
      };
    }),
    rules: rightOf(confusion.rules),
    model: rightOf(confusion.model),
    confusion
  };
}
