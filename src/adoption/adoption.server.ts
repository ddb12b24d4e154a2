/** How far actors get: the one deed behind the page and the API. */
import { z } from 'zod';
import funnelSql from '#clickhouse/queries/adoption/funnel.sql?raw';
import registered from '#clickhouse/queries/adoption/registered.sql?raw';
import unlinked from '#clickhouse/queries/adoption/unlinked.sql?raw';
import values from '#clickhouse/queries/adoption/values.sql?raw';
import { compile, EVERYONE } from '#adoption/compile.ts';
import { DIMENSIONS, type Dimension, type Filters } from '#adoption/dimension.ts';
import { defaultOf, suppressed, type Funnel, type Population } from '#adoption/funnel.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export interface Question {
  funnel: Funnel;
  period: Period;
  filters?: Filters;
  breakdown?: Dimension | undefined;
  /** Only those who completed the step before this one (from 1) and not this one. */
  stuck?: number | undefined;
  /** False where nobody looks at how long steps took: an own funnel is then answered twice as fast. */
  times?: boolean;
}

export interface StepAnswer {
  name: string;
  count: number;
  /** Share of those who completed the step before; of the eligible for the first. Undefined where that is nobody. */
  ofPrevious: Share | undefined;
  ofFirst: Share | undefined;
  /** Seconds from the step before, in the middle; undefined for the first step and where nobody completed it. */
  medianSeconds: number | undefined;
}

export interface Group {
  value: string;
  /** Too small to show, or needed to keep a small one hidden; figures are then undefined. */
  hidden: boolean;
  eligible: number | undefined;
  steps: readonly number[] | undefined;
}

export interface Answer {
  /** In the registry during the period, with or without occasion. For visitors: those who took the first step. */
  registered: number;
  eligible: number;
  steps: StepAnswer[];
  groups: Group[] | undefined;
}

const Row = z.object({
  value: z.string(),
  registered: z.coerce.number(),
  eligible: z.coerce.number(),
  steps: z.array(z.coerce.number()),
  seconds: z.array(z.coerce.number())
});

const DONE = "arrayCount(r -> toUnixTimestamp(r) > 0 AND r < toDateTime(intDiv({until:Int64}, 1000), 'UTC'), reached)";
const TOOK = `arrayPopFront(arrayDifference(arrayMap(r -> toUnixTimestamp(r), arraySlice(reached, 1, completed))))`;
const NOTHING = 'emptyArrayInt64()';

/**
 * The organisations or visitors of a question as a subquery: their dimensions, whether they had occasion, how many steps
 * they had completed at the end of the period and how many seconds each step took. Kept journeys answer a default funnel.
 */
function source(
  { funnel, filters = {}, breakdown }: Question,
  times: boolean
): { sql: string; parameters: Record<string, unknown> } {
  const kept = defaultOf(funnel);
  const took = times ? TOOK : NOTHING;
  if (kept) {
    return {
      sql: `SELECT *, ${DONE} AS completed, ${took} AS took FROM (${registered})`,
      parameters: { population: kept }
    };
  }
  const isVisitor = funnel.population === 'visitor';
  const wantsOrigins = (['site', 'campaign'] as const).some(
    (one) => breakdown === one || (filters[one] ?? []).length > 0
  );
  const { sql, column, parameters } = compile(funnel, { times, origins: isVisitor && wantsOrigins });
  // Made now for this period, so that every step in it was reached by the end of the period.
  const far = column === 'completed' ? `completed, ${NOTHING} AS took` : `${DONE} AS completed, ${took} AS took`;
  if (isVisitor) {
    return {
      sql: `SELECT '' AS municipality, '' AS region, '' AS sector, '' AS size, first_site AS site, first_campaign AS campaign,
        true AS had_occasion, ${far} FROM (${sql}) WHERE completed > 0`,
      parameters
    };
  }
  return {
    sql: `SELECT r.* EXCEPT reached, ${far} FROM (${sql}) AS c RIGHT ANY JOIN (${registered}) AS r ON c.who = r.organisation`,
    parameters: { ...parameters, population: funnel.population }
  };
}

function parameters({ funnel, period, filters = {}, breakdown, stuck }: Question): Record<string, unknown> {
  const chosen = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, filters[dimension] ?? []]));
  return {
    ...chosen,
    ...period,
    since: startOf(period.from),
    until: startOf(addDays(period.to, 1)),
    ...EVERYONE,
    steps: funnel.steps.length,
    breakdown: breakdown ?? '',
    stuck: stuck ?? 0
  };
}

/** @param times also how long steps took, which for an own funnel costs twice as much as the counts alone */
async function ofGroups(question: Question, times: boolean): Promise<z.infer<typeof Row>[]> {
  const { sql, parameters: own } = source(question, times);
  return ask(`WITH journeys_now AS (${sql})\n${funnelSql}`, { ...parameters(question), ...own }, Row, {
    memory: 6e9
  });
}

function stepAnswers(
  funnel: Funnel,
  eligible: number,
  reached: readonly number[],
  seconds: readonly number[]
): StepAnswer[] {
  return funnel.steps.map(({ name }, index) => {
    const count = reached[index] ?? 0;
    return {
      name,
      count,
      ofPrevious: wilson(count, index === 0 ? eligible : (reached[index - 1] ?? 0)),
      ofFirst: wilson(count, eligible),
      medianSeconds: index === 0 ? undefined : seconds[index - 1]
    };
  });
}

/** Answers a funnel question; a breakdown hides small groups. */
export async function answer(question: Question): Promise<Answer> {
  const [whole, groups] = await Promise.all([
    ofGroups({ ...question, breakdown: undefined }, question.times ?? true),
    question.breakdown ? ofGroups(question, false) : undefined
  ]);
  const total = whole[0] ?? { registered: 0, eligible: 0, steps: [], seconds: [] };
  const hidden = groups && suppressed(groups.map(({ eligible }) => eligible));
  return {
    registered: total.registered,
    eligible: total.eligible,
    steps: stepAnswers(question.funnel, total.eligible, total.steps, total.seconds),
    groups: groups
      ?.filter(({ eligible }) => eligible > 0)
      .map((group) => {
        const isHidden = hidden?.[groups.indexOf(group)] ?? true;
        return {
          value: group.value,
          hidden: isHidden,
          eligible: isHidden ? undefined : group.eligible,
          steps: isHidden ? undefined : question.funnel.steps.map((_, index) => group.steps[index] ?? 0)
        };
      })
  };
}

/** Visitors who did not make themselves known in the period: an estimate, about 1.6% off for large numbers. */
export async function unlinkedVisitors({ from, to }: Period): Promise<number> {
  const [row] = await ask(unlinked, { from, to }, z.object({ visitors: z.coerce.number() }));
  return row?.visitors ?? 0;
}

/** How long a new value may be missing among the choices, milliseconds. */
const CHOICES_KEPT = 10_000;
const offered = new Map<Population, { at: number; choices: Promise<Record<Dimension, string[]>> }>();

/** What there is to filter on; remembered for a moment, because every view offers it. */
export function choices(population: Population): Promise<Record<Dimension, string[]>> {
  const known = offered.get(population);
  if (known && Date.now() - known.at < CHOICES_KEPT) return known.choices;
  const fresh = choicesNow(population);
  offered.set(population, { at: Date.now(), choices: fresh });
  // A failure is not remembered.
  fresh.catch(() => offered.delete(population));
  return fresh;
}

async function choicesNow(population: Population): Promise<Record<Dimension, string[]>> {
  const rows = await ask(values, { population }, z.object({ dimension: z.enum(DIMENSIONS), value: z.string() }));
  return Object.fromEntries(
    DIMENSIONS.map((dimension) => [
      dimension,
      rows.filter((row) => row.dimension === dimension).map(({ value }) => value)
    ])
  ) as Record<Dimension, string[]>;
}
