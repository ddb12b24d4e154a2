/** Where organisations stand on the ladder week by week, where they go, and how long it takes them. */
import { z } from 'zod';
import betweenSql from '#clickhouse/queries/adoption/ladder_between.sql?raw';
import durationsSql from '#clickhouse/queries/adoption/ladder_durations.sql?raw';
import firstUseSql from '#clickhouse/queries/adoption/ladder_first_use.sql?raw';
import flowsSql from '#clickhouse/queries/adoption/ladder_flows.sql?raw';
import groupsSql from '#clickhouse/queries/adoption/ladder_groups.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import { inOrder } from '#adoption/dimension.ts';
import { isCareful, shown, wholeOf } from '#adoption/hiding.ts';
import { suppressedWithin, toldWithin } from '#statistics/hiding.ts';
import { LADDERS, statesOf } from '#adoption/ladder.ts';
import {
  addedUp,
  hideFlows,
  hideGroups,
  hideStates,
  maskedBy,
  totalsOf,
  type Standing
} from '#adoption/ladder-hiding.ts';
import type { LadderAsked } from '#adoption/ladder-question.ts';
import { reachable } from '#adoption/reachability.server.ts';
import * as stays from '#adoption/stays.server.ts';
import { weekly, type Account } from '#adoption/stock.ts';
import { wilson } from '#statistics/proportion.ts';
import { kaplanMeier, medianTime, survivalAt, type Followed } from '#statistics/survival.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, dayOf, mondayOf } from '#time/day.ts';

const count = z.coerce.number();

/** Undefined where a count is too small to show, or would give such a one away. */
type Shown = number | undefined;

export interface Stock {
  weeks: (Standing & { week: Day; states: { name: string; organisations: Shown }[] })[];
  account: { [Name in keyof Account]: Shown };
  /** By name of the group; at the end of the first week and of the last. */
  groups: { value: string; first: Standing; last: Standing }[] | undefined;
}

export interface Between {
  /** By name of the state; `absent` is not in the registry, `elsewhere` not among those that are looked at. */
  flows: { from: string; to: string; organisations: Shown }[];
}

export interface Duration {
  name: string;
  /** Came to it in the period. */
  organisations: Shown;
  /** Weeks until half of them went on, or lapsed; undefined where not half of them did yet. */
  median: { median: number; low: number | undefined; high: number | undefined } | undefined;
}

export interface FirstUse {
  value: string;
  /** First had occasion since there is data. */
  organisations: Shown;
  /** Share that uses the box within so many weeks of it, as far as at least ten are followed. */
  curve: { week: number; share: number; low: number; high: number; atRisk: number }[];
  median: Duration['median'];
}

/** The weeks that a question is about, Mondays, and the counts that answer it; undefined before there are any. */
async function span({ population, period, filters, by, ...asked }: LadderAsked) {
  // Where nobody asks for municipalities the two are the same.
  const boundaries = filters.municipality.length > 0 || by === 'municipality' ? asked.boundaries : 'now';
  const [version, began] = await Promise.all([stays.version(boundaries), firstDay(population)]);
  if (version === undefined || began === undefined) return undefined;
  // Before the first event nobody can be seen to have done anything.
  const from = mondayOf(period.from < began ? began : period.from);
  // A week is told of when it has ended: until then not all of it has happened, and everything that lapses in it has.
  const ended = addDays(mondayOf(dayOf(Date.now())), -7);
  const last = mondayOf(period.to);
  const to = last < ended ? last : ended;
  // What is asked of all is counted without dimensions.
  const total = Object.values(filters).every((values) => values.length === 0);
  return from > to
    ? undefined
    : { version, total, boundaries, population, began: mondayOf(began), from, to, ...filters };
}

const FlowRow = z.object({ week: Day, before: count, state: count, organisations: count });
const GroupRow = z.object({ value: z.string(), state: count, first: count, last: count });

/** Undefined while there is nothing to tell. */
export async function stock(asked: LadderAsked): Promise<Stock | undefined> {
  const about = await span(asked);
  if (!about) return undefined;
  const { population, by } = asked;
  const ladder = LADDERS[population];
  const [flows, groups] = await Promise.all([
    ask(flowsSql, about, FlowRow),
    by && ask(groupsSql, { ...about, by }, GroupRow)
  ]);
  const { weeks, account } = weekly(flows, about.from, about.to);
  const states = statesOf(ladder);
  return {
    weeks: weeks.map(({ week, stock: there }) => {
      const counts = states.map(({ code }) => there.get(code) ?? 0);
      const { registered, eligible, using } = totalsOf(ladder, counts);
      const hidden = isCareful(population) ? hideStates(ladder, counts) : undefined;
      return {
        week,
        registered: shown(population, registered),
        eligible: hidden?.eligible ? undefined : eligible,
        using: hidden?.using ? undefined : using,
        states: states.map(({ name }, index) => ({
          name,
          organisations: hidden?.states[index] ? undefined : counts[index]
        }))
      };
    }),
    account: accountOf(population, account),
    groups: groups && groupsOf(asked, groups)
  };
}

/** What came, went and moved are the difference of the two ends, so that they are told together or not at all. */
function accountOf(population: LadderAsked['population'], account: Account): Stock['account'] {
  const { first, joined, left, moved, last } = account;
  const ends = { first: shown(population, first), last: shown(population, last) };
  const moves = [joined, left, Math.abs(moved), Math.abs(last - first)];
  if (moves.every((count) => shown(population, count) !== undefined)) return { ...ends, joined, left, moved };
  const isNear = shown(population, Math.abs(last - first)) === undefined;
  return { ...ends, ...(isNear ? { first: undefined } : {}), joined: undefined, left: undefined, moved: undefined };
}

/** Largest first, but sizes by size. */
function groupsOf({ population, by }: LadderAsked, rows: readonly z.infer<typeof GroupRow>[]): Stock['groups'] {
  const ladder = LADDERS[population];
  const groups = [...Map.groupBy(rows, ({ value }) => value)];
  const at = (which: 'first' | 'last'): Standing[] => {
    const all = groups.map(([, own]) =>
      totalsOf(
        ladder,
        statesOf(ladder).map(({ code }) => own.find(({ state }) => state === code)?.[which] ?? 0)
      )
    );
    if (!isCareful(population)) return all;
    const values = groups.map(([value], index) => ({ value, ...all[index]! }));
    return toldWithin(values, wholeOf(by), { tell: hideGroups, sum: addedUp, masked: maskedBy });
  };
  const [first, last] = [at('first'), at('last')];
  return groups
    .map(([value], index) => ({ value, first: first[index]!, last: last[index]! }))
    .sort((a, b) => (by === 'size' ? inOrder(a.value, b.value) : (b.last.registered ?? 0) - (a.last.registered ?? 0)));
}

/** Where those that stood somewhere in the first week stand in the last. */
export async function between(asked: LadderAsked): Promise<Between | undefined> {
  const about = await span(asked);
  if (!about) return undefined;
  const { population } = asked;
  const rows = await ask(betweenSql, about, z.object({ was: count, became: count, organisations: count }));
  const states = [...statesOf(LADDERS[population]), { code: 0, name: 'absent' }, { code: 255, name: 'elsewhere' }];
  const table = states.map((was) =>
    states.map((became) => rows.find((row) => row.was === was.code && row.became === became.code)?.organisations ?? 0)
  );
  const hidden = isCareful(population) ? hideFlows(LADDERS[population], table) : undefined;
  return {
    flows: states.flatMap(({ name: from }, i) =>
      states.flatMap(({ name: to }, j) => {
        const organisations = table[i]![j]!;
        return organisations === 0 ? [] : [{ from, to, organisations: hidden?.[i]![j] ? undefined : organisations }];
      })
    )
  };
}

const DurationRow = z.object({ state: count, weeks: count, went: z.coerce.boolean(), organisations: count });

/** How long organisations stay on a rung that they came to in the period. */
export async function durations(asked: LadderAsked): Promise<Duration[] | undefined> {
  const about = await span(asked);
  if (!about) return undefined;
  const rows = await ask(durationsSql, about, DurationRow);
  return statesOf(LADDERS[asked.population]).map(({ code, name }) => {
    const followed = rows
      .filter(({ state }) => state === code)
      .map(({ weeks, went, organisations }): Followed => ({ time: weeks, happened: went, n: organisations }));
    const organisations = shown(
      asked.population,
      followed.reduce((sum, { n }) => sum + n, 0)
    );
    return { name, organisations, median: organisations === undefined ? undefined : medianTime(kaplanMeier(followed)) };
  });
}

/** Points of a curve, weeks apart. */
const EVERY = 4;
/** Followed by fewer, a share says nothing; of companies it would say something of somebody. */
const FEWEST = 10;

const UseRow = z.object({ value: z.string(), weeks: count, happened: z.coerce.boolean(), organisations: count });

/**
 * How long after a first occasion organisations come to use the box; largest group first. Of all whose first occasion was seen,
 * before the period too, as far as is known at its end.
 */
export async function firstUse(asked: LadderAsked): Promise<FirstUse[] | undefined> {
  const about = await span(asked);
  if (!about) return undefined;
  const { population, by } = asked;
  const rows = await ask(firstUseSql, { ...about, from: about.began, by: by ?? '' }, UseRow);
  const groups = [...Map.groupBy(rows, ({ value }) => value)].map(([value, own]) => {
    const followed = own.map(({ weeks, happened, organisations }): Followed => ({
      time: weeks,
      happened,
      n: organisations
    }));
    return { value, followed, n: followed.reduce((sum, { n }) => sum + n, 0) };
  });
  const hidden = isCareful(population)
    ? suppressedWithin(
        groups.map(({ n }) => n),
        groups.map(wholeOf(by))
      )
    : groups.map(() => false);
  return groups
    .map(({ value, followed, n }, index): FirstUse => {
      if (hidden[index]) return { value, organisations: undefined, curve: [], median: undefined };
      const steps = kaplanMeier(followed);
      const curve: FirstUse['curve'] = [];
      for (let week = 0; ; week += EVERY) {
        const atRisk = followed.reduce((sum, one) => sum + (one.time >= week ? one.n : 0), 0);
        if (atRisk < FEWEST) break;
        const happened = followed.reduce((total, one) => total + (one.happened && one.time <= week ? one.n : 0), 0);
        if (shown(population, happened) === undefined) continue;
        const step = survivalAt(steps, week);
        // Before the first of them there is no variance to make an interval of, and yet no certainty.
        const none = { share: 0, low: 0, high: wilson(0, atRisk)?.high ?? 1 };
        const { share, low, high } = step ? { share: 1 - step.survival, low: 1 - step.high, high: 1 - step.low } : none;
        curve.push({ week, share, low, high, atRisk });
      }
      return { value, organisations: n, curve, median: medianTime(steps) };
    })
    .sort((a, b) => (by === 'size' ? inOrder(a.value, b.value) : (b.organisations ?? 0) - (a.organisations ?? 0)));
}

/** What a view shows: of each part undefined while there is nothing to tell, or when another view is asked for. */
export async function answer(asked: LadderAsked) {
  const { view } = asked;
  const [weeks, standing, moved, stayed, began] = await Promise.all([
    span(asked),
    view === 'stock' ? stock(asked) : undefined,
    view === 'flows' ? between(asked) : undefined,
    view === 'time' ? durations(asked) : undefined,
    view === 'time' ? firstUse(asked) : undefined
  ]);
  const types =
    weeks && view === 'types' && asked.population === 'company' ? await reachable(asked, weeks.to) : undefined;
  return {
    weeks: weeks && { from: weeks.from, to: weeks.to },
    stock: standing,
    reachable: types,
    flows: moved?.flows,
    durations: stayed,
    firstUse: began,
    computedAt: weeks?.version
  };
}
