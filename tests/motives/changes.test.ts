/** Whether motives shift, out of the engine, against every organisation by itself: where it stood on both days, and what was known of it then. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { ABSENT, ELSEWHERE, isUse, lapsedOf, LADDERS, NO_OCCASION } from '#adoption/ladder.ts';
import * as changes from '#motives/changes.server.ts';
import { judge } from '#motives/judgement.ts';
import type { Model } from '#motives/learning.ts';
import { askChange, monthsBefore } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import * as past from '#motives/past.server.ts';
import { holdsOf } from '#motives/rule.ts';
import { STANDINGS, type Standing } from '#motives/standing.ts';
import { setFact } from '#store/facts.server.ts';
import { STANDARD } from '#surveys/standard.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';
import { ago, put, signalsOf, somebody, standingOf, stretchesOf, TODAY, type Somebody } from './companies.ts';

useStores();

const LADDER = LADDERS.company;
const MONTHS = monthsBefore(TODAY);

let slug = '';
beforeAll(async () => {
  ({ slug } = await surveys.create(STANDARD, 'test', new Date()));
  await surveys.act(slug, 'open', new Date());
  // Of example data any month can be counted afterwards.
  await setFact('example', true);
});
beforeEach(past.forget);

/** By the words of the page: the likeliest by behaviour and kind, as it was known when that day began; undefined is now. */
function standing(model: Model, one: Somebody, state: number, day: Day | undefined): Standing {
  if (state === NO_OCCASION) return 'no_occasion';
  if (isUse(LADDER, state)) return 'using';
  if (state === lapsedOf(LADDER)) return 'lapsed';
  const { sector, size } = one;
  const kind = { sector, size, holds: holdsOf(model.rules, signalsOf(one, day)), said: [-1, -1, -1, -1], fold: 0 };
  return judge(model, kind).main ?? 'unknown';
}

/** From × to of everybody that stood in one place on both days. */
function counted(model: Model, all: readonly Somebody[], from: Day, to: Day | undefined, municipality?: string) {
  const table = STANDINGS.map(() => STANDINGS.map(() => 0));
  const weekOf = (day: Day | undefined) => (day === undefined ? TODAY : mondayOf(addDays(day, -7)));
  for (const one of all)
    for (const place of new Set(stretchesOf(one).map((stretch) => stretch.municipality))) {
      const [was, became] = [from, to].map((day) => standingOf(one, weekOf(day), place)) as [number, number];
      if ([was, became].some((state) => state === ABSENT || state === ELSEWHERE)) continue;
      if (municipality !== undefined && place !== municipality) continue;
      const [before, after] = [standing(model, one, was, from), standing(model, one, became, to)];
      table[STANDINGS.indexOf(before)]![STANDINGS.indexOf(after)]!++;
    }
  return table;
}

const sum = (counts: readonly number[]) => counts.reduce((so, n) => so + n, 0);

/** What is shown is so; what is a handful is not shown, and cannot be worked out from a row, a column or the whole. */
function expectTold(told: changes.Change | undefined, table: readonly (readonly number[])[]): void {
  if (sum(table.flat()) < 10) {
    expect(told).toBeUndefined();
    return;
  }
  expect(told!.organisations).toBe(sum(table.flat()));
  const lines = [...table, ...STANDINGS.map((_, to) => table.map((row) => row[to]!))];
  const shown = [...told!.counts, ...STANDINGS.map((_, to) => told!.counts.map((row) => row[to]))];
  for (const [place, counts] of lines.entries()) {
    const hidden = counts.filter((n, at) => n > 0 && shown[place]![at] === undefined);
    for (const [at, n] of counts.entries())
      if (shown[place]![at] !== undefined) expect([n, n > 0 && n < 10]).toEqual([shown[place]![at], false]);
    // Or all there is of it is hidden.
    const isSafe = hidden.length === 0 || (hidden.length > 1 && sum(hidden) >= 10);
    expect(isSafe || hidden.length === counts.filter((n) => n > 0).length).toBe(true);
  }
  // Nothing is hidden without need.
  if (table.flat().every((n) => n === 0 || n >= 10)) expect(told!.counts).toEqual(table);
  for (const { from, to, organisations, back } of told!.moves) {
    const [i, j] = [STANDINGS.indexOf(from), STANDINGS.indexOf(to)];
    expect([organisations, back]).toEqual([told!.counts[i]![j], told!.counts[j]![i]]);
  }
}

const group = fc.record({
  one: somebody,
  moved: fc.option(ago(300), { nil: undefined, freq: 3 }),
  times: fc.constantFrom(1, 4, 11, 25)
});

test('who stood where and what was known of it on both days is what everybody by itself says, less what would tell of a handful', async () => {
  // As many kinds as many cases would have, put in once.
  const groups = fc.sample(group, 60);
  const all = groups.flatMap(({ one, moved, times }) => Array.from({ length: times }, () => ({ ...one, moved })));
  await put(all, slug);
  const { model } = (await motives.model('company'))!;
  for (const [from, to, only] of [
    [MONTHS[5]!, undefined, {}],
    [MONTHS[7]!, MONTHS[2]!, {}],
    [MONTHS[5]!, undefined, { municipality: 'Oss' }],
    [MONTHS[5]!, undefined, { sector: 'F Bouw' }]
  ] as const) {
    const asked = askChange(new URLSearchParams({ from, ...(to ? { to } : {}), ...only }), TODAY);
    const own = all.filter(({ sector }) => !('sector' in only) || sector === only.sector);
    const table = counted(model, own, from, to, 'municipality' in only ? only.municipality : undefined);
    expect(table.flat().filter((n) => n > 0).length).toBeGreaterThan(2);
    expectTold(await changes.change(asked), table);
  }
}, 120_000);

test('who learned of it, came to use it or stopped is told as such; four who gave up are not, nor with what could tell of them', async () => {
  const occasions = [{ from: addDays(TODAY, -330), process: 'Melding' as const }];
  const nobody: Somebody = { municipality: 'Oss', sector: 'F Bouw', size: '2', occasions, deeds: [], responses: [] };
  const deed = (name: Somebody['deeds'][number]['name'], days: number) =>
    ({ name, day: addDays(TODAY, -days), path: '/', error: '', channel: 'berichtenbox' }) as const;
  const read = deed('information_read', 20);
  const times = (n: number, ...deeds: Somebody['deeds']) => Array.from({ length: n }, () => ({ ...nobody, deeds }));
  await put(
    [
      ...times(40),
      ...times(12, read),
      ...times(11, deed('message', 15)),
      ...times(13, deed('message', 280)),
      ...times(4, read, deed('login_started', 10))
    ],
    slug
  );
  const told = await changes.change(askChange(new URLSearchParams(), TODAY));
  const cell = (from: Standing, to: Standing) => told!.counts[STANDINGS.indexOf(from)]![STANDINGS.indexOf(to)];
  expect(told!.organisations).toBe(80);
  expect([cell('weten', 'weten'), cell('weten', 'willen'), cell('using', 'lapsed')]).toEqual([40, 12, 13]);
  // The four, and the smallest beside them that the row would otherwise give them away by.
  expect([cell('weten', 'kunnen'), cell('weten', 'using')]).toEqual([undefined, undefined]);
  expect(told!.moves.map(({ from, to, organisations }) => [from, to, organisations])).toEqual([
    ['using', 'lapsed', 13],
    ['weten', 'willen', 12]
  ]);
});

test('of real data only months that were kept are known, each as it was then', async () => {
  await setFact('example', undefined);
  const asked = askChange(new URLSearchParams({ from: MONTHS[0]! }), TODAY);
  expect(await changes.change(asked)).toBeUndefined();
  expect(await past.days('company', TODAY)).toEqual([]);
  await past.keepMonth(Date.now());
  expect(await past.days('company', TODAY)).toEqual([MONTHS[0]]);
  expect((await changes.change(asked))!.organisations).toBe(80);
  expect(await changes.change(askChange(new URLSearchParams({ from: MONTHS[1]! }), TODAY))).toBeUndefined();
  await setFact('example', true);
});
