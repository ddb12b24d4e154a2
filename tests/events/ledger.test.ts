/** The account of what came in: it adds up for any mix of batches, survives a crash, and tells what still waits. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AGE_LIMIT, AHEAD_LIMIT, LATE_AFTER, PROPERTY_BYTES, REASONS, type Reason } from '#events/event.ts';
import * as events from '#events/events.server.ts';
import { Journal, separate } from '#events/journal.server.ts';
import * as ledger from '#events/ledger.server.ts';
import { ask, insertLines, insertRows, run } from '#store/warehouse.server.ts';
import { dayOf } from '#time/day.ts';
import { useStores } from '../stores.ts';
import { fc, runs } from '../property.ts';

useStores();

afterAll(() => events.close());
beforeEach(async () => {
  await events.flush();
  for (const table of ['ledger', 'events', 'arrivals']) await run(`TRUNCATE TABLE ${table}`);
});

const HOUR = 3_600_000;
const LINE = '{}\n';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
// The middle of an hour of today, so that the hours around it are whole.
const NOON = Math.floor(Date.now() / HOUR) * HOUR + HOUR / 2;

const WRONG: Record<Reason, object> = {
  malformed: { url: 5 },
  unknown_name: { name: 'nope' },
  bot: { context: { agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' } },
  clock: { at: NOON + 10 * HOUR + AHEAD_LIMIT },
  no_actor: { visitor: '' },
  oversized_properties: { properties: { text: 'x'.repeat(PROPERTY_BYTES) } },
  personal_data: { properties: { 'jan@bedrijf.example': 'ja' } }
};

type Sent = { kind: 'good' | 'late' | 'old' } | { kind: 'again'; place: number } | { kind: 'wrong'; reason: Reason };
const sent: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('good' as const, 'good' as const, 'late' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), place: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wrong' as const), reason: fc.constantFrom(...REASONS) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'old' as const }) }
);
const batch = fc.record({
  source: fc.constantFrom('een', 'twee'),
  hours: fc.integer({ min: -2, max: 0 }),
  events: fc.array(sent, { maxLength: 12 }),
  /** What happens before it. */
  first: fc.constantFrom('nothing', 'nothing', 'flush', 'restart')
});

type Counts = Record<string, number>;
const add = (counts: Counts, key: string, by = 1) => (counts[key] = (counts[key] ?? 0) + by);
const Line = z.object({ key: z.string(), n: z.coerce.number() });
const stored = async () =>
  Object.fromEntries(
    (
      await ask(
        "SELECT concat(source, ' ', toString(toUnixTimestamp(hour)), ' ', toString(outcome), ' ', reason) AS key, sum(l.events) AS n FROM ledger AS l GROUP BY key ORDER BY key",
        {},
        Line
      )
    ).map(({ key, n }) => [key, n])
  );
const rows = async () =>
  (
    await ask(
      'SELECT count() AS n, uniqExact(id) AS ids FROM events',
      {},
      z.object({ n: z.coerce.number(), ids: z.coerce.number() })
    )
  )[0];
const days = (n: number) => ({ from: dayOf(NOON - n * 24 * HOUR), to: dayOf(NOON) });
const today = days(2);

describe('whatever comes', () => {
  test(
    'received is accepted, duplicate and refused together, and refused is its reasons, per source and hour',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 6 }), async (batches) => {
          await events.flush();
          for (const table of ['ledger', 'events', 'arrivals']) await run(`TRUNCATE TABLE ${table}`);
          const expected: Counts = {};
          const known: string[] = [];
          const last: Counts = {};
          for (const { source, hours, events: list, first } of batches) {
            if (first === 'flush') await events.flush();
            if (first === 'restart') await events.close();
            const receivedAt = NOON + hours * HOUR;
            if (list.length > 0) last[source] = Math.max(last[source] ?? 0, receivedAt);
            const of = { accepted: 0, duplicate: 0 };
            const refused: { index: number; reason: string }[] = [];
            const count = (outcome: string, reason = '') =>
              add(expected, `${source} ${Math.floor(receivedAt / HOUR) * 3600} ${outcome} ${reason}`);
            const wire = list.map((one, index) => {
              count('received');
              const again = one.kind === 'again' ? known[one.place % (known.length || 1)] : undefined;
              const event = { id: again ?? randomUUID(), name: 'page_view', at: receivedAt - 1_000, visitor: 'v' };
              const reason = one.kind === 'wrong' ? one.reason : one.kind === 'old' ? 'clock' : undefined;
              if (reason) {
                count('refused', reason);
                refused.push({ index, reason });
              } else if (again) {
                count('duplicate');
                of.duplicate++;
              } else {
                known.push(event.id);
                count('accepted');
                of.accepted++;
                if (one.kind === 'late') count('late');
              }
              if (one.kind === 'wrong') return { ...event, ...WRONG[one.reason] };
              if (one.kind === 'late') return { ...event, at: receivedAt - LATE_AFTER - 1 };
              return one.kind === 'old' ? { ...event, at: receivedAt - AGE_LIMIT - 1 } : event;
            });
            const given = { slug: source, names: [] };
            const answer = await events.collect(given, { events: wire }, { agent: AGENT, language: 'nl' }, receivedAt);
            expect({ ...answer, refused: answer.refused.map(({ index, reason }) => ({ index, reason })) }).toEqual({
              ...of,
              refused
            });
          }
          await events.flush();
          expect(await stored()).toEqual(expected);
          for (const source of ['', 'een', 'twee']) {
            const sum = await ledger.summary(today, source);
            expect(sum.accepted + sum.duplicate + sum.refused).toBe(sum.received);
            expect(sum.reasons.reduce((all, { events: n }) => all + n, 0)).toBe(sum.refused);
            expect(sum.late).toBeLessThanOrEqual(sum.accepted);
            expect(sum.waiting).toEqual({ bytes: 0, oldest: undefined, setAside: 0 });
            const mine = Object.entries(expected).filter(([key]) => source === '' || key.startsWith(`${source} `));
            for (const outcome of ['received', 'accepted', 'duplicate', 'refused', 'late'] as const)
              expect(sum[outcome]).toBe(mine.reduce((n, [key, by]) => n + (key.includes(` ${outcome} `) ? by : 0), 0));
          }
          const accepted = (source: string) =>
            Object.entries(expected).reduce(
              (n, [key, by]) => n + (key.startsWith(source) && key.includes(' accepted ') ? by : 0),
              0
            );
          expect(await ledger.freshness()).toEqual(
            Object.keys(last)
              .sort()
              .map((source) => ({ source, lastAt: last[source], lastDay: accepted(source) }))
          );
          expect(await rows()).toEqual({ n: known.length, ids: known.length });
        }),
        { numRuns: runs(12) }
      );
    }
  );

  test('every hour of a long period is told, and together they are its account', async () => {
    const hour = Math.floor(NOON / HOUR) * 3600;
    const lines = Array.from({ length: 5_000 }, (_, back) => ({
      source: 'een',
      hour: hour - back * 3600,
      reason: '',
      events: 1 + (back % 3),
      last_at: 0
    }));
    await insertRows(
      'ledger',
      lines.flatMap((line) => [
        { ...line, outcome: 'received' },
        { ...line, outcome: 'accepted' }
      ]),
      randomUUID()
    );
    const year = days(365);
    const [hours, sum] = [await ledger.hours(year), await ledger.summary(year)];
    expect(hours).toHaveLength(5_000);
    expect(hours.reduce((all, { accepted }) => all + accepted, 0)).toBe(sum.accepted);
    expect(hours.map(({ at }) => at)).toEqual(hours.map(({ at }) => at).sort((a, b) => a - b));
  });
});

describe('what waits', () => {
  const journal = () => join(process.env['HOERA_DATA'] ?? '', 'journal');
  const collect = (ids: readonly string[], at = Date.now()) =>
    events.collect(
      { slug: 'een', names: [] },
      { events: ids.map((id) => ({ id, name: 'page_view', at, visitor: 'v' })) },
      { agent: AGENT, language: 'nl' },
      at
    );

  test('is told from acknowledgement until it can be counted', async () => {
    const before = Date.now();
    await collect([randomUUID()]);
    const { waiting } = await ledger.summary(today);
    expect(waiting.bytes).toBeGreaterThan(0);
    expect(waiting.oldest).toBeGreaterThanOrEqual(before);
    expect(waiting.oldest).toBeLessThanOrEqual(Date.now());
    await events.flush();
    expect((await ledger.summary(today)).waiting).toEqual({ bytes: 0, oldest: undefined, setAside: 0 });
  });

  test('after a crash is taken up, with its age, and counted once, also where it was half done', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await collect([...ids, ids[0]!]);
    const [name = ''] = readdirSync(journal());
    const segment = readFileSync(join(journal(), name));
    await events.close();
    const counted = await stored();
    expect(Object.values(counted).sort((a, b) => a - b)).toEqual([1, 20, 21]);

    /** Finds a segment of some hours ago, as the next process does, and brings it in. */
    const replay = async (as: string) => {
      const path = join(journal(), as);
      writeFileSync(path, segment);
      const age = (Date.now() - 2 * HOUR) / 1000;
      utimesSync(path, age, age);
      await events.prepare();
      expect((await events.waiting()).oldest).toBeCloseTo(age * 1000, -1);
      await events.close();
      expect(existsSync(path)).toBe(false);
      expect(await stored()).toEqual(counted);
      expect(await rows()).toEqual({ n: 20, ids: 20 });
    };
    // The process died after the insert and before it removed the segment,
    await replay(name);
    // and here after the events and before their account.
    for (const table of ['ledger', 'events', 'arrivals']) await run(`TRUNCATE TABLE ${table}`);
    await insertLines('events', separate(segment).plain, '000000001-half:plain');
    await replay('000000001-half.journal');
    expect(await collect([ids[3]!])).toEqual({ accepted: 0, duplicate: 1, refused: [] });
  });

  test('nor do lines that were set aside go out of sight with the process', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hoera-ledger-'));
    const unreadable = Object.assign(new Error('unreadable'), { type: 'CANNOT_PARSE_TEXT' });
    const journal = new Journal({ directory, insert: () => Promise.reject(unreadable) });
    await journal.append(LINE, 1, 'proef');
    await journal.close();
    const next = new Journal({ directory, insert: () => Promise.resolve() });
    await next.replay(() => 'proef');
    expect(next.state).toEqual({ bytes: 0, oldest: undefined, trouble: undefined, setAside: 1 });
    rmSync(directory, { recursive: true });
  });

  test('is never without an age, also while segments change', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hoera-ledger-'));
    let [acknowledged, inserted, looks] = [0, 0, 0];
    const slow = new Journal({
      directory,
      lines: 2,
      milliseconds: 5,
      insert: async (_kind, lines) => {
        await pause(3);
        inserted += lines.length / LINE.length;
      }
    });
    const without: number[] = [];
    const look = () => {
      if (inserted < acknowledged) {
        looks++;
        if (slow.state.oldest === undefined) without.push(looks);
      }
      if (inserted < 40) setImmediate(look);
    };
    look();
    for (; acknowledged < 40; acknowledged++) await slow.append(LINE, 1, 'proef');
    await slow.close();
    expect(without).toEqual([]);
    expect(looks).toBeGreaterThan(40);
    rmSync(directory, { recursive: true });
  });
});
