/** How far each of those a question is about got, as rows to count over. */
import narrowed from '#clickhouse/queries/adoption/narrowed.sql?raw';
import registered from '#clickhouse/queries/adoption/registered.sql?raw';
import { compile, EVERYONE } from '#adoption/compile.ts';
import { DIMENSIONS, type Dimension, type Filters } from '#adoption/dimension.ts';
import { defaultOf, type Funnel } from '#adoption/funnel.ts';
import type { Boundaries } from '#organisations/municipality.ts';
import { addDays, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export interface Question {
  funnel: Funnel;
  period: Period;
  filters?: Filters;
  /** Those of today where it does not say. */
  boundaries?: Boundaries;
  breakdown?: Dimension | undefined;
  /** Only those who completed the step before this one (from 1) and not this one. */
  stuck?: number | undefined;
  /** False where nobody looks at how long steps took: an own funnel is then answered twice as fast. */
  times?: boolean;
}

/** Where somebody came by first, which is known of who came only. */
export const isOrigin = (dimension: Dimension | undefined): boolean => dimension === 'site' || dimension === 'campaign';

interface Wanted {
  /** When each step was reached, and how many seconds each took after the one before. */
  times: boolean;
  /** Of visitors, site and campaign too; where they are filtered on they are there anyhow. */
  origins: boolean;
}

const DONE = "arrayCount(r -> toUnixTimestamp(r) > 0 AND r < toDateTime(intDiv({until:Int64}, 1000), 'UTC'), reached)";
const TOOK = `arrayPopFront(arrayDifference(arrayMap(r -> toUnixTimestamp(r), arraySlice(reached, 1, completed))))`;
const NOTHING = 'emptyArrayInt64()';

/** Everyone of the population, whatever is filtered on. Kept journeys answer a default funnel. */
function everyone(
  { funnel, filters = {} }: Question,
  { times, origins }: Wanted
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
  const wantsOrigins = origins || (['site', 'campaign'] as const).some((one) => (filters[one] ?? []).length > 0);
  const { sql, column, parameters } = compile(funnel, { times, origins: isVisitor && wantsOrigins });
  // Made now for this period, so that every step in it was reached by the end of the period.
  const far =
    column === 'completed' ? `completed, ${NOTHING} AS took` : `reached, ${DONE} AS completed, ${took} AS took`;
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

/**
 * The beginning of a question over `journeys_now`: the organisations or visitors asked about, with their dimensions, whether they had
 * occasion, how many steps they had completed at the end of the period and, with times, `reached` and `took`.
 */
export function progress(question: Question, wanted: Wanted): { sql: string; parameters: Record<string, unknown> } {
  const { period, filters = {}, boundaries = 'now' } = question;
  const { sql, parameters } = everyone(question, wanted);
  return {
    sql: `WITH everyone_now AS (${sql}), journeys_now AS (${narrowed})`,
    parameters: {
      ...Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, filters[dimension] ?? []])),
      ...period,
      boundaries,
      since: startOf(period.from),
      until: startOf(addDays(period.to, 1)),
      ...EVERYONE,
      ...parameters
    }
  };
}
