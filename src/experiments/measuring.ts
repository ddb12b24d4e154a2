/** One question for all metrics of an experiment: sufficient statistics of each variation, out of who saw it when and what they did. */
import { matches, Parameters } from '#adoption/compile.ts';
import type { Unit } from '#experiments/experiment.ts';
import type { Measure, Metric } from '#experiments/metric.ts';
import type { Statistic } from '#statistics/statistic.ts';
import { DAY } from '#time/day.ts';

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

/** What is counted of each unit: an event of a metric in its window after first exposure, or in its history before. */
interface Counted {
  metric: Metric;
  measure: Measure;
  /** Its place among the metrics, and its name there. */
  index: number;
  name: string;
  /** From and up to, milliseconds from first exposure. */
  from: number;
  to: number;
}

function countedOf(metrics: readonly Metric[]): Counted[] {
  return metrics.flatMap((metric, index) =>
    measuresOf(metric).flatMap((measure, place): Counted[] => {
      const own = { metric, measure, index };
      const after = { ...own, name: `post${place}`, from: 0, to: metric.windowDays * DAY };
      const before = { ...own, name: `pre${place}`, from: -metric.historyDays * DAY, to: 0 };
      return metric.historyDays > 0 ? [after, before] : [after];
    })
  );
}

/** Metrics that one question can answer: each counts at most four things, of which a number of 64 bits tells which happened. */
export const AT_ONCE = 16;

const isProportion = ({ metric }: Counted): boolean => metric.kind === 'proportion';

/** A metric that adds up a property somewhere: of few units are its sums the same. */
const isAmount = ({ metric }: Counted): boolean => measuresOf(metric).some(({ value }) => typeof value !== 'string');

const isCount = (one: Counted): boolean => !isProportion(one) && !isAmount(one);

/** Bits of some of the things that are counted. */
const bitsOf = (all: readonly Counted[], which: (one: Counted) => boolean): string =>
  all.reduce((bits, one, bit) => (which(one) ? bits | (1n << BigInt(bit)) : bits), 0n).toString();

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/**
 * Rows are (arm, n, waiting, sums): n and waiting per metric; sums per metric the quantities, then the products of pairs.
 * Counted is an event once for its id, from the first exposure of its unit until the end of the metric's window; a unit
 * whose window has not ended by `until` waits.
 * Of an event goes on which things it can count for, as bits; beside the first exposure of its unit it keeps those whose time it falls
 * in; an event that counts for nothing goes no further. Units that are alike (what happened at all, how often, how many windows have ended) are counted first, and only those few kinds of
 * units are gone through for each metric. Counts go two by two in a number: 32 bits are enough for what one unit does.
 * @param seen a question that gives unit, first and arm
 * @param metrics at most AT_ONCE
 */
export function compile(
  seen: string,
  unit: Unit,
  metrics: readonly Metric[]
): { sql: string; parameters: Record<string, unknown> } {
  const parameters = new Parameters();
  const counted = countedOf(metrics);
  const bitOf = (index: number, name: string) => counted.findIndex((one) => one.index === index && one.name === name);
  const bits = (which: (one: Counted) => boolean) => `toUInt64(${parameters.add('UInt64', bitsOf(counted, which))})`;
  const who = unit === 'organisation' ? 'organisation' : 'visitor';

  const events = unique(counted.map(({ measure }) => JSON.stringify(measure.event)));
  const conditions = events.map((event) => matches([JSON.parse(event) as Measure['event']], parameters));
  const hits = events.map(
    (event, place) => `if(${conditions[place]}, ${bits(({ measure }) => JSON.stringify(measure.event) === event)}, 0)`
  );
  const properties = unique(
    counted.flatMap(({ measure: { value } }) => (typeof value === 'string' ? [] : [value.property]))
  );
  const amounts = properties.map(
    (property, place) => `toFloat64OrZero(properties[${parameters.add('String', property)}]) AS v${place}`
  );
  const furthest = Math.max(0, ...metrics.map(({ historyDays }) => historyDays)) * DAY;
  // Whether it happened does not mind repeats; a number does, so then each event is taken once.
  const once = metrics.every(({ kind }) => kind === 'proportion') ? '' : 'FINAL';
  const happened = `
    SELECT ${[`${who} AS unit`, 'toUnixTimestamp64Milli(at) AS t', `toUInt64(${hits.join(' + ')}) AS hits`, ...amounts].join(', ')}
    FROM events ${once}
    WHERE hits != 0 AND ${who} != 0 AND at <= fromUnixTimestamp64Milli({until:Int64})
      AND at >= fromUnixTimestamp64Milli({since:Int64} - ${parameters.add('Int64', furthest)})`;

  // Of an arm goes on a number, which is quicker than its name; the first part has both.
  const list = `(SELECT unit, toUnixTimestamp64Milli(first) AS f, arm, cityHash64(arm) AS a FROM (${seen}))`;
  const edges = unique(counted.flatMap(({ from, to }) => [from, to])).sort((a, b) => a - b);
  // Before each edge what is counted of the stretch that ends there.
  const stretches = edges.map((edge) => {
    const inside = bits(({ from, to }) => from < edge && edge <= to);
    return `t < s.f + ${parameters.add('Int64', edge)}, ${inside}`;
  });
  const placed = `
    SELECT s.unit AS unit, s.a AS a, s.f AS f, bitAnd(e.hits, multiIf(${stretches.join(', ')}, toUInt64(0))) AS inside
      ${properties.map((_, place) => `, e.v${place} AS v${place}`).join('')}
    FROM (${happened}) AS e INNER JOIN ${list} AS s ON e.unit = s.unit`;

  const counts = counted.filter(isCount);
  const packs = unique(counts.map((_, place) => place >> 1)).map((pack) => {
    const [low, high] = [counts[2 * pack]!, counts[2 * pack + 1]];
    const happens = ({ index, name }: Counted) => `bitTest(inside, ${bitOf(index, name)})`;
    return `sum(toUInt64(${happens(low)})${high ? ` + bitShiftLeft(toUInt64(${happens(high)}), 32)` : ''}) AS w${pack}`;
  });
  const sumsOfUnit = counted.filter(isAmount).map(({ metric, measure: { value }, index, name }) => {
    const amount = typeof value === 'string' ? '1' : `v${properties.indexOf(value.property)}`;
    return `${limited(`sumIf(${amount}, bitTest(inside, ${bitOf(index, name)}))`, metric, parameters)} AS p${index}_${name}`;
  });
  const did = `groupBitOr(bitAnd(inside, ${bits(isProportion)})) AS did`;
  const perUnit = `
    SELECT ${['unit', 'any(a) AS a', 'any(f) AS f', did, ...packs, ...sumsOfUnit].join(', ')}
    FROM (${placed}) WHERE inside != 0 GROUP BY unit`;

  const windows = unique(metrics.map(({ windowDays }) => windowDays)).sort((a, b) => a - b);
  const ended = windows.map((days) => `(f + ${parameters.add('Int64', days * DAY)} <= {until:Int64})`).join(' + ');
  const ripe = ({ windowDays }: Metric) => `ended > ${windows.indexOf(windowDays)}`;

  const alike = ['a', 'did', 'ended', ...packs.map((_, pack) => `w${pack}`)];
  const together: string[] = [];
  const sums = metrics.map((metric, index) => {
    const { single, pairs } = quantities(metric);
    /** Of units that are alike in it. */
    const value = (name: string) => {
      const place = counts.findIndex((one) => one.index === index && one.name === name);
      if (place < 0) return `bitTest(did, ${bitOf(index, name)})`;
      const count = `bitAnd(bitShiftRight(w${place >> 1}, ${32 * (place & 1)}), 4294967295)`;
      return limited(count, metric, parameters);
    };
    const added = (factors: readonly string[]) => {
      if (!counted.some((one) => one.index === index && isAmount(one)))
        return `sumIf(${['toFloat64(units)', ...factors.map(value)].join(' * ')}, ${ripe(metric)})`;
      together.push(`sum(${factors.map((name) => `toFloat64(p${index}_${name})`).join(' * ')}) AS q${together.length}`);
      return `sumIf(q${together.length - 1}, ${ripe(metric)})`;
    };
    const columns = [...single.map((name) => added([name])), ...pairs.map(added)];
    return { zeros: `arrayWithConstant(${columns.length}, toFloat64(0))`, columns: `[${columns.join(', ')}]` };
  });
  // Whoever did nothing is in the first part only: their numbers are zero, so that adding them changes nothing.
  const sql = `
    SELECT max(name) AS arm, sumForEach(n) AS n, sumForEach(waiting) AS waiting, ${sums
      .map((_, index) => `sumForEach(s${index}) AS s${index}`)
      .join(', ')}
    FROM (
      SELECT toString(arm) AS name, cityHash64(arm) AS a, [${metrics.map((metric) => `sumIf(units, ${ripe(metric)})`).join(', ')}] AS n,
        [${metrics.map((metric) => `sumIf(units, NOT (${ripe(metric)}))`).join(', ')}] AS waiting,
        ${sums.map(({ zeros }, index) => `${zeros} AS s${index}`).join(', ')}
      FROM (SELECT arm, ${ended} AS ended, count() AS units FROM ${list} GROUP BY arm, ended) GROUP BY arm
      UNION ALL
      SELECT '' AS name, a, arrayWithConstant(${metrics.length}, toUInt64(0)) AS n, arrayWithConstant(${metrics.length}, toUInt64(0)) AS waiting,
        ${sums.map(({ columns }, index) => `${columns} AS s${index}`).join(', ')}
      FROM (
        SELECT ${[...alike.filter((key) => key !== 'ended'), `${ended} AS ended`, 'count() AS units', ...together].join(', ')}
        FROM (${perUnit}) GROUP BY ${alike.join(', ')}
      )
      GROUP BY a
    )
    GROUP BY a
    SETTINGS join_algorithm = 'partial_merge', max_block_size = 262144`;
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
