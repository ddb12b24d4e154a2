/** The history: ClickHouse, embedded (chDB) or a server, behind one client with a pool and limits per query. */
import { createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { z } from 'zod';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';

/** What one query may use; the engine stops it beyond. */
export interface Limits {
  /** Seconds. */
  seconds: number;
  /** Bytes. */
  memory: number;
  threads: number;
}

const READ: Limits = { seconds: 20, memory: 2_000_000_000, threads: 2 };
const BULK: Limits = { seconds: 3600, memory: 8_000_000_000, threads: 2 };

/** Rows that become one block and so one unit of deduplication. */
const BLOCK = 1_048_576;

type Parameters = Record<string, unknown>;

// One chDB connection runs one query at a time, so a slow question must not hold up a quick one; writers stand apart
// because inserts carry session settings (deduplication tokens) that reads must not inherit.
const SIZES = { read: 4, write: 2 };

class Pool {
  readonly #make: () => ClickHouseClient;
  readonly #size: number;
  readonly #all: ClickHouseClient[] = [];
  readonly #free: ClickHouseClient[] = [];
  readonly #waiting: ((client: ClickHouseClient) => void)[] = [];

  constructor(make: () => ClickHouseClient, size: number) {
    this.#make = make;
    this.#size = size;
  }

  async use<T>(deed: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    let client = this.#free.pop();
    if (!client && this.#all.length < this.#size) {
      client = this.#make();
      this.#all.push(client);
    }
    client ??= await new Promise<ClickHouseClient>((resolve) => this.#waiting.push(resolve));
    try {
      return await deed(client);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(client);
      else this.#free.push(client);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((client) => client.close()));
  }
}

interface Warehouse {
  read: Pool;
  write: Pool;
}

let open: Promise<Warehouse> | undefined;

async function connect(): Promise<Warehouse> {
  const { clickhouseUrl, data } = environment();
  if (clickhouseUrl) {
    const make = () =>
      createClient({
        url: clickhouseUrl,
        application: 'hoera',
        compression: { request: true, response: true },
        max_open_connections: 1,
        // Longer than any limit above, so that the engine's own clear error arrives first.
        request_timeout: (BULK.seconds + 60) * 1000
      });
    return { read: new Pool(make, SIZES.read), write: new Pool(make, SIZES.write) };
  }
  // Loaded here, not at the top: the engine is 500 MB and a process that only builds or talks to a server does not need it.
  const { createChdbConnection } = await import('chdb/connection');
  const path = resolve(data, 'warehouse');
  mkdirSync(path, { recursive: true });
  const make = () => createClient({ connection: createChdbConnection({ path }) });
  return { read: new Pool(make, SIZES.read), write: new Pool(make, SIZES.write) };
}

function warehouse(): Promise<Warehouse> {
  return (open ??= connect());
}

function settings(limits: Limits): ClickHouseSettings {
  return {
    max_execution_time: limits.seconds,
    max_memory_usage: String(limits.memory),
    max_threads: limits.threads
  };
}

/** Engine limits become a sentence for a person; every other error stays as it is, for the log. */
function explain(error: unknown): never {
  const type = (error as { type?: string }).type;
  if (type === 'TIMEOUT_EXCEEDED' || type === 'MEMORY_LIMIT_EXCEEDED') {
    throw new Refusal('question_too_wide', 'Deze vraag is te breed om te beantwoorden. Kies een kortere periode of minder stappen.', {
      status: 422
    });
  }
  throw error;
}

/**
 * Asks one question; each row is checked by `row`.
 * @throws Refusal question_too_wide when the engine's time or memory limit is reached
 */
export async function ask<T>(sql: string, parameters: Parameters, row: z.ZodType<T>, limits: Partial<Limits> = {}): Promise<T[]> {
  const pools = await warehouse();
  const rows = await pools.read
    .use(async (client) => {
      const result = await client.query({
        query: sql,
        query_params: parameters,
        format: 'JSONEachRow',
        clickhouse_settings: settings({ ...READ, ...limits })
      });
      return result.json<unknown>();
    })
    .catch(explain);
  return rows.map((value) => row.parse(value));
}

/** Answers as text in a format of the engine (NDJSON, CSV), for export; the caller bounds the rows. */
export async function askText(sql: string, parameters: Parameters, format: 'JSONEachRow' | 'CSVWithNames', limits: Partial<Limits> = {}): Promise<string> {
  const pools = await warehouse();
  return pools.read
    .use(async (client) => {
      const result = await client.query({
        query: sql,
        query_params: parameters,
        format,
        clickhouse_settings: settings({ ...READ, ...limits })
      });
      return result.text();
    })
    .catch(explain);
}

/** Runs a statement that returns nothing: DDL, INSERT … SELECT, deletes. */
export async function run(sql: string, parameters: Parameters = {}, limits: Partial<Limits> = {}, extra: ClickHouseSettings = {}): Promise<void> {
  const pools = await warehouse();
  await pools.write.use((client) =>
    client.command({
      query: sql,
      query_params: parameters,
      clickhouse_settings: { ...settings({ ...BULK, ...limits }), insert_deduplication_token: '', ...extra }
    })
  );
}

/**
 * Inserts text that already is NDJSON; moments (DateTime64) are milliseconds since 1970, hours (DateTime) seconds, days are yyyy-mm-dd.
 * @param token the same token inserts once, however often it is replayed
 */
export async function insertLines(table: string, lines: string, token: string): Promise<void> {
  if (lines.length === 0) return;
  const pools = await warehouse();
  await pools.write.use(async (client) => {
    // exec and not insert: ready text as it is, where insert encodes row by row, which costs as much as the engine's work.
    // Settings stand in the statement: given apart, the embedded engine reads the whole text once more to find its end.
    const { stream } = await client.exec({
      query:
        `INSERT INTO ${table} SETTINGS max_execution_time = ${BULK.seconds}, max_memory_usage = ${BULK.memory}, ` +
        `insert_deduplicate = 1, insert_deduplication_token = '${token.replaceAll("'", "''")}', ` +
        'deduplicate_blocks_in_dependent_materialized_views = 1, ' +
        // One token guards one block; parallel parsing would cut the text at places that differ between runs.
        `input_format_parallel_parsing = 0, max_insert_block_size = ${BLOCK}, date_time_input_format = 'basic' ` +
        'FORMAT JSONEachRow',
      values: Readable.from([lines], { objectMode: false })
    });
    await finished(stream.resume());
  });
}

/** Inserts values (few); see insertLines for many. */
export async function insertRows(table: string, rows: readonly object[], token: string): Promise<void> {
  await insertLines(table, rows.map((row) => JSON.stringify(row)).join('\n'), token);
}

export async function closeWarehouse(): Promise<void> {
  const closing = open;
  open = undefined;
  if (!closing) return;
  const pools = await closing;
  await pools.read.close();
  await pools.write.close();
}

/** Folder for files that the embedded engine may read or write; undefined with a server. */
export function exchangeFolder(): string | undefined {
  const { clickhouseUrl, data } = environment();
  return clickhouseUrl ? undefined : join(resolve(data), 'exchange');
}
