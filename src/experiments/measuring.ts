/** One question for all metrics of an experiment: sufficient statistics of each variation, out of who saw it when and what they did. */
import { matches, Parameters } from '#adoption/compile.ts';
import type { Unit } from '#experiments/experiment.ts';
import type { Measure, Metric } from '#experiments/metric.ts';
import type { Statistic } from '#statistics/statistic.ts';
import { DAY } from '#time/day.ts';

/** A column of the events for what one of them adds to a measure. */
function added({ event, value }: Measure, parameters: Parameters): string {
  const amount =
    typeof value === 'string' ? '1' : `toFloat64OrZero(properties[${parameters.add('String', value.property)}])`;
  return `if(${matches([event], parameters)}, ${amount}, 0)`;
}

const measuresOf = ({ numerator, denominator }: Metric): Measure[] => [
  numerator,
  ...(denominator ? [denominator] : [])
];

/** Of one unit: a sum, at most the cap where there is one. */
function limited(sum: string, { cap }: Metric, parameters: Parameters): string {
  return cap === undefined ? sum : `least(toFloat64(${sum}), ${parameters.add('Float64', cap)})`;
}

/** Names of what is added up of one metric, in order: each quantity, its square, and the products of all pairs. */
function quantities(metric: Metric): { single: string[]; pairs: [string, string][] } {
  const post = measuresOf(metric).map((_, place) => `post${place}`);
  const pre = metric.historyDays > 0 ? post.map((_, place) => `pre${place}`) : [];
  const single = [...post, ...pre];
  const pairs = single.flatMap((a, index) => single.slice(index).map((b): [string, string] => [a, b]));
  return { single, pairs };
}

/**
 * Rows are (arm, n, waiting, sums): n and waiting per metric; sums per metric the quantities, then the products of pairs.
 * Counted is an event once for its id, from the first exposure of its unit until the end of the metric's window; a unit
 * whose window has not ended by `until` waits.
 * @param seen a question that gives unit, first and arm
 */
export function compile(
  seen: string,
  unit: Unit,
  metrics: readonly Metric[]
): { sql: string; parameters: Record<string, unknown> } {
  const parameters = new Parameters();
  const measures = metrics.flatMap((metric, index) =>
    measuresOf(metric).map((measure, place) => ({ metric, measure, name: `m${index}_${place}` }))
  );
  const everything = matches(
    measures.map(({ measure }) => measure.event),
    parameters
  );
  const furthest = Math.max(0, ...metrics.map(({ historyDays }) => historyDays)) * DAY;
  // Whether it happened does not mind repeats; a number does, so then each event is taken once.
  const once = metrics.every(({ kind }) => kind === 'proportion') ? '' : 'FINAL';
  const who = unit === 'organisation' ? 'organisation' : 'visitor';
  const events = `
    SELECT ${who} AS unit, toUnixTimestamp64Milli(at) AS t,
      ${measures.map(({ measure, name }) => `${added(measure, parameters)} AS ${name}`).join(', ')}
    FROM events ${once}
    WHERE (${everything}) AND ${who} != 0 AND at <= fromUnixTimestamp64Milli({until:Int64})
      AND at >= fromUnixTimestamp64Milli({since:Int64} - ${parameters.add('Int64', furthest)})`;
  const windows = metrics.map(({ windowDays }) => parameters.add('Int64', windowDays * DAY));
  const counting = metrics.flatMap((metric, index) =>
    measuresOf(metric).flatMap((_, place) => {
      const own = { metric, event: `m${index}_${place}` };
      const after = { ...own, name: `p${index}_post${place}`, when: `t >= s.f AND t < s.f + ${windows[index]}` };
      if (metric.historyDays === 0) return [after];
      const history = parameters.add('Int64', metric.historyDays * DAY);
      return [after, { ...own, name: `p${index}_pre${place}`, when: `t < s.f AND t >= s.f - ${history}` }];
    })
  );
  // Whether something happened is a bit: one number for all such metrics, where each a sum of its own takes twice the time.
  const bits = counting.filter(({ metric }) => metric.kind === 'proportion');
  const did = bits.map(({ event, when }, bit) => `bitShiftLeft(toUInt64(${event} AND ${when}), ${bit})`);
  const perUnit = counting.map((one) => {
    const bit = bits.indexOf(one);
    const value =
      bit >= 0 ? `bitTest(did, ${bit})` : limited(`sumIf(${one.event}, ${one.when})`, one.metric, parameters);
    return `${value} AS ${one.name}`;
  });
  const ripe = (index: number) => `f + ${windows[index]} <= {until:Int64}`;
  const sums = metrics.map((metric, index) => {
    const { single, pairs } = quantities(metric);
    const of = (name: string) => `p${index}_${name}`;
    const columns = [
      ...single.map((name) => `sumIf(toFloat64(${of(name)}), ${ripe(index)})`),
      ...pairs.map(([a, b]) => `sumIf(toFloat64(${of(a)}) * ${of(b)}, ${ripe(index)})`)
    ];
    return `[${columns.join(', ')}]`;
  });
  const none = metrics.map((metric) => {
    const { single, pairs } = quantities(metric);
    return `arrayWithConstant(${single.length + pairs.length}, toFloat64(0))`;
  });
  const list = `(SELECT unit, toUnixTimestamp64Milli(first) AS f, arm FROM (${seen}))`;
  // Whoever did nothing is in the first part only: their numbers are zero, so that joining them adds nothing.
  const sql = `
    SELECT arm, sumForEach(n) AS n, sumForEach(waiting) AS waiting, ${metrics
      .map((_, index) => `sumForEach(s${index}) AS s${index}`)
      .join(', ')}
    FROM (
      SELECT arm, [${metrics.map((_, index) => `countIf(${ripe(index)})`).join(', ')}] AS n,
        [${metrics.map((_, index) => `countIf(NOT (${ripe(index)}))`).join(', ')}] AS waiting,
        ${none.map((zeros, index) => `${zeros} AS s${index}`).join(', ')}
      FROM ${list} GROUP BY arm
      UNION ALL
      SELECT arm, arrayWithConstant(${metrics.length}, toUInt64(0)) AS n, arrayWithConstant(${metrics.length}, toUInt64(0)) AS waiting,
        ${sums.map((columns, index) => `${columns} AS s${index}`).join(', ')}
      FROM (
        SELECT s.unit AS unit, any(s.arm) AS arm, any(s.f) AS f, groupBitOr(${['toUInt64(0)', ...did].join(' + ')}) AS did,
          ${perUnit.join(', ')}
        FROM (${events}) AS e INNER JOIN ${list} AS s ON e.unit = s.unit
        GROUP BY s.unit
      )
      GROUP BY arm
    )
    GROUP BY arm
    SETTINGS optimize_aggregation_in_order = 1`;
  return { sql, parameters: parameters.values };
}

/**
 * The statistic of one metric out of a row of that question.
 * @param n units whose window has ended
 */
export function statisticOf(metric: Metric, n: number, sums: readonly number[]): Statistic {
  const { single, pairs } = quantities(metric);
  const sum = (name: string) => sums[single.indexOf(name)] ?? 0;
  const product = (a: string, b: string) =>
    sums[single.length + pairs.findIndex(([x, y]) => (x === a && y === b) || (x === b && y === a))] ?? 0;
  const sample = (name: string) =>
    metric.kind === 'proportion'
      ? { kind: 'proportion' as const, n, sum: sum(name) }
      : { kind: 'mean' as const, n, sum: sum(name), sumSquares: product(name, name) };
  const ratio = (when: 'post' | 'pre') => ({
    kind: 'ratio' as const,
    numerator: sample(`${when}0`),
    denominator: sample(`${when}1`),
    sumProducts: product(`${when}0`, `${when}1`)
  });
  const adjusted = metric.historyDays > 0;
  if (metric.kind !== 'ratio') {
    const post = sample('post0');
    return adjusted
      ? { kind: 'adjusted_mean', post, pre: sample('pre0'), sumProducts: product('post0', 'pre0') }
      : post;
  }
  if (!adjusted) return ratio('post');
  return {
    kind: 'adjusted_ratio',
    post: ratio('post'),
    pre: ratio('pre'),
    sumProducts: {
      numerators: product('post0', 'pre0'),
      denominators: product('post1', 'pre1'),
      postNumeratorPreDenominator: product('post0', 'pre1'),
      postDenominatorPreNumerator: product('post1', 'pre0')
    }
  };
}
