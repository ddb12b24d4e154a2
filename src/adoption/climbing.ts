/** From the rules of a ladder to one parameterised question: where each organisation stood from which week on. */
import { deeds, matches, Parameters } from '#adoption/compile.ts';
import {
  codeOf,
  lapsedOf,
  NO_OCCASION,
  NOTHING_YET,
  OCCASION_WEEKS,
  type Ladder,
  type Rung
} from '#adoption/ladder.ts';
import type { Matcher } from '#adoption/funnel.ts';

/**
 * Rows are (organisation, valid_from, dimensions, came, weeks, states, where it lay). Only weeks at which something can change are looked at: of a
 * deed, of its end after a rule's number of weeks, of an occasion and of its end.
 * Parameters beside those of the rules: until, only, slice and slices as for deeds; population.
 * @param stretches a question that gives stretches in the registry, and occasions one that gives occasions of whose
 */
export function compileLadder(
  ladder: Ladder,
  { stretches, occasions }: { stretches: string; occasions: string }
): { sql: string; parameters: Record<string, unknown> } {
  const parameters = new Parameters();
  const days = (weeks: number) => parameters.add('UInt16', 7 * weeks);
  /** What is counted of each week, each once: texts of conditions. */
  const counted: string[] = [];
  const placeOf = (any: readonly Matcher[]): number => {
    const key = JSON.stringify(any);
    const known = keys.indexOf(key);
    if (known >= 0) return known;
    keys.push(key);
    return counted.push(matches(any, parameters)) - 1;
  };
  const keys: string[] = [];
  const isEver = ({ times, weeks, share }: Rung) => (times ?? 1) === 1 && weeks === undefined && share === undefined;
  /** Places of which it matters how often, and not only whether. */
  const numbered = new Set<number>();
  /** How often in the weeks up to w. */
  const often = (place: number, weeks: number) => {
    numbered.add(place);
    return `arraySum((x, n) -> if(x <= w AND w < x + ${days(weeks)}, n, 0), d.weeks, d.n${place})`;
  };
  const ever = (place: number) => `(d.first${place} != toDate(0) AND d.first${place} <= w)`;

  const windows = new Set<number>();
  const rules = ladder.rungs.map((rung) => {
    const place = placeOf(rung.any);
    if (isEver(rung)) return ever(place);
    const weeks = rung.weeks ?? 5_000;
    windows.add(weeks);
    const enough = `${often(place, weeks)} >= ${parameters.add('UInt32', rung.times ?? 1)}`;
    if (!rung.share) return enough;
    const of = placeOf(rung.share.of);
    return `(${enough} AND ${often(place, weeks)} >= ${parameters.add('Float64', rung.share.least)} * ${often(of, weeks)})`;
  });
  const use = placeOf(ladder.rungs.find(({ name }) => name === ladder.use)!.any);
  windows.add(OCCASION_WEEKS);
  const lapsed: string[] = [];
  if (ladder.lapsedAfter !== undefined) {
    windows.add(ladder.lapsedAfter);
    lapsed.push(`${ever(use)} AND ${often(use, ladder.lapsedAfter)} = 0`, String(lapsedOf(ladder)));
  }
  // For ever is the last day that the engine knows but one: later there is no room for a year.
  const until = (end: string) => `least(${end}, toDate('2148-01-01')) + ${days(OCCASION_WEEKS)}`;
  const occasion = `arrayExists((f, t) -> toMonday(f) <= w AND w < toMonday(${until('t')}), eligible_from, eligible_to)`;
  // From the highest rung down: the first rule that holds.
  const rungs = rules.map((rule, index) => [rule, String(codeOf(index))]).reverse();
  const state = `toUInt8(multiIf(${[`NOT ${occasion} AND ${often(use, OCCASION_WEEKS)} = 0`, NO_OCCASION, ...lapsed, ...rungs.flat(), NOTHING_YET].join(', ')}))`;

  const names = parameters.add('Array(String)', [
    ...new Set(keys.flatMap((key) => (JSON.parse(key) as Matcher[]).map(({ event }) => event)))
  ]);
  // An event may have come twice: where it matters, it is counted once for its id.
  const inWeek = counted.map((condition, place) =>
    numbered.has(place) ? `toUInt32(uniqExactIf(id, ${condition})) AS k${place}` : `max(${condition}) AS k${place}`
  );
  const weekly = `
    SELECT who, toMonday(toDate(at, 'Europe/Amsterdam')) AS week, ${inWeek.join(', ')}
    FROM (${deeds(names, 'at, id, name, source, host, path, campaign, medium, referrer, device, properties')})
    GROUP BY who, week`;
  const some = [...numbered].map((place) => `k${place} > 0`).join(' OR ');
  const done = `
    SELECT who, groupArrayIf(week, ${some}) AS weeks, ${counted
      .map((_, place) => `minIf(week, k${place} > 0) AS first${place}`)
      .concat([...numbered].map((place) => `groupArrayIf(k${place}, ${some}) AS n${place}`))
      .join(', ')}
    FROM (${weekly}) GROUP BY who`;
  const moments = [
    `[${counted.map((_, place) => `d.first${place}`).join(', ')}]`,
    'd.weeks',
    ...[...windows].map((weeks) => `arrayMap(x -> x + ${days(weeks)}, d.weeks)`),
    'arrayMap(f -> toMonday(f), e.eligible_from)',
    `arrayMap(t -> toMonday(${until('t')}), e.eligible_to)`
  ];
  const sql = `
    SELECT
      organisation, valid_from, municipality, region, sector, size, came, several, lay_from, lay_in, example,
      arrayFilter((w, s, p) -> s != p, at_weeks, at_states, arrayPopBack(arrayPushFront(at_states, 0))) AS changed,
      if(empty(changed), [], arrayPushBack(changed, left_week)) AS weeks,
      if(empty(changed), [], arrayPushBack(arrayFilter((s, p) -> s != p, at_states, arrayPopBack(arrayPushFront(at_states, 0))), went)) AS states
    FROM (
      SELECT
        r.organisation AS organisation, r.valid_from AS valid_from, r.municipality AS municipality, r.region AS region, r.sector AS sector,
        r.size AS size, r.came AS came, r.went AS went, r.several AS several,
        r.lay_from AS lay_from, r.lay_in AS lay_in, r.example AS example,
        -- At the end of a week it is there when the Sunday lies in its stretch.
        toMonday(r.valid_from) AS came_week, toMonday(r.valid_to) AS left_week,
        e.eligible_from AS eligible_from, e.eligible_to AS eligible_to,
        arrayPushFront(arraySort(arrayFilter(x -> x > came_week AND x < left_week, arrayDistinct(arrayConcat(${moments.join(', ')})))), came_week) AS its_weeks,
        -- Of no Sunday is nothing told; the row stands, in place of one that was longer.
        if(came_week < left_week, its_weeks, []) AS at_weeks,
        arrayMap(w -> ${state}, at_weeks) AS at_states
      FROM (${stretches}) AS r
      LEFT ANY JOIN (${occasions}) AS e ON r.organisation = e.whose
      LEFT ANY JOIN (${done}) AS d ON r.organisation = d.who
    )`;
  return { sql, parameters: parameters.values };
}
