/**
 * The stand-in for a ClickHouse server answers as ClickHouse documents its HTTP interface
 * (clickhouse.com/docs/interfaces/http; statuses: exceptionCodeToHTTPStatus in its source), asked by the client we use.
 */
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fc } from '../property.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-double-'));
const LOGIN = { username: 'proef', password: 'pass:word' };
// Every error here is meant.
const log = { level: ClickHouseLogLevel.OFF };
let server: ChildProcess;
let url = '';
let client: ClickHouseClient;
let plain: ClickHouseClient;

beforeAll(async () => {
  const words = ['tests/clickhouse-double/double.ts', folder, '0', `${LOGIN.username}:${LOGIN.password}`];
  server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  url = await new Promise<string>((resolve, reject) => {
    server.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim()));
    server.once('exit', () => reject(new Error('The stand-in ended.')));
  });
  client = createClient({ url, ...LOGIN, log, compression: { request: true, response: true } });
  plain = createClient({ url, ...LOGIN, log });
  await client.command({
    query:
      "CREATE TABLE made (n UInt64, text String DEFAULT '') ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100"
  });
});
afterAll(async () => {
  await client?.close();
  await plain?.close();
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

const HEADERS = { 'x-clickhouse-user': LOGIN.username, 'x-clickhouse-key': LOGIN.password };
const post = (query: Record<string, string>, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${url}/?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: body as never,
    headers: { ...HEADERS, ...headers }
  });
const rowsOf = async <T>(query: string, more: object = {}): Promise<T[]> =>
  (await client.query({ query, format: 'JSONEachRow', ...more })).json<T>();
const count = async (where = 'true') =>
  Number((await rowsOf<{ found: string }>(`SELECT count() AS found FROM made WHERE ${where}`))[0]?.found);
const refusal = async (deed: Promise<unknown>): Promise<{ code: string; type: string | undefined }> => {
  const error: unknown = await deed.then(
    () => undefined,
    (reason: unknown) => reason
  );
  if (!(error instanceof ClickHouseError)) throw new Error(`expected an error of the engine, got ${String(error)}`);
  return { code: error.code, type: error.type };
};

describe('greetings', () => {
  test('ping and an empty address say Ok., without a login; another path is none', async () => {
    expect(await client.ping()).toEqual({ success: true });
    for (const path of ['/ping', '/']) {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
    }
    expect((await fetch(`${url}/elders?query=SELECT+1`, { headers: HEADERS })).status).toBe(404);
  });

  test('a login by basic authentication, headers or address; a wrong one is refused with 516', async () => {
    const basic = { authorization: `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}` };
    const inUrl = new URLSearchParams({ query: 'SELECT 1', user: LOGIN.username, password: LOGIN.password });
    expect(await (await fetch(`${url}/?query=SELECT+1`, { headers: basic })).text()).toBe('1\n');
    expect(await (await fetch(`${url}/?query=SELECT+1`, { headers: HEADERS })).text()).toBe('1\n');
    expect(await (await fetch(`${url}/?${inUrl}`)).text()).toBe('1\n');
    const wrong = await fetch(`${url}/?query=SELECT+1`);
    expect([wrong.status, wrong.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
    const stranger = createClient({ url, username: 'proef', password: 'wrong', log });
    expect(await refusal(stranger.query({ query: 'SELECT 1' }))).toEqual({
      code: '516',
      type: 'AUTHENTICATION_FAILED'
    });
    await stranger.close();
  });
});

describe('parameters', () => {
  const MOST = 2n ** 64n - 1n;
  test('of every type we use come back as they went', async () => {
    const given = {
      text: "it's \\ a\ttab\nline \u0000 ‘é’ \\N 🎉",
      list: ['', "'", '\\', 'a,b', ']'],
      big: MOST,
      negative: -9_007_199_254_740_993n,
      bigs: [MOST, 0n],
      none: [],
      numbers: [-1, 0, 86_400_000],
      small: 255,
      middle: 4_294_967_295,
      day: '2026-03-29',
      id: '0b87a3c2-5a1f-4b5e-9c1d-7a7f6d1f0e11',
      map: { 'a b': "c'd" },
      moment: '2026-03-29 01:02:03.456'
    };
    const [row] = await rowsOf<Record<string, unknown>>(
      `SELECT {text:String} AS text, {list:Array(String)} AS list, toString({big:UInt64}) AS big, toString({negative:Int64}) AS negative,
         arrayMap(x -> toString(x), {bigs:Array(UInt64)}) AS bigs, {none:Array(UInt64)} AS none, arrayMap(x -> toInt32(x), {numbers:Array(Int64)}) AS numbers,
         {small:UInt8} AS small, {middle:UInt32} AS middle, {day:Date} AS day, {id:UUID} AS id, {map:Map(String, String)} AS map, {moment:DateTime64(3)} AS moment`,
      { query_params: given }
    );
    expect(row).toEqual({ ...given, big: String(MOST), negative: String(given.negative), bigs: [String(MOST), '0'] });
  });

  test('any text', async () => {
    const words = fc.sample(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' })), 40);
    expect(await rowsOf('SELECT {words:Array(String)} AS words', { query_params: { words } })).toEqual([{ words }]);
    for (const word of words.slice(0, 5))
      expect(await rowsOf('SELECT {word:String} AS word', { query_params: { word } })).toEqual([{ word }]);
  });

  test('in an address are in escaped form, as documented: a bare tab ends them', async () => {
    const split = "SELECT splitByChar('\\t', {arg1:String})";
    expect(await (await post({ param_arg1: 'abc\\\t123' }, split)).text()).toBe("['abc','123']\n");
    const bare = await post({ param_arg1: 'abc\t123' }, split);
    expect(bare.status).toBe(500);
    expect(bare.headers.get('x-clickhouse-exception-code')).toBe('457');
    expect(await bare.text()).toContain('(BAD_QUERY_PARAMETER)');
  });

  test('that are missing or do not fit are refused', async () => {
    expect((await refusal(client.query({ query: 'SELECT {n:UInt8}' }))).type).toBe('UNKNOWN_QUERY_PARAMETER');
    expect((await refusal(client.query({ query: 'SELECT {n:UInt8}', query_params: { n: 'x' } }))).type).toBe(
      'BAD_QUERY_PARAMETER'
    );
  });
});

describe('answers', () => {
  test('in the format that is asked for, or tab-separated; the statement decides before the address', async () => {
    const query = "SELECT number AS n, 'a' AS t FROM numbers(2)";
    expect(await (await client.query({ query, format: 'JSONEachRow' })).text()).toMatch(
      /^\{"n":"?0"?,"t":"a"\}\n\{"n":"?1"?,"t":"a"\}\n$/
    );
    expect(await (await client.query({ query, format: 'CSVWithNames' })).text()).toBe('"n","t"\n0,"a"\n1,"a"\n');
    expect(await (await post({}, query)).text()).toBe('0\ta\n1\ta\n');
    expect(await (await post({ default_format: 'CSV' }, `${query} FORMAT TSVWithNames`)).text()).toBe(
      'n\tt\n0\ta\n1\ta\n'
    );
  });

  test('a statement in the address, the body, or divided over both', async () => {
    expect(await (await post({}, 'SELECT 1')).text()).toBe('1\n');
    expect(await (await post({ query: 'SELECT' }, '1')).text()).toBe('1\n');
    const empty = await post({}, '');
    expect([empty.status, empty.headers.get('x-clickhouse-exception-code')]).toEqual([400, '62']);
  });

  test('compressed when the client can and asks, errors too; and plain otherwise', async () => {
    const raw = async (query: Record<string, string>, encoding: string) => {
      const http = await import('node:http');
      return new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
        const request = http.request(
          `${url}/?${new URLSearchParams(query)}`,
          { method: 'POST', headers: { ...HEADERS, 'accept-encoding': encoding } },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () =>
              resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) })
            );
          }
        );
        request.once('error', reject).end(query['query'] ? '' : 'SELECT 1');
      });
    };
    const zipped = await raw({ enable_http_compression: '1' }, 'gzip');
    expect([zipped.encoding, gunzipSync(zipped.body).toString()]).toEqual(['gzip', '1\n']);
    for (const [query, encoding] of [
      [{ enable_http_compression: '1' }, 'identity'],
      [{}, 'gzip']
    ] as const) {
      const bare = await raw(query, encoding);
      expect([bare.encoding, bare.body.toString()]).toEqual([undefined, '1\n']);
    }
    const wrong = await raw({ enable_http_compression: '1', query: 'SELECT nope' }, 'gzip');
    expect(gunzipSync(wrong.body).toString()).toContain('(UNKNOWN_IDENTIFIER)');
    expect(await (await post({}, gzipSync('SELECT 2'), { 'content-encoding': 'gzip' })).text()).toBe('2\n');
    expect((await post({}, 'SELECT 2', { 'content-encoding': 'br' })).status).toBe(501);
  });

  test('carry the id of the query, given or made', async () => {
    expect((await post({ query_id: 'mine' }, 'SELECT 1')).headers.get('x-clickhouse-query-id')).toBe('mine');
    expect((await post({}, 'SELECT 1')).headers.get('x-clickhouse-query-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse((await post({}, 'SELECT 1')).headers.get('x-clickhouse-summary') ?? '')).toHaveProperty(
      'read_rows'
    );
  });

  test('asked for at the same time come each to their own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => rowsOf<{ n: number }>('SELECT {n:UInt8} AS n', { query_params: { n } }))
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 24 }, (_, n) => n));
  });
});

describe('errors', () => {
  test.each([
    ['SELEC 1', 400, '62', 'SYNTAX_ERROR'],
    ['SELECT nope', 404, '47', 'UNKNOWN_IDENTIFIER'],
    ['SELECT * FROM nowhere', 404, '60', 'UNKNOWN_TABLE'],
    ['SELECT nofunction(1)', 404, '46', 'UNKNOWN_FUNCTION'],
    ["SELECT toUInt8('x')", 400, '6', 'CANNOT_PARSE_TEXT'],
    ['SELECT 1 SETTINGS no_such_setting = 1', 404, '115', 'UNKNOWN_SETTING'],
    ['SELECT throwIf(1)', 500, '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
    [
      'SELECT sum(sipHash64(number)) FROM numbers(100000000000) SETTINGS max_execution_time = 0.2',
      408,
      '159',
      'TIMEOUT_EXCEEDED'
    ],
    [
      'SELECT uniqExact(number) FROM numbers(20000000) SETTINGS max_memory_usage = 20000000',
      500,
      '241',
      'MEMORY_LIMIT_EXCEEDED'
    ]
  ])('%s', async (statement, status, code, type) => {
    const response = await post({}, statement);
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([status, code]);
    expect(await refusal(client.query({ query: statement }))).toEqual({ code, type });
  });

  test('what changes something does not go by GET', async () => {
    const response = await fetch(`${url}/?query=DROP+TABLE+made`, { headers: HEADERS });
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([500, '164']);
    expect(await count()).toBe(0);
  });
});

describe('settings', () => {
  test('hold for one request', async () => {
    const size = (settings: object = {}) =>
      rowsOf<{ n: string }>("SELECT toString(getSetting('max_block_size')) AS n", {
        clickhouse_settings: settings
      }).then(([row]) => row?.n);
    const usual = await size();
    expect(await size({ max_block_size: '1234' })).toBe('1234');
    expect(await size()).toBe(usual);
    const unknown = Object.fromEntries([['no_such_setting', 1]]);
    expect((await refusal(client.query({ query: 'SELECT 1', clickhouse_settings: unknown }))).type).toBe(
      'UNKNOWN_SETTING'
    );
  });

  test('a database in the address or a header', async () => {
    await client.command({ query: 'CREATE DATABASE `other one`' });
    const where = 'SELECT currentDatabase()';
    expect(await (await post({}, where)).text()).toBe('default\n');
    expect(await (await post({ database: 'other one' }, where)).text()).toBe('other one\n');
    expect(await (await post({}, where, { 'x-clickhouse-database': 'other one' })).text()).toBe('other one\n');
    expect((await post({ database: 'nowhere' }, where)).status).toBe(404);
  });
});

describe('inserts', () => {
  test.each([
    ['compressed', () => client],
    ['plain', () => plain]
  ])('streamed, %s, in several formats', async (name, by) => {
    const from = name === 'plain' ? 200_000 : 100_000;
    const values = Readable.from(
      (function* () {
        for (let n = 0; n < 5_000; n++) yield { n: from + n, text: `é${n}` };
      })()
    );
    await by().insert({ table: 'made', values, format: 'JSONEachRow' });
    const lines = Readable.from(
      (function* () {
        for (let n = 0; n < 100; n++) yield `${from + 5_000 + n},"a ""quoted"" ${n}"\n`;
      })(),
      { objectMode: false }
    );
    await by().insert({ table: 'made', values: lines, format: 'CSV' });
    const text = Buffer.from(Array.from({ length: 50 }, (_, n) => JSON.stringify({ n: from + 6_000 + n })).join('\n'));
    const { stream } = await by().exec({
      query: 'INSERT INTO made FORMAT JSONEachRow',
      values: Readable.from([text], { objectMode: false })
    });
    await finished(stream.resume());
    expect(await count(`n BETWEEN ${from} AND ${from + 9_999}`)).toBe(5_150);
    expect(await rowsOf(`SELECT text FROM made WHERE n IN (${from + 4_999}, ${from + 5_001}) ORDER BY n`)).toEqual([
      { text: 'é4999' },
      { text: 'a "quoted" 1' }
    ]);
  });

  test('that cannot be read insert nothing, and the connection goes on', async () => {
    const before = await count();
    const values = [{ n: 1 }, { n: 'x' }, { n: 3 }];
    const failed = await refusal(client.insert({ table: 'made', values, format: 'JSONEachRow' }));
    expect(failed.type).toMatch(/^CANNOT_PARSE/);
    expect((await refusal(client.insert({ table: 'nowhere', values: [{ n: 1 }], format: 'JSONEachRow' }))).type).toBe(
      'UNKNOWN_TABLE'
    );
    expect(await count()).toBe(before);
    await client.insert({ table: 'made', values: [], format: 'JSONEachRow' });
    expect(await count()).toBe(before);
  });

  test('with the same token count once, also for what is made of them; another token counts again', async () => {
    await client.command({
      query:
        'CREATE TABLE sums (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100'
    });
    await client.command({
      query: 'CREATE MATERIALIZED VIEW sums_from_made TO sums AS SELECT n FROM made WHERE n < 100'
    });
    const insert = (token: string) =>
      client.insert({
        table: 'made',
        values: [{ n: 7 }, { n: 8 }],
        format: 'JSONEachRow',
        clickhouse_settings: {
          insert_deduplicate: 1,
          insert_deduplication_token: token,
          deduplicate_blocks_in_dependent_materialized_views: 1
        }
      });
    for (const token of ['a', 'a', 'b', 'a']) await insert(token);
    expect(await count('n IN (7, 8)')).toBe(4);
    expect(await rowsOf('SELECT toUInt32(count()) AS found FROM sums')).toEqual([{ found: 4 }]);
    // A token is not kept for the request after it.
    for (const n of [9, 10]) await client.insert({ table: 'made', values: [{ n }], format: 'JSONEachRow' });
    expect(await count('n IN (9, 10)')).toBe(2);
  });
});
