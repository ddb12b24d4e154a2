/** Rows between file and warehouse: many more than the engine handles in one go. */
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { clear, counted, publish } from '#files/staging.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

beforeEach(async () => {
  for (const table of ['messages', 'events', 'messages_staging']) await run(`TRUNCATE TABLE ${table}`);
});

// Several slices of everything; in `npm run faults` as large as they really are.
const [MESSAGES, IN_ONE_GO] = process.env['HOERA_FAULTS']
  ? [500_000, undefined]
  : [25_000, { written: 12_000, forgotten: 20_000 }];
/** The first tenth stands in the file twice. */
const TWICE = MESSAGES / 10;

/** Each message once in order, then the first ones again on later lines, with another process. */
const stage = (id: string, first: string, channel: string) =>
  run(
    `INSERT INTO messages_staging (id, source, organisation, process, channel, sent_at, department, import_id, imported_at, line)
     SELECT reinterpretAsUUID(sipHash128(number % {messages:UInt32})), 'bvb', 1 + number % 1000,
       if(number < {twice:UInt32}, {first:String}, 'last'), {channel:String}, toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number % {messages:UInt32}, 7,
       {id:String}, now64(3), number + 2
     FROM numbers({rows:UInt32})`,
    { id, first, channel, messages: MESSAGES, twice: TWICE, rows: MESSAGES + TWICE }
  );

const Found = z.object({ n: z.coerce.number(), things: z.coerce.number(), text: z.string() });
const found = (table: string, text: string) =>
  ask(
    `SELECT count() AS n, uniqExact(id) AS things, arrayStringConcat(arraySort(groupUniqArray(toString(${text}))), ',') AS text FROM ${table} FINAL`,
    {},
    Found
  );

// Oracle: how the rows were made.
test(
  'each message comes in once, as its last line says, and a correction replaces all of them',
  { timeout: 120_000 },
  async () => {
    await stage('first', 'overruled', 'paper');
    expect(await counted('first', 'bvb', IN_ONE_GO)).toEqual({ kept: MESSAGES, updated: 0 });
    await publish('first', 'bvb', Date.UTC(2026, 1, 1), false, IN_ONE_GO);
    expect(await found('messages', 'process')).toEqual([{ n: MESSAGES, things: MESSAGES, text: 'last' }]);
    expect(await found('events', 'name')).toEqual([
      { n: 2 * MESSAGES, things: 2 * MESSAGES, text: 'message,message_handled' }
    ]);
    await clear('first');
    expect(await ask('SELECT * FROM messages_staging', {}, z.unknown())).toEqual([]);

    await stage('second', 'overruled', 'email');
    expect(await counted('second', 'bvb', IN_ONE_GO)).toEqual({ kept: MESSAGES, updated: MESSAGES });
    await publish('second', 'bvb', Date.UTC(2026, 1, 2), true, IN_ONE_GO);
    expect(await found('messages', 'channel')).toEqual([{ n: MESSAGES, things: MESSAGES, text: 'email' }]);
    expect(await found('events', 'import_id')).toEqual([{ n: 2 * MESSAGES, things: 2 * MESSAGES, text: 'second' }]);
  }
);
