/** The export: every event of the days asked, once, in a fixed order, whatever comes in meanwhile. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as exporting from '#events/export.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { startOf } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

/** Rows in a page of the export. */
const PAGE = 10_000;
const DAY = { from: '2026-03-29', to: '2026-03-29' };
const Event = z.object({ id: z.uuid(), actor: z.string(), at: z.iso.datetime(), source: z.string(), name: z.string() });
type Event = z.infer<typeof Event>;

const eventsIn = (text: string): Event[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Event.parse(JSON.parse(line)));
async function all(period: { from: string; to: string }): Promise<Event[]> {
  const found: Event[] = [];
  for await (const text of exporting.lines(period)) found.push(...eventsIn(text));
  return found;
}

/** Made in the engine: `count` events of three actors that share their moments by the thousand. */
const many = (count: number, from: number) =>
  run(
    `INSERT INTO events (id, source, name, at, received_at, actor, organisation, visitor)
     SELECT generateUUIDv4(), 'een', 'page_view', fromUnixTimestamp64Milli({from:Int64} + intDiv(number, 3000)), now64(3), 18446744073709551615 - number % 3, 0, 0
     FROM numbers({count:UInt64})`,
    { count, from }
  );
const one = (more: object) => ({
  id: randomUUID(),
  source: 'later',
  name: 'page_view',
  at: startOf(DAY.from),
  received_at: Date.now(),
  actor: '1',
  ...more
});
const inOrder = () =>
  ask(
    "SELECT toString(e.id) AS id FROM events AS e FINAL WHERE source = 'een' ORDER BY e.actor, e.at, e.id",
    {},
    z.object({ id: z.string() })
  ).then((rows) => rows.map(({ id }) => id));

beforeAll(() => run('TRUNCATE TABLE events'));
afterEach(() => run('TRUNCATE TABLE events'));

test('several pages of events that share their moments come in order, without loss or repetition', async () => {
  await many(2 * PAGE + 5_000, startOf(DAY.from));
  const expected = await inOrder();
  const found = await all(DAY);
  expect(found.map(({ id }) => id)).toEqual(expected);
  expect(new Set(expected).size).toBe(2 * PAGE + 5_000);
});

test('what comes in meanwhile takes nothing away and repeats nothing', async () => {
  const noon = startOf(DAY.from) + 12 * 3_600_000;
  await many(2 * PAGE + 100, noon);
  const expected = await inOrder();
  const found: Event[] = [];
  const passed = one({ actor: '0' });
  const ahead = one({ actor: '18446744073709551615', at: noon + 3_600_000 });
  let pages = 0;
  for await (const text of exporting.lines(DAY)) {
    found.push(...eventsIn(text));
    if (pages++ > 0) continue;
    const last = found.at(-1)!;
    // Before and behind the place where the next page begins; and a delivery again of what stands just there.
    const again = { ...last, at: Date.parse(last.at), received_at: Date.now() + 5 };
    await insertRows('events', [passed, ahead, again, one({ actor: last.actor, at: noon - 1 })], randomUUID());
  }
  expect(pages).toBe(3);
  expect(found.filter(({ source }) => source === 'een').map(({ id }) => id)).toEqual(expected);
  expect(found.filter(({ source }) => source === 'later').map(({ id }) => id)).toEqual([ahead.id]);
});

test('exactly a page is not followed by the same page again', async () => {
  await many(PAGE, startOf(DAY.from));
  const pages: number[] = [];
  for await (const text of exporting.lines(DAY)) pages.push(eventsIn(text).length);
  expect(pages).toEqual([PAGE]);
});

test('a day runs from midnight to midnight in Amsterdam, also when the clock changes; an event redelivered is one', async () => {
  const [begin, end] = [startOf('2026-03-29'), startOf('2026-03-30')];
  expect(end - begin).toBe(23 * 3_600_000);
  const rows = [begin - 1, begin, end - 1, end].map((at) => one({ at }));
  await insertRows('events', rows, randomUUID());
  await insertRows('events', [{ ...rows[1]!, received_at: Date.now() + 10 }], randomUUID());
  const moments = async (from: string, to: string) => (await all({ from, to })).map(({ at }) => Date.parse(at));
  expect(await moments('2026-03-29', '2026-03-29')).toEqual([begin, end - 1]);
  expect(await moments('2026-03-28', '2026-03-30')).toEqual([begin - 1, begin, end - 1, end]);
});

test('a period without events is nothing at all', async () => {
  await insertRows('events', [one({})], randomUUID());
  const pages: string[] = [];
  for await (const text of exporting.lines({ from: '2026-01-01', to: '2026-01-31' })) pages.push(text);
  expect(pages).toEqual([]);
});
