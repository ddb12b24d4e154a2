/**
 * From a checked funnel to one parameterised question. The text depends only on the number of steps, events and filters;
 * every name and value a person gave is a parameter.
 */
import type { Exclusion, Field, Filter, Funnel, Matcher, Step } from '#adoption/funnel.ts';
import { DAY } from '#time/day.ts';

export interface Compiled {
  /** A subquery: per actor when each step was reached or, without times, how many were completed; and its origins. */
  sql: string;
  /** Which of the two: how many steps were completed, or when each was reached. */
  column: 'completed' | 'reached';
  parameters: Record<string, unknown>;
}

/** All organisations. */
export const EVERYONE = { only: [], slice: 0, slices: 1 } as const;

/** Whose a deed is where not simply its organisation's: of the head for a branch, and of whom a visitor proved to be. */
const OWNERS = `
  SELECT visitor AS actor, any(whose) AS owner FROM (
    SELECT l.visitor AS visitor, if(b.head != 0, b.head, l.organisation) AS whose
    FROM links AS l LEFT ANY JOIN branches AS b ON l.organisation = b.branch)
  GROUP BY visitor HAVING uniqExact(whose) = 1
  UNION ALL SELECT branch AS actor, head AS owner FROM branches`;

/** Values that people gave, each under a name of its own; a question's text holds the names. */
export class Parameters {
  readonly values: Record<string, unknown> = {};
  add(type: string, value: unknown): string {
    const name = `f${Object.keys(this.values).length}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}

const COLUMNS: Record<string, string> = {
  host: 'host',
  path: 'path',
  campaign: 'campaign',
  medium: 'medium',
  referrer: 'referrer',
  source: 'source',
  device: 'device'
};

function textOf(field: Field, parameters: Parameters): string {
  const column = COLUMNS[field] ?? `properties[${parameters.add('String', field.slice('property:'.length))}]`;
  return `toString(${column})`;
}

function condition({ field, op, values }: Filter, parameters: Parameters): string {
  const text = textOf(field, parameters);
  if (op === 'is_set') return `${text} != ''`;
  const list = parameters.add('Array(String)', values);
  if (op === 'is') return `${text} IN ${list}`;
  if (op === 'is_not') return `${text} NOT IN ${list}`;
  if (op === 'contains') return `arrayExists(v -> positionCaseInsensitiveUTF8(${text}, v) > 0, ${list})`;
  return `arrayExists(v -> startsWith(${text}, v), ${list})`;
}

/** Whether an event is one of these. */
export function matches(any: readonly Matcher[], parameters: Parameters): string {
  return any
    .map(({ event, filters }) => {
      const all = [
        `name = ${parameters.add('String', event)}`,
        ...filters.map((filter) => condition(filter, parameters))
      ];
      return `(${all.join(' AND ')})`;
    })
    .join(' OR ');
}

/**
 * What organisations did, as rows with `who` (uint64) and the columns: of anonymous visits those of whom the visitor turned out to be
 * exactly one organisation, branches counted with their head.
 * Parameters: until (milliseconds), and which organisations: only (a list, empty for all) and slice of slices (by remainder of the key).
 * @param names a parameter that holds the names of events
 */
export function deeds(names: string, columns: string): string {
  return `
    SELECT if(o.owner != 0, o.owner, e.organisation) AS who, ${columns}
    FROM events AS e LEFT ANY JOIN (${OWNERS}) AS o ON e.actor = o.actor
    WHERE e.name IN ${names} AND e.at < fromUnixTimestamp64Milli({until:Int64})
      AND (empty({only:Array(UInt64)}) OR e.actor IN (
        SELECT arrayJoin({only:Array(UInt64)})
        UNION ALL SELECT organisation FROM organisations WHERE head IN {only:Array(UInt64)}
        UNION ALL SELECT visitor FROM links WHERE organisation IN {only:Array(UInt64)}
          OR organisation IN (SELECT organisation FROM organisations WHERE head IN {only:Array(UInt64)})))
      AND who != 0 AND who % {slices:UInt32} = {slice:UInt32}`;
}

/** Whether windowFunnel answers it: steps in their order, no limit per step, no exclusions, and no event that can complete two steps. */
export function isPlain({ steps, exclusions, order }: Funnel): boolean {
  const events = steps.flatMap((step) => [...new Set(step.any.map(({ event }) => event))]);
  return (
    order === undefined &&
    exclusions.length === 0 &&
    steps.every(({ within }) => within === undefined) &&
    new Set(events).size === events.length
  );
}

/** All events of an actor that matter, in order: moment, id, which steps they can complete, and after which they end an attempt. */
const MOVES = 'arraySort(groupUniqArray((toInt64(toUnixTimestamp64Milli(at)), id, steps, stops)))';

/**
 * When each step was first completed per actor, milliseconds and 0 where not, by one fold over its events in order. State
 * per step: the latest start of an attempt that is now at this step, when it came there, and when any attempt first did. The
 * state before an event decides for all steps at once, so one event never completes two.
 */
function fold(
  steps: readonly Step[],
  window: number,
  exclusions: readonly Exclusion[],
  parameters: Parameters
): string {
  const count = steps.length;
  const within = parameters.add(
    'Array(Int64)',
    steps.map((step) => (step.within ?? 0) * DAY)
  );
  const limit = parameters.add('Int64', window * DAY);
  const killing = exclusions.length > 0 ? 'has(x.4, j)' : 'false';
  const before = 'state[greatest(j - 1, 1)]';
  return `arrayMap(s -> s.3, arrayFold(
    (state, x) -> arrayMap(
      j -> if(
        has(x.3, j) AND (j = 1 OR (${before}.1 > 0 AND x.1 - ${before}.1 <= ${limit} AND (${within}[j] = 0 OR x.1 - ${before}.2 <= ${within}[j]))),
        (if(j = 1, x.1, ${before}.1), x.1, if(state[j].3 = 0, x.1, state[j].3)),
        if(${killing}, (toInt64(0), toInt64(0), state[j].3), state[j])),
      range(1, ${count + 1})),
    ${MOVES},
    arrayWithConstant(${count}, (toInt64(0), toInt64(0), toInt64(0)))))`;
}

/**
 * The same where the order does not matter. State per set of steps, as bits: the latest start of an attempt that has done just these,
 * and when any attempt first had. What an event adds follows from the state before it, so one event never completes two.
 */
function foldUnordered(count: number, window: number, parameters: Parameters): string {
  const sets = `range(1, ${2 ** count})`;
  const limit = parameters.add('Int64', window * DAY);
  const step = 'toInt64(bitShiftLeft(toUInt64(1), j - 1))';
  const before = `state[greatest(m - ${step}, 1)].1`;
  const start = `multiIf(
    bitAnd(m, ${step}) = 0, toInt64(0), m = ${step}, x.1,
    ${before} > 0 AND x.1 - ${before} <= ${limit}, ${before}, toInt64(0))`;
  const done = `arrayFold(
    (state, x) -> arrayMap(
      (m, start) -> if(start > 0, (greatest(start, state[m].1), if(state[m].2 = 0, x.1, state[m].2)), state[m]),
      ${sets}, arrayMap(m -> arrayMax(arrayMap(j -> ${start}, x.3)), ${sets})),
    ${MOVES},
    arrayWithConstant(${2 ** count - 1}, (toInt64(0), toInt64(0))))`;
  // The sets of the first step, the first two, and so on.
  return `arrayMap(s -> s.2, arrayFilter((s, m) -> bitAnd(m, m + 1) = 0, ${done}, ${sets}))`;
}

/** The earliest of several attempts to come so far, each as moments of which 0 is never. */
const EARLIEST =
  'arrayMap(f -> if(f = 9223372036854775807, 0, f), minForEach(arrayMap(f -> if(f = 0, 9223372036854775807, f), far)))';

/**
 * The actors' journeys. Organisations: all that ever did something, over the whole kept history up to {until}, anonymous
 * visits included where the visitor turned out to be exactly one organisation, branches counted with their head.
 * Visitors: what they did from {since} to {until}.
 * Parameters beside those of the funnel: since, until (milliseconds), and which organisations: only (a list, empty for all)
 * and slice of slices (by remainder of the key). EVERYONE fills the latter two in.
 * @param wanted times: false when only the number of completed steps is needed, which windowFunnel counts twice as fast;
 *   origins: whether the first site and campaign are needed
 */
export function compile(funnel: Funnel, wanted: { times: boolean; origins: boolean }): Compiled {
  const parameters = new Parameters();
  const conditions = funnel.steps.map((step) => matches(step.any, parameters));
  const stops = funnel.exclusions.map(({ after, any }) => ({ after, condition: matches(any, parameters) }));
  const every = [...funnel.steps, ...funnel.exclusions].flatMap((part) => part.any.map(({ event }) => event));
  const names = parameters.add('Array(String)', [...new Set(every)]);
  const isVisitor = funnel.population === 'visitor';

  const hit = (list: readonly string[]) =>
    list.length > 0 ? `[${list.map((text) => `toUInt8(${text})`).join(', ')}]` : 'emptyArrayUInt8()';
  const level = isPlain(funnel) && !wanted.times;
  const far = level
    ? `windowFunnel(${parameters.add('UInt64', funnel.window * DAY)})(toUInt64(toUnixTimestamp64Milli(at)), ${conditions.join(', ')})`
    : funnel.order
      ? foldUnordered(conditions.length, funnel.window, parameters)
      : fold(funnel.steps, funnel.window, funnel.exclusions, parameters);
  const moves = level
    ? ''
    : `, arrayFilter((j, h) -> h, range(1, ${conditions.length + 1}), ${hit(conditions)}) AS steps,
      arrayMap(p -> p.1, arrayFilter(p -> p.2, arrayZip(${stops.length > 0 ? `[${stops.map(({ after }) => `toUInt64(${after})`).join(', ')}]` : 'emptyArrayUInt64()'}, ${hit(stops.map((stop) => stop.condition))}))) AS stops`;
  const columns = 'at, id, name, source, host, path, campaign, medium, referrer, device, properties';
  const rows = isVisitor
    ? `SELECT visitor AS who, ${columns} FROM events
       WHERE name IN ${names} AND visitor != 0 AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at < fromUnixTimestamp64Milli({until:Int64})`
    : deeds(names, columns);
  const held = funnel.hold && textOf(funnel.hold, parameters);
  // For windowFunnel an event that meets no condition is no event; a fold is spared the sorting of them.
  const only = level ? 'true' : [...conditions, ...stops.map((stop) => stop.condition)].join(' OR ');
  const acts = `SELECT who, ${held ? `${held} AS held, ` : ''}${columns}${moves} FROM (${rows}) WHERE (${only})${held ? " AND held != ''" : ''}`;
  const origins = (state: '' | 'State') =>
    wanted.origins
      ? `argMinIf${state}(source, at, host != '') AS first_site, argMinIf${state}(campaign, at, campaign != '') AS first_campaign`
      : "'' AS first_site, '' AS first_campaign";
  const outcome = (completed: string, firsts: string) =>
    level ? `${completed} AS completed` : `arrayMap(f -> toDateTime(intDiv(f, 1000), 'UTC'), ${firsts}) AS reached`;
  const merged = wanted.origins
    ? 'argMinIfMerge(first_site) AS first_site, argMinIfMerge(first_campaign) AS first_campaign'
    : "'' AS first_site, '' AS first_campaign";
  const sql = held
    ? // An attempt for each value; the best of them is how far somebody came.
      `SELECT who, ${outcome('max(far)', EARLIEST)}, ${merged}
       FROM (SELECT who, ${far} AS far, ${origins('State')} FROM (${acts}) GROUP BY who, held)
       GROUP BY who`
    : `SELECT who, ${outcome(far, far)}, ${origins('')} FROM (${acts}) GROUP BY who`;
  return { sql, column: level ? 'completed' : 'reached', parameters: parameters.values };
}
